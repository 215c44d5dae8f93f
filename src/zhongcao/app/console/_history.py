"""What staff did to one thing, for those who work with it; the whole audit log stays with auditors."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from zhongcao.community import service as community
from zhongcao.identity import service as identity
from zhongcao.identity.rules import STAFF_ROLES
from zhongcao.identity.schemas import AuditEntry
from zhongcao.kit.cursor import CursorUnreadable, Page, decode, encode
from zhongcao.kit.db import ReadTx
from zhongcao.kit.http import Actor, CursorText, Key, PageSize, staff
from zhongcao.kit.money import Currency
from zhongcao.kit.problems import Forbidden
from zhongcao.mall import service as mall
from zhongcao.supply import service as supply

READERS: dict[str, frozenset[str]] = {
    "brand": frozenset({"buyer"}),
    "comment": frozenset({"moderator"}),
    "declaration": frozenset({"customs"}),
    "demand": frozenset({"buyer"}),
    "experiment": frozenset({"editor", "buyer", "finance"}),
    "lot": frozenset({"warehouse", "buyer"}),
    "member": frozenset({"moderator", "support"}),
    "note": frozenset({"editor", "moderator"}),
    "order": frozenset({"support", "finance", "customs", "warehouse"}),
    "picture": frozenset({"moderator"}),
    "product": frozenset({"buyer", "moderator"}),
    "proposal": frozenset({"buyer"}),
    "purchase_order": frozenset({"buyer", "warehouse", "finance"}),
    "rate": frozenset({"buyer", "finance"}),
    "show": frozenset({"editor", "moderator"}),
    "sku": frozenset({"buyer", "customs"}),
    "supplier": frozenset({"buyer"}),
    "warehouse": frozenset({"warehouse", "buyer", "customs"}),
    "week": frozenset({"editor", "buyer"}),
}
"""Who reads the history of which kind of thing, besides administrators and auditors, who read all."""
PARTS_MAX = 200
"""So many things at most are looked at for one that has parts."""
About = Annotated[
    str,
    QueryParameter(
        pattern="^([a-z_]{2,20}:[0-9A-Z-]{1,19}|sweep:[a-z0-9_.]{1,120})$", description="Such as purchase_order:1."
    ),
]


class Change(msgspec.Struct, frozen=True):
    """A field of a thing that somebody changed: what it was, and what it became."""

    field: str
    was: Any
    became: Any


class HistoryStep(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a person of the staff did; `number` is its place in the audit chain once it is sealed.

    `subject` is the part that it was done to: a SKU of the product that was asked for, a picture of the note.
    """

    id: UUID
    subject: str
    number: int | None
    action: str
    by: Key
    by_name: str
    roles: list[str]
    before: Any
    after: Any
    changes: list[Change]
    at: datetime


@get("/v1/console/history", access=staff(*STAFF_ROLES), refusals=(Forbidden, CursorUnreadable))
async def list_history(
    read: NamedDependency[ReadTx],
    actor: NamedDependency[Actor],
    subject: About,
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> Page[HistoryStep]:
    """What was done to one thing and its parts, the latest first; only for those who work with such things."""
    if not actor.holds("admin", "auditor", *READERS.get(subject.partition(":")[0], ())):
        raise Forbidden()
    before = decode(cursor, UUID)[0] if cursor is not None else None
    about = [subject, *await _parts(read, subject)]
    found = await identity.list_audit(read, subjects=about, action=None, before=before, limit=limit + 1)
    names = await identity.cards(read, [int(entry.by) for entry in found])
    changes = _changes(found)
    items = [
        HistoryStep(
            id=entry.id,
            subject=entry.subject,
            number=entry.number,
            action=entry.action,
            by=entry.by,
            by_name=names[int(entry.by)].nickname if int(entry.by) in names else "",
            roles=entry.roles,
            before=entry.before,
            after=entry.after,
            changes=changes[entry.id],
            at=entry.at,
        )
        for entry in found[:limit]
    ]
    return Page(items, encode(str(items[-1].id)) if len(found) > limit else None)


def _changes(entries: Sequence[AuditEntry]) -> dict[UUID, list[Change]]:
    """What each step changed. Where only the outcome was noted, the step before of the same thing tells the rest."""
    told: dict[UUID, list[Change]] = {}
    known: dict[tuple[str, Any], dict[str, Any]] = {}
    for entry in reversed(entries):
        after = entry.after if isinstance(entry.after, dict) else {}
        kept = known.setdefault((entry.subject, after.get("id")), {})
        before = entry.before if isinstance(entry.before, dict) else {key: kept.get(key) for key in after}
        fields = [key for key in before | after if key != "id" and not key.startswith("can_")]
        pairs = [Change(key, before.get(key), after.get(key)) for key in fields]
        told[entry.id] = [one for one in pairs if one.was != one.became]
        kept |= after
    return told


async def _parts(read: ReadTx, subject: str) -> list[str]:
    """The parts of a thing of which staff speak as of the thing itself."""
    kind, _, key = subject.partition(":")
    if kind == "rate" and key == EVERY:
        return [f"rate:{currency}" for currency in Currency]
    if kind == "purchase_order" and not key.isdecimal():  # journals name it by the number on its papers
        return [f"purchase_order:{one.id}" for one in (await supply.list_purchase_orders(read, number=key)).items]
    if kind not in PARTS or not key.isdecimal() or not 0 < int(key) < 2**63:
        return []
    return (await PARTS[kind](read, int(key)))[:PARTS_MAX]


async def _of_product(read: ReadTx, product: int) -> list[str]:
    return [f"sku:{sku.id}" for sku in await mall.list_skus(read, product_id=product)]


async def _of_note(read: ReadTx, note: int) -> list[str]:
    return [f"picture:{one}" for one in await community.picture_ids(read, note_id=note)]


async def _of_demand(read: ReadTx, product: int) -> list[str]:
    """What demand for a product led to: proposals, and the purchase orders that they became."""
    skus = [int(sku.id) for sku in await mall.list_skus(read, product_id=product)]
    proposals = await supply.proposals_of(read, skus)
    orders = dict.fromkeys(one.purchase_order_id for one in proposals if one.purchase_order_id)
    return [*(f"proposal:{one.id}" for one in proposals), *(f"purchase_order:{one}" for one in orders)]


EVERY = "ALL"
"""Asks for every exchange rate at once."""
PARTS: dict[str, Callable[[ReadTx, int], Awaitable[list[str]]]] = {
    "product": _of_product,
    "note": _of_note,
    "demand": _of_demand,
}
"""Who is asked for the parts of which kind."""

ROUTES = [list_history]
