"""Pictures and sound: encoders push them in, players fetch them."""

from typing import Annotated, Any

from litestar import Request, Response, delete, get, put
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, PathParameter

from zhongcao.kit import clock
from zhongcao.kit.db import Sessions
from zhongcao.kit.http import ANYONE, Actor, TooLarge
from zhongcao.kit.objects import Objects
from zhongcao.live import rules, service
from zhongcao.live.errors import (
    KeyUnknown,
    MediaFull,
    MediaMalformed,
    MediaNotFound,
    PlaylistUnreadable,
    ShowNotFound,
)

StreamKeyText = Annotated[str, PathParameter(max_length=80, description="The stream key; it decides, not who asks.")]
FileName = Annotated[str, PathParameter(max_length=100, description="A plain file name of HLS.")]
PLAYLIST_TYPE = "application/vnd.apple.mpegurl"
FOREVER = "public, max-age=31536000, immutable"
SAFE_HEADERS = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}


@put(
    "/v1/live_ingest/{key:str}/{name:str}",
    access=ANYONE,
    status_code=204,
    request_max_body_size=rules.MEDIA_BYTES_MAX,
    refusals=(KeyUnknown, MediaMalformed, PlaylistUnreadable, MediaFull, TooLarge),
)
async def push_file(
    request: Request[Any, Any, Any],
    key: StreamKeyText,
    name: FileName,
    sessions: NamedDependency[Sessions],
    objects: NamedDependency[Objects],
) -> None:
    """Push a file of an HLS stream (推流): a playlist, or a piece of media as it is. Again changes nothing."""
    await service.check_key(sessions, key=key)  # before anything is read: who has no key sends us nothing
    content = await request.body()
    await service.take_file(sessions, objects, key=key, name=name, content=content, now=clock.now())


@delete("/v1/live_ingest/{key:str}/{name:str}", access=ANYONE, refusals=(KeyUnknown,))
async def drop_file(key: StreamKeyText, name: FileName, sessions: NamedDependency[Sessions]) -> None:
    """Encoders ask to delete what left their playlist; we keep it for the replay, and say that all is well."""
    await service.check_key(sessions, key=key)


@get(
    "/v1/shows/{show:int}/index.m3u8",
    access=ANYONE,
    refusals=(ShowNotFound, MediaNotFound),
    media_type=PLAYLIST_TYPE,
)
async def get_playlist(
    show: FromPath[int],
    state: State,
    actor: NamedDependency[Actor],
    sessions: NamedDependency[Sessions],
    objects: NamedDependency[Objects],
) -> Response[bytes]:
    """The playlist of a show: its last segments while it is on air, all of them afterwards."""
    text = await service.get_playlist(sessions, _reel(state, objects), show_id=show, by=actor, now=clock.now())
    headers = {**SAFE_HEADERS, "Cache-Control": "private, no-cache"}
    return Response(text.encode(), media_type=PLAYLIST_TYPE, headers=headers)


@get(
    "/v1/shows/{show:int}/media/{name:str}",
    access=ANYONE,
    refusals=(ShowNotFound, MediaNotFound, MediaMalformed),
    uncompressed=True,
    media_type="application/octet-stream",
)
async def get_segment(
    show: FromPath[int],
    name: FileName,
    state: State,
    actor: NamedDependency[Actor],
    sessions: NamedDependency[Sessions],
    objects: NamedDependency[Objects],
) -> Response[bytes]:
    """A piece of a show's media; its bytes never change under a name."""
    file = await service.get_file(
        sessions, objects, _reel(state, objects), show_id=show, name=name, by=actor, now=clock.now()
    )
    headers = {**SAFE_HEADERS, "Cache-Control": FOREVER if file.is_public else "private, no-store"}
    return Response(file.content, media_type=file.content_type, headers=headers)


def _reel(state: State, objects: Objects) -> service.Reel:
    """The files that this process remembers, made with the first question."""
    kept: Any = state.get("reel")
    if kept is None or kept[0] is not objects:
        kept = (objects, service.Reel(seconds=state.get("reel_seconds", service.STANDS_SECONDS)))
        state["reel"] = kept
    found: service.Reel = kept[1]
    return found


ROUTES = [push_file, drop_file, get_playlist, get_segment]
