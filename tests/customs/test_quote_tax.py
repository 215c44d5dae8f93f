"""Tax of an order before it is placed: both regimes, every refusal."""

from datetime import date

import pytest

from tests.factories import customs as factory
from zhongcao.customs import service
from zhongcao.customs.errors import (
    AllowanceExceeded,
    GoodsInvalid,
    GoodsUnmapped,
    NotOnPositiveList,
    OverSingleLimit,
    ParcelOverLimit,
)
from zhongcao.customs.rules import Regime
from zhongcao.customs.schemas import TaxLine, TaxQuote, UnmappedGoods
from zhongcao.kit import clock
from zhongcao.kit.db import Tx
from zhongcao.kit.ids import new_id
from zhongcao.kit.money import cny

DAY = date(2026, 3, 1)


async def quote(tx: Tx, *lines: tuple[int, int, int], mode: str = "1210", on: date = DAY, **more: object) -> TaxQuote:
    asked = [TaxLine(sku_id=sku, quantity=quantity, value=cny(value)) for sku, quantity, value in lines]
    values = {"freight": cny(0), "origin_country": "NL", "person": None, **more}
    return await service.quote_tax(tx, mode=mode, lines=asked, on=on, **values)  # type: ignore[arg-type]


async def test_retail_tax_with_freight_shared(tx: Tx) -> None:
    sku = await factory.goods(tx)
    quoted = await quote(tx, (sku, 2, 300_00), freight=cny(10_00))
    assert (quoted.regime, quoted.route) == (Regime.RETAIL, "in_limit")
    assert (quoted.total, quoted.allowance) == (cny(28_21), cny(310_00))
    (line,) = quoted.lines
    assert (line.value, line.vat, line.total) == (cny(310_00), cny(28_21), cny(28_21))


async def test_sum_of_lines_is_the_order(tx: Tx) -> None:
    skus = [await factory.goods(tx) for _ in range(3)]
    serum = await factory.goods(
        tx, hs_code="3304990000", tax_category="skin_care", content_value=30, content_unit="ml", net_weight_grams=80
    )
    quoted = await quote(tx, *((sku, 1, 33_33) for sku in skus), (serum, 1, 600_00), freight=cny(10_00))
    assert quoted.total.amount == sum(line.total.amount for line in quoted.lines)
    assert sum(line.value.amount for line in quoted.lines) == quoted.allowance.amount == 3 * 33_33 + 600_00 + 10_00
    assert quoted.lines[3].consumption.amount > 0


async def test_postal_tax_exempts_up_to_fifty_yuan(tx: Tx) -> None:
    sku = await factory.goods(tx)
    free = await quote(tx, (sku, 1, 384_62), mode="postal")
    due = await quote(tx, (sku, 1, 384_66), mode="postal")
    assert (free.regime, free.total, free.allowance) == (Regime.POSTAL, cny(0), cny(0))
    assert due.total == due.lines[0].parcel_tax == cny(50_01)


async def test_postal_line_with_an_odd_fen(tx: Tx) -> None:
    sku = await factory.goods(tx, tax_category="other")
    quoted = await quote(tx, (sku, 3, 1000_00), mode="postal")
    assert quoted.total == cny(200_00)


async def test_parcel_over_the_limit(tx: Tx) -> None:
    sku = await factory.goods(tx)
    with pytest.raises(ParcelOverLimit):
        await quote(tx, (sku, 2, 2000_02), mode="postal")
    assert (await quote(tx, (sku, 1, 2000_02), mode="postal")).total.amount > 0


async def test_over_the_single_limit(tx: Tx) -> None:
    sku = await factory.goods(tx)
    with pytest.raises(OverSingleLimit):
        await quote(tx, (sku, 2, 5000_01))
    full = await quote(tx, (sku, 1, 5000_01))
    assert full.route == "full_tax"
    assert full.lines[0].duty.amount == 750_00
    assert (await quote(tx, (sku, 2, 5000_00))).route == "in_limit"


async def test_freight_counts_towards_the_single_limit(tx: Tx) -> None:
    sku = await factory.goods(tx)
    with pytest.raises(OverSingleLimit):
        await quote(tx, (sku, 2, 4990_01), freight=cny(10_00))


async def test_annual_allowance(tx: Tx) -> None:
    sku, now = await factory.goods(tx), clock.now()
    await service.reserve_allowance(
        tx, person="p1", member_id=1, order_id=new_id(), amount=cny(25_900_00), on=DAY, now=now
    )
    with pytest.raises(AllowanceExceeded) as refusal:
        await quote(tx, (sku, 1, 100_01), person="p1")
    assert refusal.value.details == {"limit": 26_000_00, "used": 25_900_00, "value": 100_01}
    assert (await quote(tx, (sku, 1, 100_00), person="p1")).route == "in_limit"
    assert (await quote(tx, (sku, 1, 100_01), person="p2")).route == "in_limit"
    assert (await quote(tx, (sku, 1, 100_01), person="p1", on=date(2027, 1, 1))).route == "in_limit"


async def test_goods_without_customs_data(tx: Tx) -> None:
    sku, stranger = await factory.goods(tx), new_id()
    with pytest.raises(GoodsUnmapped) as refusal:
        await quote(tx, (sku, 1, 10_00), (stranger, 1, 10_00))
    assert refusal.value.details == {"skus": [str(stranger)]}


async def test_goods_outside_the_positive_list(tx: Tx) -> None:
    gold = await factory.goods(tx, hs_code="7113191900", tax_category="jewellery", unit_statutory="035")
    with pytest.raises(NotOnPositiveList):
        await quote(tx, (gold, 1, 10_00))


async def test_unmapped_goods_are_listed_until_they_have_data(tx: Tx) -> None:
    sku = new_id()
    unmapped = [UnmappedGoods(sku_id=sku, name="Mystery cream", reason="no category")]
    await service.note_unmapped(tx, unmapped, now=clock.now())
    await service.note_unmapped(tx, unmapped, now=clock.now())
    assert await service.list_unmapped(tx, after=sku - 1, limit=5) == unmapped
    await service.declare_goods(tx, [factory.goods_row(sku)])
    assert await service.list_unmapped(tx, after=sku - 1, limit=5) == []
    assert (await service.goods(tx, [sku]))[sku] == factory.goods_row(sku)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("hs_code", {"hs_code": "19011010"}),
        ("tax_category", {"tax_category": "magic"}),
        ("unit", {"unit": "999"}),
        ("origin_country", {"origin_country": "XX"}),
        ("net_weight_grams", {"net_weight_grams": 0}),
        ("content_value", {"content_value": 5}),
        ("content_unit", {"content_value": 5, "content_unit": "inch"}),
        ("name_zh", {"name_zh": " "}),
    ],
)
async def test_useless_goods_data_is_refused_as_a_whole(tx: Tx, field: str, changes: dict[str, object]) -> None:
    good, bad = new_id(), new_id()
    with pytest.raises(GoodsInvalid) as refused:
        await service.declare_goods(tx, [factory.goods_row(good), factory.goods_row(bad, **changes)])
    assert refused.value.details == {"skus": [str(bad)], "field": field}
    assert await service.goods(tx, [good, bad]) == {}
