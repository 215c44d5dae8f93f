"""What groups of members act upon more than everybody does, told only where several different members of one did."""

import numpy as np

from zhongcao.discovery.feeds.found import Mask
from zhongcao.discovery.training.interactions import Index, Whole
from zhongcao.discovery.training.sequences import Sequences

ACTED_MIN = 5
"""So many different members of a group must have acted on a note, or want goods, before it is told to the others."""
LISTED = 100
SHRINKING = 10.0
LIFT_MIN = 1.2
JUDGED_AT, JUDGED_MAX = 20, 20_000


def told_by(of: Whole, items: Whole, *, groups: int, item_count: int) -> Whole:
    """The items of each group, the best first, filled up with -1.

    `items` are acts, each member and item once; `of` is the group of each act, -1 where the member belongs to none.
    """
    total = np.bincount(items, minlength=item_count)
    share = np.bincount(of + 1, minlength=groups + 1)[1:] / max(len(of), 1)
    mine = of >= 0
    pairs, acted = np.unique(of[mine] * item_count + items[mine], return_counts=True)
    of, items = np.divmod(pairs, item_count)
    lift = (acted + SHRINKING) / (total[items] * share[of] + SHRINKING)
    order = np.lexsort((-lift, of))
    order = order[((acted >= ACTED_MIN) & (lift >= LIFT_MIN))[order]]
    of, items = of[order], items[order]
    place = np.arange(len(of)) - np.searchsorted(of, of)
    lists = np.full((groups, LISTED), -1)
    lists[of[place < LISTED], place[place < LISTED]] = items[place < LISTED]
    return lists


def hidden_acts(sequences: Sequences, of_kind: Mask) -> Index:
    """What judging asks for: each member's last act, where it was about that kind and not among the first; else -1."""
    last = np.where(sequences.lengths() >= 3, sequences.last_but(0), -1)
    return np.where((last >= 0) & of_kind[last], last, -1).astype(np.int32)


def popular_ranks(before: Sequences, answers: Index, of_kind: Mask) -> Whole:
    """Where each member's answer stands, from 0, in its kind by how many acted on it, without what the member has."""
    often = np.bincount(before.items, minlength=before.item_count) * of_kind
    place = np.empty(before.item_count, np.int64)
    place[np.argsort(-often, kind="stable")] = np.arange(len(place))
    owners, wanted = np.repeat(np.arange(before.member_count), before.lengths()), place[answers]
    left_out = np.bincount(owners[place[before.items] < wanted[owners]], minlength=before.member_count)
    made: Whole = wanted - left_out
    return made
