"""Indexes joined: as if all that is kept had been read at once, however it was cut."""

import random
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.discovery.test_search_index import LEXICON, goods
from zhongcao.discovery.search import artifact, joining
from zhongcao.discovery.search.artifact import opened, unpacked
from zhongcao.discovery.search.joining import Source, join
from zhongcao.discovery.search.writing import Document, Writer, written

SEED = 20261128
WORDS = ["面霜", "口红", "精华", "干皮", "保湿", "清爽", "唇膏", "敏感肌", "serum", "200ml"]


def shelf(count: int, seed: int = SEED) -> list[Document]:
    print(f"seed {seed}")
    dice = random.Random(seed)
    keys = sorted(dice.sample(range(1, 10 * count), count))
    return [
        goods(
            key,
            "".join(dice.choices(WORDS, k=dice.randrange(1, 7))),
            brand=dice.choice((7, 8)),
            category=dice.choice((103, 203, 10402)),
            price=dice.randrange(1000, 99_000),
            quality=dice.random(),
        )
        for key in keys
    ]


def told(arrays: Mapping[str, Any]) -> dict[str, Any]:
    """All that an index holds, labels by their names."""
    arrays = opened(arrays)
    names = unpacked(arrays, "label_names")
    starts = arrays["label_starts"].tolist()
    labels = [[names[at] for at in arrays["labels"][low:high]] for low, high in pairwise(starts)]
    columns = (*joining.COLUMNS, "hashes", "starts", "documents", "impacts")
    return {**{name: arrays[name].tolist() for name in columns}, "labels": labels}


def source(documents: list[Document], kept: Any = None) -> Source:
    arrays = written(documents, LEXICON)
    return Source(lambda: arrays, kept)


@pytest.mark.parametrize("stretch", [1, 7, 10**6])
def test_parts_that_interleave_are_like_one(stretch: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "STRETCH", stretch)
    everything = shelf(90)
    parts = [source(everything[start::3]) for start in range(3)]
    expected = told(written(everything, LEXICON))
    assert told(join(parts)) == expected
    assert told(join(parts, tmp_path)) == expected


def test_what_is_not_kept_leaves_no_trace() -> None:
    everything, others = shelf(60), shelf(60, seed=SEED + 1)
    kept = np.array([number % 4 > 0 for number in range(len(everything))])
    stays = [one for one, is_kept in zip(everything, kept, strict=True) if is_kept]
    keys = {one.key for one in stays}
    added = [one for one in others if one.key not in keys]
    odd = goods(10**6, "从来没有人说过")
    first = source([*everything, odd], np.append(kept, False))
    assert told(join([first, source(added)])) == told(
        written(sorted([*stays, *added], key=lambda one: one.key), LEXICON)
    )
    assert told(join([first, source([])]))["hashes"] == told(written(stays, LEXICON))["hashes"]


def test_nothing_joined_with_nothing_is_an_empty_index(tmp_path: Path) -> None:
    assert told(join([source([]), source([])], tmp_path)) == told(written([], LEXICON))


def test_blocks_on_disk_are_like_one_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    everything = shelf(50)
    expected = told(written(everything, LEXICON))
    monkeypatch.setattr("zhongcao.discovery.search.writing.BLOCK", 7)
    writer = Writer(LEXICON, tmp_path)
    for document in everything:
        writer.add(document)
    made = writer.finish()
    assert isinstance(made["documents"], artifact.Lying), "large lists are not held in memory"
    assert told(made) == expected
    artifact.write(tmp_path / "whole", made, {})
    assert told(artifact.read(tmp_path / "whole")[0]) == expected
