"""Where Discover is tried out: which ranking makes a member's feed, or which two make it together."""

from collections.abc import Awaitable, Callable, Sequence

import msgspec
import numpy as np

from zhongcao.discovery import rules
from zhongcao.discovery.feeds.found import Found, joined
from zhongcao.discovery.feeds.offering import Offered
from zhongcao.discovery.feeds.stages import Feed, Stage
from zhongcao.discovery.service._ask import Ask
from zhongcao.discovery.service._explaining import explain
from zhongcao.discovery.service._home import (
    drop_future,
    drop_unwanted,
    measure_heat,
    record,
    sorted_by,
)
from zhongcao.discovery.service._recall import rank_home, recall
from zhongcao.experiment import service as experiment
from zhongcao.experiment.rules import ExperimentKind, ExperimentLayer, Ranking, team_draft
from zhongcao.kit.db import Tx

Rank = Callable[[Tx, Ask], Awaitable[Found]]
BETWEEN = "goods_between"
DRAFTED_MAX = 60
"""So many places of a feed are picked in turn; the second ranking's word on the rest is not asked."""


async def rank_on_trial(tx: Tx, ask: Ask) -> tuple[Found, str]:
    """A feed by the ranking that is meant for this member, and their part (`experiment:variant`) if they take one."""
    trial = await experiment.join(tx, layer=ExperimentLayer.DISCOVER, unit=ask.viewer, now=ask.now)
    if trial is None:
        return await rank_home(tx, ask), ""
    if trial.kind is ExperimentKind.INTERLEAVING:
        return await _take_turns(tx, ask, trial), f"{trial.key}:turns"
    return await RANKINGS[trial.variant.ranking or Ranking.ENGINE](tx, ask), f"{trial.key}:{trial.variant.key}"


async def offer_on_trial(tx: Tx, ask: Ask, offered: Sequence[Offered]) -> Sequence[Offered]:
    """Goods between the notes as far as a flag or an experiment of the key `goods_between` lets this member have them.

    A flag lets some in; in a test, the variant `without` has none. Only whoever would see goods takes part.
    """
    if not offered or await experiment.is_kept_out(tx, key=BETWEEN, unit=ask.viewer):
        return ()
    trial = await experiment.join(tx, layer=ExperimentLayer.GOODS, unit=ask.viewer, now=ask.now, key=BETWEEN)
    if trial is None:
        return offered
    bucket = f"{trial.key}:{trial.variant.key}"
    return [msgspec.structs.replace(one, bucket=bucket) for one in offered if trial.variant.key != "without"]


async def _take_turns(tx: Tx, ask: Ask, trial: experiment.Trial) -> Found:
    """Two rankings pick in turn; who picked what is kept, so that clicks tell which picked better."""
    rankings = [one.ranking or Ranking.ENGINE for one in (trial.variant, *trial.others)]
    first, second = [await RANKINGS[one](tx, ask) for one in rankings]
    drafted = team_draft(first.note_ids, second.note_ids, seed=ask.seed, length=DRAFTED_MAX)
    await experiment.note_line_up(tx, trial=trial, unit=ask.viewer, drafted=drafted, now=ask.now)
    both = joined(first, second)
    place_of = {note: place for place, note in enumerate(both.note_ids)}
    chosen = [place_of[note] for note in drafted.items]
    rest = [place for place in range(len(first)) if place not in set(chosen)]
    turn = np.array([*chosen, *rest[: rules.FEED_LENGTH]], np.intp)
    return both.but(order=both.order[turn], reasons=[both.told[place] for place in turn.tolist()])


async def rank_by_popularity(tx: Tx, ask: Ask) -> Found:
    """What is warm now, the same for everybody: nothing known of the viewer but what they saw or sent away."""
    plain = msgspec.structs.replace(
        ask,
        tastes={},
        style=[],
        interests=frozenset(),
        followees=frozenset(),
        befriended=[],
        distaste={},
        kin={},
        near={},
        audience=[],
        city=[],
        tier=[],
        heads=None,
        picked=[],
    )
    return POPULAR.run(plain, await recall(tx, plain))


def rank_by_heat(ask: Ask, found: Found) -> Found:
    """Rank: by engagement as it has faded, and by nothing else."""
    made = sorted_by(found.but(score=found.heat_now, formula=found.heat_now), found.order)
    return made.but(order=made.order[: rules.FEED_LENGTH])


POPULAR = Feed(
    "popular",
    (
        Stage("drop_future", drop_future, 1, needed=True),
        Stage("drop_unwanted", drop_unwanted, 1, needed=True),
        Stage("measure_heat", measure_heat, 1, needed=True),
        Stage("rank_by_heat", rank_by_heat, 1, needed=True),
        Stage("record", record, 3),
        Stage("explain", explain, 1, needed=True),
    ),
    budget_ms=80,
)
"""Popularity as it fades (时间衰减热度): what the engine has to beat."""


RANKINGS: dict[Ranking, Rank] = {Ranking.ENGINE: rank_home, Ranking.POPULAR: rank_by_popularity}
"""Every ranking that an experiment may name."""
