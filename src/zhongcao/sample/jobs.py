"""Draws the pictures of the sample world little by little, those that are seen first before the others."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import msgspec

from zhongcao.kit import clock
from zhongcao.kit.db import begin, begin_read
from zhongcao.kit.jobs import Work, every
from zhongcao.media import service as media
from zhongcao.media.rules import Rendered
from zhongcao.media.schemas import WaitingPicture
from zhongcao.sample.easel import LENGTH_BYTES

PORTION = 16
"""As many are drawn by one child: starting it costs less than drawing two of them."""
PICTURE_SECONDS_MAX = 60


@every(seconds=4)
async def draw_waiting_pictures(work: Work) -> int:
    """Draw some pictures that wait; adding them again or dying in between does no harm."""
    async with begin_read(work.sessions) as tx:
        waiting = await media.list_undrawn(tx, limit=PORTION)
    if not waiting:
        return 0
    async with _easel(waiting) as drawings:
        for picture in waiting:
            async with asyncio.timeout(PICTURE_SECONDS_MAX):
                length = int.from_bytes(await drawings.readexactly(LENGTH_BYTES))
                rendered = msgspec.msgpack.decode(await drawings.readexactly(length), type=Rendered)
            async with begin(work.sessions) as tx:
                await media.fill_drawn(tx, work.objects, picture_id=picture.id, rendered=rendered, now=clock.now())
    return len(waiting)


@asynccontextmanager
async def _easel(pictures: Sequence[WaitingPicture]) -> AsyncIterator[asyncio.StreamReader]:
    """A child process that draws these pictures; it is gone when we leave, whatever happened."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        "zhongcao.sample.easel",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"PYTHONPATH": os.pathsep.join(part for part in sys.path if part), "PATH": "/usr/bin:/bin"},
        start_new_session=True,  # Ctrl-C in the terminal is ours to hear, not the child's
    )
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        child.stdin.write(msgspec.json.encode([picture.recipe for picture in pictures]))
        child.stdin.close()
        yield child.stdout
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()
