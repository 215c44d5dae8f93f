"""The copy as one ZIP: a page to read, a JSON file for each kind of thing, and the member's own pictures.

It is written while it is sent, one part and one picture at a time; what is held meanwhile is the rows of one table, and
the notes with the numbers of their pictures, for the first page.
"""

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import LargeBinary, Table, select

from zhongcao.app.owndata._parts import CHAPTERS, Part
from zhongcao.kit.db import Base, ReadTx, Sessions, begin_read
from zhongcao.kit.objects import Objects
from zhongcao.media import service as media

Rows = list[dict[str, Any]]
EXACT_MAX = 2**53
"""Beyond this, what reads JSON may lose digits."""
_pages = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """A file of the copy as its first page lists it."""

    zh: str
    en: str
    name: str
    rows: int


class _Flow(io.RawIOBase):
    """What was written and not sent yet; it cannot be gone back in, and ZIP does not need to."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self._written += content
        return len(content)

    def take(self) -> bytes:
        """What waits to be sent."""
        taken, self._written = bytes(self._written), bytearray()
        return taken


async def archive(sessions: Sessions, objects: Objects, *, member_id: int, now: datetime) -> AsyncIterator[bytes]:
    """The copy, piece by piece. Nothing is written anywhere: a download that breaks off is simply asked for again."""
    flow, counted = _Flow(), dict[str, list[Counted]]()
    kept: dict[str, Rows] = {}
    with zipfile.ZipFile(flow, "w", zipfile.ZIP_DEFLATED) as packed:
        for chapter in CHAPTERS:
            for part in chapter.parts:
                async with begin_read(sessions) as read:
                    rows = await rows_of(read, part, member_id)
                name = f"{chapter.folder}/{part.table.partition('.')[2]}.json"
                await asyncio.to_thread(packed.writestr, name, msgspec.json.format(msgspec.json.encode(rows), indent=2))
                counted.setdefault(chapter.folder, []).append(
                    Counted(zh=part.zh, en=part.en, name=name, rows=len(rows))
                )
                if part.table in ("identity.member", "community.note", "community.note_picture", "media.picture"):
                    kept[part.table] = rows
                yield flow.take()
        names: dict[str, str] = {}
        for picture in kept["media.picture"]:
            found = await media.read_file(objects, key=picture["key"], size="full", kinds=("webp",))
            if found is not None:
                names[picture["id"]] = f"pictures/{picture['id']}.webp"
                packed.writestr(names[picture["id"]], found[1], zipfile.ZIP_STORED)
                yield flow.take()
        packed.writestr("index.html", _front(kept, counted, names, now))
    yield flow.take()


async def rows_of(read: ReadTx, part: Part, member_id: int) -> Rows:
    """All rows of a member in one table, oldest key first, with the columns that are theirs to have."""
    table = Base.metadata.tables[part.table]
    columns = columns_of(part, table)
    statement = select(*columns).where(table.c[part.owner] == member_id).order_by(*table.primary_key.columns)
    rows = await read.execute(statement)
    return [{one.name: _told(value) for one, value in zip(columns, row, strict=True)} for row in rows]


def _told(value: Any) -> Any:
    """A value as JSON may hold it: numbers that a program would round, such as ids, are written as text."""
    if isinstance(value, list):
        return [_told(one) for one in value]
    return str(value) if isinstance(value, int) and abs(value) > EXACT_MAX else value


def columns_of(part: Part, table: Table) -> list[Any]:
    """The columns of a part: all but what it leaves out and what is binary."""
    return [one for one in table.columns if one.name not in part.without and not isinstance(one.type, LargeBinary)]


def _front(
    kept: Mapping[str, Rows], counted: Mapping[str, Sequence[Counted]], names: Mapping[str, str], now: datetime
) -> str:
    """The first page: who, what is in here, and the notes as one reads them."""
    shown: dict[str, list[tuple[str, str]]] = {}
    for row in sorted(kept["community.note_picture"], key=lambda one: (one["note_id"], one["position"])):
        if row["picture_id"] in names:
            shown.setdefault(row["note_id"], []).append((names[row["picture_id"]], row["alt"]))
    chapters = [(chapter.zh, chapter.en, counted[chapter.folder]) for chapter in CHAPTERS]
    return _pages.get_template("front.html.j2").render(
        member=kept["identity.member"][0],
        notes=list(reversed(kept["community.note"])),
        shown=shown,
        chapters=chapters,
        made_at=now,
    )
