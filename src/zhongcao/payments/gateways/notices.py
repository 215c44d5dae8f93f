"""Read a signed set of fields, from a notification or an answer, as a report about a payment."""

from collections.abc import Mapping
from typing import Any

from zhongcao.payments import rules
from zhongcao.payments.rules import TradeReport, TradeStatus


def read_report(fields: Mapping[str, Any]) -> TradeReport | None:
    """What the fields say about a payment; None when they do not name one with a state that we know."""
    number, status = fields.get("out_trade_no"), fields.get("trade_status")
    if not number or status not in TradeStatus.__members__:
        return None
    return TradeReport(
        number=str(number),
        status=TradeStatus(str(status)),
        transaction_no=str(fields.get("trade_no", "")),
        amount=rules.read_yuan(str(fields.get("total_amount", ""))),
        app_id=str(fields.get("app_id", "")),
        seller_id=str(fields.get("seller_id", "")),
        paid_at=rules.read_moment(str(fields.get("gmt_payment") or fields.get("send_pay_date") or "")),
    )
