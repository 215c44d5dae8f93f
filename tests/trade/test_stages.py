"""The way of an order as its member sees it: steps behind, now and ahead, tabs, problems with what to do."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
from litestar import Litestar

from tests.driving import Browser
from tests.factories import trade as make
from tests.trade.conftest import Drain, Shop, Travel, until
from zhongcao.kit.db import Sessions
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.money import cny
from zhongcao.trade import rules
from zhongcao.trade.rules import OrderState, Progress

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
BONDED = ["paid", "documents", "declared", "cleared", "shipped", "delivering", "delivered", "review"]


def progress(state: OrderState, **more: Any) -> Progress:
    known = {"placed_at": NOON, "promise_from": date(2026, 11, 22), "promise_to": date(2026, 11, 25)}
    return Progress(**{"state": state, "bonded": True, **known, **more})


def states(one: Progress) -> dict[str, str]:
    return {stage.code: stage.state.value for stage in rules.stages(one)}


async def seen(shop: Shop, order: Any) -> Any:
    return await shop.browser.get(f"/v1/orders/{order['id']}", expect=200)


async def test_a_bonded_order_shows_its_way_from_the_start(shop: Shop, drain: Drain, travel: Travel) -> None:
    order = await seen(shop, await shop.order())
    assert [stage["code"] for stage in order["stages"]] == BONDED
    assert [stage["state"] for stage in order["stages"]] == ["now", *["later"] * 7]
    assert order["stages"][0]["zh"] == "等待付款"
    assert order["stages"][0]["expected_at"] == order["expires_at"]
    assert order["headline"]["zh"] == "等待付款"
    assert order["payment_no"] is None
    await shop.pay(order)
    await until(shop, order, "delivered", drain, travel)
    order = await seen(shop, order)
    assert [stage["state"] for stage in order["stages"]] == [*["done"] * 7, "now"]
    by_code = {stage["code"]: stage for stage in order["stages"]}
    assert order["payment_no"] in by_code["paid"]["detail"]["zh"]
    assert order["customs_no"] in by_code["declared"]["detail"]["zh"]
    assert order["waybill_no"] in by_code["delivering"]["detail"]["zh"]
    assert by_code["shipped"]["detail"]["zh"].startswith(order["warehouse"]["name"])
    assert by_code["review"]["zh"] == "签收后写一篇"
    assert order["lines"][0]["reviewable"] is True
    moments = [datetime.fromisoformat(stage["at"]) for stage in order["stages"][:7]]
    assert moments == sorted(moments)


async def test_a_postal_order_flies_first(
    visitor: Browser, sessions: Sessions, app: Litestar, keys: KeyRing, drain: Drain, travel: Travel
) -> None:
    address = await make.shopper(visitor, sessions, keys, named=False)
    shop = Shop(visitor, sessions, app, address, await make.sku(sessions, price=cny(400_00), overseas=True))
    order = await seen(shop, await shop.order())
    assert [stage["code"] for stage in order["stages"]] == [
        "paid", "abroad", "flight", "port", "delivering", "delivered", "review",
    ]  # fmt: skip
    await shop.pay(order)
    await until(shop, order, "delivered", drain, travel)
    assert [stage["state"] for stage in (await seen(shop, order))["stages"]] == [*["done"] * 6, "now"]


async def test_tabs_hold_orders_by_what_they_ask_for(shop: Shop, drain: Drain, travel: Travel) -> None:
    first = await shop.order()
    await shop.pay(first)
    await until(shop, first, "delivered", drain, travel)
    second = await shop.order()
    counted = await shop.browser.get("/v1/orders/tabs", expect=200)
    assert {tab["code"]: tab["orders"] for tab in counted} == {
        "to_pay": 1,
        "clearing": 0,
        "to_receive": 0,
        "to_review": 1,
    }
    for tab, order in (("to_pay", second), ("to_review", first)):
        page = await shop.browser.get(f"/v1/orders?tab={tab}", expect=200)
        assert [one["id"] for one in page["items"]] == [order["id"]]
    await shop.browser.get("/v1/orders?tab=other", expect=422)


def test_the_current_step_is_the_first_that_is_not_done() -> None:
    declared = progress(OrderState.DECLARED, paid_at=NOON, declared_at=NOON)
    assert states(declared) == {
        "paid": "done", "documents": "done", "declared": "now", "cleared": "later",
        "shipped": "later", "delivering": "later", "delivered": "later", "review": "later",
    }  # fmt: skip
    ahead = [stage.expected_at for stage in rules.stages(declared) if stage.expected_at]
    assert ahead == sorted(ahead)
    assert ahead[-1] == datetime(2026, 11, 25, 12, tzinfo=UTC)
    assert rules.headline(declared)[0].zh == "正在清关"


def test_an_inspection_is_a_problem_that_asks_for_nothing() -> None:
    held = progress(OrderState.DECLARED, paid_at=NOON, declared_at=NOON, held_code=500)
    assert states(held)["declared"] == "problem"
    assert rules.headline(held)[0].zh == "海关查验中"
    assert "不需要您做什么" in rules.headline(held)[1].zh


def test_what_customs_turns_away_says_what_to_do() -> None:
    for reason, code, fix in (
        ("customs: [Code:100;Desc:支付人与订购人不一致]", "name_mismatch", "real_name"),
        ("customs: [Code:100;Desc:超过年度交易限值]", "over_limit", "orders"),
        ("customs: [Code:100;Desc:抽查]", "rejected", "none"),
        ("parcel: returned", "parcel_returned", "none"),
        ("stock-gone", "stock_gone", "none"),
    ):
        back = progress(OrderState.REFUNDING, paid_at=NOON, reason=reason, refunding_at=NOON + timedelta(hours=1))
        found = rules.setback(back)
        assert found is not None
        assert (found.code, found.fix) == (code, fix)
        assert states(back) == {"paid": "done", code: "problem", "refunding": "now", "refunded": "later"}


def test_a_change_of_mind_is_no_problem() -> None:
    back = progress(OrderState.REFUNDED, paid_at=NOON, reason="member", refunding_at=NOON, refunded_at=NOON)
    assert rules.setback(back) is None
    assert states(back) == {"paid": "done", "refunded": "done"}


def test_every_state_has_its_words() -> None:
    for state in OrderState:
        for bonded in (True, False):
            known = {"paid_at": NOON} if state is not OrderState.PLACED else {}
            one = progress(state, bonded=bonded, reason="member", **known)
            title, text = rules.headline(one)
            assert "" not in (title.zh, title.en, text.zh, text.en)
            assert rules.stages(one)


def test_parts_of_a_parcel_stay_within_its_limit() -> None:
    lines = [(1, 3, cny(2600_00)), (2, 2, cny(900_00)), (3, 1, cny(6000_00))]
    assert rules.needs_splitting(lines, cny(5000_00))
    parts = rules.split_parcel(lines, cny(5000_00))
    assert parts == [[(3, 1)], [(1, 1), (2, 2)], [(1, 1)], [(1, 1)]]
    assert not rules.needs_splitting([(3, 1, cny(6000_00))], cny(5000_00)), "one piece alone may pass"


def test_freight_counts_where_the_limit_counts_it() -> None:
    lines = [(1, 2, cny(2495_00)), (2, 1, cny(10_00))]
    assert not rules.needs_splitting(lines, cny(5000_00))
    assert rules.needs_splitting(lines, cny(5000_00), lambda part: 20_00)
    assert rules.split_parcel(lines, cny(5000_00), lambda part: 20_00) == [[(1, 1), (2, 1)], [(1, 1)]]


def test_an_order_has_a_limit_of_lines_too() -> None:
    lines = [(sku, 1, cny(1_00)) for sku in range(rules.ORDER_LINES_MAX + 3)]
    assert not rules.needs_splitting(lines[: rules.ORDER_LINES_MAX], cny(5000_00))
    assert rules.needs_splitting(lines, cny(5000_00))
    parts = rules.split_parcel(lines, cny(5000_00))
    assert [len(part) for part in parts] == [rules.ORDER_LINES_MAX, 3]


def test_no_step_is_promised_for_a_moment_that_has_passed() -> None:
    inspected = progress(
        OrderState.CLEARED, bonded=True, paid_at=NOON, declared_at=NOON, cleared_at=NOON + timedelta(days=3)
    )
    shipped = next(stage for stage in rules.stages(inspected) if stage.code == "shipped")
    assert shipped.expected_at == NOON + timedelta(days=3, hours=8)
    held = progress(OrderState.DECLARED, bonded=True, paid_at=NOON, declared_at=NOON, held_code=500)
    assert next(stage for stage in rules.stages(held) if stage.code == "shipped").expected_at is None


def test_advice_for_a_limit_says_what_helps() -> None:
    once, year = (rules.setback_of(f"customs: 超出{kind}限值") for kind in ("单次", "年度"))
    assert once
    assert year
    assert "分开下单" in once.advice.zh
    assert "分开下单" not in year.advice.zh


def test_a_progress_is_plain_data() -> None:
    assert msgspec.to_builtins(progress(OrderState.PLACED))["state"] == "placed"


def test_problems_are_read_from_reasons_and_codes() -> None:
    assert rules.setback_of("member") is None
    assert rules.setback_of(None) is None
    assert [rules.held_setback(code).code for code in (300, 500, 501)] == ["review", "inspection", "held"]


def test_money_that_is_back_is_not_said_to_be_on_its_way() -> None:
    for reason in ("stock-gone", "parcel: returned", "customs: 抽查", "customs: 超出单次限值", "customs: 支付人不一致"):
        going, gone = rules.setback_of(reason), rules.setback_of(reason, refunded=True)
        assert going is not None
        assert gone is not None
        assert "款项原路退回。" in going.advice.zh
        assert "款项已经原路退回。" in gone.advice.zh
        assert "Your money is back" in gone.advice.en
        assert (going.code, going.fix) == (gone.code, gone.fix)


def test_a_promise_names_one_day_or_two() -> None:
    assert rules.promise_text(date(2026, 11, 29), date(2026, 12, 2)).zh == "预计11月29日至12月2日送达"
    assert rules.promise_text(date(2026, 11, 29), date(2026, 11, 29)).en == "Expected Nov 29"


def test_few_pieces_are_worth_a_word() -> None:
    assert [rules.is_low(left) for left in (0, 1, 5, 6)] == [False, True, True, False]


def test_a_limit_is_filled_up_to_all_of_it() -> None:
    filled = [rules.filled_percent(cny(value), cny(5000_00)) for value in (0, 1, 2500_00, 9000_00)]
    assert filled == [0, 1, 50, 100]


def test_rates_are_written_as_people_write_them() -> None:
    assert [rules.percent(Decimal(rate)) for rate in ("0.091", "0.2", "0.28882")] == ["9.1%", "20%", "28.9%"]


def test_a_tax_is_named_with_its_rates_and_its_reason() -> None:
    rates = [Decimal("0.2"), Decimal("0.091")]
    law: dict[str, Any] = {"share": Decimal("0.7"), "waived": cny(50_00)}
    assert (
        rules.tax_words(retail=True, in_limit=True, rates=rates, tax=cny(1), **law)[0].zh == "跨境电商综合税 9.1%–20%"
    )
    assert rules.tax_words(retail=True, in_limit=True, rates=[None], tax=cny(1), **law)[0].en == "Retail import tax"
    assert rules.tax_words(retail=True, in_limit=False, rates=[None], tax=cny(1), **law)[0].zh == "进口税（全额）"
    assert "免征" in rules.tax_words(retail=False, in_limit=True, rates=rates, tax=cny(0), **law)[1].zh
