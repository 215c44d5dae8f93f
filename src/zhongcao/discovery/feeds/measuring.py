"""The inner loops that measure candidates, rank them and say why; compiled as those of `kernels.py` are."""

import math
from typing import Any

import numpy as np

from zhongcao.discovery.feeds.features import NOTE_SCALES
from zhongcao.discovery.training.kernels import compiled

PICKED, FOLLOWED, EXPECTED, FRIENDS, AUDIENCE, CITY, TIER, FRESH, POPULAR = range(9)
"""Why a note stands there, as `tell` says it; behind these both ends of each axis of style, then the tastes."""


@compiled(exact=True)
def meet(starts: Any, codes: Any, traits: Any, shares: Any, taste: Any, strongest: Any, by_kind: Any) -> None:
    """How much of the viewer's tastes each candidate meets: of some traits, each with its share."""
    size = 16
    while size < 16 * traits.shape[0]:  # most codes are none of them, and most of these meet an empty slot at once
        size *= 2
    slots = np.full(size, -1, np.int32)
    last, three, seven = np.uint64(size - 1), np.uint64(3), np.uint64(7)
    for place in range(traits.shape[0]):
        slot = np.int64((traits[place] >> three) & last)  # codes are hashes
        while slots[slot] >= 0:
            slot = (slot + 1) & (size - 1)
        slots[slot] = place
    for row in range(starts.shape[0] - 1):
        best, sum_, strongest[row] = 0.0, 0.0, -1
        by_kind[row] = 0
        for at in range(starts[row], starts[row + 1]):
            code = codes[at]
            slot = np.int64((code >> three) & last)
            while slots[slot] >= 0 and traits[slots[slot]] != code:
                slot = (slot + 1) & (size - 1)
            place = slots[slot]
            if place < 0:
                continue
            part, kind = shares[place], np.int64(code & seven)
            by_kind[row, kind] = max(part, by_kind[row, kind])
            if part > best:
                best = part
                strongest[row] = place
                sum_ += part
            else:
                sum_ += 0.5 * part
        taste[row] = min(sum_, 2.0)


@compiled(exact=True)
def is_any_after(moments: Any, now: float) -> bool:
    """Whether one of some moments is still to come."""
    found = False
    for place in range(moments.shape[0]):
        found = found or moments[place] > now
    return found


@compiled(exact=True)
def liken(styles: Any, liked: Any, out: Any) -> None:
    """How much each style is as somebody likes it, from -1 to 1."""
    much = liked / 200
    for row in range(styles.shape[0]):
        total = 0.0
        for axis in range(much.shape[0]):
            total += styles[row, axis] * much[axis]
        out[row] = min(max(total, -1.0), 1.0)


@compiled(exact=True)
def weigh(features: Any, masks: Any, weights: Any, dice: Any, out: Any) -> None:
    """The formula: what speaks for each candidate, as much as each feature weighs; `weights` in the order of both.

    `dice` are numbers of 64 bits, or none.
    """
    taste, heat, style, age, near, kin, distaste = features
    followed, befriended, audience, city, tier = masks
    (
        by_taste, by_heat, heat_top, by_style, by_age, by_near, by_kin, by_distaste,
        by_followed, by_befriended, by_audience, by_city, by_tier, by_dice,
    ) = weights  # fmt: skip
    warmest = 0.0
    for row in range(heat.shape[0]):
        warmest = max(warmest, heat[row])
    tempered = heat_top / warmest if warmest > heat_top else 1.0
    for row in range(out.shape[0]):
        score = by_taste * taste[row] + by_followed * followed[row] + by_heat * (heat[row] * tempered)
        score += by_style * style[row]
        score += by_age * math.exp2(-min(max(age[row], 0.0), 60.0))
        score += by_befriended * befriended[row]
        score += by_near * near[row] + by_audience * audience[row]
        score += max(by_city * city[row], by_tier * tier[row])
        score += by_kin * kin[row] - by_distaste * distaste[row]
        out[row] = score + by_dice * (np.float64(dice[row]) / 2.0**64) if dice.shape[0] else score


@compiled(exact=True)
def settle(score: Any, part: Any, out: Any) -> bool:
    """Some candidates by their scores, the highest first; answers whether two have the same score.

    Sorted byte by byte, which needs no guess of the processor's; only by as many as nearly always tell two scores
    apart, and where they do not, neighbours change places one by one.
    """
    count, top = part.shape[0], np.uint64(1 << 63)
    bits, low, byte = score.view(np.uint64), np.uint64(0), np.uint64(255)
    keys, order, turned = np.empty(count, np.uint64), np.arange(count), np.empty(count, np.int64)
    ends = np.zeros((4, 257), np.int64)
    for at in range(count):
        key = bits[part[at]]
        if score[part[at]] != score[part[at]]:  # no number stands last
            key = ~low
        elif key < top:
            key = ~key ^ top
        keys[at] = key
        for digit in range(4):
            ends[digit, np.int64(key >> np.uint64(32 + 8 * digit) & byte) + 1] += 1
    for digit in range(4):
        begin, far = ends[digit], np.uint64(32 + 8 * digit)
        for before in range(256):
            begin[before + 1] += begin[before]
        for at in range(count):
            value = np.int64(keys[order[at]] >> far & byte)
            turned[begin[value]] = order[at]
            begin[value] += 1
        order, turned = turned, order
    is_tied = False
    for at in range(count):
        one, to = order[at], at
        while to > 0 and keys[order[to - 1]] > keys[one]:
            order[to] = order[to - 1]
            to -= 1
        order[to] = one
    for at in range(count):
        out[at] = part[order[at]]
        is_tied = is_tied or (at > 0 and score[out[at]] == score[out[at - 1]])
    return is_tied


@compiled(exact=True)
def describe(
    rows: Any, real: Any, by_kind: Any, masks: Any, whole: Any, starts: Any, codes: Any, interests: Any, known: Any,
    kinds: Any, bits: Any, low: Any, wide: Any, out: Any,
) -> None:  # fmt: skip
    """The figures of some candidates (`features.NOTE_SCALES`, in its order) as bytes, each within its span.

    `kinds` are how many are told one by one and that of products, `bits` the sources popular and fresh.
    """
    formula, heat, age, taste, distaste, kin = real
    followed, picked = masks
    shown, opened, fans, sources = whole
    told, product = kinds
    size = 16
    while size < 16 * interests.shape[0]:
        size *= 2
    slots = np.full(size, -1, np.int32)
    last, three, seven = np.uint64(size - 1), np.uint64(3), np.uint64(7)
    for interest in range(interests.shape[0]):
        slot = np.int64((interests[interest] >> three) & last)
        while slots[slot] >= 0:
            slot = (slot + 1) & (size - 1)
        slots[slot] = interest
    figures = np.zeros(low.shape[0], np.float32)
    for place in range(rows.shape[0]):
        row, at = rows[place], 4 + told
        products, chosen = 0, False
        for code_at in range(starts[row], starts[row + 1]):
            code = codes[code_at]
            products += np.int64(code & seven) == product
            slot = np.int64((code >> three) & last)
            while slots[slot] >= 0 and interests[slots[slot]] != code:
                slot = (slot + 1) & (size - 1)
            chosen = chosen or slots[slot] >= 0
        different, left = 0, sources[row]
        while left:
            left &= left - 1
            different += 1
        figures[0], figures[1] = formula[row], heat[row]
        figures[2], figures[3] = math.log1p(max(age[row], 0.0)), taste[row]
        for kind in range(told):
            figures[4 + kind] = by_kind[row, kind]
        figures[at], figures[at + 1] = distaste[row], kin[row]
        figures[at + 2], figures[at + 3], figures[at + 4] = followed[row], picked[row], chosen
        figures[at + 5] = math.log1p(shown[row])
        figures[at + 6] = (opened[row] + 1) / (shown[row] + 20)
        figures[at + 7] = math.log1p(fans[row])
        figures[at + 8], figures[at + 9], figures[at + 10] = starts[row + 1] - starts[row], products, different
        figures[at + 11], figures[at + 12] = sources[row] & bits[0] > 0, sources[row] & bits[1] > 0
        figures[at + 13], figures[at + 14] = known[0], known[1]
        for feature in range(low.shape[0]):
            share = (figures[feature] - low[feature]) / wide[feature]
            share = min(max(share, np.float32(0)), np.float32(1))
            out[row, feature] = np.uint8(np.rint(share * np.float32(255)))


@compiled(exact=True)
def hope(shown: Any, opened: Any, prior: Any, out: Any) -> None:
    """How good each note may still be beside the best of them: mean and deviation of its posterior, more while first
    readers are missing; as what a lot weighs.

    `prior` are so many readers beforehand, the share of them who open, what urgency adds, first readers, warmth.
    """
    readers, share, urgency, first_readers, warmth = prior
    best = 0.0
    for at in range(shown.shape[0]):
        weight = shown[at] + readers
        mean = min((opened[at] + readers * share) / weight, 1.0)
        deviation = math.sqrt(mean * (1 - mean) / (weight + 1))
        out[at] = mean + deviation + urgency * max(1 - shown[at] / first_readers, 0.0)
        best = max(best, out[at])
    for at in range(shown.shape[0]):
        out[at] = math.exp((out[at] - best) / warmth)


@compiled(exact=True)
def tell(order: Any, masks: Any, real: Any, whole: Any, styles: Any, liked: Any, weights: Any, out: Any) -> None:
    """What speaks most for each candidate, as the places above."""
    picked, followed, befriended, audience, city, tier = masks
    taste, kin, near, style, age, heat = real
    strongest, sources = whole
    by_kin, by_near, by_style, style_told, popular_or_fresh = weights
    axes = liked.shape[0]
    for place in range(order.shape[0]):
        row = order[place]
        is_found = sources[row] & popular_or_fresh == 0
        if picked[row]:
            out[place] = PICKED
        elif followed[row]:
            out[place] = FOLLOWED
        elif by_kin * kin[row] + by_near * near[row] > max(1.2 * taste[row], 0.25):
            out[place] = EXPECTED
        elif taste[row] > 0.25:
            out[place] = POPULAR + 1 + 2 * styles.shape[1] + strongest[row]
        elif befriended[row]:
            out[place] = FRIENDS
        elif audience[row]:
            out[place] = AUDIENCE
        elif axes and by_style * style[row] >= style_told:
            most = 0
            for axis in range(1, axes):
                if styles[row, axis] * liked[axis] > styles[row, most] * liked[most]:
                    most = axis
            out[place] = POPULAR + 1 + 2 * most + (styles[row, most] > 0)
        elif near[row] > 0 and is_found:
            out[place] = EXPECTED
        elif city[row] and is_found:
            out[place] = CITY
        elif tier[row] and is_found:
            out[place] = TIER
        else:
            out[place] = FRESH if age[row] < 1 and heat[row] < 0.75 else POPULAR


def warm() -> None:
    """Compile all of it, or read what was compiled before."""
    one, codes, starts = np.zeros(1, np.int64), np.zeros(1, np.uint64), np.array([0, 1])
    real, mask, styles = np.zeros(1), np.zeros(1, np.bool_), np.zeros((1, 8), np.int8)
    width, by_kind = len(NOTE_SCALES), np.zeros((1, 6), np.float32)
    meet(starts, codes, codes, real, real.copy(), one.copy(), by_kind)
    is_any_after(real, 0.0)
    hope(one, one, (15.0, 0.1, 0.1, 50.0, 0.1), real.copy())
    liken(styles, np.zeros(8), real.copy())
    weigh((real,) * 7, (mask,) * 5, (1.0,) * 14, codes, real.copy())
    settle(real, one, one.copy())
    spans = np.ones(width, np.float32)
    describe(
        one, (real,) * 6, by_kind, (mask,) * 2, (one,) * 4, starts, codes, codes, (0.0, 0.0), (5, 3), (1, 2),
        spans, spans, np.zeros((1, width), np.uint8),
    )  # fmt: skip
    tell(one, (mask,) * 6, (real,) * 6, (one,) * 2, styles, np.zeros(8), (0.9, 0.4, 0.2, 0.1, 3), one.copy())
