"""Members take a copy of their data along: with their password once more, and some times a day."""

from datetime import UTC
from typing import Annotated

from litestar import post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from litestar.response import Stream
from msgspec import Meta

from zhongcao.app.owndata._archive import archive
from zhongcao.identity import service as identity
from zhongcao.identity.errors import SignInRefused
from zhongcao.kit import clock, limits
from zhongcao.kit.db import Sessions, Tx
from zhongcao.kit.http import MEMBER, Actor, Input
from zhongcao.kit.objects import Objects
from zhongcao.kit.problems import TooMany
from zhongcao.kit.settings import Settings

TRIES = limits.Limit("own_data", 10, 86_400)


class OwnDataInput(Input, frozen=True, kw_only=True):
    """The password of who asks: whoever finds a phone that is signed in shall not carry everything away."""

    password: Annotated[str, Meta(min_length=1, max_length=256)]


@post(
    "/v1/me/data",
    access=MEMBER,
    refusals=(SignInRefused, TooMany),
    media_type="application/zip",
    status_code=200,
    uncompressed=True,
)
async def take_own_data(
    data: JSONBody[OwnDataInput],
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
    sessions: NamedDependency[Sessions],
    objects: NamedDependency[Objects],
    settings: NamedDependency[Settings],
) -> Stream:
    """A copy of all that is kept of me, as a ZIP with a page to read, JSON files and my pictures."""
    now = clock.now()
    if settings.rate_limits:
        await limits.spend(sessions, TRIES, str(actor.member_id), now=now)
    await identity.check_password(tx, by=actor, password=data.password, settings=settings)
    await identity.record_audit(tx, by=actor, action="own_data.taken", subject=f"member:{actor.member_id}", now=now)
    name = f"zhongcao-{now.astimezone(UTC):%Y%m%d}.zip"
    return Stream(
        archive(sessions, objects, member_id=actor.member_id, now=now),
        media_type="application/zip",
        headers={"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'},
    )


ROUTES = [take_own_data]
