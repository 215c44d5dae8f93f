"""What nobody but the simulation knows: what members like, how good notes are, who talks to whom, who can pay.

None of this is ever written to the database; the engine sees what members do, and what notes say of themselves, which
is right most of the time.
"""

from enum import StrEnum
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]
Whole = NDArray[np.int64]

INTERESTS = 12
PRODUCTS_EACH = 8
TOPICS_EACH = 3
WRONG_TOPIC = 0.15
"""So often a note calls itself something that it is not."""
MEMBER_INTERESTS = (0.62, 0.26, 0.12)
"""How much a member's first, second and third interest weigh."""
NEW_CREATOR_SHARE = 0.25
FRIENDS = 6
CITY_COUNT = 3
LEANING = 3.0
"""So much likelier than elsewhere people of a city take up what is in fashion there, one interest in three."""
NEVER = -1


class Homes(StrEnum):
    """Where members live: nowhere, in a city that says nothing of their tastes, or in one where tastes lean."""

    NONE = "none"
    TOLD = "told"
    LEANING = "leaning"


class Sizes(msgspec.Struct, frozen=True, kw_only=True):
    """How large the town is, and how long it is watched."""

    members: int = 150
    newcomers: int = 50
    creators: int = 40
    notes: int = 4_000
    notes_a_day: int = 120
    days: int = 30
    history: int = 24
    homes: Homes = Homes.NONE


class Truth(msgspec.Struct, frozen=True, kw_only=True):
    """The town as it is. Members come first those who live there already, then newcomers by day."""

    tastes: Real
    appetite: Real
    budget: Real
    joins: Whole
    city: Whole
    tells_interests: NDArray[np.bool_]
    friends: list[Whole]
    note_interest: Whole
    note_second: Whole
    note_quality: Real
    note_creator: Whole
    note_product: Whole
    note_day: Whole
    note_topics: Whole
    creator_is_new: NDArray[np.bool_]
    product_price: Whole

    @property
    def member_count(self) -> int:
        """All members, newcomers included."""
        return len(self.joins)


def invent(sizes: Sizes, seed: int) -> Truth:
    """A town out of a seed."""
    rng = np.random.default_rng([seed, 1])
    members = sizes.members + sizes.newcomers
    city = _cities(sizes, seed)
    tastes = np.zeros((members, INTERESTS))
    # Some interests are liked by many, most by few: what is popular is not what most members like most.
    pull = 1 / np.arange(2, INTERESTS + 2) ** 0.7
    for member in range(members):
        here = pull * _fashion(int(city[member])) if sizes.homes is Homes.LEANING else pull
        chosen = rng.choice(INTERESTS, len(MEMBER_INTERESTS), replace=False, p=here / here.sum())
        tastes[member, chosen] = MEMBER_INTERESTS
    joins = np.full(members, NEVER)
    joins[sizes.members :] = np.sort(rng.integers(0, max(sizes.days - 7, 1), sizes.newcomers))
    notes = _notes(sizes, rng, pull)
    return Truth(
        tastes=tastes,
        appetite=rng.beta(2.5, 2.5, members),
        budget=rng.lognormal(11.3, 0.5, members),
        joins=joins,
        city=city,
        tells_interests=rng.random(members) < 0.6,
        friends=_friends(tastes, rng),
        product_price=rng.integers(49, 320, INTERESTS * PRODUCTS_EACH) * 100,
        **notes,
    )


def _cities(sizes: Sizes, seed: int) -> Whole:
    """In which city each member lives; drawn apart, so that a town is the same whether its members live anywhere."""
    members = sizes.members + sizes.newcomers
    if sizes.homes is Homes.NONE:
        return np.full(members, NEVER)
    return np.random.default_rng([seed, 8]).permutation(members) % CITY_COUNT


def _fashion(city: int) -> Real:
    """How much each interest is taken up in a city beside elsewhere; a third of them, popular ones and others."""
    return np.where(np.arange(INTERESTS) % CITY_COUNT == city, LEANING, 1.0)


def _notes(sizes: Sizes, rng: np.random.Generator, pull: Real) -> dict[str, Any]:
    """Notes with what they are about and how good they are; a creator writes about two things."""
    total = sizes.notes + sizes.notes_a_day * sizes.days
    is_new = np.zeros(sizes.creators, bool)
    is_new[: round(sizes.creators * NEW_CREATOR_SHARE)] = True
    days = np.concatenate(
        [-rng.integers(1, 21, sizes.notes), np.repeat(np.arange(sizes.days), sizes.notes_a_day)]
    ).astype(np.int64)
    subjects = rng.choice(INTERESTS, (sizes.creators, 2), p=pull / pull.sum())
    old, new = np.flatnonzero(~is_new), np.flatnonzero(is_new)
    creators = np.where((days >= 0) & (rng.random(total) < 0.4), rng.choice(new, total), rng.choice(old, total))
    interest = subjects[creators, rng.integers(0, 2, total)]
    said = np.where(rng.random(total) < WRONG_TOPIC, rng.integers(0, INTERESTS, total), interest)
    product = interest * PRODUCTS_EACH + rng.integers(0, PRODUCTS_EACH, total)
    return {
        "note_interest": interest,
        "note_second": rng.integers(0, INTERESTS, total),
        "note_quality": rng.beta(2.0, 3.0, total),
        "note_creator": creators,
        "note_product": np.where(rng.random(total) < 0.6, product, NEVER),
        "note_day": days,
        "note_topics": said * TOPICS_EACH + rng.integers(0, TOPICS_EACH, total),
        "creator_is_new": is_new,
    }


def _friends(tastes: Real, rng: np.random.Generator) -> list[Whole]:
    """Friends like the same thing half of the time."""
    members = len(tastes)
    first = tastes.argmax(axis=1)
    found = []
    for member in range(members):
        alike = np.flatnonzero(first == first[member])
        some = np.concatenate([rng.choice(alike, FRIENDS // 2), rng.integers(0, members, FRIENDS - FRIENDS // 2)])
        found.append(np.unique(some[some != member]))
    return found


def liking(truth: Truth, member: int, notes: Whole) -> Real:
    """How much a member likes these notes, from 0 to 1: what they are about, and how good they are."""
    mine = truth.tastes[member] / truth.tastes[member].max()
    about = 0.85 * mine[truth.note_interest[notes]] + 0.15 * mine[truth.note_second[notes]]
    return np.asarray(about * (0.4 + 0.6 * truth.note_quality[notes]), np.float64)


def spread(truth: Truth, notes: Whole) -> float:
    """Intra-list diversity: one less the mean likeness of two notes of a page in what they are really about."""
    if len(notes) < 2:
        return 0.0
    vectors = np.zeros((len(notes), INTERESTS))
    places = np.arange(len(notes))
    vectors[places, truth.note_interest[notes]] += 0.85
    vectors[places, truth.note_second[notes]] += 0.15
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    alike = vectors @ vectors.T
    return float(1 - (alike.sum() - len(notes)) / (len(notes) * (len(notes) - 1)))
