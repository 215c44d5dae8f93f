"""What goes with what: learnt from acts, judged, swapped without a restart, never in the way of a page."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from litestar import Litestar
from sqlalchemy import text

from tests.driving import Browser
from tests.factories import community, mall
from zhongcao.community import service as notes_service
from zhongcao.community.schemas import InteractionRow
from zhongcao.discovery import jobs, rules, service
from zhongcao.discovery.artifacts.shelf import Shelf
from zhongcao.discovery.kin.learning import Acts, in_order, learn
from zhongcao.discovery.kin.table import NOTE, Expected, Kin, load, save
from zhongcao.discovery.search.artifact import Unreadable
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.jobs import Work

Drain = Callable[..., Awaitable[None]]
SEED = 17
RECENT = text("SELECT recent FROM discovery.portrait WHERE member_id = :member")


def two_circles(members: int = 60, each: int = 12, seed: int = SEED) -> Acts:
    """Half of the members act on the first subjects, half on the others; the last third of each are products."""
    print(f"seed {seed}")
    dice = np.random.default_rng(seed)
    owners, subjects, at = [], [], []
    for member in range(members):
        mine = dice.permutation(each) + 100 + (member % 2) * each
        owners += [member] * 8
        subjects += list(mine[:8])
        at += list(range(8))
    picked = np.array(subjects)
    return Acts(
        members=np.array(owners),
        subjects=picked,
        are_products=(picked - 100) % each >= 8,
        at=np.array(at, np.float64),
    )


def test_what_one_circle_likes_is_expected_of_its_members_and_nothing_else() -> None:
    kin, verdict = learn(two_circles())
    assert verdict.judged == 60
    assert verdict.kin_hits > verdict.popular_hits
    assert verdict.is_better
    expected = kin.expected([(100, NOTE, 1.0), (101, NOTE, 1.0)], most=50).notes
    assert expected
    assert set(expected) <= set(range(102, 108)), "its own circle, without what was asked with"
    assert max(expected.values()) == 1
    assert list(expected.values()) == sorted(expected.values(), reverse=True)
    goods = kin.expected([(112, NOTE, 1.0)], most=2).products
    assert len(goods) == 2
    assert set(goods) <= set(range(120, 124))
    assert kin.expected([(7, NOTE, 1.0)], most=5) == Expected()
    assert kin.expected([], most=5) == Expected()


def test_a_sequence_is_in_order_and_holds_each_thing_once() -> None:
    acts = Acts(
        members=np.array([9, 9, 4, 9, 9]),
        subjects=np.array([5, 6, 5, 5, 5]),
        are_products=np.array([False, False, False, True, False]),
        at=np.array([3.0, 1.0, 2.0, 2.0, 9.0]),
    )
    names, sequences = in_order(acts)
    told = [
        [(int(names[item]) >> 1, int(names[item]) & 1) for item in sequences.items[start:end]]
        for start, end in zip(sequences.starts, sequences.starts[1:], strict=False)
    ]
    assert told == [[(5, 0)], [(6, 0), (5, 1), (5, 0)]]


def test_chance_is_not_better_than_popularity_and_says_so() -> None:
    dice = np.random.default_rng(SEED)
    owners = np.repeat(np.arange(200), 6)
    popular = dice.choice(400, size=len(owners), p=(weights := 1.0 / np.arange(1, 401)) / weights.sum())
    alone = Acts(
        members=np.arange(60),
        subjects=np.arange(60),
        are_products=np.zeros(60, np.bool_),
        at=np.zeros(60),
    )
    assert not learn(alone)[1].is_better, "nobody did three things, so nothing can be judged"
    noisy = Acts(
        members=owners, subjects=popular, are_products=np.zeros(len(owners), np.bool_), at=np.arange(len(owners)) * 1.0
    )
    verdict = learn(noisy)[1]
    assert verdict.is_better is (verdict.kin_hits > verdict.popular_hits)


def test_a_file_that_is_not_whole_is_not_read(tmp_path: Path) -> None:
    kin, _ = learn(two_circles())
    path = tmp_path / "1.kin"
    save(kin, path, {})
    again = load(path)
    assert all(np.array_equal(getattr(kin, one), getattr(again, one)) for one in Kin.__struct_fields__)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(Unreadable):
        load(path)


def test_last_acts_are_bounded_and_forget_what_was_taken_back() -> None:
    many = {f"like:n:{n}": float(n) for n in range(100)}
    kept = rules.merged_recent({}, many)
    assert len(kept) == rules.RECENT_MAX
    assert min(kept.values()) == 100 - rules.RECENT_MAX
    assert "like:n:99" not in rules.merged_recent(kept, {"like:n:99": None})
    assert rules.merged_recent({}, {"like:n:1": None}) == {}


@pytest.fixture
async def circles(sessions: Sessions) -> tuple[list[int], list[int], list[int]]:
    """Forty members in two circles; each likes most of its circle's twelve old notes and bought its circle's goods."""
    async with begin(sessions) as tx:
        authors = await community.members(tx, count=24, nickname="作者")
        at = clock.now() - timedelta(days=40)
        notes = await community.imported_notes(tx, authors=authors, count=24, published_at=at)
        lively = await community.imported_notes(tx, authors=authors, count=30, published_at=clock.now())
        await service.adopt_notes(tx, note_ids=notes + lively)
        goods = [int((await mall.sku(tx, stock=3)).product_id) for _ in range(2)]
        members = await community.members(tx, count=40, nickname="读者")
        dice = np.random.default_rng(SEED)
        rows = [
            InteractionRow(
                member_id=member, subject_id=notes[int(pick) + 12 * (n % 2)], at=at + timedelta(minutes=place)
            )
            for n, member in enumerate(members)
            for place, pick in enumerate(dice.permutation(12)[:9])
        ]
        await notes_service.import_interactions(tx, "like", rows)
        for n, member in enumerate(members):
            bought = at + timedelta(minutes=4, seconds=30)
            await service.remember_order(tx, member=member, order=n + 1, led_by={goods[n % 2]: None}, at=bought)
    return notes[:12], notes[12:], goods


def ids(page: Any) -> list[str]:
    return [item["note"]["id"] for item in page["items"]]


async def learnt(work: Work) -> service.Taught[Any] | None:
    return await jobs.learn_kin(work.sessions, work.objects, work.settings)


async def settled(app: Litestar, reader: Browser) -> None:
    """The first page after a new version starts opening it; this waits until it is open."""
    await reader.get("/v1/feeds/discover", params={"limit": 1})
    shelf: Shelf[Kin] = app.state["brain"].kin
    await shelf.wait()


async def test_a_like_brings_up_what_the_likes_of_others_go_with_it(
    browse: Callable[[], Browser], work: Work, app: Litestar, drain: Drain, circles: tuple[list[int], ...]
) -> None:
    mine, others, goods = circles
    reader = await browse().sign_up()
    made = await learnt(work)
    assert made is not None
    assert made.verdict.is_better
    for note in mine[:2]:
        await reader.put(f"/v1/notes/{note}/like")
    await drain("discovery")
    await settled(app, reader)
    page = await reader.get("/v1/feeds/discover", params={"limit": 20, "channel": "for_you"})
    kin = {item["note"]["id"]: item["reason"]["code"] for item in page["items"]}
    near = {str(note) for note in mine[2:]} & set(kin)
    assert len(near) > len({str(note) for note in others} & set(kin))
    assert "kin" in {kin[note] for note in near}
    shown = (await reader.get("/v1/feeds/goods", params={"limit": 10}))["items"]
    first = {one["product"]["id"]: one["reason"]["code"] for one in shown}
    assert first[str(goods[0])] == "kin"
    assert list(first).index(str(goods[0])) < list(first).index(str(goods[1]))


async def test_versions_are_taken_back_and_broken_ones_never_break_a_page(
    browse: Callable[[], Browser], work: Work, app: Litestar, drain: Drain, circles: tuple[list[int], ...]
) -> None:
    mine, _, _ = circles
    reader = await browse().sign_up()
    await reader.put(f"/v1/notes/{mine[0]}/like")
    await drain("discovery")
    await learnt(work)
    await settled(app, reader)
    shelf: Shelf[Kin] = app.state["brain"].kin
    first = shelf.held
    assert first is not None
    await learnt(work)
    await settled(app, reader)
    assert shelf.held is not first, "a new version is turned to without a restart"
    async with begin(work.sessions) as tx:
        count = len(await service.list_learnt(tx, "kin"))
        left = [await service.withdraw_learnt(tx, "kin", now=clock.now()) for _ in range(count)]
        assert [one is None for one in left] == [False] * (count - 1) + [True], "back one by one, then without"
        assert all(one.withdrawn_at is not None for one in await service.list_learnt(tx, "kin"))
    await settled(app, reader)
    assert shelf.held is None
    await learnt(work)
    async with begin(work.sessions) as tx:
        newest = (await service.list_learnt(tx, "kin"))[0]
    shelf.file(newest.id).write_bytes(b"torn")
    await work.objects.put(f"kin/{newest.id}/0000", b"torn there too")
    await settled(app, reader)
    assert shelf.held is None
    assert len(ids(await reader.get("/v1/feeds/discover"))) == 20
    for path in shelf.folder.glob("*.kin"):
        path.unlink()


async def test_too_few_acts_teach_nothing(work: Work) -> None:
    async with begin(work.sessions) as tx:
        assert await service.is_kin_due(tx, now=clock.now())
    assert await learnt(work) is None
    async with begin(work.sessions) as tx:
        assert await service.list_learnt(tx, "kin") == []


async def test_a_forgotten_taste_takes_its_last_acts_along(
    browse: Callable[[], Browser], sessions: Sessions, drain: Drain, circles: tuple[list[int], ...]
) -> None:
    reader = await browse().sign_up()
    async with begin(sessions) as tx:
        tagged = await community.imported_notes(
            tx, authors=await community.members(tx, count=1), count=1, topics=["防晒"]
        )
        await service.adopt_notes(tx, note_ids=tagged)
    await reader.put(f"/v1/notes/{tagged[0]}/like")
    await reader.put(f"/v1/notes/{circles[0][0]}/like")
    await drain("discovery")
    await reader.delete("/v1/me/portrait/tastes/t:防晒")
    async with begin(sessions) as tx:
        kept = await tx.scalar(RECENT, {"member": reader.member_id})
    assert kept.keys() == {f"like:n:{circles[0][0]}"}
