"""Opening an account, signing in and out."""

import hashlib
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, delete, get, post, put
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from zhongcao.identity import rules, service
from zhongcao.identity.errors import (
    AccountSuspended,
    LoginMalformed,
    LoginTaken,
    NicknameEmpty,
    PasswordWeak,
    SessionNotFound,
    SignInRefused,
)
from zhongcao.identity.schemas import Session, SignedIn
from zhongcao.kit import clock, limits
from zhongcao.kit.db import ReadTx, Sessions, Tx
from zhongcao.kit.http import ANYONE, MEMBER, Actor, Input
from zhongcao.kit.limits import Limit
from zhongcao.kit.problems import TooMany
from zhongcao.kit.settings import Settings

SIGN_UPS = Limit("sign-up per network", 5, 1800)
SIGN_INS_NETWORK = Limit("sign-in per network", 25, 300)
SIGN_INS_ACCOUNT = Limit("sign-in per account", 25, 3600)
SIGN_INS_PACE = (Limit("sign-in pace 1", 5, 60), Limit("sign-in pace 2", 10, 900))
"""Per account and network: the wait grows with the tries, and no stranger elsewhere can lock an account."""

Login = Annotated[str, Meta(min_length=3, max_length=254, description="E-mail address or phone number.")]
Password = Annotated[
    str, Meta(min_length=1, max_length=rules.PASSWORD_LENGTH_MAX, description="8 to 256 signs, any of them.")
]


class SignUp(Input, frozen=True, kw_only=True):
    """A new account."""

    login: Login
    password: Password
    nickname: Annotated[str, Meta(min_length=1, max_length=rules.NICKNAME_LENGTH_MAX)]


class SignIn(Input, frozen=True, kw_only=True):
    """Login and password."""

    login: Login
    password: Password


class NewPassword(Input, frozen=True, kw_only=True):
    """The password so far, and the next."""

    old: Password
    new: Password


def signed_in(answer: SignedIn, settings: Settings, status: int = 201) -> Response[SignedIn]:
    """The session in the body for apps, and as a cookie that scripts cannot read for browsers."""
    secure = settings.origin.startswith("https://")
    cookie = Cookie(
        key="__Host-sid" if secure else "sid",
        value=answer.token,
        path="/",
        httponly=True,
        secure=secure,
        samesite="lax",
        max_age=int(rules.MEMBER_ABSOLUTE.total_seconds()),
    )
    return Response(answer, status_code=status, cookies=[cookie], headers={"Cache-Control": "no-store"})


def _signed_out(settings: Settings) -> Response[None]:
    secure = settings.origin.startswith("https://")
    name = "__Host-sid" if secure else "sid"
    cookie = Cookie(key=name, value="", path="/", httponly=True, secure=secure, samesite="lax", max_age=0)
    return Response(None, status_code=204, cookies=[cookie])


@post("/v1/accounts", access=ANYONE, refusals=(LoginMalformed, LoginTaken, NicknameEmpty, PasswordWeak, TooMany))
async def open_account(
    request: Request[Any, Any, Any],
    data: JSONBody[SignUp],
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
    sessions: NamedDependency[Sessions],
    settings: NamedDependency[Settings],
) -> Response[SignedIn]:
    """Open an account and sign in."""
    now = clock.now()
    if settings.rate_limits:
        await limits.spend(sessions, SIGN_UPS, actor.network, now=now)
    answer = await service.sign_up(
        tx,
        login=data.login,
        password=data.password,
        nickname=data.nickname,
        network=actor.network,
        device=device_of(request),
        settings=settings,
        now=now,
    )
    return signed_in(answer, settings)


@post("/v1/sessions", access=ANYONE, refusals=(SignInRefused, AccountSuspended, TooMany))
async def sign_in(
    request: Request[Any, Any, Any],
    data: JSONBody[SignIn],
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
    sessions: NamedDependency[Sessions],
    settings: NamedDependency[Settings],
) -> Response[SignedIn]:
    """Sign in; the session's token is always a new one."""
    now = clock.now()
    if settings.rate_limits:
        login = rules.normal_login(data.login) or data.login
        account = hashlib.sha256(login.encode()).hexdigest()[:32]
        await limits.spend(sessions, SIGN_INS_NETWORK, actor.network, now=now)
        for pace in SIGN_INS_PACE:
            await limits.spend(sessions, pace, f"{account}|{actor.network}", now=now)
        await limits.spend(sessions, SIGN_INS_ACCOUNT, account, now=now)
    answer = await service.sign_in(
        tx,
        login=data.login,
        password=data.password,
        network=actor.network,
        device=device_of(request),
        settings=settings,
        now=now,
    )
    return signed_in(answer, settings)


@delete("/v1/sessions/current", access=MEMBER)
async def sign_out(
    tx: NamedDependency[Tx], actor: NamedDependency[Actor], settings: NamedDependency[Settings]
) -> Response[None]:
    """Sign out of this device."""
    await service.sign_out(tx, by=actor)
    return _signed_out(settings)


@get("/v1/me/sessions", access=MEMBER)
async def list_sessions(read: NamedDependency[ReadTx], actor: NamedDependency[Actor]) -> list[Session]:
    """The devices on which I am signed in, the last used first."""
    return await service.list_sessions(read, by=actor)


@delete("/v1/me/sessions/{session:uuid}", access=MEMBER, refusals=(SessionNotFound,))
async def end_session(session: FromPath[UUID], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> None:
    """Sign another device out."""
    await service.end_session(tx, by=actor, session=session)


@put("/v1/me/password", access=MEMBER, refusals=(PasswordWeak, SignInRefused, TooMany))
async def change_password(
    request: Request[Any, Any, Any],
    data: JSONBody[NewPassword],
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
    sessions: NamedDependency[Sessions],
    settings: NamedDependency[Settings],
) -> Response[SignedIn]:
    """Change the password; other devices are signed out and this one gets a new token."""
    now = clock.now()
    if settings.rate_limits:
        await limits.spend(sessions, SIGN_INS_ACCOUNT, str(actor.member_id), now=now)
    answer = await service.change_password(
        tx,
        by=actor,
        old=data.old,
        new=data.new,
        network=actor.network,
        device=device_of(request),
        settings=settings,
        now=now,
    )
    return signed_in(answer, settings, status=200)


def device_of(request: Request[Any, Any, Any]) -> str:
    """What a browser calls itself."""
    return request.headers.get("user-agent", "")


ROUTES = [open_account, sign_in, sign_out, list_sessions, end_session, change_password]
