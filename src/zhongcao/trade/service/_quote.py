"""Quotes: what goods would cost at an address, which warehouse sends them, and when they would come."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

import msgspec

from zhongcao.customs import rules as customs_rules
from zhongcao.customs import service as customs
from zhongcao.customs.schemas import TaxLine, TaxQuote
from zhongcao.identity import service as identity
from zhongcao.identity.schemas import Address
from zhongcao.inventory import service as inventory
from zhongcao.inventory.schemas import Warehouse
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.ids import new_id
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.languages import Said
from zhongcao.kit.money import Money, cny
from zhongcao.logistics import service as logistics
from zhongcao.logistics.schemas import FreightQuote
from zhongcao.mall import service as mall
from zhongcao.mall.schemas import SkuFace, SkuForSale
from zhongcao.trade import rules, store
from zhongcao.trade.errors import NotForSale, NoticeUnknown
from zhongcao.trade.rules import Offer, Sums
from zhongcao.trade.schemas import Notice, Quote, QuoteAllowance, QuoteLine
from zhongcao.trade.service._cart import origin_of
from zhongcao.trade.service._token import expiry, seal


class SheetLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line worked out."""

    sku: SkuForSale
    rate: Decimal | None
    quantity: int
    value: Money
    freight: Money
    duty: Money
    vat: Money
    consumption: Money
    parcel_tax: Money
    tax: Money


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about an order before it exists, as of now."""

    offer: Offer
    address: Address
    warehouse: Warehouse
    freight: FreightQuote
    tax: TaxQuote
    lines: list[SheetLine]
    sums: Sums
    weight_grams: int
    person_key: str | None

    @property
    def needs_identity(self) -> bool:
        """Whether customs will ask for a real name that is not there yet."""
        return self.offer.mode == rules.RETAIL and self.person_key is None


async def quote(
    tx: Tx | ReadTx,
    keys: KeyRing,
    *,
    member_id: int,
    address_id: int,
    lines: Sequence[tuple[int, int]],
    now: datetime,
) -> Quote:
    """Work out what an order would cost, and promise it for ten minutes."""
    address = await identity.get_address(tx, member_id=member_id, address_id=address_id)
    sheet = await work_out(tx, member_id=member_id, address=address, lines=lines, now=now)
    return await present(tx, keys, sheet, now=now)


async def work_out(
    tx: Tx | ReadTx, *, member_id: int, address: Address, lines: Sequence[tuple[int, int]], now: datetime
) -> Sheet:
    """Prices, warehouse, freight and tax of an order as of now; the same for a quote and for the order itself."""
    wanted, today = rules.merge_lines(lines), day_in_china(now)
    skus = await mall.skus_for_sale(tx, [sku for sku, _ in wanted], now=now)
    if missing := [str(sku) for sku, _ in wanted if sku not in skus]:
        raise NotForSale(skus=missing)
    warehouse = await inventory.choose_warehouse(tx, lines=wanted, on=today)
    values = [skus[sku].price * quantity for sku, quantity in wanted]
    weight_grams = sum(skus[sku].weight_grams * quantity for sku, quantity in wanted)
    freight = await logistics.quote_freight(
        tx,
        warehouse_id=int(warehouse.id),
        mode=warehouse.mode,
        weight_grams=weight_grams,
        division_code=address.division_code,
        goods_value=rules.sum_up(values, freight=Money(0), tax=Money(0)).goods,
        now=now,
    )
    person = await identity.find_person(tx, member_id=member_id) if warehouse.mode == rules.RETAIL else None
    tax = await customs.quote_tax(
        tx,
        mode=warehouse.mode,
        lines=[
            TaxLine(sku_id=sku, quantity=quantity, value=value)
            for (sku, quantity), value in zip(wanted, values, strict=True)
        ],
        freight=freight.amount,
        origin_country=warehouse.country,
        person=person.key if person else None,
        on=today,
    )
    sums = rules.sum_up(values, freight=freight.amount, tax=tax.total)
    return Sheet(
        offer=Offer(
            order_id=new_id(),
            member_id=member_id,
            address_id=int(address.id),
            warehouse_id=int(warehouse.id),
            mode=warehouse.mode,
            lines=tuple((sku, quantity, skus[sku].price.amount) for sku, quantity in wanted),
            goods=sums.goods.amount,
            freight=sums.freight.amount,
            tax=sums.tax.amount,
            discount=sums.discount.amount,
            notice_version=rules.NOTICE_VERSION,
            expires=int((now + rules.QUOTE_HOLDS).timestamp()),
        ),
        address=address,
        warehouse=warehouse,
        freight=freight,
        tax=tax,
        lines=_lines(wanted, skus, values, freight.amount, tax),
        sums=sums,
        weight_grams=weight_grams,
        person_key=person.key if person else None,
    )


def _lines(
    wanted: Sequence[tuple[int, int]],
    skus: dict[int, SkuForSale],
    values: Sequence[Money],
    freight: Money,
    tax: TaxQuote,
) -> list[SheetLine]:
    taxes = {int(line.sku_id): line for line in tax.lines}
    shares = rules.split_over(freight, values)
    made = []
    for (sku, quantity), value, share in zip(wanted, values, shares, strict=True):
        due = taxes[sku]
        made.append(
            SheetLine(
                sku=skus[sku],
                rate=due.rate,
                quantity=quantity,
                value=value,
                freight=share,
                duty=due.duty,
                vat=due.vat,
                consumption=due.consumption,
                parcel_tax=due.parcel_tax,
                tax=due.total,
            )
        )
    return made


def tell_tax(tax: TaxQuote, *, rates: Sequence[Decimal | None], on: date) -> tuple[Said, Said]:
    """A tax in words: its name with its rates, and the reason for its height by the law of the day."""
    return rules.tax_words(
        retail=tax.regime == "retail",
        in_limit=tax.route != "full_tax",
        rates=rates,
        tax=tax.total,
        share=customs_rules.retail_limit(on).tax_share,
        waived=cny(customs_rules.postal_limit(on).exempt_tax_fen),
    )


async def present(tx: Tx | ReadTx, keys: KeyRing, sheet: Sheet, *, now: datetime) -> Quote:
    """A worked-out order as the member sees it, with the token that holds it."""
    offer, sums = sheet.offer, sheet.sums
    faces = await mall.faces(tx, [int(line.sku.id) for line in sheet.lines])
    rule, hint = tell_tax(sheet.tax, rates=[line.rate for line in sheet.lines], on=day_in_china(now))
    return Quote(
        token=seal(keys, offer),
        mode=offer.mode,
        tax_regime=sheet.tax.regime,
        tax_route=sheet.tax.route,
        warehouse=origin_of(sheet.warehouse),
        lines=[_quote_line(line, faces.get(int(line.sku.id))) for line in sheet.lines],
        goods=sums.goods,
        freight=sums.freight,
        tax=sums.tax,
        discount=sums.discount,
        total=sums.paid,
        promise_from=sheet.freight.promise_from,
        promise_to=sheet.freight.promise_to,
        promise=rules.promise_text(sheet.freight.promise_from, sheet.freight.promise_to),
        needs_identity=sheet.needs_identity,
        tax_rule=rule,
        tax_hint=hint,
        allowance=await _allowance(tx, sheet, now=now),
        notice=consumer_notice(version=offer.notice_version),
        notice_version=offer.notice_version,
        notice_accepted_at=await store.find_notice_accepted(
            tx, member_id=offer.member_id, version=offer.notice_version
        ),
        expires_at=expiry(offer),
    )


def _quote_line(line: SheetLine, face: SkuFace | None) -> QuoteLine:
    return QuoteLine(
        sku=line.sku.id,
        product=line.sku.product_id,
        title=line.sku.title,
        title_en=line.sku.title_en,
        variant=line.sku.variant,
        variant_en=face.variant_en if face else "",
        picture=face.picture if face else None,
        quantity=line.quantity,
        most=rules.QUANTITY_MAX,
        price=line.sku.price,
        value=line.value,
        freight=line.freight,
        duty=line.duty,
        vat=line.vat,
        consumption=line.consumption,
        parcel_tax=line.parcel_tax,
        tax=line.tax,
        rate=rules.percent(line.rate) if line.rate is not None else None,
    )


async def _allowance(tx: Tx | ReadTx, sheet: Sheet, *, now: datetime) -> QuoteAllowance | None:
    if sheet.person_key is None:
        return None
    year = await customs.get_allowance(tx, person=sheet.person_key, on=day_in_china(now))
    taken = sheet.tax.allowance
    return QuoteAllowance(year=year.year, limit=year.limit, used=year.used, taken=taken, left=year.left - taken)


def consumer_notice(*, version: str) -> Notice:
    """The consumer notice in a version that was ever shown."""
    text = rules.NOTICES.get(version)
    if text is None:
        raise NoticeUnknown(version=version)
    return Notice(version=text.version, zh=text.zh, en=text.en)
