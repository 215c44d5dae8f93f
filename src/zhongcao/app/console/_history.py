"""What staff did to one thing, for those who work with it; the whole audit log stays with auditors."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from zhongcao.identity import service as identity
from zhongcao.identity.rules import STAFF_ROLES
from zhongcao.kit.cursor import CursorUnreadable, Page, decode, encode
from zhongcao.kit.db import ReadTx
from zhongcao.kit.http import Actor, CursorText, Key, PageSize, staff
from zhongcao.kit.problems import Forbidden

READERS: dict[str, frozenset[str]] = {
    "brand": frozenset({"buyer"}),
    "case": frozenset({"moderator"}),
    "declaration": frozenset({"customs"}),
    "experiment": frozenset({"editor", "buyer", "finance"}),
    "lot": frozenset({"warehouse", "buyer"}),
    "member": frozenset({"moderator", "support"}),
    "note": frozenset({"editor", "moderator"}),
    "order": frozenset({"support", "finance", "customs", "warehouse"}),
    "picture": frozenset({"moderator"}),
    "product": frozenset({"buyer"}),
    "proposal": frozenset({"buyer"}),
    "purchase_order": frozenset({"buyer", "warehouse"}),
    "rate": frozenset({"buyer", "finance"}),
    "sku": frozenset({"buyer", "customs"}),
    "supplier": frozenset({"buyer"}),
    "warehouse": frozenset({"warehouse", "buyer", "customs"}),
    "week": frozenset({"editor", "buyer"}),
}
"""Who reads the history of which kind of thing, besides administrators and auditors, who read all."""
About = Annotated[
    str, QueryParameter(pattern="^[a-z_]{2,20}:[0-9A-Z-]{1,19}$", description="The thing, such as purchase_order:1.")
]


class HistoryStep(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a person of the staff did; `number` is its place in the audit chain once it is sealed."""

    id: UUID
    number: int | None
    action: str
    by: Key
    by_name: str
    roles: list[str]
    before: Any
    after: Any
    at: datetime


@get("/v1/console/history", access=staff(*STAFF_ROLES), refusals=(Forbidden, CursorUnreadable))
async def list_history(
    read: NamedDependency[ReadTx],
    actor: NamedDependency[Actor],
    subject: About,
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> Page[HistoryStep]:
    """What was done to one thing, the latest first; only for those who work with such things."""
    if not actor.holds("admin", "auditor", *READERS.get(subject.partition(":")[0], ())):
        raise Forbidden()
    before = decode(cursor, UUID)[0] if cursor is not None else None
    found = await identity.list_audit(read, subject=subject, action=None, before=before, limit=limit + 1)
    names = await identity.cards(read, [int(entry.by) for entry in found])
    items = [
        HistoryStep(
            id=entry.id,
            number=entry.number,
            action=entry.action,
            by=entry.by,
            by_name=names[int(entry.by)].nickname if int(entry.by) in names else "",
            roles=entry.roles,
            before=entry.before,
            after=entry.after,
            at=entry.at,
        )
        for entry in found[:limit]
    ]
    return Page(items, encode(str(items[-1].id)) if len(found) > limit else None)


ROUTES = [list_history]
