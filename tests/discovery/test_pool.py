"""The pool that feeds recall from: the same notes as the database finds, fresh within a second, never in the way."""

import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from litestar import Litestar
from sqlalchemy import text

from tests.driving import Browser
from tests.factories import community, discovery
from tests.factories.discovery import wanted
from zhongcao.community import service as notes_service
from zhongcao.community.service import CardCache
from zhongcao.discovery import jobs, rules, service, store
from zhongcao.discovery.artifacts.shelf import Shelf
from zhongcao.discovery.feeds import pool as pools
from zhongcao.discovery.feeds.found import code_of
from zhongcao.discovery.feeds.pool import Recalled, Standing, build
from zhongcao.discovery.search import artifact
from zhongcao.discovery.search.artifact import Unreadable
from zhongcao.discovery.service import _pool, _recall
from zhongcao.discovery.service._ask import Ask
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.jobs import Rest, Work

REFUSE = text(
    "UPDATE media.picture SET state = 'refused' WHERE id = (SELECT cover_id FROM community.note WHERE id = :note)"
)
HIDE = text("UPDATE community.note SET state = 'deleted' WHERE id = :note")


def standing(
    note: int, *, author: int = 0, heat: float = 1.0, at: float = 0.0, traits: tuple[str, ...] = ()
) -> Standing:
    by = author or note
    return Standing(note, by, heat, at or float(note), (f"a:{by}", *traits), 0, 0, 0)


def test_lists_are_walked_best_first_without_what_was_seen_or_is_ones_own() -> None:
    pool = Recalled(build([standing(n, author=n % 50 + 1, heat=n) for n in range(1, 1001)]), 0.0)
    found = pool.take(wanted(viewer=7, seen=list(range(900, 1001))))
    assert set(found.ids.tolist()) == set([n for n in range(899, 0, -1) if n % 50 != 6][:160])
    assert set(found.authors.tolist()).isdisjoint({7})
    again = pool.take(wanted(viewer=7, seen=list(range(900, 1001))))
    assert again.ids.tolist() == found.ids.tolist(), "a walk leaves nothing behind"


def test_each_source_brings_its_own_and_a_note_stands_once_with_all_that_brought_it() -> None:
    many = [standing(n, author=1000 + n, heat=n, at=10_000 - n) for n in range(1, 601)]
    many += [
        standing(700, author=5, heat=0, traits=("t:防晒", "b:7")),
        standing(701, author=6, heat=0, traits=("b:7",)),
    ]
    pool = Recalled(build(many), 0.0)
    pool.waiting = {701: (9, 4)}
    found = pool.take(
        wanted(
            tastes=["t:防晒", "b:7"],
            followees=[5],
            kin=[3, 999],
            picked=[700],
            befriended=[4, 888],
            near=[3, 5, 777],
            audience=[5],
            place=[4, 5, 666],
        ),
    )
    bits = dict(zip(found.ids.tolist(), found.sources.tolist(), strict=True))
    assert bits[700] == pools.ALIKE | pools.FOLLOWED | pools.PICKED
    assert bits[701] == pools.ALIKE | pools.WAITING
    assert bits[3] == pools.FRESH | pools.KIN | pools.NEAR
    assert bits[5] == pools.FRESH | pools.NEAR | pools.AUDIENCE | pools.PLACE
    assert bits[4] == pools.FRESH | pools.BEFRIENDED | pools.PLACE
    assert bits[600] == pools.POPULAR
    assert len(bits) == len(found) == 160 + 60 + 2
    at = found.ids.tolist().index(701)
    assert (found.shown[at], found.opened[at]) == (9, 4), "as many as by now"
    inside = pool.take(wanted(channel=["b:7"], tastes=["t:防晒"], kin=[3]))
    assert set(inside.ids[inside.order].tolist()) == {700, 701}


def test_what_came_later_stands_beside_what_was_there_and_what_changed_stands_once() -> None:
    pool = Recalled(build([standing(n, author=1000 + n, heat=n, traits=("b:7",)) for n in range(1, 101)]), 0.0)
    changed = standing(50, author=1050, heat=500, traits=("t:防晒",))
    pool.change([50, 60, 900], [changed, standing(900, author=5, heat=7, traits=("b:7", "t:防晒"))])
    found = pool.take(wanted())
    assert sorted(found.ids.tolist()) == [*(n for n in range(1, 101) if n != 60), 900]
    rows = {int(note): row for row, note in enumerate(found.ids)}
    told = {note: set(found.codes[found.starts[row] : found.starts[row + 1]].tolist()) for note, row in rows.items()}
    assert told[50] == {code_of("a:1050"), code_of("t:防晒")}
    assert told[900] == {code_of("a:5"), code_of("b:7"), code_of("t:防晒")}
    assert told[100] == {code_of("a:1100"), code_of("b:7")}
    assert found.heat[rows[50]] == 500
    inside = pool.take(wanted(channel=["t:防晒"]))
    assert set(inside.note_ids) == {50, 900}
    assert set(pool.take(wanted(channel=["b:7"], seen=[900])).note_ids) == set(range(1, 101)) - {50, 60}


def test_each_trait_lists_its_warmest_and_its_newest_and_no_more_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "TRAIT_DEPTH", 3)
    dice = random.Random(4)
    names = [f"t:{n}" for n in range(6)]
    notes = [
        standing(
            n, heat=dice.randrange(5), at=dice.randrange(1, 9), traits=tuple(dice.sample(names, dice.randrange(4)))
        )
        for n in range(1, 41)
    ]
    pool = build(notes)
    assert pool.names.tolist() == sorted({code_of(trait) for one in notes for trait in one.traits})
    for starts, by in ((pool.warm_starts, "heat"), (pool.new_starts, "published")):
        for trait in [*names, "a:7"]:
            place = pool.names.tolist().index(code_of(trait))
            told = pool.ids[pool.index[starts[place] : starts[place + 1]]].tolist()
            having = sorted((one for one in notes if trait in one.traits), key=lambda one: -getattr(one, by))
            assert told == [one.note_id for one in having][:3], "equals stand in the order of their ids"


def test_what_changed_stands_beside_the_file_and_what_went_is_gone(tmp_path: Path) -> None:
    pools.save(build([standing(n) for n in range(1, 301)]), tmp_path / "1.pool", {"horizon": 5.0})
    held = pools.load(tmp_path / "1.pool")
    assert held.is_stale
    assert held.horizon == 5.0
    held.change([300, 299, 1000], [standing(299, traits=("t:x",)), standing(1000, heat=9)])
    found = held.take(wanted(tastes=["t:x"]))
    bits = dict(zip(found.ids.tolist(), found.sources.tolist(), strict=True))
    assert 300 not in bits
    assert bits[299] & pools.ALIKE
    assert bits[1000] & (pools.POPULAR | pools.FRESH) == pools.POPULAR | pools.FRESH
    assert len(set(found.note_ids)) == len(found)
    held.change([1000], [])
    assert 1000 not in held.take(wanted()).note_ids


@pytest.mark.parametrize("cut", [200, 1])
def test_a_file_that_is_not_whole_is_not_read(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "1.pool"
    pools.save(build([standing(n) for n in range(1, 30)]), path, {"horizon": 0.0})
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(Unreadable):
        pools.load(path)


def test_a_file_whose_places_lead_nowhere_is_not_read(tmp_path: Path) -> None:
    path, pool = tmp_path / "1.pool", build([standing(n) for n in range(1, 30)])
    for name, change in (("index", -7), ("index", 40), ("warm_starts", 5)):
        broken = getattr(pool, name).copy()
        broken[3] += change
        pools.save(msgspec.structs.replace(pool, **{name: broken}), path, {"horizon": 0.0})
        with pytest.raises(Unreadable):
            pools.load(path)
    for name, change in (("codes", 1), ("first_code", 3), ("id", 5)):
        notes = pool.notes.copy()
        notes[name][3] += change
        pools.save(msgspec.structs.replace(pool, notes=notes), path, {"horizon": 0.0})
        with pytest.raises(Unreadable):
            pools.load(path)


def test_a_file_of_another_form_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, pool = tmp_path / "1.pool", build([standing(n) for n in range(1, 30)])
    assert pools.NOTE.itemsize == 64, "a note lies in one line of memory"
    arrays = {name: getattr(pool, name) for name in pool.__struct_fields__ if name != "notes"}
    artifact.write(path, arrays, {"horizon": 0.0})
    with pytest.raises(Unreadable):
        pools.load(path)  # made by a release of before
    monkeypatch.setattr(pools, "FORM", pools.FORM + 1)
    pools.save(pool, path, {"horizon": 0.0})
    monkeypatch.undo()
    with pytest.raises(Unreadable):
        pools.load(path)  # made by a later one


def fail(*args: object) -> None:
    raise ZeroDivisionError


@pytest.fixture
async def notes(sessions: Sessions) -> list[int]:
    """A hundred and fifty notes of forty authors, published lately."""
    async with begin(sessions) as tx:
        return await discovery.recent_notes(tx, count=150)


@pytest.fixture
def pooled(app: Litestar, work: Work) -> Shelf[Recalled]:
    """The application as it runs: with a pool that is looked after at each page, and cards that are kept."""
    shelf = Shelf("pool", work.settings.data_dir / "pool", work.objects, pools.load, look_seconds=0)
    app.state["brain"] = msgspec.structs.replace(app.state["brain"], pool=shelf, cards=CardCache())
    return shelf


async def open_pool(work: Work, shelf: Shelf[Recalled], reader: Browser) -> None:
    assert await jobs.make_pool(work.sessions, work.objects, work.settings, least=0)
    await reader.get("/v1/feeds/discover")
    await shelf.wait()
    assert shelf.held is not None


async def test_a_pool_finds_what_the_database_finds(
    browse: Callable[[], Browser], sessions: Sessions, work: Work, notes: list[int], pooled: Shelf[Recalled]
) -> None:
    await open_pool(work, pooled, await browse().sign_up())
    held = pooled.held
    assert held is not None
    async with begin(sessions) as tx:
        assert await service._pool.recalled(tx, pooled, None, now=clock.now()) is held
        some = (await store.traits_of_notes(tx, notes[:5]))[notes[0]]
        ask = Ask(
            viewer=1, now=clock.now(), seed=3, seen=np.array(notes[:10]), tastes={some[0]: 1.0}, kin={notes[40]: 1.0}
        )
        ask = msgspec.structs.replace(ask, fans=service.FanCounts())
        asked = await _recall.recall(tx, ask)
        from_pool = await _recall.recall(tx, msgspec.structs.replace(ask, pool=held))
    assert set(asked.note_ids) == set(from_pool.note_ids) == set(notes[10:])
    by_note = [np.argsort(found.ids) for found in (asked, from_pool)]
    for name in ("ids", "authors", "heat", "shown", "opened", "fans", "debut"):
        first, second = (getattr(found, name)[order] for found, order in zip((asked, from_pool), by_note, strict=True))
        assert first.tolist() == second.tolist(), name
    assert asked.debut.all()


async def test_a_withdrawn_note_is_gone_from_the_very_next_page_and_a_new_one_comes(
    browse: Callable[[], Browser],
    sessions: Sessions,
    work: Work,
    notes: list[int],
    pooled: Shelf[Recalled],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reader = await browse().sign_up()
    await open_pool(work, pooled, reader)

    async def never(*args: Any, **given: Any) -> None:
        raise AssertionError("the database was asked for candidates")

    monkeypatch.setattr(store, "list_candidates", never)
    first = await reader.get("/v1/feeds/discover")
    feed = (await browse().sign_up()).get
    shown = await feed("/v1/feeds/discover")
    upcoming = await feed("/v1/feeds/discover", params={"cursor": shown["next_cursor"]})
    gone = [int(item["note"]["id"]) for item in upcoming["items"][:3]]
    author, follower = await browse().sign_up(), await browse().sign_up()
    await follower.put(f"/v1/members/{author.member_id}/follow", expect=204)
    async with begin(sessions) as tx:
        fresh = (await community.imported_notes(tx, authors=[author.member_id], count=1, published_at=clock.now()))[0]
        await service.adopt_notes(tx, note_ids=[fresh])
        await service.note_changes(tx, kind="notes", ids=[fresh], now=clock.now())
        for note in gone:
            await tx.execute(HIDE, {"note": note})
    again = await feed("/v1/feeds/discover", params={"cursor": shown["next_cursor"]})
    assert set(gone).isdisjoint(int(item["note"]["id"]) for item in again["items"]), "before anybody was told"
    assert len(again["items"]) == 20
    # Of 148 notes a feed holds 120; only who follows the author is sure to meet the new one.
    newest = await follower.get("/v1/feeds/discover")
    assert int(newest["items"][0]["note"]["id"]) == fresh
    assert {item["note"]["id"] for item in first["items"]}, "pages came all the while"


async def test_pages_come_without_the_pool_when_it_is_torn_or_taken_back(
    browse: Callable[[], Browser],
    sessions: Sessions,
    work: Work,
    notes: list[int],
    pooled: Shelf[Recalled],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await open_pool(work, pooled, await browse().sign_up())
    assert pooled.held is not None
    monkeypatch.setattr(pooled.held, "take", fail)
    torn = await (await browse().sign_up()).get("/v1/feeds/discover")
    assert len(torn["items"]) == 20
    async with begin(sessions) as tx:
        assert await service.withdraw_learnt(tx, "pool", now=clock.now()) is None
    page = await (await browse().sign_up()).get("/v1/feeds/discover")
    assert len(page["items"]) == 20
    assert pooled.held is None


async def test_a_pool_is_due_once_there_are_many_notes_and_again_when_it_is_old(
    sessions: Sessions, work: Work, notes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now()
    async with begin(sessions) as tx:
        assert not await service.is_pool_due(tx, now=now)
        monkeypatch.setattr(rules, "POOL_NOTES_MIN", 100)
        monkeypatch.setattr(jobs, "_pool_rest", Rest())  # whatever this process made before
        assert await service.is_pool_due(tx, now=now)
    await jobs.make_the_pool_anew(work)
    async with begin(sessions) as tx:
        assert not await service.is_pool_due(tx, now=clock.now())
        assert await service.is_pool_due(tx, now=now + rules.POOL_EVERY + timedelta(minutes=1))
        with monkeypatch.context() as patched:
            patched.setattr(_pool, "FORM", pools.FORM + 1)
            assert await service.is_pool_due(tx, now=clock.now()), "a release that keeps notes in another form"
        monkeypatch.setattr(rules, "POOL_CHANGES_MANY", 3)
        await service.note_changes(tx, kind="notes", ids=notes[:3], now=clock.now())
        await tx.flush()
        assert await service.is_pool_due(tx, now=clock.now())


async def test_cards_are_kept_but_likes_are_ones_own(
    browse: Callable[[], Browser], sessions: Sessions, notes: list[int], pooled: Shelf[Recalled]
) -> None:
    one, two = await browse().sign_up(), await browse().sign_up()
    note = (await one.get("/v1/feeds/discover"))["items"][0]["note"]
    await one.put(f"/v1/notes/{note['id']}/like", expect=204)
    cards = CardCache()
    async with begin(sessions) as tx:
        for reader, liked in ((one, True), (two, False), (one, True)):
            key = int(note["id"])
            made, _ = await notes_service.encoded_cards(tx, [key], viewer=reader.member_id, kept=cards)
            plain = await notes_service.cards(tx, [key], viewer=reader.member_id)
            assert made[key] == msgspec.json.encode(plain[key])
            card = msgspec.json.decode(made[key])
            assert (card["liked"], card["likes"]) == (liked, note["likes"] + 1)
    assert len(cards) == 1


async def test_a_card_that_is_kept_is_as_one_that_is_made_anew(
    browse: Callable[[], Browser], sessions: Sessions, asked: list[str]
) -> None:
    author, reader = await browse().sign_up(), await browse().sign_up()
    seen, refused, plain = [
        int(one["id"])
        for one in (
            await community.picture_note(author),
            await community.picture_note(author, seed=2),
            await community.note(author),
        )
    ]
    keys = [seen, refused, plain]
    async with begin(sessions) as tx:
        await tx.execute(REFUSE, {"note": refused})
        await tx.execute(text("UPDATE identity.member SET avatar_url = '/media/face-thumb.webp'"))
    async with begin(sessions) as tx:
        asked.clear()
        made, _ = await notes_service.encoded_cards(tx, keys, viewer=reader.member_id, kept=CardCache())
        assert len(asked) == 2, "what they look like, and all that is on them"
        anew = await notes_service.cards(tx, keys, viewer=reader.member_id)
    assert made == {key: msgspec.json.encode(anew[key]) for key in keys}
    covers = [anew[key].cover for key in keys]
    assert covers[0] is not None
    assert covers[1:] == [None, None]
    assert {anew[key].author.avatar_url for key in keys} == {"/media/face-thumb.webp"}
    async with begin(sessions) as tx:
        await tx.execute(text("UPDATE community.note SET author_id = 5 WHERE id = :note"), {"note": plain})
    async with begin(sessions) as tx:
        made, _ = await notes_service.encoded_cards(tx, [plain], viewer=reader.member_id, kept=CardCache())
    assert msgspec.json.decode(made[plain])["author"]["nickname"] == "", "an account that is gone"


async def test_cards_of_the_next_pages_are_made_with_one_that_is_missing(
    browse: Callable[[], Browser], sessions: Sessions, notes: list[int]
) -> None:
    reader, cards = await browse().sign_up(), CardCache()
    one, two, three, four = notes[:4]
    async with begin(sessions) as tx:

        async def asked(*keys: int, soon: list[int]) -> dict[int, bytes]:
            found = await notes_service.encoded_cards(tx, keys, viewer=reader.member_id, kept=cards, soon=soon)
            return found[0]

        assert set(await asked(one, soon=[two, three])) == {one}
        assert cards.lacking([one, two, three, four]) == [four]
        first = await asked(two, three, soon=[four])
        assert cards.lacking([four]) == [four], "nothing was missing, so nothing is made"
        plain = await notes_service.cards(tx, [two, three], viewer=reader.member_id)
        assert first == {note: msgspec.json.encode(card) for note, card in plain.items()}
