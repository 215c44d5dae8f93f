"""What people of a city, and of cities of its tier, act upon: told to others who live there, and to nobody else."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from litestar import Litestar

from tests.driving import Browser
from tests.factories import discovery
from zhongcao.community import service as notes_service
from zhongcao.community.schemas import InteractionRow
from zhongcao.discovery import jobs, rules, service
from zhongcao.discovery.artifacts.shelf import Shelf
from zhongcao.discovery.feeds import pool
from zhongcao.discovery.kin.learning import Acts, in_order
from zhongcao.discovery.kin.table import NOTE
from zhongcao.discovery.search import artifact
from zhongcao.discovery.search.artifact import Unreadable
from zhongcao.discovery.service import _trials
from zhongcao.discovery.service._ask import Ask
from zhongcao.discovery.service._vectors import near
from zhongcao.discovery.store import NOTHING
from zhongcao.discovery.vectors import table
from zhongcao.discovery.vectors.groups import ACTED_MIN, LISTED
from zhongcao.discovery.vectors.learning import Verdict, learn
from zhongcao.discovery.vectors.places import (
    Homes,
    PlaceVerdict,
    acts_on,
    home_of,
    key_of,
    learn_places,
    make_places,
)
from zhongcao.discovery.vectors.table import Near, Vectors
from zhongcao.identity import service as identity
from zhongcao.identity.schemas import MemberRow
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.ids import new_id
from zhongcao.kit.jobs import Work

Drain = Callable[..., Awaitable[None]]
DISCOVER, ME = "/v1/feeds/discover", "/v1/me"
SEED = 29
HANGZHOU, SHENYANG = home_of("330100", 2), home_of("210100", 3)
NOTHING_SEEN = np.zeros(0, np.int64)


def two_cities(*, extra: dict[int, int] | None = None) -> tuple[Acts, Homes]:
    """Two cities of 200 members; each member acts on ten of the sixty notes that are liked there.

    `extra` notes are acted on, before all else, by so many members of the first city.
    """
    print(f"seed {SEED}")
    dice = np.random.default_rng(SEED)
    owners: list[int] = []
    subjects: list[int] = []
    for member in range(400):
        first = member % 2 == 0
        mine = (dice.permutation(60)[:10] + (100 if first else 160)).tolist()
        mine = [note for note, many in (extra or {}).items() if first and member < 2 * many] + mine
        owners += [member] * len(mine)
        subjects += mine
    cities, tiers = (np.array([HANGZHOU[n], SHENYANG[n]] * 200, np.uint64) for n in range(2))
    count = len(owners)
    acts = Acts(
        members=np.array(owners),
        subjects=np.array(subjects),
        are_products=np.zeros(count, np.bool_),
        at=np.arange(count) * 1.0,
    )
    return acts, Homes(cities, tiers)


def told(vectors: Vectors, key: int, *done: int, seen: list[int] | None = None, most: int = 60) -> list[int]:
    recent = [(note, NOTE, 1.0) for note in done]
    (found,) = vectors.of_places([key], recent, np.array(sorted(seen or []), np.int64), told=most)
    return found


def test_a_place_tells_what_its_people_act_upon_without_what_was_done_or_seen() -> None:
    vectors, verdict = learn(*two_cities())
    assert (verdict.cities.lists, verdict.tiers.lists) == (2, 2)
    assert verdict.cities.judged == verdict.tiers.judged == 400
    assert verdict.cities.hits > verdict.cities.popular_hits
    for keys, notes in ((HANGZHOU, range(100, 160)), (SHENYANG, range(160, 220))):
        for key in keys:
            assert len(told(vectors, key)) > 30
            assert set(told(vectors, key)) <= set(notes)
    whole = told(vectors, HANGZHOU[0])
    assert told(vectors, HANGZHOU[0], whole[0], seen=whole[1:3], most=5) == whole[3:8]
    assert told(vectors, key_of("city", "990000")) == []
    assert told(vectors, 0) == []
    assert home_of("", None) == (0, 0)
    assert len({*HANGZHOU, *SHENYANG, key_of("city", "2")}) == 5, "a tier is no city of that name"


def test_a_place_tells_nothing_about_few_people() -> None:
    assert ACTED_MIN == 5
    acts, homes = two_cities(extra={7: 4, 8: 5, 9: 40})
    cities = np.where(np.arange(400) < 80, homes.cities, SHENYANG[0])  # so that four are many beside what is usual
    names, sequences = in_order(acts)
    places = make_places(cities, names, acts_on(NOTE, names, sequences))
    lists = dict(zip(places.keys.tolist(), places.lists.tolist(), strict=True))
    assert {8, 9} <= set(lists[HANGZHOU[0]])
    assert 7 not in lists[HANGZHOU[0]]
    assert not {7, 8, 9} & set(lists.get(SHENYANG[0], []))
    assert places.lists.shape == (len(lists), LISTED)
    few = np.where(np.arange(400) < 2 * (ACTED_MIN - 1), homes.cities, 0)
    assert not len(make_places(few, names, acts_on(NOTE, names, sequences)).keys), "so few people are no city"


def test_what_everybody_acts_upon_is_told_of_no_place() -> None:
    acts, homes = two_cities()
    names, sequences = in_order(acts)
    alone = np.full(400, HANGZHOU[0], np.uint64)
    assert not len(make_places(alone, names, acts_on(NOTE, names, sequences)).keys), "where all live in one city"
    mixed = np.random.default_rng(SEED).permutation(homes.cities)
    places, cities, tiers = learn_places(names, sequences, Homes(mixed, np.zeros(400, np.uint64)))
    assert cities.is_better is (cities.hits > cities.popular_hits)
    assert bool(len(places.keys)) is cities.is_better
    assert (tiers.judged, tiers.lists, tiers.is_better) == (0, 0, False), "nobody told a tier"


def test_lists_of_places_that_find_no_more_than_popularity_do_not_count() -> None:
    _, homes = two_cities()
    owners = np.repeat(np.arange(400), 6)
    dice = np.random.default_rng(SEED)
    # What people of a city like comes first; last, all of them come to one of three hits.
    subjects = np.concatenate(
        [np.append(dice.permutation(60)[:5] + 100 + 60 * (n % 2), 500 + n % 3) for n in range(400)]
    )
    acts = Acts(
        members=owners, subjects=subjects, are_products=np.zeros(len(owners), np.bool_), at=np.arange(len(owners)) * 1.0
    )
    # Half of them came to it long before, so that it is known to be popular.
    early = np.flatnonzero((subjects >= 500) & (owners % 4 < 2))
    acts.at[early] -= 10_000.0
    vectors, verdict = learn(acts, homes)
    assert verdict.cities.judged > 100
    assert verdict.cities.hits <= verdict.cities.popular_hits
    assert (verdict.cities.lists, verdict.tiers.lists, len(vectors.places)) == (0, 0, 0)


def test_a_version_counts_for_its_places_alone_if_enough_members_were_asked() -> None:
    blank = {"members": 9, "items": 9, "acts": 9, "audiences": 0, "penalty": 0.1, "judged": 99}
    few, many = (PlaceVerdict(lists=1, judged=asked, hits=0.3, popular_hits=0.2) for asked in (49, 50))
    alike = PlaceVerdict(lists=1, judged=900, hits=0.2, popular_hits=0.2)
    assert [one.is_better for one in (few, many, alike)] == [False, True, False]
    for cities, tiers, counts in ((few, alike, False), (many, alike, True), (few, many, True)):
        verdict = Verdict(**blank, vector_hits=0.1, audience_hits=0.1, popular_hits=0.1, cities=cities, tiers=tiers)
        assert verdict.is_better is counts


def test_places_are_kept_in_the_file_and_a_file_without_them_is_read(tmp_path: Path) -> None:
    path = tmp_path / "1.vectors"
    vectors, _ = learn(*two_cities())
    table.save(vectors, path, {})
    assert told(table.load(path), HANGZHOU[0]) == told(vectors, HANGZHOU[0])
    fields = [field for field in Vectors.__struct_fields__ if not field.startswith("place")]
    artifact.write(path, {field: getattr(vectors, field) for field in fields}, {})
    assert told(table.load(path), HANGZHOU[0]) == []
    for wrong in ({"places": vectors.places[::-1].copy()}, {"place_lists": vectors.place_lists[1:].copy()}):
        table.save(msgspec.structs.replace(vectors, **wrong), path, {})
        with pytest.raises(Unreadable):
            table.load(path)


class Country(msgspec.Struct, frozen=True):
    """Notes by whom they are liked, and who likes those of Hangzhou."""

    hangzhou: list[int]
    shenyang: list[int]
    lively: list[int]
    few: int
    people: list[int]


@pytest.fixture
async def cities(sessions: Sessions) -> Country:
    """Fifty members of Hangzhou and of Shenyang, each of whom likes twelve of thirty old notes; and lively notes.

    One more note is liked by four only, all of them in Hangzhou.
    """
    async with begin(sessions) as tx:
        at = clock.now() - timedelta(days=40)
        notes, lively = await discovery.old_and_lively_notes(tx, old=62, lively_days=12)
        rows = [
            MemberRow(id=new_id(), nickname=f"邻居{n}", city=("杭州市", "Shenyang")[n % 2], joined_at=at)
            for n in range(100)
        ]
        await identity.import_members(tx, rows)
        dice = np.random.default_rng(SEED)
        likes = [
            InteractionRow(member_id=row.id, subject_id=notes[int(pick) * 2 + n % 2], at=at + timedelta(minutes=place))
            for n, row in enumerate(rows)
            for place, pick in enumerate(dice.permutation(30)[:12])
        ]
        few = [InteractionRow(member_id=row.id, subject_id=notes[60], at=at) for row in rows[: 2 * (ACTED_MIN - 1) : 2]]
        await notes_service.import_interactions(tx, "like", likes + few)
    return Country(notes[:60:2], notes[1:60:2], lively, notes[60], [row.id for row in rows[::2]])


@pytest.fixture(autouse=True)
def without_kin(app: Litestar) -> None:
    """Kin would bring much of the same."""
    msgspec.structs.force_setattr(app.state["brain"], "kin", None)


async def learnt(work: Work) -> service.Taught[Any]:
    made = await jobs.learn_vectors(work.sessions, work.objects, work.settings)
    assert made is not None
    return made


async def shown(app: Litestar, reader: Browser) -> dict[str, str]:
    """All that a feed shows, each with the code of its reason."""
    await reader.get(DISCOVER, params={"limit": 1})
    shelf: Shelf[Vectors] = app.state["brain"].vectors
    await shelf.wait()
    found: dict[str, str] = {}
    page = await reader.get(DISCOVER, params={"limit": 40})
    for _ in range(3):
        found |= {one["note"]["id"]: one["reason"]["code"] for one in page["items"]}
        if not page["next_cursor"]:
            break
        page = await reader.get(DISCOVER, params={"limit": 40, "cursor": page["next_cursor"]})
    return found


async def newcomer(browse: Callable[[], Browser], **profile: object) -> Browser:
    reader = await browse().sign_up()
    await reader.call("PATCH", ME, json=profile)
    return reader


async def test_a_newcomer_is_shown_what_people_of_their_city_act_upon(
    browse: Callable[[], Browser], work: Work, app: Litestar, cities: Country
) -> None:
    hangzhou, shenyang = ({str(note) for note in notes} for notes in (cities.hangzhou, cities.shenyang))
    reader = await newcomer(browse, city="Hangzhou")
    made = await learnt(work)
    assert made.verdict.is_better
    assert (made.verdict.cities.lists, made.verdict.tiers.lists) == (2, 2)
    found = await shown(app, reader)
    assert len(hangzhou & set(found)) > 20
    assert {found[note] for note in hangzhou & set(found)} == {"city"}
    assert str(cities.few) not in found, "four people are too few to tell of them"
    assert not shenyang & set(found)
    alike = await shown(app, await newcomer(browse, city="苏州"))
    assert {alike[note] for note in hangzhou & set(alike)} == {"tier"}, "another city of the same tier"
    assert len(hangzhou & set(alike)) > 20
    elsewhere = await shown(app, await newcomer(browse, city="东京"))
    assert not (hangzhou | shenyang) & set(elsewhere)
    assert not {"city", "tier"} & set(elsewhere.values())


async def test_the_city_comes_first_and_its_tier_fills_up(work: Work, tmp_path: Path) -> None:
    vectors, _ = learn(*two_cities())
    lists = np.zeros((4, LISTED), np.int64)
    lists[0, :3], lists[1, :4], lists[2, :50], lists[3, :50] = [1, 2, 3], [3, 4, 1, 5], range(1, 51), range(41, 91)
    keys = np.array([*HANGZHOU, *SHENYANG], np.uint64)
    order = np.argsort(keys)
    held = msgspec.structs.replace(vectors, places=keys[order], place_lists=lists[order])
    shelf: Shelf[Vectors] = Shelf("vectors", tmp_path, work.objects, table.load)
    shelf.held, shelf.look_seconds = held, 1e9
    shelf.is_time_to_look()
    async with begin(work.sessions) as tx:
        small = await near(tx, shelf, [], seen=NOTHING, city=HANGZHOU[0], tier=HANGZHOU[1])
        assert (small.city, small.tier) == ([1, 2, 3], [4, 5])
        large = await near(tx, shelf, [], seen=NOTHING, city=SHENYANG[0], tier=SHENYANG[1])
        assert (large.city, large.tier) == (list(range(1, rules.EXPECTED_MAX["place"] + 1)), [])
        only = await near(tx, shelf, [], seen=np.array([43, 41]), tier=SHENYANG[1])
        assert (only.city, only.tier[:3], len(only.tier)) == ([], [42, 44, 45], rules.EXPECTED_MAX["place"])
        assert await near(tx, shelf, [], seen=NOTHING) == Near()


async def test_places_are_nothing_where_personalisation_is_off_or_people_are_few(
    browse: Callable[[], Browser], work: Work, app: Litestar, sessions: Sessions, cities: Country
) -> None:
    hangzhou = {str(note) for note in cities.hangzhou}
    reader = await newcomer(browse, city="杭州", personalised=False)
    await learnt(work)
    everyones = await shown(app, reader)
    assert everyones
    assert not hangzhou & set(everyones)
    known = await newcomer(browse, city="杭州")
    assert len(hangzhou & set(await shown(app, known))) > 20
    forgotten = await newcomer(browse, city="杭州")
    await forgotten.call("PATCH", ME, json={"city": None})
    assert not hangzhou & set(await shown(app, forgotten)), "what is taken back counts no more"
    async with begin(sessions) as tx:
        for member in cities.people[ACTED_MIN - 1 :]:
            await identity.change_profile(tx, member_id=member, changes={"personalised": False}, now=clock.now())
    assert (await learnt(work)).verdict.cities.lists == 1
    later = await newcomer(browse, city="杭州")
    assert not hangzhou & set(await shown(app, later)), "only those teach it who let themselves be known"


async def test_a_portrait_tells_city_and_tier_until_they_are_taken_back(browse: Callable[[], Browser]) -> None:
    reader = await newcomer(browse)

    async def home() -> object:
        return (await reader.get("/v1/me/portrait"))["home"]

    assert await home() is None
    await reader.call("PATCH", ME, json={"city": "杭州市"})
    assert await home() == {"city": "杭州市", "tier": 2, "tier_zh": "新一线城市", "tier_en": "New first-tier city"}
    await reader.call("PATCH", ME, json={"city_tier": 5})
    assert await home() == {
        "city": "杭州市",
        "tier": 5,
        "tier_zh": "四线及以下城市",
        "tier_en": "Fourth-tier city or smaller",
    }
    await reader.call("PATCH", ME, json={"city": "东京"})
    assert await home() == {"city": "东京", "tier": None, "tier_zh": "", "tier_en": ""}
    await reader.call("PATCH", ME, json={"city": None})
    assert await home() is None


async def test_a_place_counts_a_little_and_is_told_where_nothing_stronger_speaks(
    sessions: Sessions, cities: Country
) -> None:
    mine, others, lively = cities.hangzhou, cities.shenyang, cities.lively
    ask = Ask(
        viewer=1,
        now=clock.now(),
        seed=3,
        seen=np.array(lively),
        audience=[mine[3]],
        city=[mine[3], mine[4]],
        tier=[mine[4], mine[5]],
    )
    async with begin(sessions) as tx:
        engine = await _trials.rank_home(tx, ask)
        popular = await _trials.rank_by_popularity(tx, ask)
    bits = dict(zip(engine.ids.tolist(), (engine.sources & (pool.PLACE | pool.AUDIENCE)).tolist(), strict=True))
    assert [bits[note] for note in (mine[3], mine[4], mine[5], others[0])] == [
        pool.PLACE | pool.AUDIENCE,
        pool.PLACE,
        pool.PLACE,
        0,
    ]
    score = dict(zip(engine.ids.tolist(), engine.formula.tolist(), strict=True))
    weight = rules.CIRCLE_WEIGHT
    async with begin(sessions) as tx:
        without = await _trials.rank_home(tx, msgspec.structs.replace(ask, audience=[], city=[], tier=[]))
    before = dict(zip(without.ids.tolist(), without.formula.tolist(), strict=True))
    gained = [score[note] - before[note] for note in (mine[3], mine[4], mine[5], others[0])]
    expected = [weight["audience"] + weight["city"], weight["city"], weight["tier"], 0]
    assert gained == pytest.approx(expected)
    assert dict(zip(engine.note_ids, engine.told, strict=True))[mine[3]] == "audience"
    assert not np.any(popular.sources & pool.PLACE)
    assert {rules.explain(code)[0] for code in ("city", "tier")} == {"city", "tier"}
