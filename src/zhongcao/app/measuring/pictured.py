"""A world full of pictures, for measuring what a browser does: as many notes with covers as are wanted.

Drawing takes most of a second each, so a few are drawn and stand in for all; every picture still has an address and
bytes of its own, so that a browser fetches and decodes each of them.
"""

import asyncio
import random
from collections.abc import Sequence
from datetime import timedelta
from itertools import cycle

from zhongcao.app.measuring.invented import WORDS
from zhongcao.app.measuring.stage import Say, Stage
from zhongcao.community import service as community
from zhongcao.community.schemas import ImportedNote
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin, begin_read, make_engine, make_sessions
from zhongcao.kit.ids import new_id
from zhongcao.kit.objects import Objects, open_objects
from zhongcao.media import service as media
from zhongcao.media.rules import Rendered, render
from zhongcao.media.schemas import UndrawnPicture, WaitingPicture
from zhongcao.sample.easel import SCENE, paint

DRAWINGS = 16
BATCH = 200
EVERYTHING = 100_000
DAYS = 60
TITLE_WORDS = (2, 9)
AUTHORS = "SELECT member_id FROM identity.member ORDER BY member_id LIMIT 200"


async def fill_with_pictures(stage: Stage, *, notes: int, seed: int, say: Say) -> None:
    """Draw what the sample world shows, and add invented notes with covers until there are so many notes."""
    engine = make_engine(stage.database.url(), pool_size=2)
    sessions, objects = make_sessions(engine), open_objects(stage.settings)
    try:
        async with begin_read(sessions) as read:
            waiting = await media.list_undrawn(read, limit=EVERYTHING)
        scenes = [one for one in waiting if one.recipe["draw"] == SCENE]
        say(f"drawing {DRAWINGS} pictures")
        drawn = [await asyncio.to_thread(_drawn, one) for one in scenes[:DRAWINGS]]
        say("hanging them everywhere")
        await _hang(sessions, objects, waiting, drawn)
        there = (await stage.rows("SELECT count(*) FROM community.note WHERE cover_id IS NOT NULL"))[0][0]
        if notes > there:
            say(f"inventing {notes - there} notes with pictures")
            authors = [row[0] for row in await stage.rows(AUTHORS)]
            await _invent(sessions, objects, drawn, authors=authors, count=notes - there, seed=seed)
    finally:
        await engine.dispose()


def _drawn(waiting: WaitingPicture) -> Rendered:
    return render(paint(waiting.recipe), avif=False)


async def _hang(
    sessions: Sessions, objects: Objects, waiting: Sequence[WaitingPicture], drawn: Sequence[Rendered]
) -> None:
    """Let each waiting picture show one of the drawn ones."""
    turns = cycle(drawn)
    for start in range(0, len(waiting), BATCH):
        async with begin(sessions) as tx:
            for one in waiting[start : start + BATCH]:
                await media.fill_drawn(tx, objects, picture_id=one.id, rendered=next(turns), now=clock.now())


async def _invent(
    sessions: Sessions, objects: Objects, drawn: Sequence[Rendered], *, authors: list[int], count: int, seed: int
) -> None:
    """Notes by these authors in turn, each with a cover of its own address."""
    rng = random.Random(f"pictured {seed}")
    now, turns, by = clock.now(), cycle(drawn), cycle(authors)
    for start in range(0, count, BATCH):
        covers = [_cover(next(turns), f"{seed}-{number}") for number in range(start, min(start + BATCH, count))]
        notes = [
            ImportedNote(
                id=new_id(),
                author_id=next(by),
                title=_words(rng, rng.randrange(*TITLE_WORDS)),
                body=_words(rng, 30),
                published_at=now - timedelta(minutes=rng.randrange(DAYS * 24 * 60)),
                topics=[rng.choice(WORDS)],
                picture_ids=[cover.id],
            )
            for cover in covers
        ]
        async with begin(sessions) as tx:
            await media.add_undrawn(tx, owner_id=authors[0], recipes=covers, now=now)
            await community.import_notes(tx, notes)
        async with begin_read(sessions) as read:
            waiting = await media.list_undrawn(read, limit=EVERYTHING)
        await _hang(sessions, objects, waiting, drawn)


def _cover(like: Rendered, name: str) -> UndrawnPicture:
    """A picture to be hung; its recipe only makes its address one of its own."""
    return UndrawnPicture(
        id=new_id(), width=like.width, height=like.height, colour=like.colour, recipe={"draw": SCENE, "copy": name}
    )


def _words(rng: random.Random, count: int) -> str:
    return "".join(rng.choice(WORDS) for _ in range(count))
