"""A learnt ranker (排序模型) as a page uses it: one small network, one chance for each thing a reader might do.

Some candidates in bytes go in, for each of them the calibrated chances come out: a click, a like, and so on. What a
chance is worth stands in `rules.HEAD_VALUE`. Learning is in `teaching/heads.py`.
"""

from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from zhongcao.discovery.feeds.features import FORM, WIDTH_OF, Bytes, Real, as_shares
from zhongcao.discovery.rules import HEAD_VALUE
from zhongcao.discovery.search import artifact

HEADS = tuple(HEAD_VALUE)
_VALUES = np.array(list(HEAD_VALUE.values()), np.float32)


class Heads(msgspec.Struct, frozen=True):
    """Weights of the two layers, and for each head whether it is known and how it is calibrated (Platt)."""

    inner: Real
    inner_bias: Real
    outer: Real
    outer_bias: Real
    slope: Real
    shift: Real
    known: Real

    def logits(self, shares: Real) -> Real:
        """What the network says before calibration."""
        made: Real = np.maximum(shares @ self.inner + self.inner_bias, 0) @ self.outer + self.outer_bias
        return made

    def chances(self, features: Bytes) -> Real:
        """The chance of each head for each candidate at the first place; nothing for heads without labels."""
        raised = self.logits(as_shares(features)) * self.slope + self.shift
        made: Real = self.known / (1 + np.exp(-np.clip(raised, -30, 30)))
        return made

    @staticmethod
    def worth(chances: Real) -> Real:
        """What showing is worth: each chance times its value, what would be hidden or reported counts against."""
        made: Real = chances @ _VALUES
        return made


def save(heads: Heads, path: Path, facts: dict[str, Any], *, surface: str = "discover") -> int:
    """Write a ranker into a file, whole or not at all; answers its bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays = {field: getattr(heads, field) for field in Heads.__struct_fields__}
    return artifact.write(path, arrays, {**facts, "surface": surface, "features": FORM, "heads": list(HEADS)})


def load(path: Path, *, surface: str = "discover") -> Heads:
    """Read a ranker; raises `Unreadable` when the file is none, or one for other features."""
    arrays, facts = artifact.read(path)
    if facts.get("surface", "discover") != surface:
        raise artifact.Unreadable(f"{path.name}: a ranker for other pages")
    if facts.get("features") != FORM or facts.get("heads") != list(HEADS):
        raise artifact.Unreadable(f"{path.name}: a ranker for other features")
    heads = Heads(**{field: np.array(arrays[field]) for field in Heads.__struct_fields__})
    width = len(heads.inner_bias)
    shapes = (heads.inner.shape, heads.outer.shape, heads.slope.shape, heads.known.shape)
    if shapes != ((WIDTH_OF[surface], width), (width, len(HEADS)), (len(HEADS),), (len(HEADS),)):
        raise artifact.Unreadable(f"{path.name}: layers of other sizes")
    if not all(np.isfinite(getattr(heads, field)).all() for field in Heads.__struct_fields__):
        raise artifact.Unreadable(f"{path.name}: weights that are no numbers")
    return heads


def load_for_goods(path: Path) -> Heads:
    """The same for pages of goods."""
    return load(path, surface="goods")
