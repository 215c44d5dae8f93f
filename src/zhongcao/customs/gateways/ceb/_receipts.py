"""What customs answers: receipts 312, 412, 512, 514, 622, 624, 626, the tax notice 816, format errors 900."""

from zhongcao.customs.gateways.ceb._types import (
    C1,
    C4,
    C10,
    C18,
    C36,
    N4,
    Amount,
    Part,
    ReturnStatus,
    ReturnTime,
    To18,
    To20,
    To30,
    To60,
    To1000,
)


class OrderReturn(Part, frozen=True, kw_only=True, rename="camel"):
    """Receipt of an order (312)."""

    guid: C36
    ebp_code: To18
    ebc_code: To18
    order_no: To60
    return_status: ReturnStatus
    return_time: ReturnTime
    return_info: To1000


class PaymentReturn(Part, frozen=True, kw_only=True, rename="camel"):
    """Receipt of a payment (412)."""

    guid: C36
    pay_code: To18
    pay_transaction_id: To60
    return_status: ReturnStatus
    return_time: ReturnTime
    return_info: To1000


class LogisticsReturn(Part, frozen=True, kw_only=True, rename="camel"):
    """Receipt of a waybill (512)."""

    guid: C36
    logistics_code: To18
    logistics_no: To60
    return_status: ReturnStatus
    return_time: ReturnTime
    return_info: To1000


class LogisticsStatusReturn(Part, frozen=True, kw_only=True, rename="camel"):
    """Receipt of a waybill's state (514)."""

    guid: C36
    logistics_code: To18
    logistics_no: To60
    logistics_status: C1
    return_status: ReturnStatus
    return_time: ReturnTime
    return_info: To1000


class InventoryReturn(Part, frozen=True, kw_only=True, rename="camel"):
    """Receipt of an import list (622)."""

    guid: C36
    customs_code: C4
    ebp_code: To18
    ebc_code: To18
    agent_code: To18
    cop_no: To20
    pre_no: C18 | None = None
    invt_no: C18 | None = None
    return_status: ReturnStatus
    return_time: ReturnTime
    return_info: To1000


class _WithdrawalReturn(Part, frozen=True, kw_only=True, rename="camel"):
    guid: C36
    customs_code: C4
    agent_code: To18
    ebp_code: To18
    ebc_code: To18
    cop_no: To20
    pre_no: C18 | None = None
    invt_no: C18 | None = None
    return_status: ReturnStatus
    return_time: ReturnTime
    return_info: To1000


class InvtCancelReturn(_WithdrawalReturn, frozen=True, kw_only=True, rename="camel"):
    """Receipt of a withdrawal (624)."""


class InvtRefundReturn(_WithdrawalReturn, frozen=True, kw_only=True, rename="camel"):
    """Receipt of a return (626)."""


class TaxHeadRd(Part, frozen=True, kw_only=True, rename="camel"):
    """Head of a tax notice (电子税单)."""

    guid: C36
    return_time: ReturnTime
    invt_no: C18
    tax_no: To30
    customs_tax: Amount
    value_added_tax: Amount
    consumption_tax: Amount
    status: C1  # 1 made, 2 collected, 3 void
    ent_duty_no: To30 | None = None
    note: To1000 | None = None
    assure_code: To30 | None = None
    ebc_code: To18 | None = None
    logistics_code: To18 | None = None
    agent_code: To18 | None = None
    customs_code: C4 | None = None
    order_no: To60 | None = None
    logistics_no: To60 | None = None


class TaxListRd(Part, frozen=True, kw_only=True, rename="camel"):
    """Line of a tax notice."""

    gnum: N4
    gcode: C10
    tax_price: Amount
    customs_tax: Amount
    value_added_tax: Amount
    consumption_tax: Amount


class Tax(Part, frozen=True, kw_only=True, rename={"head": "TaxHeadRd", "lines": "TaxListRd"}):
    """Tax notice (816): what the guarantor owes for a list."""

    head: TaxHeadRd
    lines: tuple[TaxListRd, ...]


class MessageReturn(Part, frozen=True, kw_only=True, rename="camel"):
    """A message could not be read (900)."""

    guid: C36
    return_status: ReturnStatus
    return_time: ReturnTime
    return_info: To1000
    ori_cop_msg_id: To1000
    ori_message_type: To30
    ori_biz_message: To1000 | None = None


Answered = (
    OrderReturn
    | PaymentReturn
    | LogisticsReturn
    | LogisticsStatusReturn
    | InventoryReturn
    | InvtCancelReturn
    | InvtRefundReturn
    | Tax
    | MessageReturn
)
