"""The compiled loops of recall do what the rules say: beside the same rule in plain words, on invented input."""

import random
from collections import defaultdict
from typing import Any

import numpy as np
import pytest

from tests.factories.discovery import wanted
from zhongcao.discovery.feeds import pool as pools
from zhongcao.discovery.feeds import spreading
from zhongcao.discovery.feeds.found import code_of
from zhongcao.discovery.feeds.pool import Recalled, Standing, Wanted, build
from zhongcao.discovery.kin.table import NOTE, Kin

SEEDS = range(6)


@pytest.fixture(params=("compiled", "plain"), autouse=True)
def loops(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each rule holds for the compiled loops and for those that stand in until they are compiled."""
    spreading.warm()
    if request.param == "plain":
        monkeypatch.setattr(pools.kernels, "ready", lambda kernel: kernel.py_func)


def invented(dice: random.Random, note: int) -> Standing:
    author = dice.randrange(1, 90)
    traits = (f"a:{author}", *{f"{kind}:{dice.randrange(9)}" for kind in dice.sample("bcpts", dice.randrange(5))})
    return Standing(note, author, dice.random(), dice.random(), traits, dice.randrange(30), dice.randrange(9), 0)


def sources_of(notes: list[Standing], gone: list[int], asked: Wanted, waiting: dict[int, Any]) -> dict[int, int]:
    """Which notes come by which sources, as the words of recall say it."""
    bits: dict[int, int] = {}
    warmest = sorted(notes, key=lambda one: (-one.heat, one.note_id))
    newest = sorted(notes, key=lambda one: (-one.published, one.note_id))
    seen, limits = {*asked.seen, *gone}, asked.limits

    def walk(listed: list[Standing], bit: int, limit: int) -> None:
        may_come = (one for one in listed if one.note_id not in seen and one.author_id != asked.viewer)
        for one, _ in zip(may_come, range(limit), strict=False):
            bits[one.note_id] = bits.get(one.note_id, 0) | bit

    known = {trait for one in notes for trait in one.traits}

    def having(listed: list[Standing], trait: str) -> list[Standing]:
        return [one for one in listed if trait in one.traits]

    channel = [trait for trait in asked.channel if trait in known]
    for listed, bit, of in ((warmest, pools.POPULAR, "popular"), (newest, pools.FRESH, "fresh")):
        for trait in channel:
            walk(having(listed, trait), bit, -(-limits[of] // len(channel)))
        if not asked.channel:
            walk(listed, bit, limits[of])
    alike = [trait for trait in asked.tastes if trait in known]
    for trait in alike:
        walk(having(warmest, trait), pools.ALIKE, -(-limits["alike"] // len(alike)))
    authors = [trait for one in asked.followees if (trait := f"a:{one}") in known]
    if len(authors) > limits["followed"]:
        latest = [having(newest, author)[0] for author in authors]
        best = sorted(latest, key=lambda one: -one.published)[: limits["followed"]]
        authors = [f"a:{one.author_id}" for one in best]
    for author in authors:
        walk(having(newest, author), pools.FOLLOWED, max(limits["followed"] // len(authors), 2))
    by_id = {one.note_id: one for one in notes}
    for ids, bit in (
        (asked.kin, pools.KIN),
        (asked.picked, pools.PICKED),
        (list(waiting), pools.WAITING),
        (asked.befriended, pools.BEFRIENDED),
        (asked.near, pools.NEAR),
        (asked.audience, pools.AUDIENCE),
        (asked.place, pools.PLACE),
    ):
        walk([by_id[note] for note in ids if note in by_id], bit, len(ids))
    return bits


@pytest.mark.parametrize("seed", SEEDS)
def test_a_pool_brings_what_its_sources_say_and_what_is_known_of_it(seed: int) -> None:
    print("seed", seed)
    dice = random.Random(seed)
    notes = [invented(dice, note) for note in sorted(dice.sample(range(1, 2_000), 400))]
    pool = Recalled(build(notes), 0.0)
    gone = dice.sample([one.note_id for one in notes], 40)
    pool.change(gone, [])
    pool.waiting = {note: (dice.randrange(20), 1) for note in dice.sample(range(1, 2_000), 40)}
    for is_channel, follows in ((False, 5), (True, 40), (False, 80)):
        asked = wanted(
            viewer=dice.randrange(1, 90),
            seen=np.array(dice.sample(range(1, 2_000), 300), np.int64),
            channel=[f"c:{one}" for one in dice.sample(range(12), 4)] if is_channel else [],
            tastes=[f"{dice.choice('bcpts')}:{dice.randrange(12)}" for _ in range(9)],
            followees=dice.sample(range(1, 90), follows),
            limits={"popular": 60, "fresh": 20, "alike": 50, "followed": 30},
            **{name: dice.sample(range(1, 2_000), 60) for name in ("kin", "picked", "befriended", "near", "audience")},
        )
        found = pool.take(asked)
        bits = sources_of(notes, gone, asked, pool.waiting)
        assert dict(zip(found.ids.tolist(), found.sources.tolist(), strict=True)) == bits
        by_id = {one.note_id: one for one in notes}
        for row, note in enumerate(found.ids.tolist()):
            one = by_id[note]
            figures = pool.waiting[note] if bits[note] & pools.WAITING else (one.shown, one.opened)
            assert (found.shown[row], found.opened[row]) == figures
            assert (found.authors[row], found.heat[row], found.published[row]) == (
                one.author_id,
                one.heat,
                one.published,
            )
            assert found.codes[found.starts[row] : found.starts[row + 1]].tolist() == [code_of(t) for t in one.traits]


@pytest.mark.parametrize("seed", SEEDS)
def test_kin_adds_up_what_each_thing_says_and_answers_none_of_them(seed: int) -> None:
    print("seed", seed)
    dice = np.random.default_rng(seed)
    names = np.sort(dice.choice(5_000, 300, replace=False)).astype(np.uint64)
    neighbours = dice.integers(-1, 300, (300, 8)).astype(np.int32)
    weights, best = dice.integers(1, 5, (300, 8)).astype(np.uint8), dice.random(300).astype(np.float32)
    kin = Kin(names, neighbours, weights, best)
    rows = dice.choice(300, 20, replace=False).tolist()
    recent = [(int(names[row]) >> 1, int(names[row]) & 1, 0.5) for row in rows]
    sums: dict[int, float] = defaultdict(float)
    for row in rows:
        for place, weight in zip(neighbours[row].tolist(), weights[row].tolist(), strict=True):
            if place >= 0 and place not in rows:
                sums[place] += float(np.float32(weight) / np.float32(255) * (np.float32(0.5) * best[row]))
    expected = kin.expected([*recent, (9_999, NOTE, 1.0)], most=25)
    for kind, told in enumerate((expected.notes, expected.products)):
        ranked = sorted((place for place in sums if int(names[place]) & 1 == kind), key=lambda one: (-sums[one], one))
        ids = [int(names[place]) >> 1 for place in ranked[:25]]
        assert list(told) == ids
        assert list(told.values()) == [sums[place] / sums[ranked[0]] for place in ranked[:25]]
