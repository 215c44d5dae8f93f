"""Adapters turn a source's files into rows of the open format."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from zhongcao.importing.adapters import opened, sephora, shopify
from zhongcao.importing.reading import BadRow, Placed


class Adapter(Protocol):
    """What the importer needs to know of a source."""

    SOURCE: str

    def check(self, folder: Path) -> None:
        """Refuse the folder when one of its files cannot be trusted."""

    def rows(self, folder: Path, kind: str) -> Iterator[Placed[Any] | BadRow]:
        """The rows of one kind of the open format, in order."""


ADAPTERS: dict[str, Adapter] = {"open": opened, "sephora": sephora, "shopify": shopify}
