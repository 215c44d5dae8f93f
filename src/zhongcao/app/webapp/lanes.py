"""Lanes of the waterfall; the same function stands in web/src/lib/lanes.ts, and a test holds them together."""

from collections.abc import Iterator, Sequence

COVER_RATIO_MIN, COVER_RATIO_MAX = 3 / 4, 4 / 3
TITLE_ONE_LINE = 12
TIE = 0.02


def cover_ratio(width: int, height: int) -> float:
    """Width to height of a cover as shown: between 3:4 and 4:3; 1 where there is no picture."""
    return min(max(width / height, COVER_RATIO_MIN), COVER_RATIO_MAX) if width and height else 1.0


def lanes(cards: Sequence[tuple[int, int, str]], count: int) -> list[int]:
    """In which lane each card (width, height, title) goes: the shortest so far, the leftmost of equals."""
    return [lane for lane, _ in laid(cards, count)]


def laid(cards: Sequence[tuple[int, int, str]], count: int) -> Iterator[tuple[int, float]]:
    """For each card its lane, and how far down it begins, in widths of a lane."""
    heights = [0.0] * count
    for width, height, title in cards:
        lane = 0
        for other in range(1, count):
            if heights[other] < heights[lane] - TIE:
                lane = other
        yield lane, heights[lane]
        heights[lane] += 1 / cover_ratio(width, height) + (0.46 if len(title) > TITLE_ONE_LINE else 0.36)
