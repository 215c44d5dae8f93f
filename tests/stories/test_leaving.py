"""A member leaves: what they wrote and told is gone everywhere, what the law wants stays without a name."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
from litestar import Litestar
from sqlalchemy import text

from tests.driving import PASSWORD, Browser
from tests.factories import community
from tests.factories import moderation as moderation_factory
from tests.factories import trade as make
from tests.trade.conftest import Shop, until
from tests.trade.conftest import travel as travel
from zhongcao.app import invariants
from zhongcao.app.owndata._archive import rows_of
from zhongcao.app.owndata._parts import CHAPTERS
from zhongcao.community import service as community_service
from zhongcao.community.service import _farewell
from zhongcao.identity import service as identity_service
from zhongcao.insight import jobs as insight_jobs
from zhongcao.kit import clock, lake
from zhongcao.kit.db import Sessions, begin, begin_read
from zhongcao.kit.jobs import Work
from zhongcao.kit.keyring import KeyRing

Drain = Callable[..., Awaitable[None]]
STAYS = {
    "identity.member": "a number without a name",
    "identity.consent": "that it was given and taken back",
    "community.note": "a number without words",
    "community.comment": "a place in a thread, without words",
    "media.picture": "refused, its bytes removed",
    "moderation.report": "that it was reported, without words",
    "discovery.correction": "that everything is forgotten",
    "trade.orders": "three years (E-Commerce Law 31)",
    "trade.order_line": "the same",
    "payments.payment": "the books",
    "payments.attempt": "the books",
    "customs.declaration": "records of customs",
    "customs.declaration_line": "records of customs",
    "customs.receipt": "records of customs",
    "logistics.parcel": "which way it went, without a name",
    "logistics.tracking": "the same",
}


async def _kept(sessions: Sessions, member_id: int) -> dict[str, list[dict[str, Any]]]:
    async with begin_read(sessions) as read:
        parts = [part for chapter in CHAPTERS for part in chapter.parts]
        return {part.table: rows for part in parts if (rows := await rows_of(read, part, member_id))}


async def test_a_closed_account_leaves_numbers_and_no_person(
    app: Litestar,
    browse: Callable[[], Browser],
    sessions: Sessions,
    keys: KeyRing,
    drain: Drain,
    travel: Callable[..., None],
) -> None:
    member, other = browse(), await browse().sign_up("留下的人")
    address = await make.shopper(member, sessions, keys)
    shop = await Shop(member, sessions, app, address, await make.sku(sessions)).look()
    await member.call("PATCH", "/v1/me", json={"nickname": "要走的人", "skin_type": "dry"})
    mine = await community.picture_note(member, title="我写过的")
    theirs = await community.note(other, title="别人写的")
    await community.comment(member, theirs["id"], "我说过的话")
    answer = await community.comment(other, mine["id"], "别人的评论")
    await member.put(f"/v1/notes/{theirs['id']}/like")
    await member.put(f"/v1/notes/{theirs['id']}/collect")
    await member.put(f"/v1/members/{other.member_id}/follow")
    await other.put(f"/v1/members/{member.member_id}/follow")
    await other.put(f"/v1/notes/{mine['id']}/like")
    await moderation_factory.report(member, int(theirs["id"]), text="我举报的原话")
    order = await shop.order()
    await shop.pay(order)
    await until(shop, order, "delivered", drain, travel)
    assert answer["text"]

    await member.put("/v1/me/closing", {"password": PASSWORD})
    travel(days=9)
    await drain("close_accounts")
    assert (await member.get("/v1/me"))["nickname"] == "要走的人", "its day has not come"
    travel(days=7)
    await drain()
    await drain()

    await member.get("/v1/me", expect=401)
    await other.get(f"/v1/members/{member.member_id}/community", expect=404)
    await other.get(f"/v1/notes/{mine['id']}", expect=404)
    note = await other.get(f"/v1/notes/{theirs['id']}")
    counts = note["counts"]
    assert (counts["likes"], counts["collects"], counts["comments"]) == (0, 0, 0)
    assert (await other.get(f"/v1/members/{other.member_id}/community"))["fans"] == 0

    left = await _kept(sessions, member.member_id)
    assert left.keys() <= STAYS.keys(), f"still kept: {sorted(left.keys() - STAYS.keys())}"
    words = msgspec.json.encode({name: rows for name, rows in left.items() if name != "customs.declaration"}).decode()
    for word in ("要走的人", "我写过的", "我说过的话", "我举报的原话", "13800138000"):
        assert word not in words, word
    assert left["trade.orders"][0]["order_no"] == order["order_no"]
    assert left["logistics.parcel"][0]["consignee"] == ""
    broken = [
        found.name for found in await invariants.check_all(sessions) if found.violations > shop.before[found.name]
    ]
    assert broken == []


async def test_an_order_under_way_is_finished_first(
    app: Litestar,
    browse: Callable[[], Browser],
    sessions: Sessions,
    keys: KeyRing,
    drain: Drain,
    travel: Callable[..., None],
) -> None:
    member = browse()
    address = await make.shopper(member, sessions, keys)
    shop = await Shop(member, sessions, app, address, await make.sku(sessions)).look()
    await member.put("/v1/me/closing", {"password": PASSWORD})
    travel(days=14, hours=20)
    order = await shop.order()
    await shop.pay(order)
    travel(hours=6)
    await drain("close_accounts")
    assert (await member.get(f"/v1/orders/{order['id']}"))["contact"] is not None
    closes_at = (await member.get("/v1/me"))["closes_at"]
    assert closes_at > clock.now().isoformat(), "looked at again in a day"


async def test_an_account_that_cannot_be_erased_keeps_nobody_waiting(
    browse: Callable[[], Browser], sessions: Sessions, monkeypatch: Any, travel: Callable[..., None], drain: Drain
) -> None:
    faulty, other = await browse().sign_up("出了岔子的人"), await browse().sign_up("没有岔子的人")
    for member in (faulty, other):
        await member.put("/v1/me/closing", {"password": PASSWORD})
        travel(seconds=1)
    erase = identity_service.erase_account

    async def stumble(tx: Any, *, member_id: int, now: Any) -> bool:
        if member_id == faulty.member_id:
            raise RuntimeError("a fault of this one")
        return await erase(tx, member_id=member_id, now=now)

    monkeypatch.setattr(identity_service, "erase_account", stumble)
    travel(days=16)
    await drain("close_accounts")
    await other.get("/v1/me", expect=401)
    assert (await faulty.get("/v1/me"))["nickname"] == "出了岔子的人", "nothing of it was touched"


async def test_a_creator_leaves_batch_by_batch(
    browse: Callable[[], Browser], sessions: Sessions, monkeypatch: Any, drain: Drain
) -> None:
    monkeypatch.setattr(_farewell, "BATCH", 2)
    creator = await browse().sign_up("写了很多的人")
    for number in range(5):
        await community.note(creator, title=f"第 {number} 篇", body=f"第 {number} 篇的正文，各写各的。")
    async with begin(sessions) as tx:
        await community_service.forget_member(tx, member_id=creator.member_id, now=clock.now())
        left = await tx.scalar(
            text("SELECT count(*) FROM community.note WHERE author_id = :one AND state <> 'deleted'"),
            {"one": creator.member_id},
        )
    assert left == 3
    await drain("nothing else")
    async with begin(sessions) as tx:
        said = await tx.execute(
            text("SELECT state, title, body FROM community.note WHERE author_id = :one"), {"one": creator.member_id}
        )
        assert {tuple(row) for row in said} == {("deleted", "", "")}


async def test_the_lake_forgets_who_left_and_nobody_else(
    browse: Callable[[], Browser], sessions: Sessions, work: Work, keys: KeyRing, tmp_path: Path
) -> None:
    member = await browse().sign_up()
    now = clock.now()
    work = msgspec.structs.replace(work, settings=msgspec.structs.replace(work.settings, data_dir=tmp_path))
    uri = lake.table_uri(work.settings, "events")
    names = [keys.pseudonym(str(one), now) for one in (member.member_id, member.member_id + 1)]
    rows = {"person": [*names, ""], "day": ["2026-11-29"] * 3}
    lake.append(uri, pa.table(rows), partition_by=["day"])
    async with begin(sessions) as tx:
        await tx.execute(text("INSERT INTO insight.leaving VALUES (:one, :at)"), {"one": member.member_id, "at": now})
    assert await insight_jobs.forget_members_in_the_lake(work) == 1
    assert await insight_jobs.forget_members_in_the_lake(work) == 0
    table = lake.read(uri, ["person"], since=now.replace(year=now.year - 1))
    assert table is not None
    assert sorted(table["person"].to_pylist()) == sorted(["", names[1]])
