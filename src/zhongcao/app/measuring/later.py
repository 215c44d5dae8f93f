"""Measures what members take next after a moment: everything before it is known, nothing after it."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from zhongcao.app.measuring.figures import Measure
from zhongcao.app.measuring.following import Costs, learn_rival, places_by_ranker, told_rhythm, told_rival
from zhongcao.discovery.training import following, sasrec
from zhongcao.discovery.training.following import (
    Begins,
    Channels,
    Lesson,
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
RIVALS = ("popularity", "succession", "together", "vectors", "sasrec")
LESSONS, LESSON_LEAST = 2, 100
"""The ranker is taught at so many moments before, the latest and those at which enough members can be asked."""

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

    @property
    def asked(self) -> NDArray[np.bool_]:
        """Who had something and takes something afterwards."""
        return (self.answers >= 0) & (self.known.lengths() > 0)


def measure_later(folder: Path, adapter: Adapter, *, days: int, seed: int, say: Say) -> Measure:
    """HR@10 and NDCG@10 of the first item that members take in the last days, on the full ranking, with intervals.

    Settings, the ranker and SASRec are chosen by the days before those, under the same rules; nothing knows the last.
    """
    say("reading")
    dated = read_dated(folder, adapter)
    cut = int(dated.days.max()) - days
    asked_at = at_moment(dated, cut, int(dated.days.max()) + 1)
    taught_at = [at_moment(dated, cut - days * back, cut - days * (back - 1)) for back in range(1, LESSONS + 1)]
    earlier = taught_at[0]
    asked = asked_at.asked
    made = Measure(measure="later", seed=seed, data={"members": int(asked.sum()), "items": dated.item_count})
    made.data |= {"events": len(dated.items), "days": days}

    costs = Costs()
    costs("pipeline")
    say("choosing settings")
    rhythm = following.choose_rhythm(earlier.known, earlier.answers, repeats=False)
    say("teaching the ranker")
    lessons = [
        Lesson(_channels(one, dated, rhythm, seed), one.known, one.answers)
        for place, one in enumerate(taught_at)
        if not place or one.asked.sum() >= LESSON_LEAST
    ]
    ranker = following.teach(lessons, seed=seed)
    say("learning what is known at the moment itself")
    channels = _channels(asked_at, dated, rhythm, seed, begins=costs)
    costs("sasrec")
    rival = learn_rival(earlier.known, earlier.answers, asked_at.known, repeats=False, seed=seed, say=say)
    costs.tell(made, "train_cpu", whole=("succession", "together", "vectors"))

    say("asking")
    proposed = propose(channels, asked_at.known, begins=costs)
    costs("pipeline")
    places = {"pipeline": places_by_ranker(channels, ranker, asked_at.known, asked_at.answers, proposed)}
    costs("sasrec")
    places["sasrec"] = sasrec.places(rival, asked_at.known, asked_at.answers, repeats=False)
    costs.tell(made, "us_per_member", scale=1e6 / asked_at.known.member_count, whole=tuple(proposed))
    places |= {name: ranks(*proposed[name], asked_at.answers) for name in SEPARATE}
    places["popularity"] = _by_counts(channels.popularity, asked_at)
    made.figures |= told_rhythm(rhythm) | told_rival(rival)
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
    ages = (cut - dated.days[before]).astype(np.float32)
    known = Sequences(starts, dated.items[before], dated.item_count, ages)
    answers = np.full(dated.member_count, -1, np.int32)
    later = np.flatnonzero((dated.days >= cut) & (dated.days < until))[::-1]
    answers[dated.members[later]] = dated.items[later]
    lately = before & (dated.days >= cut - LATELY_DAYS)
    return Moment(known, answers, np.bincount(dated.items[lately], minlength=dated.item_count).astype(np.float32))


def _channels(moment: Moment, dated: Dated, rhythm: Rhythm, seed: int, begins: Begins = lambda name: None) -> Channels:
    learnt = learn_channels(moment.known, content=dated.content, rhythm=rhythm, repeats=False, seed=seed, begins=begins)
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
        if chosen.any():
            _tell_group(made, group, {name: found[chosen] for name, found in places.items()}, dice)


def _tell_group(made: Measure, group: str, places: dict[str, Whole], dice: np.random.Generator) -> None:
    """Figures of a group with 95 % intervals by the bootstrap, and how far the pipeline is ahead of the rivals."""
    count = len(places["pipeline"])
    drawn: Real = (dice.multinomial(count, np.full(count, 1 / count), DRAWS) / count).astype(np.float32)
    means: dict[str, Real] = {}
    for name, found in places.items():
        for figure, values in (("hr10", (found <= 10).astype(np.float32)), ("ndcg10", gains(found))):
            made.figures[f"{group}{name}.{figure}"] = round(float(values.mean()), 4)
            means[f"{name}.{figure}"] = (drawn @ values).astype(np.float32)
            _tell_interval(made, f"{group}{name}.{figure}", means[f"{name}.{figure}"])
    for rival in RIVALS:
        for figure in ("hr10", "ndcg10"):
            ahead = means[f"pipeline.{figure}"] - means[f"{rival}.{figure}"]
            _tell_interval(made, f"{group}ahead_of_{rival}.{figure}", ahead)


def _tell_interval(made: Measure, name: str, means: Real) -> None:
    low, high = np.quantile(means, (0.025, 0.975))
    made.figures |= {f"{name}_low": round(float(low), 4), f"{name}_high": round(float(high), 4)}
