"""The open format end to end: every kind, from CSV and JSON lines, into the domains' own tables, once."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.driving import Browser
from tests.factories import identity, inventory, trade
from tests.importing.folders import COUNTS, ORDERS, WORLD, ask, everything, many, write_csv, write_jsonl
from zhongcao.importing.adapters import ADAPTERS
from zhongcao.importing.importer import ImportReport, import_folder
from zhongcao.importing.keys import id_for
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.http import SYSTEM
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.money import Currency, Money
from zhongcao.mall import service as mall
from zhongcao.mall.rules import selling_price
from zhongcao.supply import service as supply

NOW = datetime(2026, 3, 1, 4, tzinfo=UTC)
OPEN = ADAPTERS["open"]


async def bring(sessions: Sessions, folder: Path, *, chunk_rows: int = 4000, origin: str | None = "US") -> ImportReport:
    """Import a folder of the open format."""
    return await import_folder(sessions, folder, OPEN, now=NOW, origin=origin, chunk_rows=chunk_rows)


@pytest.mark.parametrize("write", [write_csv, write_jsonl])
async def test_every_kind_arrives_in_its_domain(
    sessions: Sessions, tmp_path: Path, write: Callable[..., Path], visitor: Browser
) -> None:
    report = await bring(sessions, write(tmp_path, **WORLD))
    assert report.bad_rows == []
    assert {kind: count.read for kind, count in report.counts.items()} == COUNTS
    assert {kind: count.new for kind, count in report.counts.items()} == {**COUNTS, "orders": 2}
    assert report.unmapped == 1

    product, note = id_for("open", "product", "p1"), id_for("open", "note", "n1")
    shown = await visitor.get(f"/v1/products/{product}")
    assert (shown["title"], shown["brand"]["name_en"]) == ("GENIUS 胶原睡眠面膜", "Algenist")
    read = await visitor.get(f"/v1/notes/{note}")
    assert (read["author"]["nickname"], read["body"]) == ("阿岚", "用了一个月。")
    assert read["topics"] == ["面膜"]
    likes = await ask(sessions, "SELECT likes, collects, rating FROM community.note WHERE id = :id", id=note)
    assert likes == [(1, 1, 5)]
    at = await ask(sessions, "SELECT published_at FROM community.note WHERE id = :id", id=id_for("open", "note", "n2"))
    assert at == [datetime(2024, 5, 31, 16, tzinfo=UTC)], "a date alone is that day's beginning in China"
    member = id_for("open", "member", "m1")
    found = await ask(
        sessions, "SELECT skin_type, birth_year, joined_at FROM identity.member WHERE member_id = :m", m=member
    )
    assert found == [("dry", 1994, datetime(2020, 2, 29, tzinfo=UTC))]


async def test_past_orders_keep_their_lines_and_their_prices_of_that_day(sessions: Sessions, tmp_path: Path) -> None:
    await bring(sessions, write_csv(tmp_path, **WORLD))
    lines = await ask(
        sessions,
        "SELECT l.sku_id, l.quantity, l.price_amount, o.state, o.paid_amount FROM trade.order_line l "
        "JOIN trade.orders o ON o.member_id = l.member_id AND o.id = l.order_id WHERE o.member_id = :m "
        "ORDER BY l.line_no",
        m=id_for("open", "member", "m1"),
    )
    of_2024 = 35_00 * 719 // 100  # the reference rate of 2024: the file's own begins in 2026
    assert lines == [
        (id_for("open", "sku", "s1"), 2, of_2024, "completed", 2 * of_2024 + 8850),
        (id_for("open", "sku", "s3"), 1, 8850, "completed", 2 * of_2024 + 8850),
    ]


async def test_prices_are_converted_by_the_rate_of_the_day(sessions: Sessions, tmp_path: Path) -> None:
    await bring(sessions, write_csv(tmp_path, **WORLD))
    rows = await ask(
        sessions,
        "SELECT price_amount, source_amount, source_currency, source_rate FROM mall.price WHERE sku_id = :sku",
        sku=id_for("open", "sku", "s1"),
    )
    wanted = selling_price(Money(38_00, Currency.USD), rate=Decimal("7.2"))
    assert rows == [(wanted.amount, 38_00, "USD", Decimal("7.2"))]
    assert 38_00 * 7.2 <= wanted.amount <= 38_00 * 7.2 * 1.5
    yuan = await ask(
        sessions,
        "SELECT price_amount, market_amount, source_amount FROM mall.price WHERE sku_id = :sku",
        sku=id_for("open", "sku", "s3"),
    )
    assert yuan == [(8850, 9900, None)]


async def test_without_a_rate_of_its_own_the_reference_of_the_year_is_used(sessions: Sessions, tmp_path: Path) -> None:
    await bring(sessions, write_csv(tmp_path, products=WORLD["products"], skus=WORLD["skus"]))
    rates = await ask(
        sessions, "SELECT source_rate FROM mall.price WHERE sku_id = :sku", sku=id_for("open", "sku", "s1")
    )
    assert rates == [Decimal("7.10")]


async def test_without_a_rate_of_the_time_a_row_is_left_out(sessions: Sessions, tmp_path: Path) -> None:
    async with begin(sessions) as tx:
        await tx.execute(text("DELETE FROM mall.rate WHERE currency = 'CHF'"))
    franc = {"price": "38.00", "currency": "CHF"}
    skus = [{"sku": "s9", "product": "p1", **franc}, WORLD["skus"][2]]
    orders = [{**ORDERS[1], **franc}, {**ORDERS[1], "order": "o2", "price": "90", "currency": "CNY"}]
    report = await bring(sessions, write_csv(tmp_path, **{**WORLD, "skus": skus, "orders": orders}))
    assert [(row.file, row.line, row.column, row.reason) for row in report.bad_rows] == [
        ("skus.csv", 2, "currency", "no rate of CHF is known"),
        ("orders.csv", 2, "currency", "no rate of CHF is known for that day"),
    ]
    assert (report.counts["skus"].new, report.counts["skus"].left_out) == (1, 1)
    assert await ask(sessions, "SELECT price_amount FROM trade.order_line") == [90_00]


async def test_goods_that_cannot_be_mapped_are_listed_for_staff_and_not_sold(
    sessions: Sessions, tmp_path: Path, browse: Callable[[], Browser], keys: KeyRing
) -> None:
    await bring(sessions, write_csv(tmp_path, **WORLD), origin=None)
    officer = await identity.staff(sessions, browse(), "customs")
    listed = {one["sku_id"]: one["reason"] for one in (await officer.get("/v1/console/unmapped_goods"))["items"]}
    gift, mask = str(id_for("open", "sku", "s2")), str(id_for("open", "sku", "s1"))
    assert listed == {
        gift: "category:Skincare > Value & Gift Sets",
        mask: "origin",
    }
    await put_on_sale(sessions, "s1", "s2", "s3")
    member = browse()
    address = await trade.shopper(member, sessions, keys)
    await trade.quote(member, address, (id_for("open", "sku", "s3"), 1))
    before = await everything(sessions)
    for unmapped in (gift, mask):
        refused = await trade.quote(member, address, (int(unmapped), 1), expect=409)
        assert refused["code"] == "customs.goods-unmapped"
    assert await everything(sessions) == before


async def put_on_sale(sessions: Sessions, *names: str) -> None:
    """Everything that a sale needs but customs data: papers of the brand, and stock."""
    async with begin(sessions) as tx:
        brands = (await tx.scalars(text("SELECT id FROM supply.brand"))).all()
        await supply.authorise_directly(
            tx, brand_ids=brands, by=SYSTEM, now=NOW, starts_on=NOW.date(), ends_on=None, document_hash=bytes(32)
        )
        for name in names:
            sku = id_for("open", "sku", name)
            await inventory.lot(tx, sku_id=sku, quantity=5)
            await mall.note_stock(tx, sku_ids=[sku], now=NOW)


@pytest.mark.parametrize("write", [write_csv, write_jsonl])
async def test_importing_again_changes_nothing(sessions: Sessions, tmp_path: Path, write: Callable[..., Path]) -> None:
    folder = write(tmp_path, **WORLD)
    await bring(sessions, folder)
    before = await everything(sessions)
    again = await bring(sessions, folder)
    assert await everything(sessions) == before
    assert {kind: count.new for kind, count in again.counts.items() if kind != "rates"} == dict.fromkeys(
        [kind for kind in COUNTS if kind != "rates"], 0
    )


async def test_lines_of_one_order_stay_together_over_the_border_of_a_chunk(sessions: Sessions, tmp_path: Path) -> None:
    world = many(10)
    report = await bring(sessions, write_csv(tmp_path, **world), chunk_rows=4)
    assert report.counts["orders"].new == 10
    per_order = await ask(sessions, "SELECT count(*) FROM trade.order_line GROUP BY order_id")
    assert per_order == [3] * 10


async def test_an_order_longer_than_a_chunk_is_still_one(sessions: Sessions, tmp_path: Path) -> None:
    orders = [{**ORDERS[1], "order": "big"} for _ in range(9)] + [{**ORDERS[1], "order": "small"}]
    await bring(sessions, write_csv(tmp_path, **{**WORLD, "orders": orders}), chunk_rows=2)
    per_order = await ask(sessions, "SELECT count(*) FROM trade.order_line GROUP BY order_id ORDER BY 1")
    assert per_order == [1, 9]


async def test_a_brand_that_is_already_here_is_taken_as_it_is(sessions: Sessions, tmp_path: Path) -> None:
    from_elsewhere = tmp_path / "shop.csv"
    header = "Handle,Title,Vendor,Type,Option1 Value,Variant SKU,Variant Price\n"
    from_elsewhere.write_text(header + "mask,Mask,ALGENIST,Skincare > Masks,Default Title,M-1,20\n")
    await import_folder(sessions, from_elsewhere, ADAPTERS["shopify"], now=NOW, origin="US")
    folder = tmp_path / "open"
    folder.mkdir()
    report = await bring(sessions, write_csv(folder, **WORLD))
    assert report.bad_rows == []
    brands = await ask(sessions, "SELECT name_zh FROM supply.brand WHERE key = 'algenist'")
    shared = await ask(sessions, "SELECT count(*) FROM mall.product GROUP BY brand_id ORDER BY 1")
    assert brands == ["ALGENIST"]
    assert shared == [1, 3]


async def test_a_second_folder_may_speak_of_products_of_the_first(sessions: Sessions, tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    await bring(
        sessions, write_csv(tmp_path / "one", **{k: WORLD[k] for k in ("rates", "products", "skus", "members")})
    )
    report = await bring(sessions, write_csv(tmp_path / "two", **{k: WORLD[k] for k in ("notes", "interactions")}))
    assert report.bad_rows == []
    assert {kind: count.new for kind, count in report.counts.items() if count.read} == {"notes": 2, "interactions": 5}


async def test_a_sku_belongs_to_the_first_product_that_names_it(sessions: Sessions, tmp_path: Path) -> None:
    skus = [*WORLD["skus"], {**WORLD["skus"][0], "product": "p3"}]
    report = await bring(sessions, write_csv(tmp_path, **{**WORLD, "skus": skus}))
    assert [(row.line, row.column, row.reason) for row in report.bad_rows] == [
        (5, "sku", "s1 belongs to another product already")
    ]
    per_product = await ask(sessions, "SELECT count(*) FROM mall.sku GROUP BY product_id")
    assert per_product == [1, 1, 1]
