"""The compiled loops of a feed do what the rules say: each beside the same rule in plain words, on invented input."""

import math
import random
from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from tests.discovery.test_home import NOW, candidate
from zhongcao.discovery import rules
from zhongcao.discovery.feeds import exploring, mixing, offering, spreading
from zhongcao.discovery.feeds import found as finding
from zhongcao.discovery.feeds.features import NOTE_SCALES, as_bytes
from zhongcao.discovery.feeds.found import KINDS, Found, codes_of, gathered, matched, named
from zhongcao.discovery.feeds.pool import FRESH, POPULAR
from zhongcao.discovery.service import _explaining as explaining
from zhongcao.discovery.service import _home as home
from zhongcao.discovery.service._ask import Ask
from zhongcao.discovery.service._explaining import explain

SEEDS = range(6)


@pytest.fixture(params=("compiled", "plain"), autouse=True)
def loops(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each rule holds for the compiled loops and for those that stand in until they are compiled."""
    spreading.warm()
    if request.param == "plain":
        for module in (finding, spreading, exploring, offering, home, explaining):
            monkeypatch.setattr(module, "ready", lambda kernel: kernel.py_func)


def invented(seed: int, count: int = 90) -> tuple[Found, Ask, random.Random]:
    """A feed of invented candidates with everything measured, and who asks."""
    print("seed", seed)
    dice = random.Random(seed)
    traits = [f"{kind}:{nth}" for kind in KINDS for nth in range(1, 9)]
    rows = [
        candidate(
            note,
            heat=dice.choice((0, dice.random() * 90)),
            hours=dice.randrange(200),
            author=dice.randrange(1, 20),
            fans=dice.randrange(3000),
            traits=dice.sample(traits, dice.randrange(5)),
            style=tuple(dice.randrange(-100, 101) for _ in rules.AXES),
            sources=dice.randrange(1 << 11),
            shown=dice.randrange(40),
            opened=dice.randrange(9),
        )
        for note in dice.sample(range(1, 10_000), count)
    ]
    ids = [one.note_id for one in rows]
    ask = Ask(
        viewer=7,
        now=NOW,
        seed=dice.randrange(1, 1 << 62),
        tastes={trait: dice.random() * 3 for trait in dice.sample(traits, 9)},
        interests=frozenset(dice.sample(traits, 5)),
        style=[dice.uniform(-1, 1) for _ in rules.AXES],
        distaste={trait: dice.random() for trait in dice.sample(traits, 3)},
        kin={note: dice.random() for note in dice.sample(ids, 20)},
        near={note: dice.random() for note in dice.sample(ids, 20)},
        audience=dice.sample(ids, 15),
        city=dice.sample(ids, 8),
        tier=dice.sample(ids, 8),
        picked=dice.sample(ids, 5),
        befriended=dice.sample(ids, 9),
        followees=frozenset(dice.sample(range(1, 20), 4)),
    )
    found = gathered(rows)
    for stage in home.HOME.stages[:10]:
        found = stage.run(ask, found)
    return found, ask, dice


def codes_by_row(found: Found) -> list[list[int]]:
    return [found.codes[start:end].tolist() for start, end in pairwise(found.starts.tolist())]


@pytest.mark.parametrize("seed", SEEDS)
def test_measures_are_what_they_say(seed: int) -> None:
    found, ask, _ = invented(seed)
    most = max(ask.tastes.values())
    shares = dict(zip(codes_of(ask.tastes).tolist(), ((one / most) ** 0.5 for one in ask.tastes.values()), strict=True))
    for row, codes in enumerate(codes_by_row(found)):
        best, total = 0.0, 0.0
        for share in (shares[code] for code in codes if code in shares):
            total += share if share > best else share / 2
            best = max(best, share)
        assert found.taste[row] == min(total, 2.0)
        assert found.by_kind[row].max() == np.float32(best)
        assert found.strongest[row] == (list(shares.values()).index(best) if best else -1)
        assert found.kin[row] == ask.kin.get(int(found.ids[row]), 0.0)
        assert found.followed[row] == (found.authors[row] in ask.followees)
    assert np.allclose(found.style, np.clip(found.styles @ (np.array(ask.style) / 200), -1, 1))
    assert matched({}, found.ids).tolist() == [0.0] * len(found)
    assert named(found.ids, ask.audience).tolist() == [note in ask.audience for note in found.ids.tolist()]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_formula_adds_up_what_speaks_for_each(seed: int) -> None:
    found, ask, _ = invented(seed)
    weight, heat = rules.CIRCLE_WEIGHT, found.heat_now
    score = 1.2 * found.taste + 0.5 * found.followed
    score += 0.45 * heat * min(rules.HEAT_TOP / heat.max(), 1.0)
    score += rules.STYLE_WEIGHT * found.style + 0.4 * np.exp2(-np.clip(found.age, 0.0, 60.0))
    score += weight["befriended"] * found.befriended + weight["near"] * found.near
    score += weight["audience"] * found.audience + np.maximum(weight["city"] * found.city, weight["tier"] * found.tier)
    score += rules.KIN_WEIGHT * found.kin - rules.DISTASTE_WEIGHT * found.distaste
    plain = home.rank_by_formula(
        Ask(**{name: getattr(ask, name) for name in ask.__struct_fields__} | {"seed": 0}), found
    )
    assert np.allclose(plain.score, score)
    ranked = home.rank_by_formula(ask, found)
    assert np.all((ranked.score - score >= 0) & (ranked.score - score <= 0.15))
    assert ranked.order.tolist() == sorted(range(len(found)), key=lambda row: -ranked.score[row])


@pytest.mark.parametrize("seed", SEEDS)
def test_a_record_holds_every_figure_as_a_ranker_takes_it(seed: int) -> None:
    found, ask, dice = invented(seed)
    found = home.rank_by_formula(ask, found)
    found = found.but(order=found.order[: dice.randrange(1, 60)])
    rows, told = found.order, codes_by_row(found)
    interests, product = set(codes_of(ask.interests).tolist()), KINDS.index("p")
    columns = (
        found.formula[rows],
        found.heat_now[rows],
        np.log1p(np.maximum(found.age[rows], 0.0)),
        found.taste[rows],
        *found.by_kind[rows, : home.TOLD_KINDS].T,
        found.distaste[rows],
        found.kin[rows],
        found.followed[rows],
        found.picked[rows],
        [not interests.isdisjoint(told[row]) for row in rows],
        np.log1p(found.shown[rows]),
        (found.opened[rows] + 1) / (found.shown[rows] + 20),
        np.log1p(found.fans[rows]),
        [len(told[row]) for row in rows],
        [sum(code & 7 == product for code in told[row]) for row in rows],
        [int(one).bit_count() for one in found.sources[rows]],
        found.sources[rows] & POPULAR > 0,
        found.sources[rows] & FRESH > 0,
        np.full(len(rows), math.log1p(len(ask.tastes))),
        np.full(len(rows), len(ask.kin)),
    )
    made = home.record(ask, found)
    assert made.features[rows].tolist() == as_bytes(np.array(columns, np.float64).T, NOTE_SCALES).tolist()
    assert not made.features[np.setdiff1d(np.arange(len(found.ids)), rows)].any()


@pytest.mark.parametrize("seed", SEEDS)
def test_each_note_says_what_spoke_most_for_it(seed: int) -> None:
    found, ask, _ = invented(seed)
    tastes = list(ask.tastes)
    for row, reason in enumerate(explain(ask, found).reasons):
        is_found = not found.sources[row] & (POPULAR | FRESH)
        taste, near = found.taste[row], found.near[row]
        speaking = rules.KIN_WEIGHT * found.kin[row] + rules.CIRCLE_WEIGHT["near"] * near
        likes: Any = found.styles[row] * np.array(ask.style)
        code, name = tastes[found.strongest[row]].split(":")
        of_taste = rules.TRAIT_REASON[code] + (f":{name}" if code in "ts" else "")
        if code == "c" and tastes[found.strongest[row]] in ask.interests:
            of_taste = "interest"
        end = "+" if found.styles[row, likes.argmax()] > 0 else "-"
        told = [
            (found.picked[row], "picked"),
            (found.followed[row], "follow"),
            (speaking > max(1.2 * taste, 0.25), "kin"),
            (taste > 0.25, of_taste),
            (found.befriended[row], "friends"),
            (found.audience[row], "audience"),
            (rules.STYLE_WEIGHT * found.style[row] >= rules.STYLE_TOLD, f"style:{rules.AXES[likes.argmax()]}{end}"),
            (near > 0 and is_found, "kin"),
            (found.city[row] and is_found, "city"),
            (found.tier[row] and is_found, "tier"),
            (found.age[row] < 1 and found.heat_now[row] < 0.75, "fresh"),
            (True, "popular"),
        ]
        assert reason == next(one for is_so, one in told if is_so)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_topic_is_named_beside_is_counted_once_for_each_note(seed: int) -> None:
    found, _, _ = invented(seed, 300)
    topic, category = KINDS.index("t"), KINDS.index("c")
    beside: dict[int, Counter[int]] = {}
    told = codes_by_row(found)
    for codes in told:
        first = next((code for code in codes if code & 7 == category), None)
        for code in codes:
            if first is not None and code & 7 == topic:
                beside.setdefault(code, Counter())[first] += 1
    guessed = spreading.guessed(found.starts, found.codes).tolist()
    for codes, about in zip(told, guessed, strict=True):
        counts = next((beside[code] for code in codes if code & 7 == topic and code in beside), Counter[int]())
        is_named = any(code & 7 == category for code in codes)
        best = min(counts, key=lambda code: (-counts[code], code), default=0)
        assert about == (0 if is_named else best)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_trait_comes_more_often_than_it_may_while_others_are_there(seed: int) -> None:
    found, _, dice = invented(seed, 120)
    about = spreading.guessed(found.starts, found.codes)
    order: Any = np.array(dice.sample(range(120), 110))
    fixed: Any = np.array([dice.random() < 0.1 for _ in order])
    caps = {"a": (1, 5), "b": (2, 9), "c": (2, 8), "t": (3, 12)}
    told = [[*codes, *([one] if one else [])] for codes, one in zip(codes_by_row(found), about.tolist(), strict=True)]
    length, look = 70, 40
    waiting = order[~fixed].tolist()
    made: dict[int, int] = {place: int(row) for place, row in enumerate(order) if fixed[place]}

    def is_crowded(code: int, place: int) -> bool:
        most, gap = caps.get(KINDS[code & 7], (0, 0))
        around = range(place - gap + 1, place + gap)
        rows = [made[near] for near in around if near in made and (near < place or fixed[near])]
        return 0 < most <= sum(told[row].count(code) for row in rows)

    for place in range(length):
        if not fixed[place]:
            fitting = (row for row in waiting[:look] if not any(is_crowded(code, place) for code in told[row]))
            made[place] = next(fitting, waiting[0])
            waiting.remove(made[place])
    for place in range(length, len(order)):
        if not fixed[place]:
            made[place] = waiting.pop(0)
    spaced = spreading.spread_out(
        order, found.starts, found.codes, about=about, fixed=fixed, caps=caps, length=length, look=look
    )
    assert spaced.tolist() == [made[place] for place in range(len(order))]


@pytest.mark.parametrize("seed", SEEDS)
def test_those_wait_most_whom_fewest_saw_and_the_younger_before_the_older(seed: int) -> None:
    found, _, dice = invented(seed)
    found = found.but(
        order=np.array(dice.sample(range(90), 80)), distaste=np.array([dice.choice((0.0, 0.0, 1.0)) for _ in range(90)])
    )
    oldest = NOW.timestamp() - 3 * 86_400
    young = [
        row
        for row in found.order[rules.CHANCE_BELOW :].tolist()
        if found.published[row] >= oldest and not found.picked[row] and not found.distaste[row]
    ]
    young.sort(key=lambda row: (min(found.shown[row], rules.FIRST_READERS), -found.published[row]))
    assert exploring.waiting(found, oldest=oldest).tolist() == young[: exploring.POOL]
    drawn = np.array(dice.sample(found.order.tolist(), 8))
    rest = [row for row in found.order.tolist() if row not in drawn]
    for place, row in enumerate(drawn.tolist()):
        rest.insert(rules.CHANCE_EVERY * (place + 1) - 1, row)
    assert exploring.dealt(found.order, drawn).tolist() == rest
    with pytest.raises(ValueError, match="more were drawn"):
        exploring.dealt(found.order[:79], drawn)


@pytest.mark.parametrize("seed", SEEDS)
def test_goods_stand_behind_a_note_about_the_same_goods_else_their_brand_else_their_kind(seed: int) -> None:
    found, _, dice = invented(seed)
    traits = codes_of([f"p:{dice.randrange(9)}", f"b:{dice.randrange(9)}", f"c:{dice.randrange(9)}"])
    window, told = range(6, 16), codes_by_row(found)
    ranks = [
        min((nth for nth, code in enumerate(traits.tolist()) if code in told[row]), default=3)
        for row in found.order[5:15]
    ]
    assert offering.fitting(found, window, traits) == 6 + ranks.index(min(ranks))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_room_that_a_note_adds_is_what_is_left_of_it_beside_the_last_ten(seed: int) -> None:
    print("seed", seed)
    dice = np.random.default_rng(seed)
    points, before = dice.standard_normal((mixing.SIZE, 40)), dice.standard_normal((mixing.SIZE, 4))
    points, before = points / np.linalg.norm(points, axis=0), before / np.linalg.norm(before, axis=0)
    scores = np.sort(dice.random(40))[::-1].copy()
    left = points.copy()
    taken_out: list[Any] = []
    order: list[int] = []
    for turn in range(34):
        if turn >= mixing.WINDOW:
            left += taken_out[turn - mixing.WINDOW]
        if turn < 4:
            shown = before[:, turn]
        else:
            gains = scores / (scores[0] - scores[29]) + 0.25 * np.log(1e-3 + (left**2).sum(axis=0))
            gains[order] = -np.inf
            order.append(int(gains.argmax()))
            shown = left[:, order[-1]].copy()
        taken_out.append(np.outer(shown, shown @ left / (1e-6 + shown @ shown)))
        left -= taken_out[-1]
    near = (points.astype(np.float32), before.astype(np.float32))
    made = spreading.diversified(np.arange(40), scores, *near, length=30, room=0.5)
    assert made.tolist() == [*order, *(row for row in range(40) if row not in order)]
