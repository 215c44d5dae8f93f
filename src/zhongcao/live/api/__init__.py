"""Routes of live."""

from typing import Any

from zhongcao.live.api import _console, _hosting, _media, _room, _watching

ROUTES: list[Any] = [*_watching.ROUTES, *_hosting.ROUTES, *_media.ROUTES, *_room.ROUTES, *_console.ROUTES]
