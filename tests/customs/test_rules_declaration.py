"""Receipts of customs: what each code means, which one wins, and that their order never matters."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhongcao.customs.rules import (
    ALLOWANCE_TRANSITIONS,
    DUPLICATE_KEY,
    FINAL,
    RETURN_STATUS,
    TAX_NOTICE,
    TRANSITIONS,
    AllowanceState,
    DeclarationState,
    Document,
    Receipt,
    deciding_code,
    declaration_state,
    next_check,
    return_refunds_tax,
    status_row,
    status_text,
    tax_due_on,
)

S = DeclarationState
START = datetime(2026, 3, 1, 8, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def test_rank_is_the_documented_one() -> None:
    ranked = sorted(RETURN_STATUS, key=lambda code: RETURN_STATUS[code].rank)
    without_detention = [code for code in ranked if code not in (1, 501, 502, 503, 509, 599)]
    assert without_detention == [4, 2, 3, 100, 120, 300, 400, 500, 600, 399, 700, 800, 899]
    assert [code for code in ranked if code in (600, 501, 502, 503, 509, 599, 399)] == [
        600,
        501,
        502,
        503,
        509,
        599,
        399,
    ]


def test_every_order_of_arrival_ends_the_same() -> None:
    receipts = [Receipt(2, at(1)), Receipt(120, at(2)), Receipt(500, at(3)), Receipt(399, at(4)), Receipt(800, at(5))]
    results = {deciding_code(order, declared_at=START) for order in permutations(receipts)}
    assert results == {800}


@given(
    st.lists(
        st.builds(
            Receipt,
            code=st.sampled_from([*RETURN_STATUS, -621001, -999999, -304001, 777]),
            returned_at=st.integers(-60, 600).map(at),
        ),
        max_size=12,
    ).flatmap(lambda receipts: st.tuples(st.just(receipts), st.permutations(receipts)))
)
def test_any_receipts_in_any_order_and_repeated(pair: tuple[list[Receipt], list[Receipt]]) -> None:
    receipts, shuffled = pair
    code = deciding_code(receipts, declared_at=START)
    assert deciding_code(shuffled, declared_at=START) == code
    assert deciding_code([*receipts, *shuffled], declared_at=START) == code


@given(st.lists(st.sampled_from(list(RETURN_STATUS)), min_size=1, max_size=10))
def test_release_is_never_taken_back(codes: list[int]) -> None:
    released = [Receipt(800, at(1)), *(Receipt(code, at(2 + n)) for n, code in enumerate(codes))]
    assert deciding_code(released, declared_at=START) in (800, 899)


def test_a_rejection_from_before_the_last_declaration_is_spent() -> None:
    receipts = [Receipt(2, at(1)), Receipt(100, at(2)), Receipt(2, at(11))]
    assert deciding_code(receipts, declared_at=at(0)) == 100
    assert deciding_code(receipts, declared_at=at(10)) == 2
    assert deciding_code([*receipts, Receipt(100, at(12))], declared_at=at(10)) == 100


def test_a_known_business_key_is_no_verdict_and_an_unknown_code_is_none() -> None:
    assert deciding_code([Receipt(-304001, at(1))], declared_at=START) is None
    assert deciding_code([Receipt(777, at(1)), Receipt(2, at(1))], declared_at=START) == 2
    assert deciding_code([Receipt(-621999, at(1)), Receipt(3, at(2))], declared_at=START) == -621999


@pytest.mark.parametrize(
    ("codes", "state"),
    [
        ({}, S.SUBMITTED),
        ({Document.LIST: 2}, S.SUBMITTED),
        ({Document.LIST: 120, Document.ORDER: 120}, S.ACCEPTED),
        ({Document.LIST: 399}, S.ACCEPTED),
        ({Document.LIST: 300}, S.HELD),
        ({Document.LIST: 500}, S.HELD),
        ({Document.LIST: 502}, S.HELD),
        ({Document.LIST: 100}, S.REJECTED),
        ({Document.LIST: -621001}, S.REJECTED),
        ({Document.LIST: 2, Document.PAYMENT: 100}, S.REJECTED),
        ({Document.ORDER: -999999}, S.REJECTED),
        ({Document.LIST: 800, Document.PAYMENT: 100}, S.CLEARED),
        ({Document.LIST: 899}, S.CLOSED),
        ({Document.LIST: 700}, S.RETURNED),
    ],
)
def test_state_from_the_documents(codes: dict[Document, int], state: DeclarationState) -> None:
    assert declaration_state(codes) is state


def test_customs_can_move_a_sent_declaration_wherever_ranks_allow() -> None:
    """Every pair of codes that a growing set of receipts can produce is a listed transition."""
    for first, second in product(RETURN_STATUS, repeat=2):
        before = declaration_state({Document.LIST: first})
        code = deciding_code([Receipt(first, at(1)), Receipt(second, at(2))], declared_at=START)
        assert code is not None
        after = declaration_state({Document.LIST: code})
        assert after is before or after in TRANSITIONS[before], (first, second)


def test_state_tables_name_every_state() -> None:
    assert set(TRANSITIONS) == set(DeclarationState)
    assert set(ALLOWANCE_TRANSITIONS) == set(AllowanceState)
    for state in DeclarationState:
        assert (next_check(state, START) is None) == (state in FINAL)


def test_return_windows_are_thirty_and_forty_five_days() -> None:
    def windows(applied: int, arrived: int) -> bool:
        return return_refunds_tax(
            released_at=START,
            applied_at=START + timedelta(days=applied),
            arrived_at=START + timedelta(days=arrived),
        )

    assert windows(20, 44)
    assert windows(30, 45)
    assert not windows(20, 46)
    assert not windows(31, 40)
    assert tax_due_on(date(2026, 3, 1)) == date(2026, 4, 1)


@pytest.mark.parametrize("code", [*RETURN_STATUS, DUPLICATE_KEY, TAX_NOTICE, -621001, 777])
def test_no_answer_of_customs_is_without_words(code: int) -> None:
    text_zh, text_en = status_text(code)
    assert any("\u4e00" <= sign <= "\u9fff" for sign in text_zh)
    assert text_en.isascii()
    assert any(sign.isalpha() for sign in text_en)


def test_an_answer_that_nobody_knows_is_shown_as_it_came() -> None:
    assert status_text(777) == ("海关回执 777", "customs answered 777")
    assert status_text(TAX_NOTICE) == ("税单已出", "tax notice issued")


def test_an_answer_of_customs_is_known_an_exception_or_means_nothing() -> None:
    accepted, exception = status_row(120), status_row(-621)
    assert accepted is not None
    assert exception is not None
    assert (accepted.state, accepted.name_zh) == (S.ACCEPTED, "海关入库")
    assert (exception.state, exception.name_zh) == (S.REJECTED, "处理异常")
    assert status_row(DUPLICATE_KEY) is None, "known already: the earlier answer counts"
    assert status_row(12345) is None
