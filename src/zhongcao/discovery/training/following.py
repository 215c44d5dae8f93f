"""Next item in two stages: channels propose candidates, features describe them, a small ranker orders them."""

from collections.abc import Callable, Iterator, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from zhongcao.discovery.training import factors, ranker, succession
from zhongcao.discovery.training.factors import Factors
from zhongcao.discovery.training.interactions import Index, Real, Whole
from zhongcao.discovery.training.neighbours import Closeness, Neighbours, count_together
from zhongcao.discovery.training.ranker import Ranker
from zhongcao.discovery.training.sequences import Sequences
from zhongcao.discovery.training.succession import Rhythm

TABLE_LENGTH = 200
RECENT, EVERYTHING = 20, 50
PROPOSED = {"succession": 100, "together": 50, "vectors": 30, "lately": 60, "untaken": 40}
Proposed = dict[str, tuple[Index, Real]]
"""What each channel proposes to each member, best first, with scores."""
Begins = Callable[[str], None]
SIZE, ROUNDS, UNSEEN, PENALTY = 64, 12, 0.01, 0.003
CLOSE = Closeness(member=0.5, source=0.2, target=0.4)
BATCH = 1024
TAUGHT_MAX = 60_000
REPEATS_MATTER = 0.02


class Channels(msgspec.Struct, frozen=True):
    """What was learnt from sequences up to some moment."""

    succession: Neighbours
    together: Neighbours
    vectors: Factors
    popularity: Real
    content: Real | None
    rhythm: Rhythm
    repeats: bool
    lately: Real | None = None
    """How often each item was taken of late, where acts have dates."""


class Candidates(msgspec.Struct, frozen=True):
    """Proposed items of some members, each once, with their features; -1 fills the rows."""

    items: Index
    features: Real

    @property
    def real(self) -> NDArray[np.bool_]:
        """Where a candidate stands."""
        return self.items >= 0

    def wanted(self, answers: Index) -> NDArray[np.bool_]:
        """Where each member's answer stands among the candidates, if somebody proposed it."""
        made: NDArray[np.bool_] = (self.items == answers[:, None]) & self.real
        return made


def learn_channels(
    seen: Sequences,
    *,
    content: Real | None,
    rhythm: Rhythm,
    repeats: bool,
    seed: int,
    begins: Begins = lambda name: None,
) -> Channels:
    """Learn every channel from what is seen; `begins` is told which is next."""
    held = seen.as_set()
    begins("succession")
    followed = succession.follow(seen, rhythm, length=TABLE_LENGTH)
    begins("together")
    beside = count_together(held, CLOSE, length=TABLE_LENGTH, say=lambda done: None)
    begins("vectors")
    vectors = factors.fit(held, size=SIZE, rounds=ROUNDS, unseen=UNSEEN, penalty=PENALTY, seed=seed)
    return Channels(
        succession=followed,
        together=beside,
        vectors=vectors,
        popularity=np.bincount(seen.items, minlength=seen.item_count).astype(np.float32),
        content=content,
        rhythm=rhythm,
        repeats=repeats,
    )


def propose(channels: Channels, seen: Sequences, *, begins: Begins = lambda name: None) -> Proposed:
    """Each channel's best items for each member, with scores; `begins` is told which is next."""
    begins("succession")
    followed = succession.expect(
        channels.succession,
        seen,
        age=channels.rhythm.age,
        recent=RECENT,
        length=PROPOSED["succession"],
        repeats=channels.repeats,
    )
    begins("together")
    beside = succession.expect(
        channels.together, seen, age=1.0, recent=EVERYTHING, length=PROPOSED["together"], repeats=channels.repeats
    )
    begins("vectors")
    proposed = {"succession": followed, "together": beside, "vectors": _by_vectors(channels, seen)}
    if channels.lately is not None:
        begins("lately")
        proposed["lately"] = _of_late(channels.lately, seen)
        if channels.content is not None:
            begins("untaken")
            proposed["untaken"] = _untaken(channels.content, channels.popularity, seen)
    return proposed


def _of_late(lately: Real, seen: Sequences) -> tuple[Index, Real]:
    """What many took of late, the same for all, without what a member has."""
    best = np.argsort(-lately, kind="stable")[: PROPOSED["lately"]].astype(np.int32)
    owned = np.repeat(np.arange(seen.member_count), seen.lengths()) * np.int64(seen.item_count) + seen.items
    keys = np.arange(seen.member_count)[:, None] * np.int64(seen.item_count) + best[None, :]
    free = ~np.isin(keys, owned) & (lately[best] > 0)
    order = np.argsort(~free, axis=1, kind="stable")
    items = np.where(np.take_along_axis(free, order, 1), best[order], -1).astype(np.int32)
    scores = np.where(items >= 0, lately[best][order], 0).astype(np.float32)
    return items, scores


def _by_vectors(channels: Channels, seen: Sequences) -> tuple[Index, Real]:
    length = min(PROPOSED["vectors"], seen.item_count)
    items = np.empty((seen.member_count, length), np.int32)
    scores = np.empty((seen.member_count, length), np.float32)
    for members in member_batches(seen):
        dense = channels.vectors.members[members] @ channels.vectors.items.T
        if not channels.repeats:
            rows = np.repeat(np.arange(len(members)), seen.lengths()[members])
            dense[rows, seen.items[seen.starts[members[0]] : seen.starts[members[-1] + 1]]] = -np.inf
        best = np.argpartition(-dense, length - 1, axis=1)[:, :length]
        order = np.argsort(-np.take_along_axis(dense, best, 1), axis=1, kind="stable")
        items[members] = np.take_along_axis(best, order, 1)
        scores[members] = np.take_along_axis(dense, items[members].astype(np.int64), 1)
    return items, scores


def member_batches(seen: Sequences) -> Iterator[Whole]:
    """Members a thousand at a time."""
    for start in range(0, seen.member_count, BATCH):
        yield np.arange(start, min(start + BATCH, seen.member_count))


def describe(
    channels: Channels, seen: Sequences, proposed: dict[str, tuple[Index, Real]], members: Whole
) -> Candidates:
    """The union of what channels proposed for these members, and what is known of each candidate."""
    items = np.sort(np.concatenate([lists[members] for lists, _ in proposed.values()], axis=1), axis=1)
    items[:, 1:][items[:, 1:] == items[:, :-1]] = -1
    columns: list[Real] = []
    votes = np.zeros(items.shape, np.float32)
    for lists, weights in proposed.values():
        ids, scores = lists[members], weights[members]
        found, place = _find(items, ids)
        value: Real = np.where(found, np.take_along_axis(scores, place, 1), np.float32(0))
        share = (value / np.maximum(np.abs(scores[:, :1]), 1e-9)).astype(np.float32)
        front: Real = np.where(found, 1 / (1 + place), 0).astype(np.float32)
        columns += [value, share, front]
        votes += found
    columns.append(np.einsum("mcd,md->mc", channels.vectors.items[items], channels.vectors.members[members]))
    for back in (0, 1):
        item = np.maximum(seen.last_but(back)[members], 0)
        found, place = _find(items, channels.succession.items[item])
        columns.append(np.where(found, np.take_along_axis(channels.succession.weights[item], place, 1), 0))
    columns += _alike(channels, seen, items, members)
    lengths = np.log1p(seen.lengths()[members]).astype(np.float32)
    spread: Real = np.broadcast_to(lengths[:, None], items.shape)
    columns += [np.log1p(channels.popularity[items]), spread, votes]
    if channels.lately is not None:
        columns.append(np.log1p(channels.lately[items]))
    return Candidates(items, np.stack(columns, axis=2).astype(np.float32))


def _find(items: Index, lists: Index) -> tuple[NDArray[np.bool_], Whole]:
    """Whether and where each candidate stands in its member's list."""
    order = np.argsort(lists, axis=1, kind="stable")
    base = np.arange(len(items))[:, None] * (1 << 32)
    keys = (np.take_along_axis(lists, order, 1).astype(np.int64) + base).ravel()
    at = np.minimum(np.searchsorted(keys, items.astype(np.int64) + base), len(keys) - 1)
    found = (keys[at] == items + base) & (items >= 0)
    place = np.take_along_axis(order, at % lists.shape[1], 1)
    return found, np.where(found, place, 0)


def _alike(channels: Channels, seen: Sequences, items: Index, members: Whole) -> list[Real]:
    """How alike each candidate is to what the member had lately, and to the last of it, by attributes."""
    if channels.content is None:
        return [np.zeros(items.shape, np.float32)] * 2
    last, profile = _profile(channels.content, seen, members)
    candidates = channels.content[items]
    return [np.einsum("mcd,md->mc", candidates, one) for one in (profile, last)]


def _profile(content: Real, seen: Sequences, members: Whole) -> tuple[Real, Real]:
    """What a member's last item is like, and what the ten last ones are like together, the latest counting most."""
    last = content[np.maximum(seen.last_but(0)[members], 0)]
    profile: Real = np.zeros_like(last)
    for back in range(10):
        item = seen.last_but(back)[members]
        profile += np.where(item[:, None] >= 0, 0.8**back * content[np.maximum(item, 0)], 0)
    profile /= np.maximum(np.linalg.norm(profile, axis=1, keepdims=True), np.float32(1e-9))
    return last, profile


def _untaken(content: Real, popularity: Real, seen: Sequences) -> tuple[Index, Real]:
    """What nobody has taken yet and is most like what a member had: new goods have only their attributes."""
    length, fresh = PROPOSED["untaken"], np.flatnonzero(popularity == 0).astype(np.int32)
    items = np.full((seen.member_count, length), -1, np.int32)
    scores = np.zeros((seen.member_count, length), np.float32)
    count = min(length, len(fresh))
    for members in member_batches(seen) if count else ():
        alike = _profile(content, seen, members)[1] @ content[fresh].T
        best = np.argsort(-alike, axis=1, kind="stable")[:, :count]
        items[members, :count] = fresh[best]
        scores[members, :count] = np.take_along_axis(alike, best, 1)
    return items, scores


class Lesson(msgspec.Struct, frozen=True):
    """What was learnt at some moment, what was known then, and what each member took next (-1: nothing)."""

    channels: Channels
    known: Sequences
    answers: Index


def teach(lessons: Sequence[Lesson], *, seed: int) -> Ranker:
    """Learn to order candidates from members whose next item is known, at one moment or several."""
    parts: list[Candidates] = []
    wanted: list[NDArray[np.bool_]] = []
    for lesson in lessons:
        proposed = propose(lesson.channels, lesson.known)
        members = np.flatnonzero((lesson.answers >= 0) & (lesson.known.lengths() > 0))
        if len(members) > TAUGHT_MAX:
            members = np.sort(np.random.default_rng(seed).permutation(members)[:TAUGHT_MAX])
        for start in range(0, len(members), BATCH):
            batch = members[start : start + BATCH]
            parts.append(describe(lesson.channels, lesson.known, proposed, batch))
            wanted.append(parts[-1].wanted(lesson.answers[batch]))
    features, real = (np.concatenate([getattr(one, name) for one in parts]) for name in ("features", "real"))
    return ranker.learn(features, real, np.concatenate(wanted), seed=seed)


def choose_rhythm(seen: Sequences, answers: Index, *, repeats: bool) -> Rhythm:
    """Choose how succession is counted by how well it finds the known next item; one setting after the other."""
    chosen, best = Rhythm(), -1.0
    choices = {
        "fade": (0.0, 10.0, 30.0, 100.0) if seen.ages is not None else (0.0,),
        "window": (20, 50),
        "backward": (0.1, 0.3, 0.6, 1.0),
        "other_degree": (0.0, 0.3, 0.5),
        "age": (0.6, 0.8, 0.9),
    }
    tried: set[Rhythm] = set()
    for name, value in ((name, value) for name, values in choices.items() for value in values):
        rhythm = msgspec.structs.replace(chosen, **{name: value})
        if rhythm in tried:
            continue
        tried.add(rhythm)
        table = succession.follow(seen, rhythm, length=TABLE_LENGTH)
        lists = succession.expect(table, seen, age=rhythm.age, recent=RECENT, length=100, repeats=repeats)
        gained = float(gains(ranks(*lists, answers)).mean())
        if gained > best:
            best, chosen = gained, rhythm
    return chosen


def repeats_matter(seen: Sequences, answers: Index) -> bool:
    """Whether members often come back to what they had, so that it may be proposed again."""
    held = seen.as_set()
    keys = np.repeat(np.arange(held.member_count), held.per_member()) * held.item_count + held.items
    asked = np.arange(seen.member_count)[answers >= 0] * np.int64(held.item_count) + answers[answers >= 0]
    return bool(np.isin(asked, keys).mean() > REPEATS_MATTER)


def ranks(items: Index, scores: Real, answers: Index) -> Whole:
    """The place of each member's answer, from 1, equals counted before it; a large number where it is not listed."""
    hits = items == answers[:, None]
    own = np.where(hits, scores, -np.inf).max(1)
    place = ((scores >= own[:, None]) & (items >= 0)).sum(1)
    return np.where(hits.any(1) & (answers >= 0), place, 1 << 30)


def gains(places: Whole) -> Real:
    """What one right answer at these places is worth in NDCG@10."""
    made: Real = np.where(places <= 10, 1 / np.log2(1 + np.minimum(places, 10)), 0).astype(np.float32)
    return made
