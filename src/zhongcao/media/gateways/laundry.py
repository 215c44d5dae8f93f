"""Has foreign pictures cleaned by child processes, two at a time, each used once.

A fresh child costs about a tenth of a second; one that is used again could keep something of the file before.
"""

import asyncio
import os
import sys

import msgspec

from zhongcao.media.errors import PictureTooBig, PictureUnreadable
from zhongcao.media.gateways.cleaner import Answer
from zhongcao.media.rules import UPLOAD_BYTES_MAX, Rendered, picture_format

AT_ONCE = 2
WALL_SECONDS_MAX = 40
TOO_BIG = frozenset({"too-many-pixels", "too-many-frames", "too-much-memory"})
_turns = asyncio.Semaphore(AT_ONCE)


async def clean_picture(content: bytes) -> Rendered:
    """All sizes of a picture that a stranger sent, or a refusal; its metadata and whatever hung on it are gone."""
    if len(content) > UPLOAD_BYTES_MAX:
        raise PictureTooBig(reason="too-many-bytes", most=UPLOAD_BYTES_MAX)
    kind = picture_format(content[:16])
    if kind is None:
        raise PictureUnreadable(reason="unknown-format")
    async with _turns:
        answer = await _ask_child(content, kind)
    if answer.rendered is None:
        if answer.refused in TOO_BIG:
            raise PictureTooBig(reason=answer.refused)
        raise PictureUnreadable(reason=answer.refused)
    return answer.rendered


async def _ask_child(content: bytes, kind: str) -> Answer:
    environment = {"PYTHONPATH": os.pathsep.join(part for part in sys.path if part), "PATH": "/usr/bin:/bin"}
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        "zhongcao.media.gateways.cleaner",
        kind,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=environment,
        cwd="/",
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(WALL_SECONDS_MAX):
            output, _ = await child.communicate(content)
    except TimeoutError:
        return Answer(refused="unreadable")
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode != 0:
        return Answer(refused="unreadable")
    return msgspec.msgpack.decode(output, type=Answer)
