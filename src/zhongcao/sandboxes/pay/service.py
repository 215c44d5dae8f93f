"""What the sandbox channel does with a merchant's requests and a buyer's decision."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import msgspec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from sqlalchemy import ARRAY, Row, String, any_, bindparam, case, select, update
from sqlalchemy.dialects.postgresql import insert

from zhongcao.kit.db import Tx
from zhongcao.kit.keyring import signing_key
from zhongcao.kit.money import cny
from zhongcao.kit.settings import Settings
from zhongcao.payments import rules as wire
from zhongcao.payments.rules import PAID_STATUSES, SANDBOX_APP_ID, SANDBOX_SELLER_ID, TradeStatus
from zhongcao.sandboxes.pay.rules import COPIES, Fault, first_notification_at, spoil
from zhongcao.sandboxes.pay.tables import NotificationRow, RefundRow, TradeRow

TRADE = TradeRow.__table__.c
PAGE_PAY = "alipay.trade.page.pay"
METHODS = frozenset(
    {"alipay.trade.query", "alipay.trade.close", "alipay.trade.refund", "alipay.trade.fastpay.refund.query"}
)
"""What merchants may ask without a buyer."""


class PayOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What a merchant asks a buyer to pay: the signed request, read and checked."""

    fields: dict[str, str]
    out_trade_no: str
    amount: int
    subject: str
    expires_at: datetime
    notify_url: str
    return_url: str


def channel_key(settings: Settings) -> RSAPrivateKey:
    """The channel's own key pair."""
    return signing_key(settings.channel_key_path("sandbox-channel"))


def merchant_key(settings: Settings) -> RSAPublicKey:
    """The public key that the merchant has left with the channel."""
    return signing_key(settings.channel_key_path("sandbox-merchant")).public_key()


def request_is_genuine(settings: Settings, fields: Mapping[str, str]) -> bool:
    """Whether a request comes from our one merchant and was not changed on the way."""
    return fields.get("app_id") == SANDBOX_APP_ID and wire.request_signed_well(fields, merchant_key(settings))


def read_order(fields: Mapping[str, str]) -> PayOrder | None:
    """The order behind a page request; None when it is incomplete."""
    try:
        content = msgspec.json.decode(fields.get("biz_content", ""), type=dict[str, Any])
    except msgspec.DecodeError:
        return None
    amount = wire.read_yuan(str(content.get("total_amount", "")))
    expires_at = wire.read_moment(str(content.get("time_expire", "")))
    number = str(content.get("out_trade_no", ""))
    if amount is None or amount.amount <= 0 or expires_at is None or not 0 < len(number) <= 64:
        return None
    return PayOrder(
        fields=dict(fields),
        out_trade_no=number,
        amount=amount.amount,
        subject=str(content.get("subject", ""))[:256],
        expires_at=expires_at,
        notify_url=fields.get("notify_url", ""),
        return_url=fields.get("return_url", ""),
    )


_OPEN = insert(TradeRow).on_conflict_do_nothing()
_STATUS = select(TradeRow.status).where(TradeRow.out_trade_no == bindparam("number"))
_FRESH = insert(TradeRow)
_PAY = _FRESH.on_conflict_do_update(
    index_elements=[TradeRow.out_trade_no],
    set_={name: _FRESH.excluded[name] for name in ("status", "paid_at", "fault")},
    where=TradeRow.status == TradeStatus.WAIT_BUYER_PAY,
).returning(*TRADE)
_ADD_NOTIFICATION = insert(NotificationRow)
_NOTIFICATION = NotificationRow.__table__.c
_GIVEN_IDS = NotificationRow.notify_id == any_(bindparam("ids", type_=ARRAY(String)))
_TAKE_DUE = (
    update(NotificationRow)
    .where(
        NotificationRow.notify_id.in_(
            select(NotificationRow.notify_id)
            .where(NotificationRow.due_at <= bindparam("now"))
            .order_by(NotificationRow.due_at)
            .limit(bindparam("most"))
        ),
        NotificationRow.due_at <= bindparam("now"),
    )
    .values(due_at=bindparam("until"), tries=NotificationRow.tries + 1)
    .returning(*_NOTIFICATION)
)
_ANSWERED = (
    update(NotificationRow)
    .where(_GIVEN_IDS)
    .values(
        due_at=case((NotificationRow.copies_left > 1, bindparam("now", type_=NotificationRow.due_at.type)), else_=None),
        copies_left=NotificationRow.copies_left - 1,
        delivered_at=bindparam("now"),
    )
)


async def open_trade(tx: Tx, *, order: PayOrder, now: datetime) -> str:
    """The buyer has come to the page: note the trade; returns its status."""
    await tx.execute(_OPEN, _trade(order, TradeStatus.WAIT_BUYER_PAY, Fault.NONE, now))
    status: str | None = await tx.scalar(_STATUS, {"number": order.out_trade_no})
    assert status is not None
    return status


async def pay(tx: Tx, settings: Settings, *, order: PayOrder, fault: Fault, now: datetime) -> str:
    """The buyer pays: once, however often the button is pressed. Returns the trade's status."""
    fresh = _trade(order, TradeStatus.TRADE_SUCCESS, fault, now) | {"paid_at": now}
    paid = (await tx.execute(_PAY, fresh)).one_or_none()
    if paid is None:
        status: str | None = await tx.scalar(_STATUS, {"number": order.out_trade_no})
        return status or ""
    copies = COPIES.get(fault, 1)
    if copies and order.notify_url:
        await tx.execute(_ADD_NOTIFICATION, _notification(settings, order, paid, fault, copies, now))
    return str(paid.status)


def return_address(settings: Settings, order: PayOrder, *, now: datetime) -> str:
    """Where a buyer who has paid goes, with signed words that no merchant should trust; others go back plainly."""
    fields = {
        "app_id": SANDBOX_APP_ID,
        "charset": "utf-8",
        "method": "alipay.trade.page.pay.return",
        "out_trade_no": order.out_trade_no,
        "seller_id": SANDBOX_SELLER_ID,
        "timestamp": wire.moment_text(now),
        "total_amount": wire.yuan(cny(order.amount)),
        "version": "1.0",
    }
    return f"{order.return_url}?{wire.signed_notification(fields, channel_key(settings)).decode()}"


async def answer(tx: Tx, *, method: str, fields: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """Answer a merchant's request that comes without a buyer."""
    try:
        content = msgspec.json.decode(fields.get("biz_content", ""), type=dict[str, Any])
    except msgspec.DecodeError:
        return _refusal("40002", "isv.invalid-parameter")
    number = str(content.get("out_trade_no", ""))
    trade = (await tx.execute(select(*TRADE).where(TradeRow.out_trade_no == number).with_for_update())).one_or_none()
    if trade is None:
        return _refusal("40004", "ACQ.TRADE_NOT_EXIST")
    if method == "alipay.trade.query":
        return _described(trade)
    if method == "alipay.trade.close":
        return await _close(tx, trade)
    if method == "alipay.trade.refund":
        return await _refund(tx, trade, content, now)
    return await _find_refund(tx, trade, str(content.get("out_request_no", "")))


def _described(trade: Row[Any]) -> dict[str, Any]:
    paid_at = {"send_pay_date": wire.moment_text(trade.paid_at)} if trade.paid_at else {}
    return {
        "code": "10000",
        "msg": "Success",
        "out_trade_no": trade.out_trade_no,
        "trade_no": trade.trade_no,
        "trade_status": trade.status,
        "total_amount": wire.yuan(cny(trade.paid_amount)),
    } | paid_at


async def _close(tx: Tx, trade: Row[Any]) -> dict[str, Any]:
    if trade.status in PAID_STATUSES:
        return _refusal("40004", "ACQ.TRADE_STATUS_ERROR")
    await tx.execute(
        update(TradeRow).where(TradeRow.out_trade_no == trade.out_trade_no).values(status=TradeStatus.TRADE_CLOSED)
    )
    return {"code": "10000", "msg": "Success", "out_trade_no": trade.out_trade_no, "trade_no": trade.trade_no}


async def _refund(tx: Tx, trade: Row[Any], content: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    amount = wire.read_yuan(str(content.get("refund_amount", "")))
    request_no = str(content.get("out_request_no", ""))
    if amount is None or amount.amount <= 0 or not 0 < len(request_no) <= 64:
        return _refusal("40004", "ACQ.INVALID_PARAMETER")
    made = await tx.scalar(
        select(RefundRow.refund_amount).where(
            RefundRow.out_trade_no == trade.out_trade_no, RefundRow.out_request_no == request_no
        )
    )
    if made is not None:
        if made != amount.amount:
            return _refusal("40004", "ACQ.DISCORDANT_REPEAT_REQUEST")
        return _refunded(trade, made, changed=False)
    if trade.status not in PAID_STATUSES:
        return _refusal("40004", "ACQ.TRADE_STATUS_ERROR")
    if trade.refunded_amount + amount.amount > trade.paid_amount:
        return _refusal("40004", "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL")
    if trade.fault == Fault.REFUND_REFUSED:
        return _refusal("40004", "ACQ.SELLER_BALANCE_NOT_ENOUGH")
    if trade.fault == Fault.REFUND_LOST:
        # Lost once: what the merchant sends again under the same number goes through.
        await _set_fault(tx, trade, Fault.NONE)
        return _refusal("20000", "isp.unknow-error")
    await _book_refund(tx, trade, request_no, amount.amount, now)
    if trade.fault == Fault.REFUND_UNCLEAR:
        return _refusal("20000", "isp.unknow-error")
    return _refunded(trade, amount.amount, changed=True)


async def _book_refund(tx: Tx, trade: Row[Any], request_no: str, amount: int, now: datetime) -> None:
    refunded = TradeRow.refunded_amount + amount
    await tx.execute(
        insert(RefundRow).values(
            out_trade_no=trade.out_trade_no,
            out_request_no=request_no,
            refund_amount=amount,
            currency="CNY",
            made_at=now,
        )
    )
    await tx.execute(
        update(TradeRow)
        .where(TradeRow.out_trade_no == trade.out_trade_no)
        .values(
            refunded_amount=refunded,
            status=case(
                (refunded >= TradeRow.paid_amount, TradeStatus.TRADE_CLOSED.value),
                else_=TradeRow.status,
            ),
        )
    )


async def _set_fault(tx: Tx, trade: Row[Any], fault: Fault) -> None:
    await tx.execute(update(TradeRow).where(TradeRow.out_trade_no == trade.out_trade_no).values(fault=fault))


def _refunded(trade: Row[Any], amount: int, *, changed: bool) -> dict[str, Any]:
    return {
        "code": "10000",
        "msg": "Success",
        "out_trade_no": trade.out_trade_no,
        "trade_no": trade.trade_no,
        "fund_change": "Y" if changed else "N",
        "refund_fee": wire.yuan(cny(amount)),
    }


async def _find_refund(tx: Tx, trade: Row[Any], request_no: str) -> dict[str, Any]:
    made = await tx.scalar(
        select(RefundRow.refund_amount).where(
            RefundRow.out_trade_no == trade.out_trade_no, RefundRow.out_request_no == request_no
        )
    )
    found = {"code": "10000", "msg": "Success", "out_trade_no": trade.out_trade_no, "trade_no": trade.trade_no}
    if made is None:
        return found
    return found | {
        "out_request_no": request_no,
        "refund_amount": wire.yuan(cny(made)),
        "refund_status": "REFUND_SUCCESS",
    }


def _refusal(code: str, sub_code: str) -> dict[str, Any]:
    return {"code": code, "msg": "Business Failed", "sub_code": sub_code, "sub_msg": sub_code}


def _trade(order: PayOrder, status: TradeStatus, fault: Fault, now: datetime) -> dict[str, Any]:
    return {
        "out_trade_no": order.out_trade_no,
        "trade_no": f"{now:%Y%m%d}22001{secrets.randbelow(10**15):015d}",
        "status": status.value,
        "paid_amount": order.amount,
        "refunded_amount": 0,
        "currency": "CNY",
        "fault": fault.value,
        "created_at": now,
    }


def _notification(
    settings: Settings, order: PayOrder, trade: Row[Any], fault: Fault, copies: int, now: datetime
) -> dict[str, Any]:
    notify_id = uuid4().hex
    fields = {
        "app_id": SANDBOX_APP_ID,
        "charset": "utf-8",
        "gmt_payment": wire.moment_text(trade.paid_at),
        "notify_id": notify_id,
        "notify_time": wire.moment_text(now),
        "notify_type": "trade_status_sync",
        "out_trade_no": trade.out_trade_no,
        "seller_id": SANDBOX_SELLER_ID,
        "subject": order.subject,
        "total_amount": wire.yuan(cny(trade.paid_amount)),
        "trade_no": trade.trade_no,
        "trade_status": TradeStatus.TRADE_SUCCESS.value,
        "version": "1.0",
    }
    body = wire.signed_notification(spoil(fields, fault), channel_key(settings)).decode()
    if fault is Fault.BAD_SIGNATURE:
        body = body.replace(urlencode({"seller_id": SANDBOX_SELLER_ID}), urlencode({"seller_id": "forged"}))
    return {
        "notify_id": notify_id,
        "out_trade_no": trade.out_trade_no,
        "url": order.notify_url,
        "body": body,
        "due_at": first_notification_at(fault, now),
        "tries": 0,
        "copies_left": copies,
    }


async def take_notifications(tx: Tx, *, now: datetime, until: datetime, limit: int) -> Sequence[Row[Any]]:
    """Take notifications that are due; they are due again at `until` should the sender die."""
    return (await tx.execute(_TAKE_DUE, {"now": now, "until": until, "most": limit})).all()


async def mark_answered(tx: Tx, *, notify_ids: Sequence[str], now: datetime) -> None:
    """The merchant said `success`: stop, unless copies are wanted."""
    await tx.execute(_ANSWERED, {"ids": list(notify_ids), "now": now})


async def postpone(tx: Tx, *, notify_ids: Sequence[str], due_at: datetime | None) -> None:
    """The merchant said anything else, or nothing: try again later, or give up."""
    row = NotificationRow
    await tx.execute(update(row).where(row.notify_id.in_(notify_ids)).values(due_at=due_at))
