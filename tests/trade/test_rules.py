"""Rules of trade: every state with every event, what an order costs, what a quote promises."""

from datetime import UTC, datetime, timedelta
from itertools import product

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhongcao.kit.money import Money, cny, total
from zhongcao.trade import rules
from zhongcao.trade.errors import OrderCannot, QuantityOutOfRange
from zhongcao.trade.rules import FINAL, MOVES, PAST, TRANSITIONS, Offer, OrderEvent, OrderState

S, E = OrderState, OrderEvent
NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)

PAIRS = list(product(S, E))


@pytest.mark.parametrize(("state", "event"), PAIRS)
def test_every_event_in_every_state_moves_repeats_or_is_refused(state: OrderState, event: OrderEvent) -> None:
    moves, repeats = (state, event) in MOVES, state in PAST[event]
    assert not (moves and repeats), "an event cannot both have an effect and have had it"
    if moves:
        assert rules.next_state(state, event) is MOVES[state, event]
        assert rules.may(state, event)
    elif repeats:
        assert rules.next_state(state, event) is None
        assert not rules.may(state, event)
    else:
        with pytest.raises(OrderCannot) as refused:
            rules.next_state(state, event)
        assert refused.value.details == {"state": state, "event": event}


def test_the_table_of_refusals_is_the_one_we_mean() -> None:
    """Spelled out, so that a change of the tables shows up here pair by pair."""
    refused = {pair for pair in PAIRS if pair not in MOVES and pair[0] not in PAST[pair[1]]}
    assert refused == {
        (S.CANCELLED, E.CAPTURE),
        *((state, E.EXPIRE) for state in S if state not in (S.PLACED, S.CANCELLED)),
        *((state, E.CANCEL) for state in (S.DECLARED, S.CLEARED, S.SHIPPED, S.DELIVERED, S.COMPLETED)),
        *((state, E.DECLARE) for state in (S.PLACED, S.CANCELLED)),
        *((state, E.CLEAR) for state in (S.PLACED, S.PAID, S.CANCELLED, S.REFUNDING, S.REFUNDED)),
        *((s, E.REJECT) for s in S if s not in (S.DECLARED, S.REFUNDING, S.REFUNDED)),
        *((state, E.HAND_OVER) for state in (S.PLACED, S.DECLARED, S.CANCELLED)),
        *((s, E.DELIVER) for s in (S.PLACED, S.PAID, S.DECLARED, S.CLEARED, S.CANCELLED, S.REFUNDING, S.REFUNDED)),
        *((s, E.COME_BACK) for s in S if s not in (S.SHIPPED, S.REFUNDING, S.REFUNDED)),
        *((s, E.CONFIRM) for s in S if s not in (S.SHIPPED, S.DELIVERED, S.COMPLETED)),
        *((s, E.REFUND) for s in S if s not in (S.REFUNDING, S.REFUNDED, S.CANCELLED)),
    }


@given(st.lists(st.sampled_from(list(E)), max_size=30))
def test_no_order_of_news_takes_an_order_where_it_must_not_go(events: list[OrderEvent]) -> None:
    state, seen = S.PLACED, [S.PLACED]
    for event in events:
        try:
            to = rules.next_state(state, event)
        except OrderCannot:
            continue
        if to is not None:
            assert to in TRANSITIONS[state]
            assert rules.next_state(to, event) is None, "hearing the same news again changes nothing"
            state = to
            seen.append(to)
    assert len(seen) == len(set(seen)), "no state is entered twice"
    if S.SHIPPED in seen or S.DECLARED in seen:
        assert S.PAID in seen, "nothing is declared or leaves the warehouse unpaid"
    assert not {S.CANCELLED, S.PAID} <= set(seen), "a paid order is refunded, never just cancelled"


def test_every_waiting_state_is_looked_after_and_final_ones_wait_for_nothing() -> None:
    for state in S:
        assert (rules.due_at(state, NOW) is None) == (state in FINAL)
        assert (TRANSITIONS[state] == frozenset()) == (state in FINAL)
        assert state in rules.STEP_TEXTS
    assert rules.due_at(S.PLACED, NOW) == NOW + timedelta(minutes=30)
    assert rules.due_at(S.DELIVERED, NOW) == NOW + timedelta(days=10)


def test_an_order_costs_goods_freight_and_tax_less_discount() -> None:
    sums = rules.sum_up([cny(10_00), cny(20_00)], freight=cny(5_00), tax=cny(3_19), discount=cny(2_00))
    assert sums.goods == cny(30_00)
    assert sums.paid == cny(36_19)


@given(
    st.lists(st.integers(0, 10**9), min_size=1, max_size=20),
    st.integers(0, 10**7),
    st.integers(0, 10**9),
    st.data(),
)
def test_the_parts_of_an_order_always_add_up_to_what_is_paid(
    values: list[int], freight: int, tax: int, data: st.DataObject
) -> None:
    discount = data.draw(st.integers(0, sum(values)))
    sums = rules.sum_up([cny(v) for v in values], freight=cny(freight), tax=cny(tax), discount=cny(discount))
    assert sums.paid.amount == sum(values) + freight + tax - discount
    assert sums.paid.amount >= 0


def test_a_discount_beyond_the_goods_is_a_bug() -> None:
    with pytest.raises(AssertionError):
        rules.sum_up([cny(10)], freight=cny(0), tax=cny(0), discount=cny(11))


@pytest.mark.parametrize(
    ("freight", "values", "shares"),
    [  # cross-border.md 2.4
        (10_00, [100_00, 100_00, 100_00], [3_34, 3_33, 3_33]),
        (12_00, [199_00, 59_00, 41_00], [7_99, 2_37, 1_64]),
        (7, [0, 0], [4, 3]),
        (0, [5, 5], [0, 0]),
    ],
)
def test_freight_is_shared_by_value(freight: int, values: list[int], shares: list[int]) -> None:
    assert rules.split_over(cny(freight), [cny(v) for v in values]) == [cny(s) for s in shares]


@given(st.integers(0, 10**8), st.lists(st.integers(0, 10**9), min_size=1, max_size=20))
def test_sharing_loses_and_invents_nothing(amount: int, values: list[int]) -> None:
    shares = rules.split_over(cny(amount), [cny(value) for value in values])
    assert total(shares) == cny(amount)
    assert all(share.amount >= 0 for share in shares)


def test_the_same_sku_twice_is_one_line() -> None:
    assert rules.merge_lines([(7, 2), (3, 1), (7, 3)]) == [(3, 1), (7, 5)]


@pytest.mark.parametrize(
    "lines", [[(7, 0)], [(7, -1)], [(7, 21)], [(7, 10), (7, 11)], [(7, 25), (7, -5)], [(7, 10**12)]]
)
def test_quantities_stay_within_personal_use(lines: list[tuple[int, int]]) -> None:
    with pytest.raises(QuantityOutOfRange):
        rules.merge_lines(lines)


def test_twenty_pieces_are_still_personal_use() -> None:
    assert rules.merge_lines([(7, 20)]) == [(7, 20)]


OFFER = Offer(
    order_id=1,
    member_id=2,
    address_id=3,
    warehouse_id=4,
    mode="1210",
    lines=((5, 2, 100_00),),
    goods=200_00,
    freight=10_00,
    tax=19_11,
    discount=0,
    notice_version="2026-11",
    expires=1_800_000_000,
)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"lines": ((5, 2, 101_00),)}, ["goods"]),
        ({"lines": ((6, 2, 100_00),)}, ["goods"]),
        ({"freight": 0}, ["freight"]),
        ({"tax": 19_12}, ["tax"]),
        ({"discount": 1}, ["discount"]),
        ({"warehouse_id": 9}, ["warehouse"]),
        ({"mode": "postal"}, ["warehouse"]),
        ({"notice_version": "2027-01"}, ["notice"]),
        ({"order_id": 99, "expires": 1}, []),
    ],
)
def test_what_changed_since_a_quote_is_named(change: dict[str, object], told: list[str]) -> None:
    assert rules.differences(OFFER, msgspec.structs.replace(OFFER, **change)) == told


def test_the_notice_in_force_exists_in_both_languages() -> None:
    text = rules.NOTICES[rules.NOTICE_VERSION]
    assert text.version == rules.NOTICE_VERSION
    assert len(text.zh) == len(text.en) >= 3


def test_contact_data_is_masked_for_those_who_need_not_know() -> None:
    assert rules.mask_name("欧阳明月") == "欧**"
    assert rules.mask_name("李雷") == "李*"
    assert rules.mask_name("李") == "李*"
    assert rules.mask_phone("13812345678") == "138****5678"
    assert rules.mask_phone("12345") == "*****"
    assert rules.may_see_contact(frozenset({"member", "support"}))
    assert not rules.may_see_contact(frozenset({"member", "finance", "warehouse", "admin"}))


def test_money_of_two_currencies_does_not_add_up() -> None:
    with pytest.raises(TypeError):
        rules.sum_up([cny(1)], freight=Money(1, "USD"), tax=cny(0))  # type: ignore[arg-type]
