"""What waits for people, by the roles of who asks: the first thing that staff see in the morning."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Literal

import msgspec
from litestar import get
from litestar.di import NamedDependency

from zhongcao.community import service as community
from zhongcao.customs import service as customs
from zhongcao.customs.rules import DeclarationState
from zhongcao.identity.rules import STAFF_ROLES
from zhongcao.inventory import service as inventory
from zhongcao.inventory.rules import AdjustmentState
from zhongcao.kit import clock
from zhongcao.kit.db import ReadTx
from zhongcao.kit.http import SYSTEM, Actor, staff
from zhongcao.moderation import service as moderation
from zhongcao.moderation.rules import CaseState
from zhongcao.payments import service as payments
from zhongcao.payments.rules import RefundState
from zhongcao.supply import service as supply
from zhongcao.supply.rules import ProposalState
from zhongcao.trade import service as trade

COUNTED_MAX = 50
"""Longer queues are told as "50 and more": counting them exactly helps nobody."""
QueueName = Literal[
    "notes_in_review",
    "open_cases",
    "open_proposals",
    "expected_goods",
    "waiting_adjustments",
    "rejected_declarations",
    "held_declarations",
    "unmapped_goods",
    "overdue_orders",
    "failed_refunds",
    "payment_exceptions",
]


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """Something that waits for people: how many, whether there are more than counted, since when the oldest."""

    name: QueueName
    waiting: int
    more: bool = False
    oldest_at: datetime | None = None


Look = Callable[[ReadTx], Awaitable[Queue]]


@get("/v1/console/queues", access=staff(*STAFF_ROLES))
async def list_queues(read: NamedDependency[ReadTx], actor: NamedDependency[Actor]) -> list[Queue]:
    """What waits for the roles of who asks; empty queues are told too."""
    return [await look(read) for roles, look in LOOKS if actor.holds(*roles)]


def _queue(name: QueueName, found: Sequence[object], oldest_at: datetime | None = None) -> Queue:
    return Queue(name=name, waiting=min(len(found), COUNTED_MAX), more=len(found) > COUNTED_MAX, oldest_at=oldest_at)


async def _notes(read: ReadTx) -> Queue:
    waiting, oldest_at = await community.count_in_review(read)
    return Queue(name="notes_in_review", waiting=waiting, oldest_at=oldest_at)


async def _cases(read: ReadTx) -> Queue:
    found = await moderation.list_cases(read, state=CaseState.OPEN, after=0, limit=COUNTED_MAX + 1)
    return _queue("open_cases", found, found[0].opened_at if found else None)


async def _proposals(read: ReadTx) -> Queue:
    found = (await supply.list_proposals(read, state=ProposalState.OPEN, limit=COUNTED_MAX + 1)).items
    return _queue("open_proposals", found, min((one.proposed_at for one in found), default=None))


async def _purchases(read: ReadTx) -> Queue:
    found = (await supply.list_purchase_orders(read, expected=True, limit=COUNTED_MAX + 1)).items
    return _queue("expected_goods", found, min((one.placed_at for one in found), default=None))


async def _adjustments(read: ReadTx) -> Queue:
    found = (
        await inventory.list_adjustments(read, by=SYSTEM, state=AdjustmentState.WAITING, limit=COUNTED_MAX + 1)
    ).items
    return _queue("waiting_adjustments", found, min((one.asked_at for one in found), default=None))


async def _rejected(read: ReadTx) -> Queue:
    found = await customs.list_declarations(read, state=DeclarationState.REJECTED, limit=COUNTED_MAX + 1)
    return _queue("rejected_declarations", found, min((one.created_at for one in found), default=None))


async def _held(read: ReadTx) -> Queue:
    found = await customs.list_declarations(read, state=DeclarationState.HELD, limit=COUNTED_MAX + 1)
    return _queue("held_declarations", found, min((one.created_at for one in found), default=None))


async def _unmapped(read: ReadTx) -> Queue:
    return _queue("unmapped_goods", await customs.list_unmapped(read, limit=COUNTED_MAX + 1))


async def _orders(read: ReadTx) -> Queue:
    page = await trade.list_staff_orders(
        read, states=[], order_no=None, overdue=True, cursor=None, limit=COUNTED_MAX + 1, now=clock.now()
    )
    return _queue("overdue_orders", page.items, min((one.due_at for one in page.items if one.due_at), default=None))


async def _refunds(read: ReadTx) -> Queue:
    found = (await payments.list_refunds(read, state=RefundState.FAILED, cursor=None, limit=COUNTED_MAX + 1)).items
    return _queue("failed_refunds", found, min((one.requested_at for one in found), default=None))


async def _exceptions(read: ReadTx) -> Queue:
    found = (await payments.list_exceptions(read, cursor=None, limit=COUNTED_MAX + 1)).items
    return _queue("payment_exceptions", found, min((one.received_at for one in found), default=None))


LOOKS: tuple[tuple[tuple[str, ...], Look], ...] = (
    (("moderator", "editor", "admin"), _notes),
    (("moderator",), _cases),
    (("buyer",), _proposals),
    (("buyer", "warehouse"), _purchases),
    (("warehouse",), _adjustments),
    (("customs", "admin"), _rejected),
    (("customs", "admin"), _held),
    (("buyer", "customs", "admin"), _unmapped),
    (("support", "finance", "customs", "warehouse"), _orders),
    (("finance",), _refunds),
    (("finance",), _exceptions),
)
"""Who is shown which queue: those who may work on it."""

ROUTES = [list_queues]
