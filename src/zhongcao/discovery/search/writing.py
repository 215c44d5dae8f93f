"""Documents into posting lists, block by block: memory does not grow with what is indexed, only with its words."""

from array import array
from collections import defaultdict
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import numpy as np

from zhongcao.discovery import rules
from zhongcao.discovery.search.artifact import packed, read, write
from zhongcao.discovery.search.joining import Lists, join_all
from zhongcao.discovery.search.kernels import place_postings
from zhongcao.discovery.search.lexicon import Lexicon
from zhongcao.discovery.search.wording import STOP, hashed, latin, pairs, plain, runs

BLOCK = 50_000
IN_STOCK, BONDED, OVERSEAS, VERIFIED = 1, 2, 4, 8
BODY_CHARACTERS_MAX = 1200
MANNER = 1
"""Counted up when texts are taken apart in another way."""


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """Something that can be found: its texts by field, what it is labelled with, and what ranking needs to know.

    Labels name traits as ranking knows them: `b:` brand, `c:` category, `a:` author, `t:` topic.
    """

    key: int
    texts: dict[str, str]
    labels: list[str]
    quality: float
    at: int
    """Minutes since 1970."""
    price: int = 0
    flags: int = 0


def weighed(document: Document, lexicon: Lexicon) -> dict[str, float]:
    """How much each token says about a document, from 0 to 1."""
    said: dict[str, float] = {}
    for field, text in document.texts.items():
        tokens = tokens_of(text[:BODY_CHARACTERS_MAX], lexicon, singles=field == "title")
        longer = len(tokens) / rules.SEARCH_FIELD_USUAL[field]
        share = rules.SEARCH_LENGTH_SHARE
        weight = rules.SEARCH_FIELD_WEIGHT[field] / (1 - share + share * longer)
        known = said.get
        for token in tokens:
            said[token] = known(token, 0.0) + weight
    for label in document.labels:
        if label[0] in "bc":
            said[label] = said.get(label, 0.0) + rules.SEARCH_FIELD_WEIGHT["tags"]
    return {token: weight / (weight + rules.SEARCH_SATURATION) for token, weight in said.items()}


def tokens_of(text: str, lexicon: Lexicon, *, singles: bool = False) -> list[str]:
    """What a text is found by: meanings, Latin words, pairs of Chinese characters; in titles single ones as well."""
    known = plain(text)
    tokens = lexicon.tokens(known)
    for run, word in runs(known):
        if word:
            tokens += latin(word)
            continue
        tokens += pairs(run)
        if singles:
            tokens += [sign for sign in run if sign not in STOP]
    return tokens


class Writer:
    """Takes documents in the order of their keys and makes the arrays of an index.

    Each block of them becomes an index of its own on disk; in the end their lists are joined.
    """

    def __init__(self, lexicon: Lexicon, folder: Path | None = None) -> None:
        self._lexicon = lexicon
        self._folder = folder
        self._scratch: TemporaryDirectory[str] | None = None
        self._labels: defaultdict[str, int] = defaultdict(count().__next__)
        self._columns: dict[str, array[Any]] = {
            "keys": array("q"), "quality": array("B"), "minutes": array("i"), "price": array("i"), "flags": array("B"),
            "labels": array("i"), "label_counts": array("i"),
        }  # fmt: skip
        self._blocks: list[tuple[Path, int]] = []
        self._begin_block()

    def __len__(self) -> int:
        """How many documents were taken."""
        return len(self._columns["keys"])

    def add(self, document: Document, said: dict[str, float] | None = None) -> None:
        """Take one document; its key is larger than all before. `said` is `weighed`, where it is known."""
        if said is None:
            said = weighed(document, self._lexicon)
        self._block_terms.extend(map(self._terms.__getitem__, said))
        self._block_impacts.extend([int(255 * weight + 0.5) or 1 for weight in said.values()])
        self._block_lengths.append(len(said))
        columns = self._columns
        columns["keys"].append(document.key)
        columns["quality"].append(quality_byte(document.quality))
        columns["minutes"].append(document.at)
        columns["price"].append(min(document.price, 2**31 - 1))
        columns["flags"].append(document.flags)
        columns["labels"].extend(map(self._labels.__getitem__, document.labels))
        columns["label_counts"].append(len(document.labels))
        if len(self._block_lengths) == BLOCK:
            self._end_block()

    def finish(self) -> dict[str, Any]:
        """The arrays of the index."""
        if not self._blocks:
            return {**self._block(), **self._described()}
        if self._block_lengths:
            self._end_block()
        lists, first = [], 0
        for path, documents in self._blocks:
            places = np.arange(first, first + documents, dtype=np.int32)
            lists.append(Lists(lambda path=path: read(path)[0], places))  # type: ignore[misc]
            first += documents
        return {**join_all(lists, self.folder), **self._described()}

    @property
    def folder(self) -> Path:
        """Where blocks lie, and lists too large for memory: the folder that was given, or one until `close`."""
        if self._folder is None:
            self._scratch = TemporaryDirectory(prefix="index-")
            self._folder = Path(self._scratch.name)
        return self._folder

    def close(self) -> None:
        """Remove a folder of our own; large arrays of `finish` are gone after this."""
        if self._scratch is not None:
            self._scratch.cleanup()

    def _begin_block(self) -> None:
        self._terms: defaultdict[str, int] = defaultdict(count().__next__)
        self._block_terms, self._block_impacts, self._block_lengths = array("i"), array("B"), array("i")

    def _end_block(self) -> None:
        path = self.folder / f"{len(self._blocks)}.block"
        write(path, self._block(), {})
        self._blocks.append((path, len(self._block_lengths)))
        self._begin_block()

    def _block(self) -> dict[str, Any]:
        """The terms of the documents of this block, and what is said under each."""
        hashes = np.fromiter(map(hashed, self._terms), np.uint64, len(self._terms))
        order = np.argsort(hashes)
        ranks = np.empty(len(order), np.int32)
        ranks[order] = np.arange(len(order), dtype=np.int32)
        terms, values, lengths = (_view(one) for one in (self._block_terms, self._block_impacts, self._block_lengths))
        starts = np.zeros(len(order) + 1, np.int64)
        np.cumsum(np.bincount(terms, minlength=len(order))[order], out=starts[1:])
        documents, impacts = np.empty(len(terms), np.int32), np.empty(len(terms), np.uint8)
        place_postings(terms, values, lengths, 0, ranks, starts[:-1].copy(), documents, impacts)
        return {"hashes": hashes[order], "starts": starts, "documents": documents, "impacts": impacts}

    def _described(self) -> dict[str, Any]:
        names = list(self._labels)
        order = sorted(range(len(names)), key=names.__getitem__)
        ranks = np.empty(len(names), np.int32)
        ranks[order] = np.arange(len(names), dtype=np.int32)
        columns = {name: _view(kept) for name, kept in self._columns.items()}
        label_starts = np.zeros(len(columns["keys"]) + 1, np.int64)
        np.cumsum(columns.pop("label_counts"), out=label_starts[1:])
        labels = columns.pop("labels")
        return {
            **columns,
            "label_starts": label_starts,
            "labels": ranks[labels] if len(labels) else labels,
            **packed([names[at] for at in order], "label_names"),
        }


def manner() -> str:
    """How documents are taken apart and weighed, in short: indexes that were made alike can be joined."""
    weights = (rules.SEARCH_FIELD_WEIGHT, rules.SEARCH_FIELD_USUAL, rules.SEARCH_LENGTH_SHARE, rules.SEARCH_SATURATION)
    return f"{MANNER} {BODY_CHARACTERS_MAX} {weights}"


def quality_byte(quality: float) -> int:
    """How good something is, as an index keeps it."""
    return min(max(round(quality * 255), 0), 255)


def _view(kept: "array[Any]") -> Any:
    return np.frombuffer(kept, dtype=kept.typecode) if kept else np.zeros(0, kept.typecode)


def written(documents: Sequence[Document], lexicon: Lexicon) -> dict[str, Any]:
    """The arrays of a small index, made in memory."""
    writer = Writer(lexicon)
    for document in sorted(documents, key=lambda one: one.key):
        writer.add(document)
    try:
        return writer.finish()
    finally:
        writer.close()
