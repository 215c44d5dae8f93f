"""Measures what members take next after a moment: everything before it is known, nothing after it."""

import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from zhongcao.app.measuring.figures import Measure
from zhongcao.app.measuring.following import places_by_ranker
from zhongcao.discovery.training import following
from zhongcao.discovery.training.following import (
    Channels,
    gains,
    learn_channels,
    propose,
    ranks,
)
from zhongcao.discovery.training.interactions import Index, Real, Whole
from zhongcao.discovery.training.sequences import Sequences, attribute_vectors
from zhongcao.discovery.training.succession import Rhythm
from zhongcao.importing.adapters import Adapter
from zhongcao.importing.format import InteractionRow, ProductRow
from zhongcao.rehearsal.plan import rows_of

LATELY_DAYS = 90
FEW = 3
DRAWS = 1000
FAR = 1 << 30
SEPARATE = ("succession", "together", "vectors", "lately", "untaken")

Say = Callable[[str], None]


class Dated(msgspec.Struct, frozen=True):
    """Acts in order of members and time, with their day; items are all products, also those nobody has yet."""

    members: Whole
    items: Index
    days: Whole
    member_count: int
    item_count: int
    content: Real


class Moment(msgspec.Struct, frozen=True):
    """What is known at a moment, what each member takes first afterwards (-1: nothing), and what went well lately."""

    known: Sequences
    answers: Index
    lately: Real


def measure_later(folder: Path, adapter: Adapter, *, days: int, seed: int, say: Say) -> Measure:
    """HR@10 and NDCG@10 of the first item that members take in the last days, on the full ranking, with intervals.

    The ranker is taught by the days before those, under the same rules: it knows nothing of the last ones.
    """
    say("reading")
    dated = read_dated(folder, adapter)
    cut = int(dated.days.max()) - days
    taught_at, asked_at = at_moment(dated, cut - days, cut), at_moment(dated, cut, int(dated.days.max()) + 1)
    asked = (asked_at.answers >= 0) & (asked_at.known.lengths() > 0)
    made = Measure(measure="later", seed=seed, data={"members": int(asked.sum()), "items": dated.item_count})
    made.data |= {"events": len(dated.items), "days": days}

    started = time.process_time()
    say("choosing settings")
    rhythm = following.choose_rhythm(taught_at.known, taught_at.answers, repeats=False)
    say("teaching the ranker")
    before = _channels(taught_at, dated, rhythm, seed)
    ranker = following.teach(before, taught_at.known, taught_at.answers, seed=seed)
    say("learning what is known at the moment itself")
    channels = _channels(asked_at, dated, rhythm, seed)
    made.figures["train_cpu"] = round(time.process_time() - started, 1)

    say("asking")
    proposed = propose(channels, asked_at.known)
    places = {name: ranks(*proposed[name], asked_at.answers) for name in SEPARATE}
    places["popularity"] = _by_counts(channels.popularity, asked_at)
    started = time.process_time()
    places["pipeline"] = places_by_ranker(channels, ranker, asked_at.known, asked_at.answers, proposed)
    made.figures["us_per_member"] = round((time.process_time() - started) / asked_at.known.member_count * 1e6, 1)
    _report(made, places, asked_at, asked, seed)
    return made


def read_dated(folder: Path, adapter: Adapter) -> Dated:
    """All acts on products of a folder in a format that can be imported, and what products are like."""
    names: dict[str, int] = {}
    words: list[list[str]] = []
    for product in rows_of(adapter, folder, "products", ProductRow):
        names[product.product] = len(names)
        steps = [step.strip() for step in product.category.split(">")]
        places, praise = [f"c {step}" for step in steps], [f"h {one}" for one in product.highlights]
        words.append([f"b {product.brand}", *places, *praise])
    members: dict[str, int] = {}
    acts = [
        (members.setdefault(row.member, len(members)), row.at.timestamp(), names[row.product])
        for row in rows_of(adapter, folder, "interactions", InteractionRow)
        if row.product in names
    ]
    if not acts:
        raise ValueError(f"{folder}: no dated acts on known products")
    table = np.array(acts, np.float64)
    order = np.lexsort((np.arange(len(table)), table[:, 1], table[:, 0]))
    owners, items = table[order, 0].astype(np.int64), table[order, 2].astype(np.int32)
    days = (table[order, 1] // 86_400).astype(np.int64)
    _, first = np.unique(owners * len(names) + items, return_index=True)
    kept = np.sort(first)
    content = attribute_vectors(words)
    return Dated(owners[kept], items[kept], days[kept], len(members), len(names), content)


def at_moment(dated: Dated, cut: int, until: int) -> Moment:
    """What is known before a day, and what each member takes first from then on, before another day."""
    before = dated.days < cut
    counts = np.bincount(dated.members[before], minlength=dated.member_count)
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    known = Sequences(starts, dated.items[before], dated.item_count)
    answers = np.full(dated.member_count, -1, np.int32)
    later = np.flatnonzero((dated.days >= cut) & (dated.days < until))[::-1]
    answers[dated.members[later]] = dated.items[later]
    lately = before & (dated.days >= cut - LATELY_DAYS)
    return Moment(known, answers, np.bincount(dated.items[lately], minlength=dated.item_count).astype(np.float32))


def _channels(moment: Moment, dated: Dated, rhythm: Rhythm, seed: int) -> Channels:
    learnt = learn_channels(moment.known, content=dated.content, rhythm=rhythm, repeats=False, seed=seed)
    return msgspec.structs.replace(learnt, lately=moment.lately)


def _by_counts(counts: Real, moment: Moment) -> Whole:
    """The place of each answer by counts among all items; what a member has already is left in, to its favour."""
    own = counts[np.maximum(moment.answers, 0)]
    place = len(counts) - np.searchsorted(np.sort(counts), own, side="left")
    return np.where(moment.answers >= 0, place, FAR)


def _report(made: Measure, places: dict[str, Whole], moment: Moment, asked: NDArray[np.bool_], seed: int) -> None:
    lengths = moment.known.lengths()
    seen_before = np.bincount(moment.known.items, minlength=moment.known.item_count) > 0
    unseen = asked & ~seen_before[np.maximum(moment.answers, 0)]
    groups = {"": asked & ~unseen, "all.": asked, "few.": asked & ~unseen & (lengths < FEW), "unseen.": unseen}
    newcomers = (moment.answers >= 0) & (lengths == 0)
    made.figures["unseen.share"] = round(float(unseen.sum() / max(asked.sum(), 1)), 4)
    made.data["new.asked"] = int(newcomers.sum())
    if newcomers.any():  # of whom nothing is known: what went well of late
        made.figures["new.hr10"] = round(float((_by_counts(moment.lately, moment)[newcomers] <= 10).mean()), 4)
    dice = np.random.default_rng(seed)
    for group, chosen in groups.items():
        made.data[f"{group}asked"] = int(chosen.sum())
        if not chosen.any():
            continue
        draws = dice.integers(0, int(chosen.sum()), (DRAWS, int(chosen.sum())), dtype=np.int32) if not group else None
        for name, found in places.items():
            hits, worth = (found[chosen] <= 10).astype(np.float32), gains(found[chosen])
            made.figures |= {f"{group}{name}.hr10": round(float(hits.mean()), 4)}
            made.figures |= {f"{group}{name}.ndcg10": round(float(worth.mean()), 4)}
            if draws is not None:
                low, high = np.quantile(np.array([worth[draw].mean() for draw in draws]), (0.025, 0.975))
                made.figures |= {
                    f"{name}.ndcg10_low": round(float(low), 4),
                    f"{name}.ndcg10_high": round(float(high), 4),
                }
