"""How a note looks and reads (画风与文风): eight axes with a word at each end, told from its cover and its text.

An axis runs from -100 to 100 with about what is usual among shopping notes at 0. A member's style is what their acts
say for each end of each axis; it fades, is told in words and is forgotten as every taste is.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from math import log2
from statistics import fmean, pstdev

from zhongcao.discovery.rules._acts import ACT_WEIGHT, TASTE_HALF_LIFE, Act, growth

Colour = tuple[int, int, int]

STYLE_ENDS: dict[str, tuple[str, str]] = {
    "light+": ("明亮的画面", "Bright pictures"),
    "light-": ("偏暗的画面", "Dark pictures"),
    "vivid+": ("鲜艳的色彩", "Vivid colours"),
    "vivid-": ("素净的色彩", "Muted colours"),
    "warm+": ("暖色调", "Warm tones"),
    "warm-": ("冷色调", "Cool tones"),
    "rich+": ("丰富的画面", "Pictures with much to see"),
    "rich-": ("简洁的画面", "Plain pictures"),
    "long+": ("写得详细", "Long texts"),
    "long-": ("写得简短", "Short texts"),
    "listed+": ("分点分步骤", "Point by point"),
    "listed-": ("一气呵成", "Told in one breath"),
    "lively+": ("活泼的语气", "Lively words"),
    "lively-": ("平实的语气", "Calm words"),
    "figures+": ("有数据", "With figures"),
    "figures-": ("讲感受", "About feelings"),
}
"""What each end of each axis is called; the axes in the order in which they are kept."""
AXES = tuple(dict.fromkeys(end[:-1] for end in STYLE_ENDS))
LOOKS = 4
"""So many axes, the first ones, are told by a picture alone; goods have no others."""
STYLE_WEIGHT = 0.25
"""So much counts the style of a note beside what it is about, where it fits wholly."""
STYLE_PRIOR = 3.0
"""A style is believed by half once likes of today have said so much for it."""
STYLE_SHOWN = 0.15
"""What is liked so much more than its opposite is told in the portrait."""
STYLE_TOLD = 0.08
"""A style that adds so much to a note's score may be its reason."""

_POINT = re.compile(
    r"^\s*(?:\d{1,2}[.、)）:：]|[①-⑩❶-❿1-9]\ufe0f?\u20e3?[.、 ]|[-•·▪【✅☑✔👉📌]|第?[一二三四五六七八九十][、步.])",
    re.MULTILINE,
)
_LIVELY = re.compile(r"[!！~～♡❤\u2600-\u27bf\U0001f300-\U0001faff]")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)?")


def style_of(*, palette: Sequence[Colour], title: str, body: str) -> list[int]:
    """The style of a note, a number for each axis; a cover of one colour says nothing of how much there is to see."""
    return [round(100 * max(-1.0, min(1.0, at))) for at in (*_look(palette), *_wording(f"{title}\n{body}".strip()))]


def _look(palette: Sequence[Colour]) -> tuple[float, float, float, float]:
    if not palette:
        return 0.0, 0.0, 0.0, 0.0
    lights = [(0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255 for red, green, blue in palette]
    vivid = fmean((max(colour) - min(colour)) / 255 for colour in palette)
    warm = fmean((red - blue) / 255 for red, _, blue in palette)
    rich = (pstdev(lights) - 0.11) / 0.06 if len(set(palette)) > 1 else 0.0
    return (fmean(lights) - 0.75) / 0.25, (vivid - 0.1) / 0.2, (warm - 0.1) / 0.2, rich


def _wording(said: str) -> tuple[float, float, float, float]:
    if not said:
        return 0.0, 0.0, 0.0, 0.0
    hundreds = max(len(said), 40) / 100
    points = len(_POINT.findall(said))
    lively = len(_LIVELY.findall(said)) / hundreds
    figures = len(_FIGURE.findall(said)) / hundreds
    return log2((len(said) + 20) / 160) / 1.5, (points - 0.5) / 2, (lively - 0.4) / 1.5, (figures - 1.2) / 1.5


def style_said(act: Act, style: Sequence[int], at: datetime) -> dict[str, float]:
    """What an act on a note of this style says for one end of each axis."""
    weight = ACT_WEIGHT[act] * growth(at, TASTE_HALF_LIFE)
    return {
        f"v:{axis}{'+' if value > 0 else '-'}": weight * abs(value) / 100
        for axis, value in zip(AXES, style, strict=True)
        if value
    }


def style_liked(said: Mapping[str, float], *, fresh: float) -> list[float]:
    """What is liked on each axis, from -1 to 1: how far one end outweighs the other, less while little was said.

    `fresh` is what a like of now weighs.
    """
    liked = []
    for axis in AXES:
        more, less = said.get(f"v:{axis}+", 0.0), said.get(f"v:{axis}-", 0.0)
        liked.append((more - less) / (more + less + STYLE_PRIOR * fresh))
    return liked
