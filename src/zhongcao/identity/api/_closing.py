"""Closing one's account, and changing one's mind."""

from litestar import delete, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from zhongcao.identity import service
from zhongcao.identity.api._accounts import SIGN_INS_ACCOUNT, Password
from zhongcao.identity.errors import MemberNotFound, SignInRefused, StaffStays
from zhongcao.identity.schemas import Profile
from zhongcao.kit import clock, limits
from zhongcao.kit.db import Sessions, Tx
from zhongcao.kit.http import MEMBER, Actor, Input
from zhongcao.kit.problems import TooMany
from zhongcao.kit.settings import Settings


class ClosingInput(Input, frozen=True, kw_only=True):
    """The password once more: nobody loses their account to a phone that was left lying."""

    password: Password


@put("/v1/me/closing", access=MEMBER, refusals=(MemberNotFound, SignInRefused, StaffStays, TooMany))
async def close_me(
    data: JSONBody[ClosingInput],
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
    sessions: NamedDependency[Sessions],
    settings: NamedDependency[Settings],
) -> Profile:
    """Have my account erased in fifteen days, or when my last order is over."""
    now = clock.now()
    if settings.rate_limits:
        await limits.spend(sessions, SIGN_INS_ACCOUNT, str(actor.member_id), now=now)
    return await service.ask_to_close(tx, by=actor, password=data.password, settings=settings, now=now)


@delete("/v1/me/closing", access=MEMBER, refusals=(MemberNotFound,), status_code=200)
async def keep_me(tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> Profile:
    """Keep my account after all."""
    return await service.keep_account(tx, by=actor)


ROUTES = [close_me, keep_me]
