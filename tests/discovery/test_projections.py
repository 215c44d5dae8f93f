"""Heat and tastes: folding acts one by one gives what a rebuild from the beginning gives."""

import random
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.driving import Browser
from tests.factories import community, mall
from zhongcao.discovery import service
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, Tx, begin

Drain = Callable[..., Awaitable[None]]
HEAT = text("SELECT note_id, heat FROM discovery.standing WHERE hidden_at IS NULL AND note_id = ANY(:notes)")
TASTES = text("SELECT member_id, tastes FROM discovery.portrait WHERE member_id = ANY(:members)")


async def state(tx: Tx, notes: list[int], members: list[int]) -> tuple[dict[int, float], dict[int, dict[str, float]]]:
    heat = dict((await tx.execute(HEAT, {"notes": notes})).all())
    tastes = {member: value for member, value in await tx.execute(TASTES, {"members": members}) if value}
    return heat, tastes


async def test_folding_equals_rebuilding(browse: Callable[[], Browser], sessions: Sessions, drain: Drain) -> None:
    authors = [await browse().sign_up(f"作者{n}") for n in range(3)]
    readers = [await browse().sign_up(f"读者{n}") for n in range(3)]
    async with begin(sessions) as tx:
        sku = await mall.sku(tx)
    tag = {"kind": "goods", "x": 0.5, "y": 0.5, "text": "油", "product_id": sku.product_id}
    notes = [(await community.note(author, title=f"第{n}篇"))["id"] for n, author in enumerate(authors)]
    notes.append((await community.picture_note(authors[0], tags=[tag]))["id"])
    dice = random.Random(3)
    for _ in range(60):
        reader, note = dice.choice(readers), dice.choice(notes)
        deed = dice.choice(["like", "collect", "unlike", "uncollect", "comment", "follow", "unfollow"])
        author = dice.choice(authors).member_id
        match deed:
            case "like" | "collect":
                await reader.put(f"/v1/notes/{note}/{deed}")
            case "unlike" | "uncollect":
                await reader.delete(f"/v1/notes/{note}/{deed.removeprefix('un')}")
            case "follow":
                await reader.put(f"/v1/members/{author}/follow")
            case "unfollow":
                await reader.delete(f"/v1/members/{author}/follow")
            case "comment":
                said = await community.comment(reader, note, f"留言 {dice.random()}")
                if dice.random() < 0.5:
                    await reader.delete(f"/v1/comments/{said['id']}")
        if dice.random() < 0.2:
            await drain("discovery")
    async with begin(sessions) as tx:
        await service.remember_order(
            tx,
            member=readers[0].member_id,
            order=5,
            led_by={int(sku.product_id): f"note:{notes[3]}"},
            at=clock.now(),
        )
    await drain("discovery")
    await authors[1].delete(f"/v1/notes/{notes[1]}")
    await drain("discovery")
    keys, members = [int(note) for note in notes], [reader.member_id for reader in readers]
    async with begin(sessions) as tx:
        heat, tastes = await state(tx, keys, members)
        assert len(heat) == 3
        assert f"p:{sku.product_id}" in tastes[members[0]]
        await service.rebuild(tx, now=clock.now())
        heat_again, tastes_again = await state(tx, keys, members)
    assert heat == pytest.approx(heat_again)
    gone = f"a:{authors[1].member_id}"
    for member in members:
        # What was learnt from a note that was deleted since is not learnt again.
        once, again = tastes.get(member, {}), tastes_again.get(member, {})
        assert {t: v for t, v in once.items() if t != gone and t != "t:防晒"} == pytest.approx(
            {t: v for t, v in again.items() if t != gone and t != "t:防晒"}
        )


async def test_an_import_is_caught_up_with_once_it_is_over(tx: Tx) -> None:
    members = await community.members(tx, count=4)
    notes = await community.imported_notes(tx, authors=members[:1], count=2, topics=["回购"])
    now = clock.now()
    await service.want_rebuild(tx, now=now)
    assert await service.rebuild_if_due(tx, now=now + timedelta(seconds=1)) == 0
    assert await service.rebuild_if_due(tx, now=now + timedelta(seconds=9)) >= 2
    assert await service.rebuild_if_due(tx, now=now + timedelta(seconds=20)) == 0
    heat, _ = await state(tx, notes, members)
    assert heat.keys() == set(notes)


async def test_an_order_tells_a_taste_whatever_it_names_as_its_source(tx: Tx, browse: Callable[[], Browser]) -> None:
    buyer = await browse().sign_up()
    named = ["note:5", "note:9999999999999999999", "note:٣", "note:x", "show:5", None]
    led_by = dict(enumerate(named, start=1))
    await service.remember_order(tx, member=buyer.member_id, order=1, led_by=led_by, at=clock.now())
    bought = text("SELECT product_id, note_id FROM discovery.purchase WHERE member_id = :member ORDER BY product_id")
    found = [tuple(row) for row in await tx.execute(bought, {"member": buyer.member_id})]
    assert found == [(1, 5), *((product, None) for product in range(2, 7))]
