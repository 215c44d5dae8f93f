"""Versions of the search index: when a new one is due, how it is published and taken back; and what clicks teach."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from zhongcao.discovery import rules, store
from zhongcao.discovery.search import shelf
from zhongcao.discovery.search.shelf import Version
from zhongcao.discovery.search.wording import plain
from zhongcao.discovery.service._indexing import Made
from zhongcao.discovery.service._pool import MARGIN
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.objects import Objects


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A version of the index as it is kept."""

    id: int
    parts: int
    size_bytes: int
    products: int
    notes: int
    seconds: float
    made_at: datetime
    horizon_at: datetime
    withdrawn_at: datetime | None


class Click(msgspec.Struct, frozen=True, kw_only=True):
    """Someone opened a result of a search; `place` counts from 0."""

    query: str
    kind: str
    id: int
    place: int
    at: datetime


async def is_index_due(tx: Tx | ReadTx, *, now: datetime) -> bool:
    """Whether a new version of the index is to be made."""
    row = await store.find_version(tx)
    changes, newest = await store.count_changes(tx, row.horizon_at if row else None)
    return rules.is_index_due(made_at=row.made_at if row else None, changes=changes, newest_change_at=newest, now=now)


async def find_index(tx: Tx | ReadTx) -> Version | None:
    """The version that is searched."""
    row = await store.find_version(tx)
    return Version(id=row.id, parts=row.parts, horizon=row.horizon_at.timestamp()) if row else None


async def publish_index(
    tx: Tx, *, version: int, made: Made, parts: int, seconds: float, now: datetime
) -> list[Version]:
    """Let a version be searched from now on; answers the old ones that nobody needs, which are forgotten."""
    await store.add_version(
        tx,
        id=version,
        parts=parts,
        size_bytes=made.size_bytes,
        products=made.products,
        notes=made.notes,
        seconds=seconds,
        horizon_at=made.horizon_at,
        made_at=now,
    )
    kept = await store.list_versions(tx)
    good = [row for row in kept if row.withdrawn_at is None][: rules.SEARCH_VERSIONS_KEPT]
    gone = [row for row in kept if row.id not in {one.id for one in good}]
    pools = [row.made_at - MARGIN for row in await store.list_artifacts(tx, "pool") if row.withdrawn_at is None]
    oldest = min([row.horizon_at for row in good] + pools, default=now)
    await store.drop_versions(tx, [row.id for row in gone], changes_before=oldest)
    return [Version(id=row.id, parts=row.parts, horizon=row.horizon_at.timestamp()) for row in gone]


async def withdraw_index(tx: Tx, *, now: datetime) -> Kept | None:
    """Go back to the version before; answers it, or nothing when there is none and the database searches."""
    row = await store.find_version(tx)
    if row is not None:
        await store.withdraw_version(tx, row.id, now)
    before = await store.find_version(tx)
    return Kept(**before._mapping) if before else None


async def list_versions(tx: Tx | ReadTx) -> list[Kept]:
    """All versions that are kept, newest first."""
    return [Kept(**row._mapping) for row in await store.list_versions(tx)]


async def remove_files(objects: Objects, versions: Sequence[Version], folder: Path) -> None:
    """Remove versions that were forgotten from the object store and from this machine."""
    for version in versions:
        await shelf.withdraw(objects, version)
        (folder / f"{version.id}.idx").unlink(missing_ok=True)


async def count_clicks(tx: Tx, clicks: Sequence[Click]) -> None:
    """Learn from what was opened after which query: it stands higher when the same is asked again."""
    weights: dict[tuple[str, str, int], tuple[float, datetime]] = {}
    for click in clicks:
        key = (plain(click.query)[:80], click.kind, click.id)
        before, at = weights.get(key, (0.0, click.at))
        weights[key] = (before + rules.click_weight(place=click.place, at=click.at), max(at, click.at))
    rows = [
        {"query": query, "kind": kind, "id": key, "weight": weight, "at": at}
        for (query, kind, key), (weight, at) in sorted(weights.items())
        if query
    ]
    await store.add_clicks(tx, rows)
