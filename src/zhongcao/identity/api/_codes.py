"""A new password for who forgot theirs."""

import hashlib
from typing import Annotated, Any

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Meta

from zhongcao.identity import rules, service
from zhongcao.identity.api._accounts import Login, Password, device_of, signed_in
from zhongcao.identity.errors import AccountSuspended, CodeRefused, LoginMalformed, NoWayToWrite, PasswordWeak
from zhongcao.identity.gateways import can_write_to
from zhongcao.identity.schemas import CodeOnItsWay, SignedIn
from zhongcao.kit import clock, limits
from zhongcao.kit.db import Sessions, Tx, begin
from zhongcao.kit.http import ANYONE, Actor, Input
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.limits import Limit
from zhongcao.kit.problems import TooMany
from zhongcao.kit.settings import Settings

CODES_NETWORK = Limit("codes per network", 10, 1800)
CODES_LOGIN = Limit("codes per login", 5, 1800)
RESETS_NETWORK = Limit("resets per network", 25, 300)


class CodeWanted(Input, frozen=True, kw_only=True):
    """Where a code is to go."""

    login: Login


class Reset(Input, frozen=True, kw_only=True):
    """The code that came, and the password from now on."""

    login: Login
    code: Annotated[str, Meta(pattern=f"^[0-9]{{{rules.CODE_DIGITS}}}$", description="Six digits.")]
    password: Password


@post("/v1/password_codes", access=ANYONE, status_code=202, refusals=(LoginMalformed, NoWayToWrite, TooMany))
async def send_password_code(
    data: JSONBody[CodeWanted],
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
    sessions: NamedDependency[Sessions],
    settings: NamedDependency[Settings],
    keys: NamedDependency[KeyRing],
) -> CodeOnItsWay:
    """Send a code to a login; the answer is the same whether anybody has it."""
    now = clock.now()
    login = rules.normal_login(data.login)
    if login is None:
        raise LoginMalformed()
    if not can_write_to(login, settings):
        raise NoWayToWrite()
    if settings.rate_limits:
        await limits.spend(sessions, CODES_NETWORK, actor.network, now=now)
        await limits.spend(sessions, CODES_LOGIN, hashlib.sha256(login.encode()).hexdigest()[:32], now=now)
    await service.ask_for_code(tx, keys, login=login, now=now)
    shown = settings.letters_are_shown and not (settings.smtp_url and rules.is_mail(login))
    return CodeOnItsWay(
        holds_seconds=int(rules.CODE_HOLDS.total_seconds()), sandbox_url="/sandbox/post" if shown else None
    )


@post("/v1/password_resets", access=ANYONE, refusals=(AccountSuspended, CodeRefused, PasswordWeak, TooMany))
async def reset_password(
    request: Request[Any, Any, Any],
    data: JSONBody[Reset],
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
    sessions: NamedDependency[Sessions],
    settings: NamedDependency[Settings],
    keys: NamedDependency[KeyRing],
) -> Response[SignedIn]:
    """Set a new password with a code; every device is signed out, and this one signed in."""
    now = clock.now()
    if settings.rate_limits:
        await limits.spend(sessions, RESETS_NETWORK, actor.network, now=now)
    async with begin(sessions) as own:
        await service.count_guess(own, login=data.login, password=data.password, now=now)
    answer = await service.reset_password(
        tx,
        keys,
        login=data.login,
        code=data.code,
        password=data.password,
        network=actor.network,
        device=device_of(request),
        settings=settings,
        now=now,
    )
    return signed_in(answer, settings)


ROUTES = [send_password_code, reset_password]
