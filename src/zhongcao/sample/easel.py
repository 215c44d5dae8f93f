"""Draws pictures of the sample world in a process of its own, at low priority, so that nothing real waits for them.

Run as `python -m zhongcao.sample.easel`: recipes come in on stdin, each picture goes out on stdout when it is done.
Whoever asked may die at any moment: the next write then finds nobody, and the process
ends. It loads nothing of the shop but how pictures are drawn and scaled.
"""

import os
import sys
from typing import Any

import msgspec
from PIL import Image

from zhongcao.media.rules import render
from zhongcao.sample.drawing import AvatarRecipe, Recipe, draw, draw_avatar

SCENE, AVATAR = "scene", "avatar"
NICENESS = 10
LENGTH_BYTES = 4


def main() -> None:
    """Draw what was asked for, one after the other."""
    os.nice(NICENESS)
    recipes = msgspec.json.decode(sys.stdin.buffer.read(), type=list[dict[str, Any]])
    for recipe in recipes:
        drawn = msgspec.msgpack.encode(render(paint(recipe), avif=False))
        sys.stdout.buffer.write(len(drawn).to_bytes(LENGTH_BYTES) + drawn)
        sys.stdout.buffer.flush()


def paint(kept: dict[str, Any]) -> Image.Image:
    """Paint what was sketched."""
    plan = dict(kept)
    kind = plan.pop("draw")
    if kind == AVATAR:
        return draw_avatar(msgspec.convert(plan, AvatarRecipe))
    return draw(msgspec.convert(plan, Recipe))


if __name__ == "__main__":
    main()
