"""Products, SKUs and prices: kept by buyers over HTTP, seen by shoppers."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.driving import Browser
from tests.factories import identity as make_staff
from tests.factories import inventory as make_inventory
from tests.factories import mall as make
from tests.factories import supply as make_supply
from zhongcao.inventory import service as inventory
from zhongcao.inventory.schemas import ReserveLine
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, Tx, begin
from zhongcao.kit.http import SYSTEM
from zhongcao.kit.ids import new_id
from zhongcao.kit.money import Currency, Money, cny
from zhongcao.mall import service
from zhongcao.mall.errors import PriceTaken, PriceTooLate, RateUnknown
from zhongcao.mall.rules import ListingState
from zhongcao.mall.schemas import ProductChange, ProductImport, RateInput, SkuChange, SkuImport
from zhongcao.supply import service as supply

Browse = Callable[[], Browser]
Drain = Callable[..., Awaitable[None]]


async def buyer_with_brand(sessions: Sessions, browse: Browse) -> tuple[Browser, str]:
    """A buyer, and a brand that may be sold."""
    async with begin(sessions) as tx:
        brand = await make_supply.brand(tx, name_zh="蝶翠诗", name_en=f"DHC {new_id()}")
    return await make_staff.staff(sessions, browse(), "buyer"), brand.id


async def test_a_product_is_drafted_priced_listed_and_seen(sessions: Sessions, browse: Browse) -> None:
    buyer, brand_id = await buyer_with_brand(sessions, browse)
    given = {"title": "橄榄卸妆油", "title_en": "Deep Cleansing Oil", "brand_id": brand_id, "category_id": "10102"}
    product = await buyer.post("/v1/console/products", given, expect=201)
    at = f"/v1/console/products/{product['id']}"
    assert (product["state"], product["can_become"]) == ("draft", ["listed"])
    await browse().get(f"/v1/products/{product['id']}", expect=404)
    refused = await buyer.call("PATCH", at, json={"state": "listed"}, expect=409)
    assert (refused["code"], refused["details"]["missing"]) == ("mall.listing-refused", ["priced_sku"])

    sku = await buyer.post(f"{at}/skus", {"variant": "200 ml", "weight_grams": 260, "barcode": "4511413302163"})
    prices = f"/v1/console/skus/{sku['id']}/prices"
    price = await buyer.post(prices, {"source": {"amount": 2800, "currency": "JPY"}, "market_price": 19900}, expect=201)
    rate = Decimal(price["source_rate"])
    assert price["price"]["amount"] % 100 == 0
    assert price["price"]["amount"] >= 2800 * rate * 100
    listed = await buyer.call("PATCH", at, json={"state": "listed"}, expect=200)
    assert (listed["state"], listed["can_become"]) == ("listed", ["delisted"])

    page = await browse().get(f"/v1/products/{product['id']}", expect=200)
    assert (page["title"], page["price"], page["sold_out"]) == ("橄榄卸妆油", price["price"], True)
    assert page["struck_price"] == {"amount": 19900, "currency": "CNY"}
    assert page["category"]["code"] == "skincare.cleanse.makeup-remover"
    assert page["brand"]["authorised"] is True
    assert [link["grantee"] for link in page["authenticity"]] == ["Zhongcao"]
    assert [(one["id"], one["variant"], one["stock"]) for one in page["skus"]] == [(sku["id"], "200 ml", 0)]

    gone = await buyer.call("PATCH", at, json={"state": "delisted"}, expect=200)
    assert gone["state"] == "delisted"
    await browse().get(f"/v1/products/{product['id']}", expect=404)
    await buyer.call("PATCH", at, json={"state": "draft"}, expect=409)


async def test_a_price_that_cannot_be_meant_is_refused(sessions: Sessions, browse: Browse) -> None:
    buyer, brand_id = await buyer_with_brand(sessions, browse)
    given = {"title": "橄榄卸妆油", "title_en": "Oil", "brand_id": brand_id, "category_id": "10102"}
    product = await buyer.post("/v1/console/products", given, expect=201)
    sku = await buyer.post(f"/v1/console/products/{product['id']}/skus", {"variant": "200 ml", "weight_grams": 260})
    prices = f"/v1/console/skus/{sku['id']}/prices"
    for amount, code in (
        (0, "mall.price-beyond-reason"),
        (10**10, "mall.price-beyond-reason"),
        (-5, "invalid"),
        (10**30, "invalid"),
    ):
        refused = await buyer.post(prices, {"source": {"amount": amount, "currency": "JPY"}}, expect=422)
        assert refused["code"] == code
    refused = await buyer.call("PATCH", f"/v1/console/products/{product['id']}", json={"state": "listed"}, expect=409)
    assert refused["details"]["missing"] == ["priced_sku"]


async def test_a_product_needs_a_known_brand_category_and_pictures(sessions: Sessions, browse: Browse) -> None:
    buyer, brand_id = await buyer_with_brand(sessions, browse)
    given: dict[str, Any] = {"title": "面霜", "brand_id": brand_id, "category_id": "10402"}
    for wrong in ({"brand_id": "1"}, {"category_id": "999"}, {"picture_ids": ["1"]}):
        await buyer.post("/v1/console/products", {**given, **wrong}, expect=404)
    await buyer.post("/v1/console/products", {**given, "colour": "red"}, expect=422)
    page = await buyer.get("/v1/console/products")
    assert brand_id not in [one["brand_id"] for one in page["items"]]


async def test_shoppers_search_over_http(sessions: Sessions, browse: Browse) -> None:
    async with begin(sessions) as tx:
        made = await make.product(tx, title="积雪草舒缓面膜", category="skincare.mask.sheet")
        await make.sku(tx, product_id=int(made.id), stock=4)
    shopper = browse()
    found = await shopper.get("/v1/products", params={"q": "舒缓面膜", "category": "106"})
    assert [(card["id"], card["sold_out"]) for card in found["items"]] == [(made.id, False)]
    assert (await shopper.get("/v1/products", params={"q": "舒缓面膜", "category": "2"}))["items"] == []
    await shopper.get("/v1/products", params={"cursor": "nonsense"}, expect=422)
    tree = await shopper.get("/v1/categories")
    assert {one["code"] for one in tree} >= {"skincare", "home.kitchen"}
    await shopper.get("/v1/brands/1", expect=404)


async def test_members_may_not_keep_products(browse: Browse) -> None:
    member = await browse().sign_up()
    await member.get("/v1/console/products", expect=403)
    await member.post("/v1/console/rates", {}, expect=403)


async def test_prices_follow_each_other_without_overlap(tx: Tx) -> None:
    now = clock.now()
    sku = await make.sku(tx, price=cny(200_00), now=now)
    sku_id, product_id = int(sku.id), int(sku.product_id)
    sale, after = now + timedelta(hours=1), now + timedelta(hours=3)
    await service.set_price(tx, sku_id=sku_id, price=cny(150_00), starts_at=sale, by=SYSTEM, now=now)
    await service.set_price(tx, sku_id=sku_id, price=cny(210_00), starts_at=after, by=SYSTEM, now=now)
    with pytest.raises(PriceTaken):
        await service.set_price(tx, sku_id=sku_id, price=cny(1_00), starts_at=sale, by=SYSTEM, now=now)
    with pytest.raises(PriceTooLate):
        await service.set_price(
            tx, sku_id=sku_id, price=cny(1_00), starts_at=now - timedelta(hours=1), by=SYSTEM, now=now
        )
    prices = await service.list_prices(tx, sku_id=sku_id)
    assert [(one.starts_at, one.ends_at, one.price.amount) for one in prices] == [
        (now, sale, 200_00),
        (sale, after, 150_00),
        (after, None, 210_00),
    ]
    for moment, fen in ((now, 200_00), (sale, 150_00), (after - timedelta(seconds=1), 150_00), (after, 210_00)):
        assert (await service.skus_for_sale(tx, [sku_id], now=moment))[sku_id].price == cny(fen)
    assert (await service.cards(tx, [product_id]))[product_id].price == cny(200_00)
    assert await service.apply_due_prices(tx, now=sale) == 1
    assert (await service.cards(tx, [product_id]))[product_id].price == cny(150_00)
    assert await service.apply_due_prices(tx, now=after) == 1
    assert await service.apply_due_prices(tx, now=after) == 0
    assert (await service.cards(tx, [product_id]))[product_id].price == cny(210_00)


async def test_the_card_shows_the_lowest_price_of_what_is_on_sale(tx: Tx) -> None:
    made = await make.product(tx)
    product_id = int(made.id)
    await make.sku(tx, product_id=product_id, price=cny(300_00), listed=False)
    cheap = await make.sku(tx, product_id=product_id, price=cny(100_00), market_price=cny(180_00))
    card = (await service.cards(tx, [product_id]))[product_id]
    assert (card.price, card.struck_price) == (cny(100_00), cny(180_00))
    assert card.prices_from is True, "others cost more"
    assert (await service.get_product(tx, product_id=product_id, now=clock.now())).prices_from is True
    await service.change_sku(tx, sku_id=int(cheap.id), data=SkuChange(state=ListingState.DELISTED), now=clock.now())
    card = (await service.cards(tx, [product_id]))[product_id]
    assert (card.price, card.struck_price, card.prices_from) == (cny(300_00), None, False)
    await make.sku(tx, product_id=product_id, price=cny(300_00))
    assert (await service.cards(tx, [product_id]))[product_id].prices_from is False, "all cost the same"
    assert await service.skus_for_sale(tx, [int(cheap.id)], now=clock.now()) == {}


async def test_what_our_papers_do_not_cover_is_not_for_sale(tx: Tx) -> None:
    today = clock.day_in_china(clock.now())
    brand = await make_supply.brand(tx, ends_on=today)
    made = await make.product(tx, brand_id=int(brand.id))
    sku_id = int((await make.sku(tx, product_id=int(made.id))).id)
    assert sku_id in await service.skus_for_sale(tx, [sku_id], now=clock.now())
    assert await service.skus_for_sale(tx, [sku_id], now=clock.now() + timedelta(days=1)) == {}
    [paper, *_] = await supply.list_authorisations(tx, brand_id=int(brand.id), on=today)
    for one in await supply.list_authorisations(tx, brand_id=int(brand.id), on=today):
        await supply.revoke_authorisation(
            tx, authorisation_id=int(one.id), revoked_on=today, reason="测试撤销", now=clock.now()
        )
    assert paper.faults == []
    assert await service.skus_for_sale(tx, [sku_id], now=clock.now()) == {}


async def test_sold_out_is_shown_after_the_last_unit_and_gone_after_its_return(
    sessions: Sessions, drain: Drain
) -> None:
    async with begin(sessions) as tx:
        sku = await make.sku(tx)
        lot = await make_inventory.lot(tx, sku_id=int(sku.id), quantity=1)
    product_id, order_id = int(sku.product_id), new_id()

    async def sold_out() -> bool:
        await drain("nothing")
        async with begin(sessions) as tx:
            return (await service.cards(tx, [product_id]))[product_id].sold_out

    assert await sold_out() is False
    async with begin(sessions) as tx:
        await inventory.reserve(
            tx,
            order_id=order_id,
            warehouse_id=int(lot.warehouse_id),
            lines=[ReserveLine(line_no=1, sku_id=int(sku.id), quantity=1)],
            expires_at=None,
            now=clock.now(),
        )
    assert await sold_out() is True
    async with begin(sessions) as tx:
        await inventory.release(tx, order_id=order_id, now=clock.now())
    assert await sold_out() is False


async def test_rates_are_dated_and_go_stale(tx: Tx) -> None:
    day = date(2018, 5, 27)
    assert await service.rate(tx, currency=Currency.CNY, on=day) == 1
    data = RateInput(currency=Currency.SGD, starts_on=day, cny_per_unit=Decimal("4.7612"), source="test")
    assert (await service.set_rate(tx, data=data)).cny_per_unit == Decimal("4.7612")
    assert await service.rate(tx, currency=Currency.SGD, on=day) == Decimal("4.7612")
    assert await service.rate(tx, currency=Currency.SGD, on=day - timedelta(days=1)) == Decimal("4.91")
    for on in (date(2001, 1, 1), date(2090, 1, 1)):
        with pytest.raises(RateUnknown):
            await service.rate(tx, currency=Currency.SGD, on=on)


async def test_many_products_come_in_at_once_and_twice_changes_nothing(tx: Tx) -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    brand_id = int((await make_supply.brand(tx)).id)
    products = [
        ProductImport(
            id=new_id(), title=f"进口面霜 {number}", brand_id=brand_id, category_id=10402, created_at=now, popularity=9
        )
        for number in range(40)
    ]
    skus = [
        SkuImport(
            id=new_id(),
            product_id=product.id,
            variant="50 ml",
            weight_grams=120,
            price=cny(100_00 + number),
            source=Money(15_00, Currency.USD),
            source_rate=Decimal("6.62"),
            created_at=now,
        )
        for number, product in enumerate(products[:39])
    ]
    assert await service.import_products(tx, products) == 40
    assert await service.import_skus(tx, skus, now=now) == 39
    assert await service.import_products(tx, products) == 0
    assert await service.import_skus(tx, skus, now=now) == 0
    cards = await service.cards(tx, [product.id for product in products])
    assert len(cards) == 39  # the one without a SKU stays a draft
    assert cards[products[5].id].price == cny(100_05)
    assert len(await service.skus_for_sale(tx, [sku.id for sku in skus], now=now)) == 39
    assert await service.product_of(tx, [skus[0].id]) == {skus[0].id: products[0].id}
    assert await service.skus_of(tx, [products[0].id, products[39].id]) == {
        products[0].id: [skus[0].id],
        products[39].id: [],
    }


async def test_sales_count_and_lift_a_product(tx: Tx) -> None:
    sku = await make.sku(tx)
    product_id = int(sku.product_id)
    await service.count_sales(tx, units={product_id: 3})
    await service.count_sales(tx, units={product_id: -1})
    assert (await service.get_product(tx, product_id=product_id, now=clock.now())).sold_count == 2


async def test_words_follow_a_new_title(tx: Tx) -> None:
    sku = await make.sku(tx)
    product_id = int(sku.product_id)
    change = ProductChange(title="玫瑰身体磨砂膏")
    await service.change_product(tx, product_id=product_id, data=change, now=clock.now())
    assert [int(one.id) for one in (await service.find_products(tx, query="磨砂膏")).items] == [product_id]
    assert (await service.find_products(tx, query="橄榄")).items == []


async def test_a_new_sku_waits_for_its_customs_data(sessions: Sessions, browse: Browse) -> None:
    buyer, brand_id = await buyer_with_brand(sessions, browse)
    given = {"title": "橄榄卸妆油", "brand_id": brand_id, "category_id": "10102"}
    product = await buyer.post("/v1/console/products", given, expect=201)
    path, officer = "/v1/console/unmapped_goods", await make_staff.staff(sessions, browse(), "customs")
    assert (await officer.get(path))["items"] == []
    missing = await buyer.post("/v1/console/products/1/skus", {"variant": "200 ml", "weight_grams": 260}, expect=404)
    assert missing["code"] == "mall.product-not-found"
    assert (await officer.get(path))["items"] == []
    at = f"/v1/console/products/{product['id']}/skus"
    sku = await buyer.post(at, {"variant": "200 ml", "weight_grams": 260})
    waiting = {"sku_id": sku["id"], "name": "橄榄卸妆油 200 ml", "reason": "new"}
    assert (await officer.get(path))["items"] == [waiting]
