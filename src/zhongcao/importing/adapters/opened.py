"""The open format itself."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from zhongcao.importing.format import FILES
from zhongcao.importing.reading import BadFile, BadRow, Placed, check_file, convert, find_file, read_lines, split_lists

SOURCE = "open"
LISTS = ("products", "topics", "highlights")


def check(folder: Path) -> None:
    """Every file present has the columns it needs and no strange ones."""
    present = 0
    for name, kind in FILES.items():
        path = find_file(folder, name)
        if path is None:
            continue
        present += 1
        fields = msgspec.structs.fields(kind)
        check_file(
            path,
            required=frozenset(field.name for field in fields if field.required),
            known=frozenset(field.name for field in fields),
        )
    if not present:
        raise BadFile(str(folder.name), f"holds none of: {', '.join(FILES)} (.csv or .jsonl)")


def rows(folder: Path, kind: str) -> Iterator[Placed[Any] | BadRow]:
    """The rows of one file."""
    path = find_file(folder, kind)
    if path is None:
        return
    for line in read_lines(path):
        yield convert(line, split_lists(dict(line.values), LISTS), FILES[kind])
