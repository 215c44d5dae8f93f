"""Routes of live."""

from typing import Any

from zhongcao.live.api import _hosting, _media, _watching

ROUTES: list[Any] = [*_watching.ROUTES, *_hosting.ROUTES, *_media.ROUTES]
