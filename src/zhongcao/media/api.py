"""Routes of media."""

import re
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, post, put
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import JSONBody, MultipartBody, PathParameter
from msgspec import Meta

from zhongcao.kit import clock, limits
from zhongcao.kit.db import Sessions, Tx, begin_read
from zhongcao.kit.http import ANYONE, MEMBER, Actor, Input, Key, staff
from zhongcao.kit.limits import Limit
from zhongcao.kit.objects import Objects
from zhongcao.kit.problems import TooMany
from zhongcao.kit.settings import Settings
from zhongcao.media import rules, service
from zhongcao.media.errors import (
    PictureBanned,
    PictureNotFound,
    PictureNotYours,
    PictureTooBig,
    PictureUnreadable,
)
from zhongcao.media.gateways.laundry import clean_picture
from zhongcao.media.schemas import Picture

UPLOADS = Limit("uploads per member", 30, 1800)
_NAME = re.compile(r"([0-9a-f]{40})-(thumb|card|full)\.(webp|avif)", re.ASCII)
PictureId = Annotated[int, PathParameter(ge=0, le=2**63 - 1, description="A picture.")]
MediaName = Annotated[str, PathParameter(max_length=80, description="From the address of a picture.")]
SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-site",
    "Content-Disposition": "inline",
    "Vary": "Accept",
}
"""Whatever a picture might pretend to be, a browser treats it as nothing but a picture."""
CLEAR = bytes.fromhex("524946461a000000574542505650384c0d0000002f00000010071011118888fe0700")
"""One clear point as WebP: the place of a picture shows its colour instead of the sign of a broken one."""
FOREVER = "public, max-age=31536000, immutable"


class Upload(msgspec.Struct):
    """A picture as a form file."""

    file: UploadFile


class Avatar(Input, frozen=True, kw_only=True):
    """Which of my pictures stands beside my name."""

    picture: Key


class Refusal(Input, frozen=True, kw_only=True):
    """Why a picture is taken down."""

    reason: Annotated[str, Meta(min_length=1, max_length=200)]


@post(
    "/v1/media",
    access=MEMBER,
    refusals=(PictureUnreadable, PictureTooBig, PictureBanned, TooMany),
)
async def upload_picture(
    data: MultipartBody[Upload],
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
    objects: NamedDependency[Objects],
    sessions: NamedDependency[Sessions],
    settings: NamedDependency[Settings],
) -> Picture:
    """Upload a picture (form field `file`): it is turned upright, made anew in three sizes, and freed of metadata."""
    now = clock.now()
    if settings.rate_limits:
        await limits.spend(sessions, UPLOADS, str(actor.member_id), now=now)
    rendered = await clean_picture(await data.file.read(rules.UPLOAD_BYTES_MAX + 1))
    return await service.keep_picture(tx, objects, owner_id=actor.member_id, rendered=rendered, now=now)


@get("/media/{name:str}", access=ANYONE, refusals=(PictureNotFound,), uncompressed=True)
async def show_picture(
    request: Request[Any, Any, Any],
    name: MediaName,
    objects: NamedDependency[Objects],
    sessions: NamedDependency[Sessions],
) -> Response[bytes]:
    """The bytes of a picture; they never change, so browsers keep them. One that is still drawn is seen through."""
    named = _NAME.fullmatch(name)
    if named is None:
        raise PictureNotFound()
    key, size, kind = named.groups()
    takes_avif = kind == "webp" and "image/avif" in request.headers.get("accept", "")
    kinds = ("avif", "webp") if takes_avif else (kind,)
    known = request.headers.get("if-none-match", "")
    for held in (f'"{key}-{size}.{kind}"' for kind in kinds):
        if held in known:
            headers = {**SAFE_HEADERS, "ETag": held, "Cache-Control": FOREVER}
            return Response(b"", status_code=304, media_type="image/webp", headers=headers)
    found = await service.read_file(objects, key=key, size=size, kinds=kinds)
    if found is None:
        async with begin_read(sessions) as read:
            if not await service.is_undrawn(read, key=key):
                raise PictureNotFound()
        return Response(CLEAR, media_type="image/webp", headers={**SAFE_HEADERS, "Cache-Control": "no-store"})
    headers = {**SAFE_HEADERS, "ETag": f'"{key}-{size}.{found[0]}"', "Cache-Control": FOREVER}
    return Response(found[1], media_type=f"image/{found[0]}", headers=headers)


@put("/v1/me/avatar", access=MEMBER, refusals=(PictureNotYours,))
async def set_avatar(data: JSONBody[Avatar], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> Picture:
    """Show one of my pictures beside my name."""
    return await service.set_avatar(tx, member_id=actor.member_id, picture_id=int(data.picture), now=clock.now())


@put(
    "/v1/console/pictures/{picture:int}/refusal",
    access=staff("moderator"),
    status_code=204,
    refusals=(PictureNotFound,),
)
async def refuse_picture(
    picture: PictureId, data: JSONBody[Refusal], tx: NamedDependency[Tx], actor: NamedDependency[Actor]
) -> None:
    """Take a picture down and keep its likes out."""
    await service.refuse_picture(tx, picture_id=picture, reason=data.reason, by=actor, now=clock.now())


ROUTES = [upload_picture, show_picture, set_avatar, refuse_picture]
