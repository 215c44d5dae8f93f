"""What this window checks and how it decides (GAC message standard; cross-border.md 3.6)."""

import hashlib
import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import msgspec

from zhongcao.customs import rules as customs
from zhongcao.customs.gateways import ceb
from zhongcao.customs.rules import Channel, Content, Measure, Mode, TaxCategory

CNY = "142"
CHINA = "142"
KILOGRAM = "035"
DECLARING, REJECTED, STORED, CONCLUDED, RELEASED, WITHDRAWN = 2, 100, 120, 399, 800, 623
"""Codes of a document as the window keeps them; 623 marks a withdrawn one."""
STANDING = frozenset({DECLARING, STORED, CONCLUDED, RELEASED, 899})
"""A document in one of these states may not be declared again."""


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """How this window behaves: what it picks out by a seeded draw, and how long things take."""

    seed: int = 1
    reject_ppm: int = 0
    review_ppm: int = 0
    inspect_ppm: int = 0
    release_after: timedelta = timedelta(0)
    review_lasts: timedelta = timedelta(0)
    inspection_lasts: timedelta = timedelta(0)
    close_after: timedelta = timedelta(days=2)

    def seeded(self, seed: int) -> "Profile":
        """The same behaviour with other draws."""
        return msgspec.structs.replace(self, seed=seed)


EVERYDAY = Profile(
    reject_ppm=4_000,
    review_ppm=15_000,
    inspect_ppm=20_000,
    release_after=timedelta(seconds=8),
    review_lasts=timedelta(seconds=20),
    inspection_lasts=timedelta(seconds=30),
)
"""Everyday life at the window: 0.4 % rejected, 1.5 % reviewed, 2 % inspected, seconds instead of hours."""

QUIET = Profile()
"""A window that picks nobody out and releases at once, for tests."""


def draw(profile: Profile, purpose: str, order_no: str) -> int:
    """A number below a million, the same for the same seed, purpose and order."""
    text = f"{profile.seed}|{purpose}|{order_no}".encode()
    return int.from_bytes(hashlib.sha256(text).digest()[:8]) % 1_000_000


INSPECTION_WISH = "查验"
"""Whoever writes this into the street of a consignee sees the parcel inspected: for trying out what staff do then."""
WISHED_INSPECTION_LASTS = timedelta(days=1)


class OrderFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the window remembers of an order; people only as keyed hashes."""

    dxp_id: str
    ebp_code: str
    ebc_code: str
    paid: int
    freight: int
    tax_total: int
    buyer: str
    consignee: str
    pay_transaction: str
    lines: tuple[tuple[int, str, str], ...]
    faults: tuple[str, ...]
    inspection_wished: bool = False


class PaymentFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the window remembers of a payment."""

    dxp_id: str
    pay_code: str
    pay_transaction: str
    amount: int
    payer: str
    faults: tuple[str, ...]


class WaybillFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the window remembers of a waybill."""

    dxp_id: str
    logistics_code: str
    logistics_no: str
    consignee: str
    faults: tuple[str, ...]


class ListLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a list."""

    gnum: int
    hs10: str
    content: str
    quantity: str
    total: str


class ListFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the window remembers of an import list."""

    dxp_id: str
    ebp_code: str
    ebc_code: str
    agent_code: str
    assure_code: str
    customs_code: str
    cop_no: str
    logistics_code: str
    logistics_no: str
    buyer: str
    person: str
    freight: int
    lines: tuple[ListLine, ...]
    faults: tuple[str, ...]

    @property
    def goods_value(self) -> int:
        """Value of all lines in fen."""
        return sum(ceb.fen(Decimal(line.total)) for line in self.lines)


def order_faults(order: ceb.Order) -> tuple[str, ...]:
    """What is wrong with an order in itself."""
    head, lines = order.head, order.lines
    sums = head.goods_value + head.freight + head.tax_total - head.discount
    return _named(
        ("实际支付金额不等于货值+运杂费+税款-抵扣", head.actural_paid == sums),
        ("商品总价之和不等于货值", sum(line.total_price for line in lines) == head.goods_value),
        ("币制须为142", all(code == CNY for code in (head.currency, *(line.currency for line in lines)))),
        *_lines_checks(lines),
        *_person_checks(head.buyer_id_type, head.buyer_id_number),
    )


def payment_faults(payment: ceb.Payment) -> tuple[str, ...]:
    """What is wrong with a payment in itself."""
    return _named(
        ("币制须为142", payment.head.currency == CNY),
        *_person_checks(payment.head.payer_id_type, payment.head.payer_id_number),
    )


def waybill_faults(waybill: ceb.Logistics) -> tuple[str, ...]:
    """What is wrong with a waybill in itself."""
    return _named(
        ("币制须为142", waybill.head.currency == CNY),
        ("件数须为1", waybill.head.pack_no == 1),
        ("毛重须大于0", waybill.head.weight > 0),
    )


def list_faults(one: ceb.Inventory, on: date) -> tuple[str, ...]:
    """What is wrong with an import list in itself, the demands of its mode and the positive list included."""
    head, lines = one.head, one.lines
    if head.trade_mode not in (Mode.BONDED, Mode.BONDED_A, Mode.DIRECT):
        return (f"监管方式{head.trade_mode}不受理",)
    mode = Mode(head.trade_mode)
    first_is_same = all(line.unit != line.unit1 or line.qty == line.qty1 for line in lines)
    second_is_whole = all((line.qty2 is None) == (line.unit2 is None) for line in lines)
    listed = [
        customs.ListedGoods(
            hs10=line.gcode, name=line.gname, kilograms=line.qty1 if line.unit1 == KILOGRAM else Decimal(0)
        )
        for line in lines
    ]
    return _named(
        ("净重须大于0且不大于毛重", 0 < head.net_weight <= head.gross_weight),
        ("件数须为1", head.pack_no == 1),
        ("币制须为142", all(code == CNY for code in (head.currency, *(line.currency for line in lines)))),
        ("申报单位与法定单位相同而数量不同", first_is_same),
        ("第二法定数量与单位须同时填报", second_is_whole),
        *_lines_checks(lines),
        *_mode_checks(mode, head, lines),
        *_person_checks(head.buyer_id_type, head.buyer_id_number),
    ) + customs.positive_list_refusals(on, mode, listed)


def _lines_checks(lines: Sequence[ceb.OrderLine] | Sequence[ceb.InventoryLine]) -> tuple[tuple[str, bool], ...]:
    return (
        ("商品序号须从1连续", [line.gnum for line in lines] == list(range(1, len(lines) + 1))),
        ("总价不等于单价×数量", all(line.total_price == line.price * line.qty for line in lines)),
        ("数量须大于0", all(line.qty > 0 for line in lines)),
    )


def _mode_checks(
    mode: Mode, head: ceb.InventoryHead, lines: Sequence[ceb.InventoryLine]
) -> tuple[tuple[str, bool], ...]:
    if mode is Mode.DIRECT:
        return (
            ("直购进口须填运输工具、航次、提运单号", bool(head.traf_no and head.voyage_no and head.bill_no)),
            ("直购进口启运国不得为中国", head.country != CHINA),
        )
    return (
        ("网购保税须填账册编号", bool(head.ems_no)),
        ("网购保税须填区内企业", bool(head.area_code and head.area_name)),
        ("网购保税须填账册备案料号", all(line.item_record_no for line in lines)),
        ("网购保税不填运输工具、航次、提运单号", not (head.traf_no or head.voyage_no or head.bill_no)),
        ("网购保税启运国填142", head.country == CHINA),
    )


_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def _person_checks(kind: str, number: str) -> tuple[tuple[str, bool], ...]:
    fits = re.fullmatch(r"[0-9]{17}[0-9X]", number) is not None
    if fits:
        remainder = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False)) % 11
        fits = "10X98765432"[remainder] == number[17]
    return (("证件类型须为1", kind == "1"), ("身份证号校验错误", fits))


def _named(*checks: tuple[str, bool]) -> tuple[str, ...]:
    return tuple(name for name, holds in checks if not holds)


def match_faults(order: OrderFacts, payment: PaymentFacts, waybill: WaybillFacts, one: ListFacts) -> tuple[str, ...]:
    """Why the three documents and the list do not belong together (三单对碰); empty when they do."""
    declared = tuple((line.gnum, line.quantity, line.total) for line in one.lines)
    return (
        *order.faults,
        *payment.faults,
        *waybill.faults,
        *one.faults,
        *_named(
            ("支付金额不等于实际支付金额", payment.amount == order.paid),
            ("支付交易号不一致", payment.pay_transaction == order.pay_transaction),
            ("支付人与订购人不一致", payment.payer == order.buyer),
            ("清单订购人与订单不一致", one.buyer == order.buyer),
            ("收货人信息与运单不一致", waybill.consignee == order.consignee),
            ("清单运单号与运单不一致", (one.logistics_code, one.logistics_no) == _waybill_key(waybill)),
            ("电商企业不一致", (one.ebp_code, one.ebc_code) == (order.ebp_code, order.ebc_code)),
            ("清单商品与订单不一致", declared == order.lines),
            ("运杂费不一致", one.freight == order.freight),
        ),
    )


def _waybill_key(waybill: WaybillFacts) -> tuple[str, str]:
    return waybill.logistics_code, waybill.logistics_no


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """Tax of a list as the window computes it: whether the channel is open, and the tax of each line."""

    channel: Channel
    value: int
    taxes: tuple[customs.LineTax, ...]
    values: tuple[int, ...]


_CONTENT = re.compile(r"(\d+(?:\.\d+)?)(ml|g|piece)/")


def assess(one: ListFacts, *, on: date, used: int) -> Assessment:
    """Which way a list goes given what its buyer used this year, and its tax by the rules of the day."""
    totals = [ceb.fen(Decimal(line.total)) for line in one.lines]
    shares = customs.split_freight(one.freight, totals)
    values = tuple(total + share for total, share in zip(totals, shares, strict=True))
    units = int(sum(Decimal(line.quantity) for line in one.lines))
    channel = customs.channel_check(on, value=sum(values), units=units, used=used)
    lines = [_taxed(line, value) for line, value in zip(one.lines, values, strict=True)]
    taxes = customs.retail_tax(on, lines, in_limit=channel is Channel.IN_LIMIT)
    return Assessment(channel=channel, value=sum(values), taxes=taxes, values=values)


def _taxed(line: ListLine, value: int) -> customs.RetailLine:
    tariff = customs.find_tariff(line.hs10)
    found = _CONTENT.match(line.content)
    return customs.RetailLine(
        value=value,
        quantity=int(Decimal(line.quantity)),
        category=tariff.category if tariff else TaxCategory.OTHER,
        content=Content(Decimal(found[1]), Measure(found[2])) if found else None,
        duty_rate=tariff.duty_rate if tariff else Decimal(0),
    )
