"""What a product costs in the end, before anybody orders."""

from tests.driving import Browser
from tests.factories import trade as make
from zhongcao.kit.db import Sessions
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.money import cny


async def test_a_visitor_learns_the_whole_price_of_bonded_goods(visitor: Browser, sessions: Sessions) -> None:
    sku = await make.sku(sessions, price=cny(100_00))
    cost = await visitor.get(f"/v1/skus/{sku}/landed_cost", params={"quantity": 2})
    freight, tax = cost["freight"]["amount"], cost["tax"]["amount"]
    assert tax == cost["vat"]["amount"] == round((200_00 + freight) * 0.13 * 0.7)
    assert cost["total"]["amount"] == 200_00 + freight + tax
    assert (cost["tax_regime"], cost["warehouse_kind"], cost["allowance"]) == ("retail", "bonded", None)
    assert cost["promise_from"] <= cost["promise_to"]
    assert cost["carrier_zh"]
    assert (cost["city"], cost["city_en"]) == ("上海市", "Shanghai")


async def test_it_equals_the_quote_for_the_members_own_address(
    visitor: Browser, sessions: Sessions, keys: KeyRing
) -> None:
    address = await make.shopper(visitor, sessions, keys)
    sku = await make.sku(sessions, price=cny(400_00), overseas=True)
    cost = await visitor.get(f"/v1/skus/{sku}/landed_cost")
    quoted = await make.quote(visitor, address, (sku, 1))
    assert cost["tax_regime"] == "postal"
    assert cost["parcel_tax"]["amount"] == 80_00
    for name in ("goods", "freight", "tax", "total", "promise_from", "promise_to", "tax_rule", "tax_hint", "promise"):
        assert cost[name] == quoted[name], name
    assert cost["allowance"]["left"]["amount"] == cost["allowance"]["limit"]["amount"]


async def test_what_is_not_sold_or_not_there_has_no_whole_price(visitor: Browser, sessions: Sessions) -> None:
    unknown = await visitor.call("GET", "/v1/skus/5/landed_cost", expect=409)
    assert unknown["code"] == "trade.not-for-sale"
    sku = await make.sku(sessions, price=cny(100_00))
    too_many = await visitor.call("GET", f"/v1/skus/{sku}/landed_cost", params={"quantity": 500}, expect=422)
    assert too_many["code"] == "trade.quantity-out-of-range"
