"""The receipts that this window writes."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import msgspec

from zhongcao.customs.gateways import ceb
from zhongcao.customs.gateways.ceb import Part
from zhongcao.kit.ids import uuid7
from zhongcao.sandboxes.customs_window.rules import Assessment, ListFacts, OrderFacts, PaymentFacts, WaybillFacts


def queue_of(dxp_id: str) -> str:
    """Name of a sender's mailbox."""
    return f"{dxp_id}_HZ"


def row(part: Part, *, dxp_id: str, subject: str, due_at: datetime) -> dict[str, Any]:
    """An answer as it is queued."""
    return {
        "queue": queue_of(dxp_id),
        "subject": subject,
        "message_type": ceb.TYPE_OF[type(part)],
        "node": msgspec.to_builtins(part),
        "due_at": due_at,
    }


def read_row(message_type: str, node: Any) -> Part:
    """The answer of a queued row."""
    return msgspec.convert(node, ceb.NODES[message_type][1], strict=False)


def _status(code: int, info: str, at: datetime) -> dict[str, str]:
    return {
        "guid": ceb.guid_text(uuid7()),
        "return_status": str(code),
        "return_time": ceb.stamp_millis(at),
        "return_info": f"[Code:{code};Desc:{info}]"[:1000],
    }


def order_return(order_no: str, facts: OrderFacts, code: int, info: str, at: datetime) -> ceb.OrderReturn:
    """312."""
    return ceb.OrderReturn(
        ebp_code=facts.ebp_code, ebc_code=facts.ebc_code, order_no=order_no, **_status(code, info, at)
    )


def payment_return(facts: PaymentFacts, code: int, info: str, at: datetime) -> ceb.PaymentReturn:
    """412."""
    return ceb.PaymentReturn(
        pay_code=facts.pay_code, pay_transaction_id=facts.pay_transaction, **_status(code, info, at)
    )


def waybill_return(facts: WaybillFacts, code: int, info: str, at: datetime) -> ceb.LogisticsReturn:
    """512."""
    return ceb.LogisticsReturn(
        logistics_code=facts.logistics_code, logistics_no=facts.logistics_no, **_status(code, info, at)
    )


def signed_return(one: ceb.LogisticsStatus, code: int, info: str, at: datetime) -> ceb.LogisticsStatusReturn:
    """514."""
    return ceb.LogisticsStatusReturn(
        logistics_code=one.logistics_code,
        logistics_no=one.logistics_no,
        logistics_status=one.logistics_status,
        **_status(code, info, at),
    )


def list_return(
    facts: ListFacts, number: int, code: int, info: str, at: datetime, invt_no: str | None
) -> ceb.InventoryReturn:
    """622; a list has its customs number once it is stored."""
    return ceb.InventoryReturn(
        customs_code=facts.customs_code,
        ebp_code=facts.ebp_code,
        ebc_code=facts.ebc_code,
        agent_code=facts.agent_code,
        cop_no=facts.cop_no,
        pre_no=f"B{ceb.stamp(at)[:8]}{number % 10**9:09d}",
        invt_no=invt_no,
        **_status(code, info, at),
    )


def list_number(customs_code: str, year: int, number: int) -> str:
    """Number of a list (清单编号): customs district, year, I for import, nine digits."""
    return f"{customs_code}{year}I{number % 10**9:09d}"


def withdrawal_return(
    one: ceb.InvtCancel | ceb.InvtRefundHead, code: int, info: str, at: datetime
) -> ceb.InvtCancelReturn | ceb.InvtRefundReturn:
    """624 or 626."""
    kind = ceb.InvtCancelReturn if isinstance(one, ceb.InvtCancel) else ceb.InvtRefundReturn
    return kind(
        customs_code=one.customs_code,
        agent_code=one.agent_code,
        ebp_code=one.ebp_code,
        ebc_code=one.ebc_code,
        cop_no=one.cop_no,
        invt_no=one.invt_no,
        **_status(code, info, at),
    )


def message_return(cop_msg_id: str, message_type: str, info: str, at: datetime) -> ceb.MessageReturn:
    """900."""
    return ceb.MessageReturn(
        guid=ceb.guid_text(uuid5(NAMESPACE_URL, cop_msg_id)),
        return_status="-999999",
        return_time=ceb.stamp_millis(at),
        return_info=info[:1000],
        ori_cop_msg_id=cop_msg_id,
        ori_message_type=message_type,
    )


def tax_notice(order_no: str, facts: ListFacts, invt_no: str, assessed: Assessment, at: datetime) -> ceb.Tax:
    """816."""

    def sums(kind: str) -> Decimal:
        return ceb.yuan(sum(getattr(tax, kind) for tax in assessed.taxes))

    return ceb.Tax(
        head=ceb.TaxHeadRd(
            guid=ceb.guid_text(uuid7()),
            return_time=ceb.stamp_millis(at),
            invt_no=invt_no,
            tax_no=f"T{invt_no}",
            customs_tax=sums("duty"),
            value_added_tax=sums("vat"),
            consumption_tax=sums("consumption"),
            status="1",
            assure_code=facts.assure_code,
            ebc_code=facts.ebc_code,
            logistics_code=facts.logistics_code,
            agent_code=facts.agent_code,
            customs_code=facts.customs_code,
            order_no=order_no,
            logistics_no=facts.logistics_no,
        ),
        lines=tuple(
            ceb.TaxListRd(
                gnum=line.gnum,
                gcode=line.hs10,
                tax_price=ceb.yuan(value),
                customs_tax=ceb.yuan(tax.duty),
                value_added_tax=ceb.yuan(tax.vat),
                consumption_tax=ceb.yuan(tax.consumption),
            )
            for line, value, tax in zip(facts.lines, assessed.values, assessed.taxes, strict=True)
        ),
    )
