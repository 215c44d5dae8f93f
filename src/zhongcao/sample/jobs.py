"""Draws the pictures of the sample world little by little, those that are seen first before the others."""

import asyncio
import io

from zhongcao.kit import clock
from zhongcao.kit.db import begin, begin_read
from zhongcao.kit.jobs import Work, every
from zhongcao.media import service as media
from zhongcao.media.schemas import WaitingPicture
from zhongcao.sample.sketches import paint

AT_ONCE = 4


@every(seconds=4)
async def draw_waiting_pictures(work: Work) -> int:
    """Draw some pictures that wait; adding them again or dying in between does no harm."""
    async with begin_read(work.sessions) as tx:
        waiting = await media.list_undrawn(tx, limit=AT_ONCE)
    for picture in waiting:
        drawn = await asyncio.to_thread(_bytes_of, picture)
        async with begin(work.sessions) as tx:
            await media.fill_drawn(tx, work.objects, picture_id=picture.id, image_bytes=drawn, now=clock.now())
    return len(waiting)


def _bytes_of(picture: WaitingPicture) -> bytes:
    paper = io.BytesIO()
    paint(picture.recipe).save(paper, "JPEG", quality=95, subsampling=0)
    return paper.getvalue()
