"""Imports a folder: checks every file first, then takes each kind in order, a few thousand rows a transaction.

Ids are made from the source's ids and every verb ignores what is already there, so that an import may be cut off at
any moment and run again, and changes nothing when it is run twice.
"""

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from zhongcao.importing import goods, people
from zhongcao.importing.adapters import Adapter
from zhongcao.importing.format import FILES, Row
from zhongcao.importing.reading import BadRow, Placed
from zhongcao.kit.db import Sessions, allow_minutes, begin

CHUNK, SHORT_CHUNK = 4000, 12_000
"""How many rows go into one transaction; those of SHORT are short."""
SHORT = frozenset({"interactions"})
TOGETHER: dict[str, Callable[[Any], str]] = {"orders": lambda row: row.order}
"""Rows that belong together stay in one transaction, and so in one chunk."""
BAD_ROWS_KEPT = 1000
"""So many bad rows are listed one by one; the others are counted."""
TAKERS = {**goods.TAKERS, **people.TAKERS}
Progress = Callable[[str, int], None]
"""Called with the kind of rows and how many more were read."""


class Counted(msgspec.Struct):
    """What became of the rows of one kind."""

    read: int = 0
    new: int = 0
    bad: int = 0
    left_out: int = 0
    seconds: float = 0.0


class ImportReport(msgspec.Struct):
    """What became of a folder."""

    source: str
    counts: dict[str, Counted] = msgspec.field(default_factory=dict)
    bad_rows: list[BadRow] = msgspec.field(default_factory=list)
    unmapped: int = 0
    notes: list[str] = msgspec.field(default_factory=list)


async def import_folder(
    sessions: Sessions,
    folder: Path,
    adapter: Adapter,
    *,
    now: datetime,
    origin: str | None = None,
    kinds: tuple[str, ...] = tuple(FILES),
    skip: Callable[[Row], bool] = lambda row: False,
    progress: Progress = lambda kind, rows: None,
    chunk_rows: int | None = None,
) -> ImportReport:
    """Take over a folder of data; `origin` is the country of goods that state none, `skip` leaves rows out.

    Raises BadFile, before anything is written, when a file cannot be trusted as a whole.
    """
    adapter.check(folder)
    report = ImportReport(adapter.SOURCE)
    state = goods.Known(source=adapter.SOURCE, origin=origin)
    for kind in (kind for kind in FILES if kind in kinds):
        count = report.counts[kind] = Counted()
        started = time.monotonic()
        size = chunk_rows or (SHORT_CHUNK if kind in SHORT else CHUNK)
        rows = _good(adapter.rows(folder, kind), count, report, skip, partial(progress, kind), size)
        for chunk in _chunks(rows, TOGETHER.get(kind)):
            async with begin(sessions) as tx:
                await allow_minutes(tx)
                taken = await TAKERS[kind](tx, [placed.row for placed in chunk], state, now=now)
            count.new += taken.new
            count.left_out += len(taken.left_out)
            report.unmapped += taken.unmapped
            _keep(report, [chunk[place].bad(column, reason) for place, column, reason in taken.left_out])
        count.seconds = time.monotonic() - started
    return report


def _chunks(lists: Iterator[list[Placed[Any]]], key: Callable[[Any], str] | None) -> Iterator[list[Placed[Any]]]:
    """Lists of rows; the last ones of a list wait for the next when the same order may go on there."""
    if key is None:
        yield from lists
        return
    held: list[Placed[Any]] = []
    for more in lists:
        rows = [*held, *more]
        cut = len(rows)
        while cut and key(rows[cut - 1].row) == key(rows[-1].row):
            cut -= 1
        if cut:
            yield rows[:cut]
        held = rows[cut:]
    if held:
        yield held


def _good(
    rows: Iterator[Placed[Any] | BadRow],
    count: Counted,
    report: ImportReport,
    skip: Callable[[Row], bool],
    progress: Callable[[int], None],
    chunk_rows: int,
) -> Iterator[list[Placed[Any]]]:
    """Good rows by thousands, so that memory stays flat; bad ones go into the report."""
    while read := list(islice(rows, chunk_rows)):
        count.read += len(read)
        bad = [row for row in read if isinstance(row, BadRow)]
        count.bad += len(bad)
        _keep(report, bad)
        good = [row for row in read if isinstance(row, Placed) and not skip(row.row)]
        if good:
            yield good
        progress(len(read))


def _keep(report: ImportReport, bad: list[BadRow]) -> None:
    report.bad_rows.extend(bad[: BAD_ROWS_KEPT - len(report.bad_rows)])
