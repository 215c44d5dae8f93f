"""What is learnt of the goods that members want: lists of places and audiences, judged, and none of few people."""

from pathlib import Path

import msgspec
import numpy as np
import pytest

from tests.discovery.test_places import HANGZHOU, NOTHING_SEEN, SHENYANG, two_cities
from tests.discovery.test_vectors import EACH, GOODS_FROM, PEOPLE, SEED, two_tastes
from zhongcao.discovery.kin.learning import Acts
from zhongcao.discovery.kin.table import NOTE, PRODUCT
from zhongcao.discovery.search import artifact
from zhongcao.discovery.search.artifact import Unreadable
from zhongcao.discovery.vectors import table
from zhongcao.discovery.vectors.groups import ACTED_MIN
from zhongcao.discovery.vectors.learning import Verdict, learn
from zhongcao.discovery.vectors.places import Homes, acts_on, make_places
from zhongcao.discovery.vectors.table import Vectors
from zhongcao.discovery.vectors.wants import GOODS_JUDGED_MIN, GoodsVerdict, Wanted, Wants

FIRST, SECOND, RARE = range(1_000, 1_030), range(1_030, 1_060), 999
"""Goods of two tastes, and some that few want."""


def wants(*, few: int = 0, members: int = PEOPLE, told: int = PEOPLE) -> Wants:
    """Each of 400 members wants eight goods of thirty of their own half; so many of the first half also rare ones.

    The halves live in two cities, as far as they told it: so many of them.
    """
    print(f"seed {SEED}")
    dice = np.random.default_rng(SEED)
    owners: list[int] = []
    goods: list[int] = []
    for member in range(members):
        mine = [(FIRST, SECOND)[member % 2][int(pick)] for pick in dice.permutation(30)[:8]]
        mine = ([RARE] if member % 2 == 0 and member < 2 * few else []) + mine
        owners += [member] * len(mine)
        goods += mine
    cities, tiers = (
        np.array([(HANGZHOU, SHENYANG)[member % 2][n] * (member < told) for member in range(members)], np.uint64)
        for n in range(2)
    )
    count = len(owners)
    acts = Acts(
        members=np.array(owners),
        subjects=np.array(goods),
        are_products=np.ones(count, np.bool_),
        at=np.arange(count) * 1.0,
    )
    return Wants(acts, Homes(cities, tiers))


def of_place(vectors: Vectors, key: int, *done: int) -> set[int]:
    recent = [(one, PRODUCT, 1.0) for one in done]
    (found,) = vectors.of_places([key], recent, NOTHING_SEEN, told=60, kind=PRODUCT)
    return set(found)


def of_audience(vectors: Vectors, *done: tuple[int, int]) -> set[int]:
    return set(vectors.goods_near([(key, kind, 1.0) for key, kind in done], most=1, told=60).audience)


def test_people_of_a_place_tell_the_goods_that_they_want_without_what_was_done() -> None:
    vectors, verdict = learn(two_tastes(), None, wants())
    assert (verdict.goods_cities.lists, verdict.goods_tiers.lists) == (2, 2)
    assert verdict.goods_cities.judged == verdict.goods_tiers.judged == PEOPLE
    assert verdict.goods_cities.hits > verdict.goods_cities.popular_hits
    assert (verdict.cities.lists, len(vectors.places)) == (0, 0), "notes are listed by themselves"
    for keys, goods in ((HANGZHOU, FIRST), (SHENYANG, SECOND)):
        for key in keys:
            assert of_place(vectors, key) == set(goods)
            assert of_place(vectors, key, goods[0], goods[1]) == set(goods[2:])
    assert of_place(vectors, 0) == set(), "who told no place"
    assert vectors.of_places([HANGZHOU[0]], [], NOTHING_SEEN, told=60) == [[]]


def test_an_audience_tells_the_goods_that_it_wants_to_whom_enough_is_known_of() -> None:
    vectors, verdict = learn(two_tastes(), None, wants())
    assert verdict.goods_audience.judged == PEOPLE
    assert verdict.goods_audience.hits > verdict.goods_audience.popular_hits
    for first, goods in ((100, FIRST), (100 + EACH, SECOND)):
        told = of_audience(vectors, *((first + n, NOTE) for n in range(4)))
        assert len(told) > 10
        assert told <= set(goods)
        assert of_audience(vectors, (first, NOTE), (first + 1, NOTE)) == set(), "too little to belong to an audience"
    by_goods = of_audience(vectors, *((100 + GOODS_FROM + n, PRODUCT) for n in range(4)))
    assert by_goods <= set(FIRST), "whoever acts on goods of the taste belongs to it too"
    assert by_goods


def test_of_few_people_nothing_is_told() -> None:
    for many, is_told in ((ACTED_MIN - 1, False), (ACTED_MIN, True)):
        given = wants(few=many)
        in_town = (np.arange(PEOPLE) % 2 == 0) & (np.arange(PEOPLE) < 80)  # so few that four are many of them
        homes = Homes(np.where(in_town, *(np.uint64(keys[0]) for keys in (HANGZHOU, SHENYANG))), given.homes.tiers)
        wanted = Wanted.of(Wants(given.acts, homes), np.arange(PEOPLE))
        acts = acts_on(PRODUCT, wanted.names, wanted.sequences)
        places = make_places(wanted.homes.cities, wanted.names, acts)
        lists = dict(zip(places.keys.tolist(), places.lists.tolist(), strict=True))
        assert (RARE in lists[HANGZHOU[0]]) is is_told
        assert RARE not in lists.get(SHENYANG[0], [])
        rows = wanted.told_by_audiences(np.where(in_town, 0, 1), groups=2)
        assert (RARE in rows[0]) is is_told
        assert RARE not in rows[1]
    lonely = Wanted.of(wants(members=2 * (ACTED_MIN - 1)), np.arange(2 * (ACTED_MIN - 1)))
    assert not len(lonely.told_by_places()[0].keys), "so few people are no city"
    assert not lonely.told_by_audiences(np.zeros(2 * (ACTED_MIN - 1), np.int64), groups=1).any()
    strangers = Wanted.of(wants(), np.arange(10_000, 10_400))
    assert not strangers.told_by_audiences(np.zeros(PEOPLE, np.int64), groups=1).any(), "who teaches no vectors"


def test_wants_change_nothing_of_what_is_told_about_notes() -> None:
    acts, homes = two_cities()
    without, before = learn(acts, homes)
    made, after = learn(acts, homes, wants())
    for field in Vectors.__struct_fields__:
        if not field.startswith("goods_") and field not in ("audiences", "lean", "lists"):
            assert np.array_equal(getattr(made, field), getattr(without, field)), field
    assert (after.cities, after.tiers, after.vector_hits, after.audience_hits) == (
        before.cities,
        before.tiers,
        before.vector_hits,
        before.audience_hits,
    )
    assert before.goods_audience == GoodsVerdict()
    assert not len(without.goods_places)
    assert not without.goods_lists.any()


def test_lists_of_goods_count_only_where_they_find_more_than_popularity_and_enough_were_asked() -> None:
    _, few = learn(two_tastes(), None, wants(told=GOODS_JUDGED_MIN - 1))
    assert 0 < few.goods_cities.judged < GOODS_JUDGED_MIN
    assert (few.goods_cities.lists, few.goods_cities.is_better) == (0, False)
    given = wants()
    dice = np.random.default_rng(SEED)
    mixed = msgspec.structs.replace(given.acts, subjects=dice.permutation(given.acts.subjects))
    vectors, verdict = learn(two_tastes(), None, Wants(mixed, given.homes))
    assert verdict.goods_audience.judged > GOODS_JUDGED_MIN
    assert bool(vectors.goods_lists.any()) is verdict.goods_audience.is_better
    assert bool(len(vectors.goods_places)) is (verdict.goods_cities.is_better or verdict.goods_tiers.is_better)
    blank = {"members": 9, "items": 9, "acts": 9, "audiences": 0, "penalty": 0.1, "judged": 0}
    blank |= {"vector_hits": 0.0, "audience_hits": 0.0, "popular_hits": 0.0}
    assert not Verdict(**blank).is_better
    alike, better = (GoodsVerdict(judged=90, hits=hits, popular_hits=0.2) for hits in (0.2, 0.3))
    assert [Verdict(**blank, goods_audience=one).is_better for one in (alike, better)] == [False, True]


def test_lists_of_goods_are_kept_in_the_file_and_files_of_before_have_none(tmp_path: Path) -> None:
    path = tmp_path / "1.vectors"
    vectors, _ = learn(two_tastes(), None, wants())
    table.save(vectors, path, {})
    done = [(100 + n, NOTE) for n in range(4)]
    held = table.load(path)
    assert of_place(held, HANGZHOU[0]) == of_place(vectors, HANGZHOU[0]) == set(FIRST)
    assert of_audience(held, *done) == of_audience(vectors, *done) != set()
    fields = [name for name in Vectors.__struct_fields__ if name not in ("goods_lists", "goods_places")]
    fields.remove("goods_place_lists")
    artifact.write(path, {name: getattr(vectors, name) for name in fields}, {})
    before = table.load(path)
    assert of_place(before, HANGZHOU[0]) == of_audience(before, *done) == set()
    for wrong in (
        {"goods_places": vectors.goods_places[::-1].copy()},
        {"goods_place_lists": vectors.goods_place_lists[1:].copy()},
        {"goods_lists": vectors.goods_lists[1:].copy()},
    ):
        table.save(msgspec.structs.replace(vectors, **wrong), path, {})
        with pytest.raises(Unreadable):
            table.load(path)
