"""A town out of a seed: the same again, with members who tire, listen to friends, and pay what they can."""

import ast
from pathlib import Path

import msgspec
import numpy as np

from zhongcao.simulation.days import Lived, PageRecord
from zhongcao.simulation.living import Town
from zhongcao.simulation.telling import GOALS, Pair, figures
from zhongcao.simulation.truth import CITY_COUNT, INTERESTS, NEVER, Homes, Sizes, invent, liking, spread

SIZES = Sizes(members=60, newcomers=20, notes=400, notes_a_day=10, days=8)
ROOT = Path(__file__).parents[2] / "src/zhongcao"


def test_the_same_seed_makes_the_same_town_and_another_one_another() -> None:
    one, again, other = invent(SIZES, 1), invent(SIZES, 1), invent(SIZES, 2)
    assert np.array_equal(one.tastes, again.tastes)
    assert np.array_equal(one.note_topics, again.note_topics)
    assert not np.array_equal(one.tastes, other.tastes)


def test_no_domain_can_see_what_members_really_like() -> None:
    """The ladder's contract says the same; this one names the file that would break it."""
    allowed = {"app", "simulation"}
    for path in sorted(ROOT.rglob("*.py")):
        if path.relative_to(ROOT).parts[0] in allowed:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [one.name for one in node.names] if isinstance(node, ast.Import) else []
            assert not any(name.startswith("zhongcao.simulation") for name in names), path


def test_what_is_told_to_the_shop_holds_no_hidden_figure() -> None:
    """Whoever writes the town into the database may say what members tick and what notes call themselves, no more."""
    hidden = {"appetite", "budget", "note_quality", "note_second", "fatigue", "mood", "left", "friends"}
    for name in ("settling.py", "days.py", "acts.py"):
        tree = ast.parse((ROOT / "simulation" / name).read_text("utf-8"))
        read = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert read.isdisjoint(hidden), name


def test_members_like_what_they_care_about_and_good_notes_more() -> None:
    truth = invent(SIZES, 1)
    notes = np.arange(len(truth.note_day))
    own = [liking(truth, member, notes) for member in range(truth.member_count)]
    first = truth.tastes.argmax(axis=1)
    for member in range(truth.member_count):
        inside = truth.note_interest == first[member]
        assert own[member][inside].mean() > 2 * own[member][~inside].mean()
        assert np.corrcoef(own[member][inside], truth.note_quality[inside])[0, 1] > 0.9


def test_a_city_says_something_of_tastes_only_where_they_lean() -> None:
    sizes = msgspec.structs.replace(SIZES, members=600)
    nowhere, told, leaning = (invent(msgspec.structs.replace(sizes, homes=homes), 1) for homes in Homes)
    assert set(nowhere.city.tolist()) == {NEVER}
    assert np.array_equal(told.tastes, nowhere.tastes), "the control is the same town"
    assert np.array_equal(told.note_interest, nowhere.note_interest)
    assert np.array_equal(told.city, leaning.city)
    for city in range(CITY_COUNT):
        here, in_fashion = told.city == city, np.arange(INTERESTS) % CITY_COUNT == city
        assert here.sum() >= len(here) // CITY_COUNT
        shares = [one.tastes[:, in_fashion].sum(axis=1) for one in (told, leaning)]
        lead, leaning_lead = (share[here].mean() - share[~here].mean() for share in shares)
        assert abs(lead) < 0.1 < 0.2 < leaning_lead


def test_members_tire_of_the_same_and_rest_at_night() -> None:
    truth = invent(SIZES, 1)
    notes = np.flatnonzero(truth.note_interest == truth.tastes[0].argmax())[:20]
    fresh, tired = Town(truth), Town(truth)
    tired.fatigue[0] += 10

    def worth(town: Town) -> float:
        return town.look_at(0, notes, np.random.default_rng(1)).worth

    assert worth(tired) < 0.7 * worth(fresh)
    before = tired.fatigue[0].sum()
    tired.sleep()
    assert tired.fatigue[0].sum() < before


def test_what_stands_further_down_is_looked_at_less() -> None:
    truth, places = invent(SIZES, 1), np.zeros(20)
    notes = np.arange(20)
    for draw in range(400):
        town = Town(truth)
        for deed in town.look_at(draw % 60, notes, np.random.default_rng(draw)).deeds:
            places[deed.place] += 1
    assert places[:5].sum() > places[-5:].sum()


def test_nobody_pays_more_than_they_have_or_buys_the_same_twice() -> None:
    truth = invent(SIZES, 1)
    town = Town(truth)
    bought: list[tuple[int, int]] = []
    for round_ in range(60):
        for member in range(10):
            notes = np.random.default_rng([round_, member]).choice(len(truth.note_day), 20, replace=False)
            seen = town.look_at(member, notes, np.random.default_rng([7, round_, member]))
            bought += [(member, deed.buys) for deed in seen.deeds if deed.buys != NEVER]
    assert bought
    assert len(set(bought)) == len(bought)
    assert (town.left >= 0).all()
    spent = sum(int(truth.product_price[product]) for member, product in bought if member == 0)
    assert town.left[0] == truth.budget[0] - spent


def test_a_page_about_one_thing_is_less_diverse() -> None:
    truth = invent(SIZES, 1)
    same = np.flatnonzero(truth.note_interest == truth.note_interest[0])[:10]
    one_each = np.array([np.flatnonzero(truth.note_interest == one)[0] for one in range(8)])
    assert spread(truth, same) < 0.4 < 0.8 < spread(truth, one_each)


def test_two_arms_that_lived_the_same_differ_in_nothing() -> None:
    truth = invent(SIZES, 1)
    pages = [
        PageRecord(member=member, turn=turn, day=0, looked=9, worth=0.1 * turn, pure=0.2, spread=0.5, new_creators=0.1)
        for member in range(truth.member_count)
        for turn in range(3)
    ]
    lived = Lived(pages=pages, orders=dict.fromkeys(range(60), 2), fen=dict.fromkeys(range(60), 100))
    told = figures([Pair(truth=truth, engine=lived, other=lived)], seed=1)
    assert told["orders_lift"] == told["orders_lift_low"] == told["orders_lift_high"] == 1
    assert told["satisfaction_gain"] == told["newcomers_page_3_gain"] == 0
    assert set(told) >= set(GOALS)
    assert told["engine.orders_per_member"] == 120 / truth.member_count
