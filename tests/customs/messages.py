"""Documents with synthetic values, for the tests of messages and of the window."""

from datetime import UTC, datetime
from decimal import Decimal

from zhongcao.customs.gateways import ceb
from zhongcao.customs.gateways.ceb import (
    BaseTransfer,
    Inventory,
    InventoryHead,
    InventoryLine,
    InvtCancel,
    InvtRefund,
    InvtRefundHead,
    InvtRefundLine,
    Logistics,
    LogisticsHead,
    LogisticsStatus,
    Order,
    OrderHead,
    OrderLine,
    Payment,
    PaymentHead,
)

AT = datetime(2026, 3, 1, 2, 30, tzinfo=UTC)
ID_NUMBER = "000000190001010009"  # right check digit, impossible area: nobody's number
SENDER = BaseTransfer(cop_code="9133000TEST0001", cop_name="种草测试企业", dxp_id="DXPENT0000000001")
PLATFORM = {"ebp_code": "3301964TEST", "ebp_name": "种草平台", "ebc_code": "3301964TEST", "ebc_name": "种草平台"}
BUYER = {"buyer_id_type": "1", "buyer_id_number": ID_NUMBER, "buyer_name": "测试甲", "buyer_telephone": "13000000000"}
CARRIER = {"logistics_code": "3301980TEST", "logistics_name": "测试快递"}


def guid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012X}"


def declared(number: int) -> dict[str, str]:
    return {"guid": guid(number), "app_time": ceb.stamp(AT)}


def order(order_no: str = "T0001", **changes: object) -> Order:
    head = {
        **declared(1),
        **PLATFORM,
        **BUYER,
        "order_no": order_no,
        "goods_value": Decimal("300.00"),
        "freight": Decimal("10.00"),
        "discount": Decimal("0"),
        "tax_total": Decimal("28.21"),
        "actural_paid": Decimal("338.21"),
        "currency": "142",
        "buyer_reg_no": "42",
        "pay_code": "312226TEST",
        "pay_name": "测试支付",
        "pay_transaction_id": f"P{order_no}",
        "consignee": "测试甲",
        "consignee_telephone": "13000000000",
        "consignee_address": "测试省测试市测试路1号 <A & B>",
        "consignee_district": "330100",
        **changes,
    }
    line = OrderLine(
        gnum=1,
        item_no="1001",
        item_name="婴幼儿配方奶粉 3段",
        gmodel="900g/罐",
        bar_code="无",
        unit="011",
        qty=Decimal(2),
        price=Decimal("150.00"),
        total_price=Decimal("300.00"),
        currency="142",
        country="309",
    )
    return Order(head=OrderHead(**head), lines=(line,))  # type: ignore[arg-type]


def payment(order_no: str = "T0001", **changes: object) -> Payment:
    head = {
        **declared(2),
        "pay_code": "312226TEST",
        "pay_name": "测试支付",
        "pay_transaction_id": f"P{order_no}",
        "order_no": order_no,
        "ebp_code": PLATFORM["ebp_code"],
        "ebp_name": PLATFORM["ebp_name"],
        "payer_id_type": "1",
        "payer_id_number": ID_NUMBER,
        "payer_name": "测试甲",
        "amount_paid": Decimal("338.21"),
        "currency": "142",
        "pay_time": ceb.stamp(AT),
        **changes,
    }
    return Payment(head=PaymentHead(**head))  # type: ignore[arg-type]


def waybill(order_no: str = "T0001", **changes: object) -> Logistics:
    head = {
        **declared(3),
        **CARRIER,
        "logistics_no": f"W{order_no}",
        "order_no": order_no,
        "freight": Decimal("10.00"),
        "insured_fee": Decimal(0),
        "currency": "142",
        "weight": Decimal("2.1"),
        "consignee": "测试甲",
        "consignee_address": "测试省测试市测试路1号 <A & B>",
        "consignee_telephone": "13000000000",
        **changes,
    }
    return Logistics(head=LogisticsHead(**head))  # type: ignore[arg-type]


def signed_for(order_no: str = "T0001") -> LogisticsStatus:
    return LogisticsStatus(**declared(4), **CARRIER, logistics_no=f"W{order_no}", logistics_time=ceb.stamp(AT))


def import_list(order_no: str = "T0001", *, line: dict[str, object] | None = None, **changes: object) -> Inventory:
    head = {
        **declared(5),
        **PLATFORM,
        **CARRIER,
        **BUYER,
        "order_no": order_no,
        "logistics_no": f"W{order_no}",
        "cop_no": f"C{order_no}",
        "assure_code": "3301964TEST",
        "ems_no": "T0000TEST001",
        "decl_time": ceb.stamp(AT)[:8],
        "customs_code": "4604",
        "port_code": "4604",
        "consignee_address": "测试省测试市测试路1号 <A & B>",
        "agent_code": "3301964TEST",
        "agent_name": "种草平台",
        "area_code": "4101TEST01",
        "area_name": "测试保税仓",
        "trade_mode": "1210",
        "traf_mode": "4",
        "country": "142",
        "freight": Decimal("10.00"),
        "insured_fee": Decimal(0),
        "currency": "142",
        "gross_weight": Decimal("2.1"),
        "net_weight": Decimal("1.8"),
        **changes,
    }
    fields = {
        "gnum": 1,
        "item_record_no": "R1001",
        "item_no": "1001",
        "item_name": "婴幼儿配方奶粉 3段",
        "gcode": "1901101000",
        "gname": "婴幼儿配方奶粉",
        "gmodel": "900g/罐",
        "bar_code": "无",
        "country": "309",
        "currency": "142",
        "qty": Decimal(2),
        "unit": "011",
        "qty1": Decimal("1.8"),
        "unit1": "035",
        "price": Decimal("150.00"),
        "total_price": Decimal("300.00"),
        **(line or {}),
    }
    return Inventory(head=InventoryHead(**head), lines=(InventoryLine(**fields),))  # type: ignore[arg-type]


def _withdrawal(order_no: str) -> dict[str, object]:
    return {
        **declared(6),
        **PLATFORM,
        **CARRIER,
        **BUYER,
        "customs_code": "4604",
        "order_no": order_no,
        "logistics_no": f"W{order_no}",
        "cop_no": f"X{order_no}",
        "invt_no": "46042026I000000001",
        "agent_code": "3301964TEST",
        "agent_name": "种草平台",
        "reason": "买家取消订单",
    }


def cancellation(order_no: str = "T0001", **changes: object) -> InvtCancel:
    return InvtCancel(**{**_withdrawal(order_no), **changes})  # type: ignore[arg-type]


def refund(order_no: str = "T0001", **changes: object) -> InvtRefund:
    line = InvtRefundLine(gnum=1, gcode="1901101000", gname="婴幼儿配方奶粉", qty=Decimal(1), unit="011")
    return InvtRefund(head=InvtRefundHead(**{**_withdrawal(order_no), **changes}), lines=(line,))  # type: ignore[arg-type]
