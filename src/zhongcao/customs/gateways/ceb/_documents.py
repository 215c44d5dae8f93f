"""Documents that we declare: order 311, payment 411, waybill 511 and 513, list 621, cancel 623, refund 625."""

from zhongcao.customs.gateways.ceb._types import (
    C1,
    C3,
    C4,
    C6,
    C8,
    C10,
    C14,
    C18,
    N4,
    N9,
    Amount,
    DeclaredPart,
    Part,
    To10,
    To18,
    To19,
    To20,
    To30,
    To32,
    To37,
    To50,
    To60,
    To100,
    To200,
    To250,
    To1000,
)


class OrderHead(DeclaredPart, frozen=True, kw_only=True, rename="camel"):
    """Head of an order (订单): who bought from whom, for how much."""

    order_type: C1 = "I"
    order_no: To60
    ebp_code: To18
    ebp_name: To100
    ebc_code: To18
    ebc_name: To100
    goods_value: Amount
    freight: Amount
    discount: Amount
    tax_total: Amount
    actural_paid: Amount  # the spelling of the standard
    currency: C3
    buyer_reg_no: To60
    buyer_name: To60
    buyer_telephone: To30
    buyer_id_type: C1
    buyer_id_number: To60
    pay_code: To18 | None = None
    pay_name: To100 | None = None
    pay_transaction_id: To60 | None = None
    batch_numbers: To100 | None = None
    consignee: To100
    consignee_telephone: To50
    consignee_address: To200
    consignee_district: C6 | None = None
    note: To1000 | None = None


class OrderLine(Part, frozen=True, kw_only=True, rename="camel"):
    """Line of an order."""

    gnum: N4
    item_no: To30 | None = None
    item_name: To250
    gmodel: To250
    item_describe: To1000 | None = None
    bar_code: To50 | None = None
    unit: C3
    qty: Amount
    price: Amount
    total_price: Amount
    currency: C3
    country: C3
    note: To1000 | None = None


class Order(Part, frozen=True, kw_only=True, rename={"head": "OrderHead", "lines": "OrderList"}):
    """Order (电子订单, 311)."""

    head: OrderHead
    lines: tuple[OrderLine, ...]


class PaymentHead(DeclaredPart, frozen=True, kw_only=True, rename="camel"):
    """Payment (支付凭证): who paid how much for which order."""

    pay_code: To18
    pay_name: To100
    pay_transaction_id: To60
    order_no: To60
    ebp_code: To18
    ebp_name: To100
    payer_id_type: C1
    payer_id_number: To60
    payer_name: To60
    telephone: To60 | None = None
    amount_paid: Amount
    currency: C3
    pay_time: C14
    note: To1000 | None = None


class Payment(Part, frozen=True, kw_only=True, rename={"head": "PaymentHead"}):
    """Payment document (411)."""

    head: PaymentHead


class LogisticsHead(DeclaredPart, frozen=True, kw_only=True, rename="camel"):
    """Waybill (运单): which parcel goes to whom."""

    logistics_code: To18
    logistics_name: To100
    logistics_no: To60
    bill_no: To37 | None = None
    order_no: To60
    freight: Amount
    insured_fee: Amount
    currency: C3
    weight: Amount
    pack_no: N9 = 1
    goods_info: To200 | None = None
    consignee: To100
    consignee_address: To200
    consignee_telephone: To50
    note: To1000 | None = None


class Logistics(Part, frozen=True, kw_only=True, rename={"head": "LogisticsHead"}):
    """Waybill document (511)."""

    head: LogisticsHead


class LogisticsStatus(DeclaredPart, frozen=True, kw_only=True, rename="camel"):
    """State of a waybill (513): only 'S', signed for."""

    logistics_code: To18
    logistics_name: To100
    logistics_no: To60
    logistics_status: C1 = "S"
    logistics_time: C14
    note: To1000 | None = None


class InventoryHead(DeclaredPart, frozen=True, kw_only=True, rename="camel"):
    """Head of an import list (清单)."""

    order_no: To60
    ebp_code: To18
    ebp_name: To100
    ebc_code: To18
    ebc_name: To100
    logistics_no: To60
    logistics_code: To18
    logistics_name: To100
    cop_no: To20
    pre_no: C18 | None = None
    assure_code: To30
    ems_no: To30 | None = None
    invt_no: C18 | None = None
    ie_flag: C1 = "I"
    decl_time: C8
    customs_code: C4
    port_code: C4
    ie_date: C8 | None = None
    buyer_id_type: C1
    buyer_id_number: To60
    buyer_name: To60
    buyer_telephone: To30
    consignee_address: To200
    agent_code: To18
    agent_name: To100
    area_code: To18 | None = None
    area_name: To100 | None = None
    trade_mode: C4
    traf_mode: C1
    traf_no: To100 | None = None
    voyage_no: To32 | None = None
    bill_no: To37 | None = None
    loct_no: To10 | None = None
    license_no: To19 | None = None
    country: C3
    freight: Amount
    insured_fee: Amount
    currency: C3
    wrap_type: C1 | None = None
    pack_no: N9 = 1
    gross_weight: Amount
    net_weight: Amount
    note: To1000 | None = None


class InventoryLine(Part, frozen=True, kw_only=True, rename="camel"):
    """Line of an import list; one to one with the order's."""

    gnum: N4
    item_record_no: To30 | None = None
    item_no: To30 | None = None
    item_name: To250 | None = None
    gcode: C10
    gname: To250
    gmodel: To250
    bar_code: To50 | None = None
    country: C3
    trade_country: C3 | None = None
    currency: C3
    qty: Amount
    unit: C3
    qty1: Amount
    unit1: C3
    qty2: Amount | None = None
    unit2: C3 | None = None
    price: Amount
    total_price: Amount
    note: To1000 | None = None


class Inventory(Part, frozen=True, kw_only=True, rename={"head": "InventoryHead", "lines": "InventoryList"}):
    """Import list (申报清单, 621)."""

    head: InventoryHead
    lines: tuple[InventoryLine, ...]


class _Withdrawal(DeclaredPart, frozen=True, kw_only=True, rename="camel"):
    customs_code: C4
    order_no: To60
    ebp_code: To18
    ebp_name: To100
    ebc_code: To18
    ebc_name: To100
    logistics_no: To60
    logistics_code: To18
    logistics_name: To100
    cop_no: To20
    pre_no: C18 | None = None
    invt_no: C18
    buyer_id_type: C1
    buyer_id_number: To60
    buyer_name: To60
    buyer_telephone: To30
    agent_code: To18
    agent_name: To100
    reason: To200  # length unverified
    note: To1000 | None = None


class InvtCancel(_Withdrawal, frozen=True, kw_only=True, rename="camel"):
    """Withdrawal of a list before its release (撤销申请单, 623)."""


class InvtRefundHead(_Withdrawal, frozen=True, kw_only=True, rename="camel"):
    """Head of a return after release (退货申请单)."""


class InvtRefundLine(Part, frozen=True, kw_only=True, rename="camel"):
    """Line of a return."""

    gnum: N4
    gcode: C10
    gname: To250
    qty: Amount
    unit: C3
    note: To1000 | None = None


class InvtRefund(Part, frozen=True, kw_only=True, rename={"head": "InvtRefundHead", "lines": "InvtRefundList"}):
    """Return of goods after release (625)."""

    head: InvtRefundHead
    lines: tuple[InvtRefundLine, ...]


Declared = Order | Payment | Logistics | LogisticsStatus | Inventory | InvtCancel | InvtRefund
