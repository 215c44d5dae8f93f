"""Life of a declaration: states, what customs' codes mean, which of many receipts decides."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum

import msgspec


class DeclarationState(StrEnum):
    """Where a declaration stands."""

    PREPARED = "prepared"  # will be sent at due_at
    SUBMITTED = "submitted"  # sent, customs has said nothing final
    ACCEPTED = "accepted"  # 120 海关入库, 399 海关审结
    HELD = "held"  # 300 人工审核, 500 查验, 501... 扣留
    REJECTED = "rejected"  # 100 海关退单: correct and send again
    CLEARED = "cleared"  # 800 放行: ship
    CLOSED = "closed"  # 899 结关
    RETURNED = "returned"  # 700 退运: must leave the country again
    CANCELLED = "cancelled"  # withdrawn by us


S = DeclarationState
_FROM_CUSTOMS = frozenset({S.ACCEPTED, S.HELD, S.REJECTED, S.CLEARED, S.CLOSED, S.RETURNED})

TRANSITIONS: dict[DeclarationState, frozenset[DeclarationState]] = {
    # A declaration that waits to be sent again may still hear of its earlier attempt.
    S.PREPARED: _FROM_CUSTOMS | {S.SUBMITTED, S.CANCELLED},
    S.SUBMITTED: _FROM_CUSTOMS | {S.CANCELLED},
    # Receipts arrive in any order, so a state may be skipped but never taken back.
    S.ACCEPTED: frozenset({S.HELD, S.CLEARED, S.CLOSED, S.RETURNED, S.CANCELLED}),
    S.HELD: frozenset({S.ACCEPTED, S.CLEARED, S.CLOSED, S.RETURNED, S.CANCELLED, S.PREPARED}),
    S.REJECTED: (_FROM_CUSTOMS - {S.REJECTED}) | {S.PREPARED, S.CANCELLED},
    S.CLEARED: frozenset({S.CLOSED}),
    S.CLOSED: frozenset(),
    S.RETURNED: frozenset({S.CLEARED, S.CLOSED}),
    S.CANCELLED: frozenset(),
}
"""Which state of a declaration may follow which."""

RELEASED = frozenset({S.CLEARED, S.CLOSED})
FINAL = frozenset({S.CLEARED, S.CLOSED, S.RETURNED, S.CANCELLED})
"""States that wait for nothing (899 may still follow 800, but nobody depends on it)."""


class Document(StrEnum):
    """The documents of a declaration, by the role each plays."""

    ORDER = "order"  # 311 订单
    PAYMENT = "payment"  # 411 支付单
    WAYBILL = "waybill"  # 511 运单
    LIST = "list"  # 621 清单
    CANCEL = "cancel"  # 623 撤销
    REFUND = "refund"  # 625 退货


class StatusRow(msgspec.Struct, frozen=True):
    """One returnStatus of customs: its rank among receipts and the state that it means."""

    rank: int
    state: DeclarationState
    name_zh: str
    name_en: str


RETURN_STATUS: dict[int, StatusRow] = {
    # A higher rank wins, whatever the order of arrival (cross-border.md 3.5).
    4: StatusRow(1, S.SUBMITTED, "发送海关失败", "not delivered to customs"),
    1: StatusRow(2, S.SUBMITTED, "电子口岸已暂存", "stored at the e-port"),
    2: StatusRow(3, S.SUBMITTED, "电子口岸申报中", "declaring"),
    3: StatusRow(4, S.SUBMITTED, "发送海关成功", "delivered to customs"),
    100: StatusRow(6, S.REJECTED, "海关退单", "rejected"),
    120: StatusRow(7, S.ACCEPTED, "海关入库", "stored by customs"),
    300: StatusRow(8, S.HELD, "人工审核", "manual review"),
    400: StatusRow(9, S.HELD, "待运抵", "waiting for arrival"),
    500: StatusRow(10, S.HELD, "查验", "inspection"),
    600: StatusRow(11, S.HELD, "挂起", "suspended"),
    501: StatusRow(12, S.HELD, "扣留移送通关", "detained: clearance"),
    502: StatusRow(13, S.HELD, "扣留移送缉私", "detained: anti-smuggling"),
    503: StatusRow(14, S.HELD, "扣留移送法规", "detained: legal"),
    509: StatusRow(15, S.HELD, "扣留移送其它", "detained: other"),
    599: StatusRow(16, S.HELD, "扣留移送其它", "detained: other"),
    399: StatusRow(17, S.ACCEPTED, "海关审结", "review concluded"),
    700: StatusRow(18, S.RETURNED, "退运", "to be sent back"),
    800: StatusRow(19, S.CLEARED, "放行", "released"),
    899: StatusRow(20, S.CLOSED, "结关", "closed"),
}
"""What each returnStatus (回执状态) of customs means, and which receipt wins over which."""

_EXCEPTION = StatusRow(5, S.REJECTED, "处理异常", "exception")
DUPLICATE_KEY = -304001
"""The e-port already knows the business key: no verdict on the document itself."""
REJECTED_CODE = 100
TAX_NOTICE = 816
"""Kept with a tax notice (税单) as its code: it has no returnStatus, and means nothing for the state."""
_SAID_BESIDES = {
    DUPLICATE_KEY: ("电子口岸已有此单", "already known at the e-port"),
    TAX_NOTICE: ("税单已出", "tax notice issued"),
}


class Receipt(msgspec.Struct, frozen=True):
    """One answer about a document: the code and when customs gave it."""

    code: int
    returned_at: datetime


def status_row(code: int) -> StatusRow | None:
    """Meaning of a returnStatus; every negative one is an exception, an unknown one means nothing."""
    if code == DUPLICATE_KEY:
        return None
    return _EXCEPTION if code < 0 else RETURN_STATUS.get(code)


def status_text(code: int) -> tuple[str, str]:
    """What an answer of customs says, in Chinese and English; a code that nobody knows is shown as it came."""
    if code in _SAID_BESIDES:
        return _SAID_BESIDES[code]
    known = status_row(code)
    return (known.name_zh, known.name_en) if known else (f"海关回执 {code}", f"customs answered {code}")


def deciding_code(receipts: Iterable[Receipt], *, declared_at: datetime) -> int | None:
    """The one code that counts among all receipts of a document, in whatever order they came.

    Rejections from before the last declaration are spent: the document was corrected and sent again.
    """
    best: tuple[int, int] | None = None
    for receipt in receipts:
        row = status_row(receipt.code)
        if row is None:
            continue
        if row.state is S.REJECTED and receipt.returned_at < declared_at:
            continue
        # Among exceptions of one rank the code itself decides, so that the result has no order.
        candidate = (row.rank, receipt.code)
        best = candidate if best is None else max(best, candidate)
    return None if best is None else best[1]


def declaration_state(codes: dict[Document, int]) -> DeclarationState:
    """State of a declaration from the deciding code of each of its documents.

    The import list decides; a rejected order, payment or waybill stops a list not yet stored.
    """
    listed = status_row(codes[Document.LIST]) if Document.LIST in codes else None
    stored = RETURN_STATUS[120].rank
    if listed is not None and listed.rank >= stored:
        return listed.state
    for document in (Document.ORDER, Document.PAYMENT, Document.WAYBILL, Document.LIST):
        row = status_row(codes[document]) if document in codes else None
        if row is not None and row.state is S.REJECTED:
            return S.REJECTED
    return S.SUBMITTED


class AllowanceState(StrEnum):
    """What a purchase does to its buyer's annual allowance."""

    RESERVED = "reserved"  # order placed
    COUNTED = "counted"  # released by customs
    RESTORED = "restored"  # cancelled before release, or returned in time
    VOID = "void"  # never happened: order cancelled, declaration rejected for good


ALLOWANCE_TRANSITIONS: dict[AllowanceState, frozenset[AllowanceState]] = {
    AllowanceState.RESERVED: frozenset({AllowanceState.COUNTED, AllowanceState.VOID}),
    AllowanceState.COUNTED: frozenset({AllowanceState.RESTORED}),
    AllowanceState.RESTORED: frozenset(),
    AllowanceState.VOID: frozenset(),
}
"""Which state of an allowance entry may follow which."""

USES_ALLOWANCE = frozenset({AllowanceState.RESERVED, AllowanceState.COUNTED})

RETURN_APPLY_DAYS = 30
RETURN_ARRIVE_DAYS = 45
TAX_PAID_FROM_DAY = 31


def return_refunds_tax(*, released_at: datetime, applied_at: datetime, arrived_at: datetime) -> bool:
    """Whether a return gives tax and allowance back: asked within 30 days, goods back within 45 (GAC 2020-45)."""
    return applied_at <= released_at + timedelta(days=RETURN_APPLY_DAYS) and (
        arrived_at <= released_at + timedelta(days=RETURN_ARRIVE_DAYS)
    )


def tax_due_on(released_on: date) -> date:
    """Day from which the guaranteed tax of a released list is paid: day 31 after release."""
    return released_on + timedelta(days=TAX_PAID_FROM_DAY)


RECORDS_KEPT_YEARS = 3
"""Who received what is kept so long after the trade (E-Commerce Law art. 31), and no longer (PIPL art. 19)."""


def names_kept_since(now: datetime) -> datetime:
    """Before this moment, records of customs name nobody any more."""
    return now - timedelta(days=366 * RECORDS_KEPT_YEARS)


SUBMIT_RETRY = timedelta(minutes=1)
"""How long after a failed or unanswered sending the same message is sent again."""

ANSWER_EXPECTED = timedelta(hours=6)
"""How long customs may stay silent before a declaration is shown to staff and chased."""


def next_check(state: DeclarationState, now: datetime) -> datetime | None:
    """When somebody must look at a declaration again; None when it waits for nothing."""
    if state is S.PREPARED:
        return now
    return None if state in FINAL else now + ANSWER_EXPECTED
