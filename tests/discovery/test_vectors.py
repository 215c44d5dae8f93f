"""Notes near to what somebody did, and what people of similar taste act upon: learnt, judged, never in a page's way."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from litestar import Litestar

from tests.driving import Browser
from tests.factories import community, discovery
from zhongcao.community import service as notes_service
from zhongcao.community.schemas import InteractionRow
from zhongcao.discovery import jobs, service
from zhongcao.discovery.artifacts.shelf import Shelf
from zhongcao.discovery.feeds import pool
from zhongcao.discovery.kin.learning import Acts, in_order
from zhongcao.discovery.kin.table import NOTE, PRODUCT
from zhongcao.discovery.search.artifact import Unreadable
from zhongcao.discovery.service import _trials
from zhongcao.discovery.service._ask import Ask
from zhongcao.discovery.training.clusters import find_middles, nearest
from zhongcao.discovery.vectors import learning, table
from zhongcao.discovery.vectors.groups import ACTED_MIN
from zhongcao.discovery.vectors.learning import MEMBERS_MIN, learn, placed
from zhongcao.discovery.vectors.table import SIZE, Near, Vectors
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.jobs import Work

Drain = Callable[..., Awaitable[None]]
DISCOVER, ME = "/v1/feeds/discover", "/v1/me"
SEED = 23
EACH, PEOPLE, GOODS_FROM = 60, 400, 45
UNSEEN = np.zeros(0, np.int64)


def two_tastes(*, extra: dict[int, int] | None = None, seed: int = SEED) -> Acts:
    """Two tastes of 60 subjects each (the last fifteen are goods); each of 400 members acts on twelve of their own.

    `extra` notes are acted on by so many members of the first taste before all else.
    """
    print(f"seed {seed}")
    dice = np.random.default_rng(seed)
    owners: list[int] = []
    subjects: list[int] = []
    for member in range(PEOPLE):
        mine = (dice.permutation(EACH)[:12] + 100 + (member % 2) * EACH).tolist()
        mine = [note for note, many in (extra or {}).items() if member % 2 == 0 and member < 2 * many] + mine
        owners += [member] * len(mine)
        subjects += mine
    picked = np.array(subjects)
    are_products = (picked >= 100) & (picked < 100 + 2 * EACH) & ((picked - 100) % EACH >= GOODS_FROM)
    return Acts(members=np.array(owners), subjects=picked, are_products=are_products, at=np.arange(len(picked)) * 1.0)


def near(vectors: Vectors, *done: tuple[int, int], seen: list[int] | None = None, most: int = 60) -> Near:
    recent = [(subject, kind, 1.0) for subject, kind in done]
    return vectors.near(recent, np.array(sorted(seen or []), np.int64), most=most, told=most)


def test_what_lies_near_is_of_the_same_taste_and_so_is_what_its_audience_likes() -> None:
    vectors, verdict = learn(two_tastes())
    assert verdict.judged > PEOPLE / 2
    assert verdict.vector_hits > verdict.popular_hits
    assert verdict.is_better
    mine = set(range(100, 100 + GOODS_FROM))
    found = near(vectors, (100, NOTE), (101, NOTE), (102, NOTE), most=10)
    assert len(found.notes) == 10
    assert set(found.notes) <= mine - {100, 101, 102}, "of its taste, no goods, nothing of the other"
    assert max(found.notes.values()) == 1
    assert list(found.notes.values()) == sorted(found.notes.values(), reverse=True)
    goods = near(vectors, (100 + EACH + GOODS_FROM, PRODUCT), most=5)
    assert set(goods.notes) <= {note + EACH for note in mine}, "goods lead to notes of their taste"
    assert len(goods.notes) == 5
    assert near(vectors, (100, NOTE), (101, NOTE)).audience == [], "too little is known to belong to an audience"
    assert near(vectors, (7, NOTE)) == near(vectors) == Near()
    seen = near(vectors, (100, NOTE), (101, NOTE), (102, NOTE), seen=[103, 104])
    assert not {103, 104} & (set(seen.notes) | set(seen.audience))


def test_an_audience_is_told_only_what_several_of_it_acted_on_more_than_others() -> None:
    extra = {7: 1, 8: ACTED_MIN - 1, 9: 120}
    vectors = learning.make(*in_order(two_tastes(extra=extra)), 0.03)
    lists = {note for listed in vectors.lists.tolist() for note in listed if note}
    assert 9 in lists
    assert not {7, 8} & lists, "what one did is told to nobody, and what a few did to no audience"
    known = (vectors.names >> np.uint64(1)).tolist()
    assert (7 in known, 8 in known) == (MEMBERS_MIN <= 1, MEMBERS_MIN <= ACTED_MIN - 1)
    others = set(range(100 + EACH, 100 + 2 * EACH))
    for listed in vectors.lists.tolist():
        assert 9 not in listed or not others & set(listed), "it is told to those of the taste that acted on it"
    told = [near(vectors, *((note, NOTE) for note in range(start, start + 4))).audience for start in (100, 110, 120)]
    assert any(told)
    assert not set(told[0]) & set(range(100, 104)), "what was done already is not told"


def test_audiences_that_tell_no_more_than_popularity_tell_nothing() -> None:
    dice = np.random.default_rng(SEED)
    owners = np.repeat(np.arange(400), 6)
    chosen = dice.integers(0, 300, len(owners))
    noise = Acts(
        members=owners, subjects=chosen, are_products=np.zeros(len(owners), np.bool_), at=np.arange(len(owners)) * 1.0
    )
    vectors, verdict = learn(noise)
    assert verdict.is_better is (verdict.vector_hits > verdict.popular_hits)
    assert bool(len(vectors.audiences)) is (verdict.audience_hits > verdict.popular_hits)
    alone = Acts(members=np.arange(60), subjects=np.arange(60), are_products=np.zeros(60, np.bool_), at=np.zeros(60))
    vectors, verdict = learn(alone)
    assert (len(vectors.names), verdict.judged, verdict.is_better) == (0, 0, False), "each did one thing, all another"


def test_the_nearest_of_many_are_found_in_few_cells() -> None:
    dice = np.random.default_rng(SEED)
    points = dice.standard_normal((200, SIZE)).astype(np.float32)
    things = points[dice.integers(0, 200, 40_000)] + dice.standard_normal((40_000, SIZE)).astype(np.float32) / 3
    vectors = placed(
        np.arange(1, 40_001, dtype=np.uint64) * np.uint64(2),
        things,
        gram=np.eye(SIZE, dtype=np.float32),
        penalty=0.0,
        audiences=np.zeros((0, SIZE), np.float32),
        lists=np.zeros((0, 1), np.int64),
    )
    shares = []
    for note in dice.integers(1, 40_001, 50).tolist():
        found = near(vectors, (note, NOTE), most=20)
        scores = things @ things[note - 1]
        exact = [one for one in (np.argsort(-scores)[:21] + 1).tolist() if one != note][:20]
        shares.append(len(set(found.notes) & set(exact)) / 20)
    assert np.mean(shares) > 0.9


def test_groups_are_found_and_none_stays_empty() -> None:
    points = np.array([[0, 0], [0, 1], [9, 9], [9, 8], [0, 0], [20, 0]], np.float32)
    middles = find_middles(points, 3, rounds=8, seed=SEED)
    of, far = nearest(points, middles)
    assert of[0] == of[1] == of[4]
    assert of[2] == of[3]
    assert len(set(of.tolist())) == 3
    assert far.max() < 1


def test_the_same_acts_make_the_same_file_and_one_that_is_not_whole_is_not_read(tmp_path: Path) -> None:
    first, second = (tmp_path / f"{n}.vectors" for n in (1, 2))
    for path in (first, second):
        table.save(learning.make(*in_order(two_tastes()), 0.03), path, {})
    assert first.read_bytes() == second.read_bytes()
    whole = table.load(first)
    assert near(whole, (100, NOTE)) == near(table.load(second), (100, NOTE))
    wrong = {
        "order": np.full(len(whole.names), len(whole.names), np.int32),
        "starts": whole.starts[::-1].copy(),
        "names": whole.names[::-1].copy(),
        "codes": whole.codes[:, 1:].copy(),
        "scales": whole.scales[1:].copy(),
        "lists": whole.lists[1:].copy(),
    }
    for field, array in wrong.items():
        table.save(msgspec.structs.replace(whole, **{field: array}), second, {})
        with pytest.raises(Unreadable):
            table.load(second)
    first.write_bytes(first.read_bytes()[:-100])
    with pytest.raises(Unreadable):
        table.load(first)


@pytest.fixture
async def tastes(sessions: Sessions) -> tuple[list[int], list[int], list[int]]:
    """Fifty members of two tastes, each of which likes twelve of its thirty old notes; nothing else connects those."""
    async with begin(sessions) as tx:
        at = clock.now() - timedelta(days=40)
        notes, lively = await discovery.old_and_lively_notes(tx, old=60, lively_days=5)
        members = await community.members(tx, count=50, nickname="读者")
        dice = np.random.default_rng(SEED)
        rows = [
            InteractionRow(member_id=member, subject_id=notes[int(pick) * 2 + n % 2], at=at + timedelta(minutes=place))
            for n, member in enumerate(members)
            for place, pick in enumerate(dice.permutation(30)[:12])
        ]
        await notes_service.import_interactions(tx, "like", rows)
    return notes[::2], notes[1::2], lively


@pytest.fixture(autouse=True)
def without_kin(app: Litestar) -> None:
    """Kin would bring much of the same."""
    msgspec.structs.force_setattr(app.state["brain"], "kin", None)


async def forgotten(work: Work) -> None:
    """Take back whatever was learnt, by a sweep, too."""
    async with begin(work.sessions) as tx:
        for _ in await service.list_learnt(tx, "vectors"):
            await service.withdraw_learnt(tx, "vectors", now=clock.now())


async def learnt(work: Work) -> service.Taught[Any] | None:
    return await jobs.learn_vectors(work.sessions, work.objects, work.settings)


async def settled(app: Litestar, reader: Browser) -> Shelf[Vectors]:
    """The first page after a new version starts opening it; this waits until it is open."""
    await reader.get(DISCOVER, params={"limit": 1})
    shelf: Shelf[Vectors] = app.state["brain"].vectors
    await shelf.wait()
    return shelf


async def shown(reader: Browser) -> dict[str, str]:
    """All that a feed shows, each with the code of its reason."""
    found: dict[str, str] = {}
    page = await reader.get(DISCOVER, params={"limit": 40})
    for _ in range(3):
        found |= {one["note"]["id"]: one["reason"]["code"] for one in page["items"]}
        if not page["next_cursor"]:
            break
        page = await reader.get(DISCOVER, params={"limit": 40, "cursor": page["next_cursor"]})
    return found


async def reader_who_liked(browse: Callable[[], Browser], drain: Drain, notes: list[int]) -> Browser:
    reader = await browse().sign_up()
    for note in notes:
        await reader.put(f"/v1/notes/{note}/like")
    await drain("discovery")
    return reader


async def test_notes_of_the_taste_come_up_that_share_nothing_with_what_was_liked(
    browse: Callable[[], Browser], work: Work, app: Litestar, drain: Drain, tastes: tuple[list[int], ...]
) -> None:
    mine, others, _ = tastes
    reader = await reader_who_liked(browse, drain, mine[:3])
    await forgotten(work)
    await settled(app, reader)
    before = await shown(reader)
    assert not {str(note) for note in mine[3:]} & set(before), "old notes by others; nothing brings them yet"
    await reader.delete(f"/v1/notes/{mine[0]}/like")
    reader = await reader_who_liked(browse, drain, mine[:3])
    made = await learnt(work)
    assert made is not None
    assert made.verdict.is_better
    assert made.verdict.audiences == 2
    shelf = await settled(app, reader)
    assert shelf.held is not None
    told = await shown(reader)
    came = {str(note) for note in mine[3:]} & set(told)
    assert len(came) > 20
    assert len(came) > 5 * len({str(note) for note in others} & set(told))
    assert {told[note] for note in came} <= {"kin", "audience"}
    msgspec.structs.force_setattr(shelf.held, "names", shelf.held.names + np.uint64(2**60))
    assert await shown(reader), "vectors of nothing that is known leave the feed whole"


async def test_a_reader_who_is_not_to_be_known_or_sent_them_away_is_shown_none(
    browse: Callable[[], Browser], work: Work, app: Litestar, drain: Drain, tastes: tuple[list[int], ...]
) -> None:
    mine, _, _ = tastes
    reader = await reader_who_liked(browse, drain, mine[:3])
    await learnt(work)
    await settled(app, reader)
    await reader.put(f"/v1/notes/{mine[3]}/dismissal", json={"reason": "content"})
    await reader.call("PATCH", ME, json={"personalised": False})
    everyones = await shown(reader)
    assert everyones
    assert not {str(note) for note in mine[3:]} & set(everyones)
    assert not {"kin", "audience"} & set(everyones.values())
    await reader.call("PATCH", ME, json={"personalised": True})
    told = await shown(reader)
    assert str(mine[3]) not in told
    assert str(mine[4]) in told


async def test_popularity_in_an_experiment_knows_nothing_of_it(
    sessions: Sessions, tastes: tuple[list[int], ...]
) -> None:
    mine, others, lively = tastes
    ask = Ask(
        viewer=1,
        now=clock.now(),
        seed=3,
        seen=np.array(lively),
        near={mine[4]: 1.0, mine[6]: 0.1},
        audience=[mine[5], mine[6]],
    )
    async with begin(sessions) as tx:
        engine = await _trials.rank_home(tx, ask)
        popular = await _trials.rank_by_popularity(tx, ask)
    bits = dict(zip(engine.ids.tolist(), (engine.sources & (pool.NEAR | pool.AUDIENCE)).tolist(), strict=True))
    assert (bits[mine[4]], bits[mine[5]], bits[others[0]]) == (pool.NEAR, pool.AUDIENCE, 0)
    assert bits[mine[6]] == pool.NEAR | pool.AUDIENCE
    told = dict(zip(engine.note_ids, engine.told, strict=True))
    assert [told[mine[place]] for place in (4, 5, 6)] == ["kin", "audience", "audience"]
    assert told[others[0]] == "popular"
    assert set(engine.note_ids[:3]) == set(mine[4:7]), "they count in the formula"
    assert len(popular.note_ids) == 60
    assert not np.any(popular.sources & (pool.NEAR | pool.AUDIENCE))
    assert set(popular.told) == {"popular"}


async def test_versions_are_taken_back_and_broken_ones_never_break_a_page(
    browse: Callable[[], Browser], work: Work, app: Litestar, drain: Drain, tastes: tuple[list[int], ...]
) -> None:
    reader = await reader_who_liked(browse, drain, tastes[0][:3])
    await learnt(work)
    shelf = await settled(app, reader)
    assert shelf.held is not None
    async with begin(work.sessions) as tx:
        assert not await service.are_vectors_due(tx, now=clock.now())
    await forgotten(work)
    await settled(app, reader)
    assert shelf.held is None
    assert not {str(note) for note in tastes[0][3:]} & set(await shown(reader)), "what was withdrawn counts no more"
    await learnt(work)
    async with begin(work.sessions) as tx:
        newest = (await service.list_learnt(tx, "vectors"))[0]
    shelf.file(newest.id).write_bytes(b"torn")
    await work.objects.put(f"vectors/{newest.id}/0000", b"torn there too")
    await settled(app, reader)
    assert shelf.held is None
    assert len((await reader.get(DISCOVER, params={"limit": 20}))["items"]) == 20
    for path in shelf.folder.glob("*.vectors"):
        path.unlink()


async def test_too_few_acts_teach_nothing(work: Work) -> None:
    async with begin(work.sessions) as tx:
        assert await service.are_vectors_due(tx, now=clock.now())
    assert await learnt(work) is None
    async with begin(work.sessions) as tx:
        assert await service.list_learnt(tx, "vectors") == []
