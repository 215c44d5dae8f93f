"""Matching, choosing the best and counting, compiled and in part only, beside the plain way of doing it."""

from pathlib import Path

import numpy as np
import pytest

from tests.discovery.test_search_index import SHELF, ask, goods
from tests.discovery.test_search_index import write as write_index
from zhongcao.discovery import rules
from zhongcao.discovery.search import engine, kernels
from zhongcao.discovery.search.index import NONE
from zhongcao.discovery.search.kernels import WINDOW, choose, sift
from zhongcao.discovery.search.ranking import Narrow
from zhongcao.discovery.search.shelf import Held, Version

SEED = 20261128
COUNT = 2 * WINDOW + 1000


def test_lists_are_matched_window_by_window_as_in_one_go() -> None:
    print(f"seed {SEED}")
    dice = np.random.default_rng(SEED)
    sizes = (9000, 40, 30_000, 3)
    lists = [np.sort(dice.choice(COUNT, size, replace=False)).astype(np.int32) for size in sizes]
    impacts = [dice.integers(1, 256, size).astype(np.uint8) for size in sizes]
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    weights = np.array([1.0, 2.0, 0.5, 4.0], np.float32)
    masses = np.array([1.0, 2.0, 0.5], np.float32)
    units = (0, 1, 2, 0)  # the last list says the same as the first
    outdated = dice.random(COUNT) < 0.1
    scores, met = np.zeros(COUNT, np.float32), np.zeros((COUNT, 3), np.bool_)
    is_in = np.zeros(COUNT, np.bool_)
    for number, (documents, said) in enumerate(zip(lists, impacts, strict=True)):
        if number < 2:
            is_in[documents] = True
        there = is_in[documents]
        scores[documents[there]] += weights[number] / np.float32(255) * said[there]
        met[documents[there], units[number]] = True
    for needed, leading, gone in ((0.9, 0, NONE), (1.5, 0, outdated), (0.9, 0b100, outdated), (3.4, 0, NONE)):
        wanted = is_in & (met @ masses >= needed)
        if leading:
            wanted &= met[:, 2]
        if len(gone):
            wanted &= ~gone
        kept, kept_scores = np.empty(COUNT, np.int32), np.empty(COUNT, np.float32)
        size = sift(
            starts, np.concatenate(lists), np.concatenate(impacts), np.arange(4), weights,
            np.array([1 << unit for unit in units], np.uint32), 2, masses, needed, leading, gone, kept, kept_scores,
        )  # fmt: skip
        assert 0 < size < len(lists[0]) + len(lists[1])
        order = np.argsort(kept[:size])
        assert kept[:size][order].tolist() == np.flatnonzero(wanted).tolist()
        np.testing.assert_allclose(kept_scores[:size][order], scores[wanted], rtol=1e-5)


def test_a_list_that_goes_on_behind_all_that_is_in_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiled loops look at no bounds: here they run as plain Python, which does."""
    monkeypatch.setattr(kernels, "add_to", kernels.add_to.py_func)  # type: ignore[attr-defined]
    one, both = np.ones(1, np.uint32), np.array([1, 0], np.uint32)
    kept, scores = np.empty(2, np.int32), np.empty(2, np.float32)
    for behind in (50, 40_000):  # few are walked, many are searched
        documents = np.array([3, 5, *range(4, behind)], np.int32)
        starts = np.array([0, 2, len(documents)], np.int64)
        size = sift.py_func(  # type: ignore[attr-defined]
            starts, documents, np.full(len(documents), 255, np.uint8), np.arange(2), np.ones(2, np.float32), both, 1,
            one.astype(np.float32), 1.0, 0, NONE, kept, scores,
        )  # fmt: skip
        assert (size, kept.tolist(), scores.tolist()) == (2, [3, 5], [1.0, 2.0])


@pytest.mark.parametrize("liked", [-1, 0])
def test_the_best_are_chosen_as_if_all_were_sorted(liked: int) -> None:
    print(f"seed {SEED}")
    dice = np.random.default_rng(SEED + liked)
    count, most = 3000, 150
    found = np.sort(dice.choice(5000, count, replace=False)).astype(np.int32)
    scores = dice.integers(1, 40, count).astype(np.float32)  # many are equal
    quality, minutes = dice.integers(0, 3, 5000).astype(np.uint8), dice.integers(0, 4, 5000).astype(np.int32)
    flags = dice.integers(0, 2, 5000).astype(np.uint8)
    worth, fading = np.linspace(1, 1.5, 256, dtype=np.float32), np.array([1.5, 1.25, 1.0], np.float32)
    labels, starts = dice.integers(0, 3, 5000).astype(np.int32), np.arange(5001, dtype=np.int64)
    passed = dice.random(count) < 0.7
    value = scores * worth[quality[found]] * fading[np.minimum(4 - minutes[found], 2)]
    value = np.where(flags[found] & 1, value, value * np.float32(0.5))
    value = np.where(labels[found] == liked, value * np.float32(1.25), value)
    best, best_scores = np.empty(most, np.int64), np.empty(most, np.float32)
    size = choose(
        found, scores, passed, quality, minutes, flags, 4, worth, fading, 1.0, 1, 0.5, starts, labels, liked, 1.25,
        best, best_scores,
    )  # fmt: skip
    everything = np.flatnonzero(passed)
    expected = everything[np.lexsort((-found[everything], -value[everything]))][:most]
    assert size == most
    assert sorted(best.tolist()) == sorted(expected.tolist())
    np.testing.assert_allclose(best_scores, value[best], rtol=1e-5)


@pytest.fixture
def many(tmp_path: Path) -> Held:
    """Three hundred lipsticks: two of three of one brand, and some that cost the same."""
    shelf = [
        goods(key, f"第{key}号口红", brand=8 if key % 3 == 0 else 7, category=203, price=1000 * (1 + key % 70))
        for key in range(1, 301)
    ]
    write_index(tmp_path / "1.idx", shelf)
    return Held(Version(id=1, parts=1, horizon=0.0), engine.Engine.open(tmp_path / "1.idx"))


def test_of_very_many_hits_some_are_counted_and_told_in_round_numbers(
    many: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    exact = ask(many, "口红")
    assert (exact.total, exact.counts.brands) == (300, [(7, 200), (8, 100)])
    monkeypatch.setattr(rules, "SEARCH_COUNTED", 70)
    roughly = ask(many, "口红")
    assert (roughly.total, roughly.keys) == (300, exact.keys), "what is shown and how many there are is exact"
    counted = dict(roughly.counts.brands)
    assert counted[7] in range(180, 221)
    assert counted[8] in range(80, 121)
    assert all(count % 10 == 0 for count in counted.values())
    assert roughly.counts.in_stock == 300
    narrowed = ask(many, "口红", narrow=Narrow(brand=8))
    assert dict(narrowed.counts.brands)[7] in range(180, 221), "a facet counts what its own narrowing leaves out"
    monkeypatch.setattr(rules, "SEARCH_COUNTED", 150)
    assert ask(many, "口红").counts.brands == exact.counts.brands, "few are counted one by one"


@pytest.mark.parametrize("sort", ["cheap", "dear", "new"])
def test_the_first_of_many_are_sorted_as_all_would_be(many: Held, sort: str) -> None:
    shown = ask(many, "口红", sort=sort).keys
    index = many.engine.indexes["products"]
    column = {"cheap": index.price, "dear": -index.price, "new": -index.minutes}[sort]
    assert len(shown) == 30, "ten and what may be withdrawn meanwhile"
    assert shown == index.keys[np.lexsort((-index.keys, column))][:30].tolist()


def test_what_came_later_stands_among_the_rest_by_its_worth(tmp_path: Path) -> None:
    write_index(tmp_path / "1.idx", SHELF)
    held = Held(Version(id=1, parts=1, horizon=0.0), engine.Engine.open(tmp_path / "1.idx"))
    later = [goods(7, "花漾倾慕口红 #999", category=203, quality=0.5), goods(5, "花漾倾慕口红 #420", quality=0.3)]
    held.take("products", [7], later[:1])
    held.take("products", [5], later[1:])
    write_index(tmp_path / "2.idx", sorted([one for one in SHELF if one.key != 5] + later, key=lambda one: one.key))
    whole = Held(Version(id=2, parts=1, horizon=0.0), engine.Engine.open(tmp_path / "2.idx"))
    assert len(held.parts["products"]) == 2
    for query in ("花漾倾慕", "口红", "兰蔻口红"):
        for sort in ("best", "new", "dear"):
            one, other = ask(held, query, sort=sort), ask(whole, query, sort=sort)
            assert (one.keys, one.total, one.counts) == (other.keys, other.total, other.counts)
    assert ask(held, "花漾倾慕").keys == [7, 5, 6]
