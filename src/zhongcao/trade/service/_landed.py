"""What one product costs in the end (到手价) before anybody orders: with freight and tax, and when it would come."""

from datetime import datetime

from zhongcao.customs import service as customs
from zhongcao.customs.schemas import TaxLine
from zhongcao.identity import service as identity
from zhongcao.identity.rules import place_in_english, place_of
from zhongcao.inventory import service as inventory
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor
from zhongcao.kit.money import total
from zhongcao.logistics import service as logistics
from zhongcao.logistics.rules import CARRIERS
from zhongcao.mall import service as mall
from zhongcao.trade import rules
from zhongcao.trade.errors import NotForSale
from zhongcao.trade.schemas import LandedCost
from zhongcao.trade.service._quote import tell_tax

ANYWHERE = "310100"
"""Where parcels go for visitors and for members without an address: Shanghai (上海)."""


async def landed_cost(tx: Tx | ReadTx, *, by: Actor, sku_id: int, quantity: int, now: datetime) -> LandedCost:
    """Goods, freight and tax of one SKU, to the member's own address when there is one; nothing is kept."""
    wanted, today = rules.merge_lines([(sku_id, quantity)]), day_in_china(now)
    sku = (await mall.skus_for_sale(tx, [sku_id], now=now)).get(sku_id)
    if sku is None:
        raise NotForSale(skus=[str(sku_id)])
    division = await _destination(tx, by)
    warehouse = await inventory.choose_warehouse(tx, lines=wanted, on=today)
    value = sku.price * quantity
    freight = await logistics.quote_freight(
        tx,
        warehouse_id=int(warehouse.id),
        mode=warehouse.mode,
        weight_grams=sku.weight_grams * quantity,
        division_code=division,
        goods_value=value,
        now=now,
    )
    person = await identity.find_person(tx, member_id=by.member_id) if by.signed_in else None
    tax = await customs.quote_tax(
        tx,
        mode=warehouse.mode,
        lines=[TaxLine(sku_id=sku_id, quantity=quantity, value=value)],
        freight=freight.amount,
        origin_country=warehouse.country,
        person=person.key if person and warehouse.mode == rules.RETAIL else None,
        on=today,
    )
    [due] = tax.lines
    carrier = CARRIERS[freight.carrier_code]
    rule, hint = tell_tax(tax, rates=[due.rate], on=today)
    province, city = place_of(division) or ("", "")
    return LandedCost(
        sku=sku.id,
        quantity=quantity,
        goods=value,
        freight=freight.amount,
        tax=tax.total,
        total=total([value, freight.amount, tax.total]),
        duty=due.duty,
        vat=due.vat,
        consumption=due.consumption,
        parcel_tax=due.parcel_tax,
        tax_regime=tax.regime,
        tax_route=tax.route,
        warehouse_name=warehouse.name,
        warehouse_name_en=warehouse.name_en,
        warehouse_kind=warehouse.kind,
        warehouse_country=warehouse.country,
        carrier_zh=carrier.name_zh,
        carrier_en=carrier.name_en,
        tax_rule=rule,
        tax_hint=hint,
        promise=rules.promise_text(freight.promise_from, freight.promise_to),
        promise_from=freight.promise_from,
        promise_to=freight.promise_to,
        city=city or province,
        city_en=place_in_english(division) or "",
        allowance=await customs.get_allowance(tx, person=person.key, on=today) if person else None,
    )


async def _destination(tx: Tx | ReadTx, by: Actor) -> str:
    """The division of the member's default address, or of anywhere."""
    addresses = await identity.list_addresses(tx, member_id=by.member_id) if by.signed_in else []
    home = next((one for one in addresses if one.is_default), addresses[0] if addresses else None)
    return home.division_code if home else ANYWHERE
