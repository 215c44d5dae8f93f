"""Measures the next item: channels alone, SASRec, the whole pipeline; leave-one-out, ranked against all items."""

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from zhongcao.app.measuring.figures import Measure
from zhongcao.discovery.training import following, sasrec
from zhongcao.discovery.training.following import (
    Channels,
    Lesson,
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
from zhongcao.discovery.training.sasrec import Sasrec
from zhongcao.discovery.training.sequences import Sequences, read_attributes, read_sequences
from zhongcao.discovery.training.succession import Rhythm

SHORTEST = 3
"""A member needs one item to learn from, one to choose settings by and one to be asked."""

Say = Callable[[str], None]


def measure_next(file: Path, attributes: Path | None, *, seed: int, say: Say) -> Measure:
    """HR@10 and NDCG@10 of each channel, SASRec and the pipeline; what is chosen knows nothing of the last item."""
    say("reading")
    named = read_sequences(file)
    whole = named.sequences
    content = read_attributes(attributes, named.names) if attributes else None
    asked = whole.lengths() >= SHORTEST
    made = Measure(measure="next", seed=seed, data={"members": int(asked.sum()), "items": whole.item_count})
    made.data["events"] = len(whole.items)

    costs = Costs()
    costs("pipeline")
    earlier, validation = whole.without_last(2), np.where(asked, whole.last_but(1), -1).astype(np.int32)
    say("choosing settings")
    repeats = following.repeats_matter(earlier, validation)
    rhythm = following.choose_rhythm(earlier, validation, repeats=repeats)
    say("teaching the ranker")
    before = learn_channels(earlier, content=content, rhythm=rhythm, repeats=repeats, seed=seed)
    taught = following.teach([Lesson(before, earlier, validation)], seed=seed)
    say("learning channels anew, with one more item of each member")
    known, answers = whole.without_last(1), np.where(asked, whole.last_but(0), -1).astype(np.int32)
    channels = learn_channels(known, content=content, rhythm=rhythm, repeats=repeats, seed=seed, begins=costs)
    costs("sasrec")
    rival = learn_rival(earlier, validation, known, repeats=repeats, seed=seed, say=say)
    costs.tell(made, "train_cpu", whole=("succession", "together", "vectors"))

    say("asking")
    proposed = propose(channels, known, begins=costs)
    costs("pipeline")
    places = {"pipeline": places_by_ranker(channels, taught, known, answers, proposed)}
    costs("sasrec")
    places["sasrec"] = sasrec.places(rival, known, answers, repeats=repeats)
    costs.tell(made, "us_per_member", scale=1e6 / whole.member_count, whole=tuple(proposed))
    places |= {name: ranks(items, scores, answers) for name, (items, scores) in proposed.items()}
    places["popularity"] = _popular(channels, known, answers)
    for name, found in places.items():
        made.figures[f"{name}.hr10"] = round(float((found[asked] <= 10).mean()), 4)
        made.figures[f"{name}.ndcg10"] = round(float(gains(found[asked]).mean()), 4)
    made.figures |= told_rhythm(rhythm) | {"chosen.repeats": float(repeats)} | told_rival(rival)
    return made


def learn_rival(
    earlier: Sequences, validation: Index, known: Sequences, *, repeats: bool, seed: int, say: Say
) -> Sasrec:
    """SASRec under the pipeline's rules: chosen by what was next earlier, then learnt from all that is known."""
    chosen = sasrec.choose(earlier, validation, repeats=repeats, seed=seed, say=say)
    say(f"sasrec: learning anew, {chosen.epochs} rounds")
    return sasrec.learn_again(known, chosen, seed=seed)


def told_rhythm(rhythm: Rhythm) -> dict[str, float]:
    """What was chosen for succession."""
    names = ("fade", "window", "backward", "other_degree", "age")
    return {f"chosen.{name}": float(getattr(rhythm, name)) for name in names}


def told_rival(rival: Sasrec) -> dict[str, float]:
    """What was chosen for SASRec."""
    return {"chosen.sasrec_dropout": rival.shape.dropout, "chosen.sasrec_rounds": float(rival.epochs)}


class Costs:
    """CPU seconds by what they were spent on; calling it with a name says what begins now."""

    def __init__(self) -> None:
        self._spent: dict[str, float] = {}
        self._name, self._since = "", 0.0

    def __call__(self, name: str) -> None:
        now = time.process_time()
        if self._name:
            self._spent[self._name] = self._spent.get(self._name, 0.0) + now - self._since
        self._name, self._since = name, now

    def tell(self, made: Measure, figure: str, *, scale: float = 1.0, whole: tuple[str, ...] = ()) -> None:
        """Write down what each name cost and begin anew; the pipeline costs what these others cost as well."""
        self("")
        if "pipeline" in self._spent:
            self._spent["pipeline"] += sum(self._spent[name] for name in whole)
        made.figures |= {f"{name}.{figure}": round(spent * scale, 1) for name, spent in self._spent.items()}
        self._spent = {}


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
