"""Reading of CSV and JSON lines, row by row, with the place of every mistake."""

import csv
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

from zhongcao.importing.format import Row

csv.field_size_limit(1_000_000)
LIST_SEPARATOR = "|"
DATE_LENGTH = len("2023-03-21")
CHINA_MIDNIGHT = "T00:00:00+08:00"
PLACE = re.compile(r" - at `\$\.?([^`]*)`$")
NUMBER_MAX = Decimal(10) ** 9
FIRST_YEAR, LAST_YEAR = 1990, 2080
"""Ids carry a row's day and end in 2082; nothing of a shop is older than the web."""
R = TypeVar("R", bound=Row)


class BadFile(Exception):
    """A file that cannot be trusted as a whole; nothing of it is imported."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.file, self.reason = file, reason


class BadRow(msgspec.Struct, frozen=True):
    """A row that was left out, with the place and the reason."""

    file: str
    line: int
    column: str
    reason: str


class Placed(msgspec.Struct, Generic[R], frozen=True):
    """A good row and where it stands."""

    file: str
    line: int
    row: R

    def bad(self, column: str, reason: str) -> BadRow:
        """The same row, left out after all."""
        return BadRow(self.file, self.line, column, reason)


class Line(msgspec.Struct, frozen=True):
    """One line of a source as it stands there; with a `fault`, its cells cannot be told apart."""

    file: str
    number: int
    values: dict[str, Any]
    fault: str = ""


def find_file(folder: Path, name: str) -> Path | None:
    """The CSV or JSON lines file of this name, or None."""
    for ending in (".csv", ".jsonl"):
        if (path := folder / f"{name}{ending}").is_file():
            return path
    return None


def check_file(path: Path, *, required: frozenset[str], known: frozenset[str] | None) -> None:
    """Refuse a file whose encoding, quoting or header is wrong, by reading it once to its end."""
    if not path.is_file():
        raise BadFile(path.name, "is missing")
    if path.suffix == ".jsonl":
        if not sum(1 for _ in read_lines(path)):
            raise BadFile(path.name, "is empty")
        return
    header: list[str] = []
    for row in _csv_rows(path):
        if not header:
            header = row
    if not header:
        raise BadFile(path.name, "is empty")
    if len(set(header)) < len(header):
        raise BadFile(path.name, "names a column twice")
    if missing := sorted(required - set(header)):
        raise BadFile(path.name, f"lacks the columns: {', '.join(missing)}")
    if known is not None and (strange := sorted(set(header) - known)):
        raise BadFile(path.name, f"has columns that nobody knows: {', '.join(strange)}")


def read_lines(path: Path) -> Iterator[Line]:
    """Every row of a file with its line number; empty cells are left out."""
    if path.suffix == ".jsonl":
        yield from _json_lines(path)
        return
    header: list[str] = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        begins_at = 1
        for cells in reader:
            number, begins_at = begins_at, reader.line_num + 1
            if not cells:
                continue  # a blank line
            if not header:
                header = cells
            elif len(cells) != len(header):
                yield Line(path.name, number, {}, f"{len(cells)} cells instead of {len(header)}")
            else:
                values = {name: cell for name, cell in zip(header, cells, strict=True) if cell}
                yield Line(path.name, number, values)


def convert(
    line: Line, values: dict[str, Any], kind: type[R], *, columns: dict[str, str] | None = None
) -> Placed[R] | BadRow:
    """A row of the open format, or what is wrong with it; `columns` names the source's column of a field."""
    if line.fault:
        return BadRow(line.file, line.number, "", line.fault)
    if isinstance(at := values.get("at"), str) and len(at) == DATE_LENGTH:
        values["at"] = at + CHINA_MIDNIGHT
    try:
        row = msgspec.convert(values, kind, strict=False)
    except msgspec.ValidationError as error:
        message = str(error)
        place = PLACE.search(message)
        field = place[1].split("[")[0] if place else _named_in(message)
        reason = PLACE.sub("", message)
        return BadRow(line.file, line.number, (columns or {}).get(field, field), reason)
    for field in values:
        value = getattr(row, field)
        if type(value) is str and "\0" not in value:
            continue  # most values of most rows
        if unbelievable := _unbelievable(value):
            return BadRow(line.file, line.number, (columns or {}).get(field, field), unbelievable)
    return Placed(line.file, line.number, row)


def _unbelievable(value: Any) -> str | None:
    """Why a value of the right type still cannot be kept, or None."""
    if isinstance(value, str):
        return "holds a zero byte" if "\0" in value else None
    if isinstance(value, Decimal):
        if not value.is_finite() or value < 0:
            return f"{value} is negative or no number"
        return f"{value} is too large" if value >= NUMBER_MAX else None
    if isinstance(value, date) and not FIRST_YEAR <= value.year < LAST_YEAR:
        return f"the year {value.year} is not between {FIRST_YEAR} and {LAST_YEAR}"
    if isinstance(value, list):
        return next((reason for one in value if (reason := _unbelievable(one))), None)
    return None


def split_lists(values: dict[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    """The same values with `|`-separated texts of some fields as lists."""
    for field in fields:
        if isinstance(values.get(field), str):
            values[field] = [part.strip() for part in values[field].split(LIST_SEPARATOR) if part.strip()]
    return values


def _named_in(message: str) -> str:
    found = re.search(r"field `([^`]*)`", message)
    return found[1] if found else ""


def _csv_rows(path: Path) -> Iterator[list[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.reader(file, strict=True)
    except UnicodeDecodeError as error:
        raise BadFile(path.name, f"is not UTF-8 (byte {error.start})") from None
    except csv.Error as error:
        raise BadFile(path.name, f"has broken quoting: {error}") from None


def _json_lines(path: Path) -> Iterator[Line]:
    decoder = msgspec.json.Decoder()
    with path.open("rb") as file:
        for number, text in enumerate(file, 1):
            if not text.strip():
                continue
            try:
                values = decoder.decode(text)
            except UnicodeDecodeError:
                raise BadFile(path.name, f"line {number} is not UTF-8") from None
            except msgspec.DecodeError as error:
                raise BadFile(path.name, f"line {number} is no JSON: {error}") from None
            if not isinstance(values, dict):
                raise BadFile(path.name, f"line {number} is no object")
            yield Line(path.name, number, {k: v for k, v in values.items() if v is not None and v != ""})
