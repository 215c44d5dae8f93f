"""Quotes: the whole price before anybody decides, promised for ten minutes, kept nowhere."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from sqlalchemy import text

from tests.driving import Browser
from tests.factories import trade as make
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.money import cny
from zhongcao.trade.errors import QuoteExpired, QuoteUnreadable
from zhongcao.trade.rules import Offer
from zhongcao.trade.service._token import MAC_BYTES, seal, unseal

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
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
    expires=int((NOW + timedelta(minutes=10)).timestamp()),
)


async def counts(sessions: Sessions) -> tuple[int, ...]:
    async with begin(sessions) as tx:
        tables = ("trade.orders", "trade.order_line", "inventory.hold", "payments.payment", "customs.allowance_entry")
        return tuple(
            [(await tx.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one() for table in tables]  # noqa: S608
        )


async def test_a_bonded_quote_has_retail_tax_and_needs_a_real_name(
    visitor: Browser, sessions: Sessions, keys: KeyRing
) -> None:
    address = await make.shopper(visitor, sessions, keys, named=False)
    sku = await make.sku(sessions, price=cny(100_00))
    before = await counts(sessions)
    quoted = await make.quote(visitor, address, (sku, 2))
    assert quoted["mode"] == "1210"
    assert quoted["warehouse"]["kind"] == "bonded"
    assert quoted["needs_identity"] is True
    assert quoted["goods"]["amount"] == 200_00
    freight, tax = quoted["freight"]["amount"], quoted["tax"]["amount"]
    # Ordinary cosmetics: no consumption tax, VAT 13 % at 70 %, on goods with freight.
    assert tax == round((200_00 + freight) * 0.13 * 0.7)
    assert quoted["total"]["amount"] == 200_00 + freight + tax
    line = quoted["lines"][0]
    assert (line["vat"]["amount"], line["duty"]["amount"], line["parcel_tax"]["amount"]) == (tax, 0, 0)
    assert line["freight"]["amount"] == freight
    assert quoted["promise_from"] <= quoted["promise_to"]
    assert quoted["notice"]["version"] == quoted["notice_version"]
    assert len(quoted["notice"]["zh"]) >= 3
    assert await counts(sessions) == before, "a quote stores nothing"


async def test_an_overseas_quote_has_postal_tax_and_needs_no_name(
    visitor: Browser, sessions: Sessions, keys: KeyRing
) -> None:
    address = await make.shopper(visitor, sessions, keys, named=False)
    sku = await make.sku(sessions, price=cny(400_00), overseas=True)
    quoted = await make.quote(visitor, address, (sku, 1))
    assert quoted["mode"] == "postal"
    assert quoted["needs_identity"] is False
    # 行邮税 20 % of the value without freight; 80.00 is above the 50.00 that are waived.
    assert quoted["tax"]["amount"] == 80_00
    assert quoted["lines"][0]["parcel_tax"]["amount"] == 80_00


async def test_a_quote_says_its_tax_its_year_and_its_notice_in_words(
    visitor: Browser, sessions: Sessions, keys: KeyRing
) -> None:
    address = await make.shopper(visitor, sessions, keys)
    sku = await make.sku(sessions, price=cny(100_00))
    quoted = await make.quote(visitor, address, (sku, 2))
    assert quoted["tax_rule"] == {"zh": "跨境电商综合税 9.1%", "en": "Retail import tax 9.1%"}
    assert quoted["lines"][0]["rate"] == "9.1%"
    year = quoted["allowance"]
    taken = 200_00 + quoted["freight"]["amount"]
    assert (year["limit"]["amount"], year["used"]["amount"], year["taken"]["amount"]) == (26000_00, 0, taken)
    assert year["left"]["amount"] == 26000_00 - taken
    assert quoted["notice_accepted_at"] is None
    order = await make.order_of(visitor, quoted)
    again = await make.quote(visitor, address, (sku, 1))
    assert again["notice_accepted_at"] == order["placed_at"]
    assert again["allowance"]["used"]["amount"] == taken
    abroad = await make.sku(sessions, price=cny(400_00), overseas=True)
    postal = await make.quote(visitor, address, (abroad, 1))
    assert (postal["tax_rule"]["zh"], postal["allowance"]) == ("行邮税 20%", None)


async def test_bonded_stock_goes_first(visitor: Browser, sessions: Sessions, keys: KeyRing) -> None:
    address = await make.shopper(visitor, sessions, keys)
    sku = await make.sku(sessions, overseas=True, stock=50)
    async with begin(sessions) as tx:
        bonded = await make.warehouse(tx)
        await make.inventory_factory.lot(tx, sku_id=sku, warehouse_id=bonded, quantity=1)
    assert (await make.quote(visitor, address, (sku, 1)))["warehouse"]["id"] == str(bonded)
    assert (await make.quote(visitor, address, (sku, 2)))["mode"] == "postal"


async def test_the_same_sku_twice_is_one_line(visitor: Browser, sessions: Sessions, keys: KeyRing) -> None:
    address = await make.shopper(visitor, sessions, keys)
    sku = await make.sku(sessions, stock=3)
    quoted = await make.quote(visitor, address, (sku, 1), (sku, 2))
    assert [line["quantity"] for line in quoted["lines"]] == [3]
    refused = await make.quote(visitor, address, (sku, 2), (sku, 2), expect=409)
    assert refused["code"] == "inventory.out-of-stock"


@pytest.mark.parametrize("quantity", [0, -1, 21, 10**12])
async def test_silly_quantities_are_refused(visitor: Browser, sessions: Sessions, keys: KeyRing, quantity: int) -> None:
    address = await make.shopper(visitor, sessions, keys)
    sku = await make.sku(sessions, stock=100)
    await make.quote(visitor, address, (sku, quantity), expect=422)


async def test_two_halves_of_too_much_are_too_much(visitor: Browser, sessions: Sessions, keys: KeyRing) -> None:
    address = await make.shopper(visitor, sessions, keys)
    sku = await make.sku(sessions, stock=100)
    refused = await make.quote(visitor, address, (sku, 11), (sku, 10), expect=422)
    assert refused["code"] == "trade.quantity-out-of-range"


async def test_unknown_goods_and_foreign_addresses_have_no_price(
    browse: Callable[[], Browser], sessions: Sessions, keys: KeyRing
) -> None:
    one, other = browse(), browse()
    mine = await make.shopper(one, sessions, keys)
    theirs = await make.shopper(other, sessions, keys)
    sku = await make.sku(sessions)
    assert (await make.quote(one, mine, (77, 1), expect=409))["code"] == "trade.not-for-sale"
    assert (await make.quote(one, theirs, (sku, 1), expect=404))["code"] == "identity.address-not-found"


async def test_over_the_single_limit_the_order_must_be_split(
    visitor: Browser, sessions: Sessions, keys: KeyRing
) -> None:
    address = await make.shopper(visitor, sessions, keys)
    sku = await make.sku(sessions, price=cny(2600_00), goods={"content_value": 2000})
    assert (await make.quote(visitor, address, (sku, 2), expect=409))["code"] == "customs.over-single-limit"


async def test_anyone_may_read_the_notice_of_any_time(visitor: Browser) -> None:
    notice = await visitor.get("/v1/consumer_notices/2026-11", expect=200)
    assert notice["version"] == "2026-11"
    assert (await visitor.get("/v1/consumer_notices/1999-01", expect=404))["code"] == "trade.notice-unknown"


def test_a_token_holds_everything(keys: KeyRing) -> None:
    token = seal(keys, OFFER)
    assert unseal(keys, token, member_id=2, now=NOW) == OFFER
    assert len(token) < 200


def test_a_token_is_good_for_its_member_and_its_time(keys: KeyRing) -> None:
    token = seal(keys, OFFER)
    with pytest.raises(QuoteUnreadable):
        unseal(keys, token, member_id=3, now=NOW)
    unseal(keys, token, member_id=2, now=NOW + timedelta(minutes=10, seconds=-1))
    with pytest.raises(QuoteExpired):
        unseal(keys, token, member_id=2, now=NOW + timedelta(minutes=10))


def test_no_bit_of_a_token_can_be_changed(keys: KeyRing) -> None:
    token = seal(keys, OFFER)
    raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    for place in range(len(raw) * 8):
        changed = bytearray(raw)
        changed[place // 8] ^= 1 << place % 8
        forged = base64.urlsafe_b64encode(bytes(changed)).decode().rstrip("=")
        with pytest.raises(QuoteUnreadable):
            unseal(keys, forged, member_id=2, now=NOW)


@pytest.mark.parametrize("token", ["", "x", "not base64 !", "AAAA", "=" * 40, "é" * 30, "A" * 4000])
def test_rubbish_is_no_token(keys: KeyRing, token: str) -> None:
    with pytest.raises(QuoteUnreadable):
        unseal(keys, token, member_id=2, now=NOW)


def test_another_ring_or_purpose_signs_nothing_for_us(keys: KeyRing) -> None:
    body = msgspec.msgpack.encode(OFFER)
    for mac in (KeyRing.ephemeral(b"other").mac("trade.quote.1", body), keys.mac("cursor", body)):
        forged = base64.urlsafe_b64encode(mac[:MAC_BYTES] + body).decode().rstrip("=")
        with pytest.raises(QuoteUnreadable):
            unseal(keys, forged, member_id=2, now=NOW)


async def test_quotes_are_different_orders(visitor: Browser, sessions: Sessions, keys: KeyRing) -> None:
    address = await make.shopper(visitor, sessions, keys)
    sku = await make.sku(sessions)
    first, second = [await make.quote(visitor, address, (sku, 1)) for _ in range(2)]
    assert first["token"] != second["token"]
    assert datetime.fromisoformat(first["expires_at"]) <= clock.now() + timedelta(minutes=10)
