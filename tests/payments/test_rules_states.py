"""States, schedules and verdicts of payments."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from hypothesis import given
from hypothesis import strategies as st

from zhongcao.kit.money import Currency, Money, cny
from zhongcao.payments import rules
from zhongcao.payments.rules import (
    REFUND_TRANSITIONS,
    TRANSITIONS,
    Account,
    ChannelAccount,
    Entry,
    PaymentState,
    RefundState,
    TradeReport,
    TradeStatus,
    Verdict,
)

START = datetime(2018, 5, 27, 8, tzinfo=UTC)
END = START + timedelta(minutes=30)


@pytest.mark.parametrize(
    ("minutes", "expected"), [(0, 1), (1, 5), (4.9, 5), (5, 15), (15, 29.5), (29.5, 89.5), (200, 260)]
)
def test_channels_are_asked_after_1_5_15_minutes_and_before_the_end(minutes: float, expected: float) -> None:
    now = START + timedelta(minutes=minutes)
    found = rules.next_poll(started_at=START, expires_at=END, now=now)
    assert found == START + timedelta(minutes=expected)


@given(st.integers(0, 5000))
def test_the_next_question_is_always_ahead(minutes: int) -> None:
    now = START + timedelta(minutes=minutes)
    assert rules.next_poll(started_at=START, expires_at=END, now=now) > now


@given(st.integers(0, 100))
def test_retries_slow_down_to_an_hour(tries: int) -> None:
    pause = rules.next_try(tries=tries, now=START) - START
    assert timedelta(seconds=30) <= pause <= timedelta(hours=1)


def test_states_end_where_they_should() -> None:
    assert set(TRANSITIONS) == set(PaymentState)
    assert TRANSITIONS[PaymentState.REFUNDED] == frozenset()
    assert not rules.may_follow(PaymentState.PAID, PaymentState.CLOSED)
    assert rules.may_follow(PaymentState.CLOSED, PaymentState.PAID)
    assert set(REFUND_TRANSITIONS) == set(RefundState)
    assert RefundState.PREPARED not in REFUND_TRANSITIONS[RefundState.SENT], "a silent refund is never sent again"


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, Verdict.PAYS),
        ({"status": TradeStatus.TRADE_FINISHED}, Verdict.PAYS),
        ({"status": TradeStatus.WAIT_BUYER_PAY}, Verdict.WAITS),
        ({"status": TradeStatus.ABSENT}, Verdict.WAITS),
        ({"status": TradeStatus.TRADE_CLOSED}, Verdict.ENDED),
        ({"amount": cny(22280)}, Verdict.WRONG_AMOUNT),
        ({"amount": Money(22281, Currency.USD)}, Verdict.WRONG_AMOUNT),
        ({"amount": None}, Verdict.WRONG_AMOUNT),
        ({"seller_id": "2088000000000000"}, Verdict.WRONG_SELLER),
        ({"app_id": "2021000000000009"}, Verdict.WRONG_APP),
    ],
)
def test_only_a_report_that_fits_to_the_fen_pays(
    change: dict[str, object], verdict: Verdict, key: RSAPrivateKey
) -> None:
    account = ChannelAccount(
        provider="sandbox", gateway_url="", app_id="1", seller_id="2", merchant_key=key, channel_key=key.public_key()
    )
    fields = {"app_id": "1", "seller_id": "2", "status": TradeStatus.TRADE_SUCCESS, "amount": cny(22281), **change}
    report = TradeReport(number="P1", **fields)  # type: ignore[arg-type]
    assert rules.judge(report, account=account, due=cny(22281)) is verdict


amounts = st.integers(0, 10**9).map(cny)


@given(goods=amounts, discount=amounts, freight=amounts, tax=amounts)
def test_every_journal_of_the_shop_balances(goods: Money, discount: Money, freight: Money, tax: Money) -> None:
    for entries in (
        rules.capture_entries(goods, provider="sandbox"),
        rules.refund_promised_entries(goods),
        rules.refund_confirmed_entries(goods, provider="sandbox"),
        rules.sale_entries(goods=goods, discount=discount, freight=freight, tax=tax, regime="retail"),
        rules.return_entries(goods=goods, tax=tax, regime="postal"),
        rules.cost_entries(goods),
    ):
        assert rules.unbalanced(entries) == {}


def test_what_does_not_balance_is_named_by_currency() -> None:
    entries = [Entry(Account.INVENTORY, cny(5)), Entry(Account.INVENTORY, Money(-5, Currency.USD))]
    assert rules.unbalanced(entries) == {"CNY": 5, "USD": -5}


@pytest.mark.parametrize(
    ("refunded", "state"),
    [(1, PaymentState.PART_REFUNDED), (99, PaymentState.PART_REFUNDED), (100, PaymentState.REFUNDED)],
)
def test_a_payment_is_refunded_when_all_of_it_went_back(refunded: int, state: PaymentState) -> None:
    assert rules.state_after_refund(paid=100, refunded=refunded) is state
