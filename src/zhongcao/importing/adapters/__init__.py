"""Adapters turn a source's files into rows of the open format."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from zhongcao.importing.adapters import opened, sephora, shopify
from zhongcao.importing.format import Row
from zhongcao.importing.reading import BadRow


class Adapter(Protocol):
    """What the importer needs to know of a source."""

    SOURCE: str

    def check(self, folder: Path) -> None:
        """Refuse the folder when one of its files cannot be trusted."""

    def rows(self, folder: Path, kind: str) -> Iterator[Row | BadRow]:
        """The rows of one kind of the open format, in order."""


ADAPTERS: dict[str, Adapter] = {"open": opened, "sephora": sephora, "shopify": shopify}
