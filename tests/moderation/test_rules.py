"""What a text may hold, in both directions: what is caught, and what must not be."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhongcao.moderation import rules
from zhongcao.moderation.rules import Decision

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "decision", "reason"),
    [
        ("想要的加微信：lin_xiaoman88", Decision.HOLD, "contact-details"),
        ("vx abc12345 有货", Decision.HOLD, "contact-details"),
        ("QQ群 123456789", Decision.HOLD, "contact-details"),
        ("电话 138-0013-8000", Decision.HOLD, "contact-details"),
        ("打 １３８００１３８０００", Decision.HOLD, "contact-details"),
        ("写信到 lin@example.com", Decision.HOLD, "contact-details"),
        ("这是高 仿 包", Decision.HOLD, "counterfeit"),
        ("好.评.返.现", Decision.HOLD, "fake-trade"),
        ("代开發票", Decision.PASS, None),
        ("代开发票", Decision.REFUSE, "forbidden-goods"),
        ("根治痘痘的神药", Decision.HOLD, "medical-claim"),
        ("a.com b.com c.com", Decision.HOLD, "too-many-links"),
        ("a.com b.com", Decision.PASS, None),
    ],
)
def test_what_is_caught(text: str, decision: Decision, reason: str | None) -> None:
    found, reasons = rules.screen_text([text], is_new=True, earlier=0, on=TODAY)
    assert (found, reasons) == (decision, [reason] if reason else [])


@pytest.mark.parametrize(
    "text",
    [
        "用了一周就过敏,太差了,千万别买,智商税!",
        "物流慢,包装破,客服态度差,是不是假货啊",
        "订单号 2026112213800138000123 到货了",
        "SK-II 神仙水 230ml 到手价 1290 元, 比专柜便宜 300",
        "vivo X100 拍的, 完全没修图",
        "This toner is no.1 for me. Love it",
        "生产日期 20260112, 有效期 3 年",
    ],
)
def test_honest_texts_pass_and_criticism_most_of_all(text: str) -> None:
    assert rules.screen_text([text], is_new=True, earlier=0, on=TODAY) == (Decision.PASS, [])


def test_old_accounts_may_link_more() -> None:
    links = ["https://a.example/1 https://a.example/2 https://a.example/3"]
    assert rules.screen_text(links, is_new=True, earlier=0, on=TODAY)[0] is Decision.HOLD
    assert rules.screen_text(links, is_new=False, earlier=0, on=TODAY)[0] is Decision.PASS
    assert rules.screen_text(links * 2, is_new=False, earlier=0, on=TODAY)[0] is Decision.HOLD


def test_a_refusal_outweighs_a_hold_and_names_both() -> None:
    found = rules.screen_text(["代开发票加微信 abcde123"], is_new=False, earlier=9, on=TODAY)
    assert found == (Decision.REFUSE, ["contact-details", "forbidden-goods", "repeated"])


def test_words_count_from_their_day_on() -> None:
    assert rules.screen_text(["好评返现"], is_new=False, earlier=0, on=date(2018, 12, 31))[0] is Decision.PASS
    assert rules.screen_text(["好评返现"], is_new=False, earlier=0, on=date(2019, 1, 1))[0] is Decision.HOLD


@pytest.mark.parametrize(("earlier", "decision"), [(0, "pass"), (2, "pass"), (3, "hold"), (50, "hold")])
def test_repeats(earlier: int, decision: str) -> None:
    assert rules.screen_text(["一段话"], is_new=False, earlier=earlier, on=TODAY)[0] == decision


def test_short_texts_are_not_compared() -> None:
    assert rules.repeatable_text(["好看!", "真的好看"]) is None
    assert rules.repeatable_text(["A b-C" * 5]) == rules.repeatable_text(["ａｂｃ！" * 5]) == "abc" * 5


@pytest.mark.parametrize(("strikes", "days"), [(0, None), (2, None), (3, 7), (4, 7), (5, 30), (99, 30)])
def test_strikes_add_up(strikes: int, days: int | None) -> None:
    period = rules.suspension_for(strikes)
    assert period == (timedelta(days=days) if days else None)


def test_who_is_new() -> None:
    now = datetime(2026, 1, 10, tzinfo=UTC)
    assert rules.is_new_account(joined_at=None, now=now)
    assert rules.is_new_account(joined_at=now - timedelta(days=2), now=now)
    assert not rules.is_new_account(joined_at=now - timedelta(days=3), now=now)


@given(st.lists(st.text(max_size=200), max_size=4), st.booleans(), st.integers(0, 5))
def test_every_text_gets_an_answer(texts: list[str], is_new: bool, earlier: int) -> None:
    decision, reasons = rules.screen_text(texts, is_new=is_new, earlier=earlier, on=TODAY)
    assert (decision is Decision.PASS) == (reasons == [])


def test_cases_are_decided_once() -> None:
    assert rules.TRANSITIONS[rules.CaseState.KEPT] == rules.TRANSITIONS[rules.CaseState.REMOVED] == frozenset()
    assert set(rules.TRANSITIONS) == set(rules.CaseState)


def test_a_reported_thing_is_written_with_its_kind() -> None:
    assert rules.subject_name(rules.SubjectKind.NOTE, 123) == "note:123"
    assert rules.subject_name(rules.SubjectKind.PICTURE, 5) == "picture:5"


def test_a_moderator_sees_one_line_of_at_most_300_characters() -> None:
    assert rules.excerpt_of(["种草\n", "", "  two   words "]) == "种草 two words"
    assert rules.excerpt_of(["长" * 500]) == "长" * 300
    assert rules.excerpt_of([]) == ""
