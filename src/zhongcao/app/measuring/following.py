"""Measures the next item: channels alone and the whole pipeline, leave-one-out, ranked against all items."""

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from zhongcao.app.measuring.figures import Measure
from zhongcao.discovery.training import following
from zhongcao.discovery.training.following import (
    Channels,
    Proposed,
    describe,
    gains,
    learn_channels,
    member_batches,
    propose,
    ranks,
)
from zhongcao.discovery.training.interactions import Index, Whole
from zhongcao.discovery.training.ranker import Ranker
from zhongcao.discovery.training.sequences import Sequences, read_attributes, read_sequences

SHORTEST = 3
"""A member needs one item to learn from, one to choose settings by and one to be asked."""

Say = Callable[[str], None]


def measure_next(file: Path, attributes: Path | None, *, seed: int, say: Say) -> Measure:
    """HR@10 and NDCG@10 of each channel and of the pipeline; settings and ranker know nothing of the last item."""
    say("reading")
    named = read_sequences(file)
    whole = named.sequences
    content = read_attributes(attributes, named.names) if attributes else None
    asked = whole.lengths() >= SHORTEST
    made = Measure(measure="next", seed=seed, data={"members": int(asked.sum()), "items": whole.item_count})
    made.data["events"] = len(whole.items)

    started = time.process_time()
    earlier, validation = whole.without_last(2), np.where(asked, whole.last_but(1), -1).astype(np.int32)
    say("choosing settings")
    repeats = following.repeats_matter(earlier, validation)
    rhythm = following.choose_rhythm(earlier, validation, repeats=repeats)
    say("teaching the ranker")
    before = learn_channels(earlier, content=content, rhythm=rhythm, repeats=repeats, seed=seed)
    taught = following.teach(before, earlier, validation, seed=seed)
    say("learning channels anew, with one more item of each member")
    known, answers = whole.without_last(1), np.where(asked, whole.last_but(0), -1).astype(np.int32)
    channels = learn_channels(known, content=content, rhythm=rhythm, repeats=repeats, seed=seed)
    made.figures["train_cpu"] = round(time.process_time() - started, 1)

    say("asking")
    for name, (items, scores) in propose(channels, known).items():
        _note(made, name, ranks(items, scores, answers)[asked])
    _note(made, "popularity", _popular(channels, known, answers)[asked])
    started = time.process_time()
    _note(made, "pipeline", places_by_ranker(channels, taught, known, answers, propose(channels, known))[asked])
    made.figures["us_per_member"] = round((time.process_time() - started) / whole.member_count * 1e6, 1)
    made.figures |= {f"chosen.{name}": getattr(rhythm, name) for name in ("window", "backward", "other_degree", "age")}
    made.figures["chosen.repeats"] = float(repeats)
    return made


def places_by_ranker(channels: Channels, ranker: Ranker, known: Sequences, answers: Index, proposed: Proposed) -> Whole:
    """The place of each answer when the ranker orders what the channels proposed."""
    places = []
    for members in member_batches(known):
        candidates = describe(channels, known, proposed, members)
        scores = np.where(candidates.real, ranker.score(candidates.features), -np.inf)
        places.append(ranks(candidates.items, scores, answers[members]))
    return np.concatenate(places)


def _popular(channels: Channels, known: Sequences, answers: Index) -> Whole:
    """The place of each answer by popularity among what the member does not have yet."""
    popularity, own = channels.popularity, channels.popularity[np.maximum(answers, 0)]
    above = len(popularity) - np.searchsorted(np.sort(popularity), own, side="left")
    held = known.as_set()
    owners = np.repeat(np.arange(held.member_count), held.per_member())
    mine = np.bincount(owners, weights=popularity[held.items] >= own[owners], minlength=held.member_count)
    return np.where(answers >= 0, above - (0 if channels.repeats else mine.astype(np.int64)), 1 << 30)


def _note(made: Measure, name: str, places: Whole) -> None:
    made.figures[f"{name}.hr10"] = round(float((places <= 10).mean()), 4)
    made.figures[f"{name}.ndcg10"] = round(float(gains(places).mean()), 4)
