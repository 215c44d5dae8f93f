"""Imports a folder: checks every file first, then takes each kind in order, a few thousand rows a transaction.

Ids are made from the source's ids and every verb ignores what is already there, so that an import may be cut off at
any moment and run again, and changes nothing when it is run twice.
"""

import time
from collections.abc import AsyncIterator, Callable, Iterator
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
from zhongcao.kit.db import Sessions, begin

CHUNK = 4000
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
        async for chunk in _chunks(adapter.rows(folder, kind), count, report, skip, partial(progress, kind)):
            async with begin(sessions) as tx:
                taken = await TAKERS[kind](tx, [placed.row for placed in chunk], state, now=now)
            count.new += taken.new
            count.left_out += len(taken.left_out)
            report.unmapped += taken.unmapped
            _keep(report, [chunk[place].bad(column, reason) for place, column, reason in taken.left_out])
        count.seconds = time.monotonic() - started
    return report


async def _chunks(
    rows: Iterator[Placed[Any] | BadRow],
    count: Counted,
    report: ImportReport,
    skip: Callable[[Row], bool],
    progress: Callable[[int], None],
) -> AsyncIterator[list[Placed[Any]]]:
    """Good rows by thousands, so that memory stays flat; bad ones go into the report."""
    while read := list(islice(rows, CHUNK)):
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
