"""Refusals speak Chinese and English, as the person who meets them prefers."""

import re

import pytest

from tests.driving import Browser
from zhongcao.kit.languages import Saying, check_in_chinese, language_of, within
from zhongcao.kit.problems import NotFound, Problem

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("zh-CN", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.5", "en"),
        ("fr-FR,zh;q=0.5,en;q=0.3", "zh"),
        ("en;q=0.2, zh-Hans-CN;q=0.7", "zh"),
        ("zh;q=0", "en"),
        ("*", "en"),
        ("fr", "en"),
        (";;;,zh;q=x", "en"),
        ("zh" * 1000, "en"),
    ],
)
def test_the_better_liked_language_is_spoken(accepted: str, language: str) -> None:
    assert language_of(accepted) == language


def test_whoever_says_nothing_hears_what_the_asker_chose() -> None:
    assert language_of("", unless_said="zh") == "zh"


def test_every_refusal_has_a_chinese_sentence(shared_app: object) -> None:
    mute = [code for code, kind in Problem.registry.items() if not CHINESE.search(kind.__dict__.get("zh", ""))]
    assert mute == []
    unended = [code for code, kind in Problem.registry.items() if not kind.zh.endswith(("。", "！", "？"))]
    assert unended == []


def test_a_refusal_without_a_chinese_sentence_cannot_be_written() -> None:
    with pytest.raises(TypeError, match="no Chinese sentence"):
        type("Mute", (NotFound,), {"__doc__": "Nobody says this in Chinese.", "code": "test.mute"})


def test_sayings_within_details_are_said_in_one_language() -> None:
    told = {"faults": [Saying("name: needed", "name: 请填写")], "most": 3, "deep": {"why": Saying("so", "因为")}}
    assert within(told, "zh") == {"faults": ["name: 请填写"], "most": 3, "deep": {"why": "因为"}}
    assert within(told, "en") == {"faults": ["name: needed"], "most": 3, "deep": {"why": "so"}}
    assert type(within(told, "en")["faults"][0]) is str


@pytest.mark.parametrize(
    ("message", "zh"),
    [
        ("Object missing required field `title`", "缺少“title”。"),
        ("Object contains unknown field `colour`", "不认识“colour”这一项。"),
        ("Expected `str` of length <= 20", "最多 20 个字符。"),
        ("Expected `int` >= 1", "不能小于 1。"),
        ("Invalid enum value 'blue'", "不能是 'blue'。"),
        ("Something new", "填写的内容不对，请检查。"),
    ],
)
def test_checks_of_a_request_are_told_in_chinese(message: str, zh: str) -> None:
    assert check_in_chinese(message) == zh


async def test_an_answer_speaks_the_language_that_was_asked_for(visitor: Browser) -> None:
    path = "/v1/notes/1"
    plain = await visitor.get(path, expect=404)
    english = await visitor.get(path, expect=404, headers={"Accept-Language": "en-US,en;q=0.9"})
    chinese = await visitor.get(path, expect=404, headers={"Accept-Language": "zh-CN"})
    assert plain["title"] == english["title"] == "This note does not exist or is not yours to see."
    assert chinese["title"] == "笔记不存在，或者你暂时看不到它。"
    assert chinese["code"] == plain["code"]


async def test_what_is_wrong_with_a_form_is_told_in_both_languages(visitor: Browser) -> None:
    form = {"login": "a@example.com"}
    english = await visitor.post("/v1/sessions", form, expect=422)
    chinese = await visitor.post("/v1/sessions", form, expect=422, headers={"Accept-Language": "zh-CN"})
    assert english["details"]["errors"][0]["message"] == "Object missing required field `password`"
    assert chinese["details"]["errors"][0]["message"] == "缺少“password”。"
    assert chinese["title"] == "填写的内容有误，请检查后再提交。"


async def test_what_a_note_lacks_is_told_in_both_languages(visitor: Browser) -> None:
    await visitor.sign_up()
    note = {"kind": "text", "title": "", "body": " "}
    headers = {"Accept-Language": "zh-CN"}
    chinese = await visitor.post("/v1/notes", note, expect=422, headers={**headers, "Idempotency-Key": "a" * 20})
    english = await visitor.post("/v1/notes", note, expect=422, headers={"Idempotency-Key": "b" * 20})
    assert chinese["details"]["faults"] == ["title: 标题和正文至少写一个"]
    assert english["details"]["faults"] == ["title: a note needs a title or a text"]
