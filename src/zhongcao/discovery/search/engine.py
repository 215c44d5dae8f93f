"""One version of the search index, opened: what things are called, and an index for each kind of thing."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import msgspec
import numpy as np

from zhongcao.discovery.search import artifact
from zhongcao.discovery.search.index import Index
from zhongcao.discovery.search.lexicon import Entry, Lexicon
from zhongcao.discovery.search.vocabulary import Vocabulary, arranged

KINDS = ("products", "notes")


class Engine:
    """What searches are answered from; it never changes once it is open."""

    def __init__(
        self, lexicon: Lexicon, vocabulary: Vocabulary, indexes: Mapping[str, Index], facts: Mapping[str, Any]
    ) -> None:
        self.lexicon, self.vocabulary, self.indexes, self.facts = lexicon, vocabulary, dict(indexes), facts

    @classmethod
    def open(cls, path: Path) -> Self:
        """Map a file that `save` wrote."""
        arrays, facts = artifact.read(path)
        entries = msgspec.json.decode(arrays["lexicon"].tobytes(), type=list[Entry])
        indexes = {kind: Index(_under(arrays, kind)) for kind in KINDS}
        return cls(Lexicon(entries), Vocabulary.of(_under(arrays, "vocabulary")), indexes, facts)


def save(
    path: Path,
    lexicon: Lexicon,
    words: Mapping[str, float],
    indexes: Mapping[str, Mapping[str, Any]],
    facts: dict[str, Any],
) -> int:
    """Write a version of the index into one file; answers its bytes."""
    arrays: dict[str, Any] = {"lexicon": np.frombuffer(encoded(lexicon), np.uint8)}
    arrays |= {f"vocabulary.{name}": array for name, array in arranged(words).items()}
    for kind in KINDS:
        arrays |= {f"{kind}.{name}": array for name, array in indexes[kind].items()}
    return artifact.write(path, arrays, facts)


def encoded(lexicon: Lexicon) -> bytes:
    """All that a lexicon says, as a file holds it."""
    return msgspec.json.encode(lexicon.entries)


def lexicon_of(path: Path) -> tuple[bytes, dict[str, Any]]:
    """What a file was made with, and the facts about it."""
    arrays, facts = artifact.read(path)
    return arrays["lexicon"].tobytes(), facts


def arrays_of(path: Path, kind: str) -> dict[str, Any]:
    """The arrays of the index of one kind, mapped into memory as long as they are held."""
    return _under(artifact.read(path)[0], kind)


def _under(arrays: Mapping[str, Any], start: str) -> dict[str, Any]:
    return {name.removeprefix(f"{start}."): array for name, array in arrays.items() if name.startswith(f"{start}.")}
