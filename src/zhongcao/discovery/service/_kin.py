"""The table of kin (近邻): made from acts, judged, published, taken back; and what a feed asks it."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import msgspec
import numpy as np

from zhongcao.community import service as community
from zhongcao.discovery import rules, store
from zhongcao.discovery.kin.learning import Acts, Verdict, learn
from zhongcao.discovery.kin.shelf import FOLDER, KinShelf
from zhongcao.discovery.kin.table import NOTE, PRODUCT, save
from zhongcao.discovery.rules import Act
from zhongcao.discovery.search import shelf as files
from zhongcao.discovery.search.shelf import Version
from zhongcao.discovery.store import Known
from zhongcao.kit import log, metrics
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.objects import Objects

BATCH = 5000
SPOKEN: tuple[Literal["like", "collect", "comment"], ...] = ("like", "collect", "comment")

Say = Callable[[str], None]


class KinMade(msgspec.Struct, frozen=True, kw_only=True):
    """A table that was made: how it did, and how large its file is."""

    verdict: Verdict
    size_bytes: int


class KinKept(msgspec.Struct, frozen=True, kw_only=True):
    """A version of the table as it is kept."""

    id: int
    parts: int
    size_bytes: int
    verdict: dict[str, Any]
    seconds: float
    made_at: datetime
    withdrawn_at: datetime | None


async def is_kin_due(tx: Tx | ReadTx, *, now: datetime) -> bool:
    """Whether the table is to be made anew: there is none, or the last one is old."""
    kept = await store.list_kin(tx)
    return not kept or now - kept[0].made_at >= rules.KIN_EVERY


async def make_kin(read: ReadTx, *, path: Path, say: Say = lambda text: None) -> KinMade | None:
    """Learn the table from all that members did and write it into a file; nothing from too few acts."""
    say("reading what members did")
    acts = await _read_acts(read)
    if len(acts.members) < rules.KIN_ACTS_MIN:
        return None
    kin, verdict = await asyncio.to_thread(learn, acts, say=say)
    size = await asyncio.to_thread(save, kin, path, msgspec.structs.asdict(verdict))
    return KinMade(verdict=verdict, size_bytes=size)


async def publish_kin(
    tx: Tx, *, version: int, made: KinMade, parts: int, seconds: float, now: datetime
) -> list[Version]:
    """Keep a version; it counts only when it says more than popularity. Answers old ones that nobody needs."""
    await store.add_kin(
        tx,
        id=version,
        parts=parts,
        size_bytes=made.size_bytes,
        verdict=msgspec.structs.asdict(made.verdict),
        seconds=seconds,
        made_at=now,
        withdrawn_at=None if made.verdict.is_better else now,
    )
    kept = await store.list_kin(tx)
    good = [row.id for row in kept if row.withdrawn_at is None][: rules.KIN_VERSIONS_KEPT]
    gone = [row for row in kept if row.id not in good and row.id != version]
    await store.drop_kin(tx, [row.id for row in gone])
    return [Version(id=row.id, parts=row.parts, horizon=row.made_at.timestamp()) for row in gone]


async def withdraw_kin(tx: Tx, *, now: datetime) -> KinKept | None:
    """Go back to the version before; answers it, or nothing when feeds now do without."""
    row = await store.find_kin(tx)
    if row is not None:
        await store.withdraw_kin(tx, row.id, now)
    before = await store.find_kin(tx)
    return KinKept(**before._mapping) if before else None


async def list_kin(tx: Tx | ReadTx) -> list[KinKept]:
    """All versions that are kept, newest first."""
    return [KinKept(**row._mapping) for row in await store.list_kin(tx)]


async def remove_kin_files(objects: Objects, versions: Sequence[Version], folder: Path) -> None:
    """Remove versions that were forgotten from the object store and from this machine."""
    for version in versions:
        await files.withdraw(objects, version, folder=FOLDER)
        (folder / f"{version.id}.kin").unlink(missing_ok=True)


async def expected(
    tx: Tx | ReadTx, shelf: KinShelf | None, known: Known, *, of: Literal["notes", "products"]
) -> dict[int, float]:
    """What is expected after a member's last acts: ids, the most expected counting 1; nothing without a table."""
    if shelf is None or not known.recent:
        return {}
    if shelf.is_time_to_look():
        row = await store.find_kin(tx)
        version = Version(id=row.id, parts=row.parts, horizon=row.made_at.timestamp()) if row else None
        shelf.turn_to(version)
    if shelf.kin is None:
        return {}
    kind = NOTE if of == "notes" else PRODUCT
    try:
        return shelf.kin.expected(_weighed(known.recent), kind=kind, most=rules.KIN_EXPECTED)
    except Exception as error:  # a feed goes on without what it would have expected
        metrics.feed_stages.labels(of, "expect", "failed").inc()
        log.get("kin").warning("nothing expected", error=repr(error)[:300])
        return {}


def _weighed(recent: dict[str, float]) -> list[tuple[int, int, float]]:
    """Each thing once, by its loudest act; what was done longer ago speaks less."""
    latest = sorted(recent, key=lambda one: (-recent[one], one))
    loudest: dict[tuple[int, int], float] = {}
    for place, key in enumerate(latest):
        act, kind, subject = key.split(":")
        thing = (int(subject), NOTE if kind == "n" else PRODUCT)
        loudest[thing] = max(loudest.get(thing, 0.0), rules.ACT_WEIGHT[Act(act)] * rules.KIN_FADING**place)
    return [(subject, kind, weight) for (subject, kind), weight in loudest.items()]


async def _read_acts(read: ReadTx) -> Acts:
    """Likes, collects, comments, purchases and carts, from where they are kept."""
    members: list[int] = []
    subjects: list[int] = []
    are_products: list[bool] = []
    at: list[float] = []

    def add(member: int, subject: int, is_product: bool, when: datetime) -> None:
        members.append(member)
        subjects.append(subject)
        are_products.append(is_product)
        at.append(when.timestamp())

    for kind in SPOKEN:
        after: tuple[int, int] | None = (0, 0)
        while after is not None:
            rows, after = await community.list_interactions(read, kind=kind, after=after, limit=BATCH)
            for row in rows:
                add(row.member, row.subject, False, row.at)
    last = (0, 0, 0)
    while bought := await store.list_purchases(read, after=last, limit=BATCH):
        for row in bought:
            add(row.member_id, row.product_id, True, row.at)
        last = (bought[-1].member_id, bought[-1].order_id, bought[-1].product_id)
    return Acts(
        members=np.array(members, np.int64),
        subjects=np.array(subjects, np.int64),
        are_products=np.array(are_products, np.bool_),
        at=np.array(at, np.float64),
    )
