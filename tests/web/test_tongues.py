"""Sentences of ours in the wrong language are found; what people and brands wrote is left alone."""

import json
import re

from zhongcao.app import forgetting, watch
from zhongcao.app.webapp.build import WEB
from zhongcao.app.webapp.tongues import Sentences, leftovers, read_sentences
from zhongcao.app.wiring import load_work
from zhongcao.kit.jobs import sweeps
from zhongcao.kit.settings import Settings

OURS = Sentences(
    chinese=frozenset({"收藏", "{n} 件好物", "海关 API 地址"}),
    english=frozenset({"Save", "Orders"}),
    filled=(re.compile(r".+ goods"),),
    latin=frozenset({"api"}),
)


def in_english(*shown: str, told: object = ()) -> list[str]:
    return leftovers(shown, [json.dumps(told)], english=True, sentences=OURS)


def in_chinese(*shown: str, told: object = ()) -> list[str]:
    return leftovers(shown, [json.dumps(told)], english=False, sentences=OURS)


def test_a_sentence_of_ours_in_the_wrong_language_is_found() -> None:
    assert in_english("收藏", "3 件好物", "Save") == ["收藏", "3 件好物"]
    assert in_chinese("收藏", "Save", "3 goods", "Orders of today") == ["Save", "3 goods", "Orders of today"]


def test_what_people_wrote_is_not_ours() -> None:
    told = {"notes": [{"title": "三瓶空了的护手霜", "author": "阿岚", "body": "第一段很长很长。\n第二段也不短呢。"}]}
    assert in_english("三瓶空了的护手霜", "By 阿岚", "阿", "第二段也不短呢。", told=told) == []
    assert in_chinese("Lancôme", "来自 Lancôme", told={"name": "Lancôme"}) == []


def test_a_word_of_ours_is_found_even_where_somebody_wrote_it_too() -> None:
    assert in_english("收藏", told={"body": "先收藏再说，改天慢慢看"}) == ["收藏"]


def test_of_what_is_given_in_both_languages_only_the_right_one_counts() -> None:
    told = {
        "name_zh": "护肤",
        "name_en": "Skincare",
        "state": {"zh": "已签收", "en": "Delivered"},
        "title": "面霜",
        "title_en": "Cream",
    }
    assert in_english("护肤", "已签收", "面霜", told=told) == ["护肤", "已签收", "面霜"]
    assert in_english("Skincare", "Delivered", "Cream", told=told) == []
    assert in_chinese("Skincare", "Delivered", "Cream", told=told) == ["Skincare", "Delivered", "Cream"]
    assert in_english("面霜", told={"title": "面霜", "title_en": ""}) == [], "nobody has translated this one"
    assert in_english("顺丰速运 12", told={"zh": "顺丰速运 12", "en": "顺丰速运 12"}) == ["顺丰速运 12"]
    assert in_english("阿岚 liked it", told=[{"zh": "阿岚赞了", "en": "阿岚 liked it"}, "阿岚"]) == []


def test_names_within_a_sentence_are_theirs_who_carry_them() -> None:
    told = {"zh": "爱吃核桃等 3 位你关注的人在用", "en": "爱吃核桃 and others you follow (3) use this"}
    assert in_english(told["en"], told=told) == []
    assert in_english("Forget #早八妆", told={"kind": "topic", "zh": "#早八妆", "en": "#早八妆"}) == []
    assert in_english("早八妆", told={"kind": "category", "zh": "早八妆", "en": "早八妆"}) == ["早八妆"]
    assert in_english("Because 你喜欢", told={"zh": "因为你喜欢", "en": "因为你喜欢"}) == ["Because 你喜欢"]


def test_latin_words_that_chinese_sentences_use_are_chinese() -> None:
    assert in_chinese("API", "api") == []


def test_every_setting_is_explained_in_chinese() -> None:
    told = (WEB / "src" / "console" / "words" / "settings.ts").read_text(encoding="utf-8")
    explained = set(re.findall(r"ZHONGCAO_(\w+): '", told))
    assert explained == {name.upper() for name in Settings.__struct_fields__}


def test_every_sweep_has_a_name_in_both_languages() -> None:
    load_work()
    watch.register()
    forgetting.register()
    named = (WEB / "src" / "console" / "words" / "sweeps.ts").read_text(encoding="utf-8")
    assert sorted(name for name in sweeps() if named.count(f"'{name}': '") != 2) == []


def test_the_sentences_of_both_faces_are_known() -> None:
    known = read_sentences(WEB)
    assert {"商城", "需求看板"} <= known.chinese
    assert {"Mall", "Demand board"} <= known.english
    assert any(one.fullmatch("3 notes") for one in known.filled)
