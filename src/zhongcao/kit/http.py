"""The edge: who asks, what they may call, how answers and refusals look on the wire."""

import logging
import re
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.exceptions import HTTPException, NotAuthorizedException, ValidationException
from litestar.handlers import BaseRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.params import QueryParameter
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from msgspec import Meta

from zhongcao.kit import log, metrics
from zhongcao.kit.ids import uuid7_hex
from zhongcao.kit.languages import Saying, check_in_chinese, language_of, within
from zhongcao.kit.problems import BadRequest, Forbidden, Invalid, NotFound, Problem, Unauthorized

Key = Annotated[
    str,
    Meta(pattern="^[0-8]?[0-9]{1,18}$", description="Id of 63 bits; a string, since JavaScript rounds."),
]
"""An id in JSON. Below 9 * 10^18, so that none is larger than PostgreSQL's bigint; ids get there in 2081."""
_ARE_KEYS = re.compile("[0-8]?[0-9]{1,18}(?:,[0-8]?[0-9]{1,18})*")
Text = Annotated[str, Meta(max_length=2000)]
PAGE_SIZE_MAX, CURSOR_LENGTH_MAX = 50, 2000
PageSize = Annotated[int, QueryParameter(ge=1, le=PAGE_SIZE_MAX, description="How many items at the most.")]
CursorText = Annotated[
    str | None, QueryParameter(max_length=CURSOR_LENGTH_MAX, description="Continues a list; from `next_cursor`.")
]

LANGUAGE_TAGS = {"zh": "zh-CN", "en": "en"}
PROBLEM_TYPE = "application/problem+json"

Access = frozenset[str]
ANYONE: Access = frozenset({"visitor"})
"""Signed in or not."""
MEMBER: Access = frozenset({"member"})
"""Every signed-in account."""


def staff(*roles: str) -> Access:
    """Accounts that hold at least one of these staff roles."""
    return frozenset(roles)


class Input(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What clients send; a field that we do not know is refused, never ignored."""


def are_keys(texts: Sequence[str]) -> bool:
    """Whether all of these could be keys; asked of many in one breath, it costs a part of asking each."""
    joined = ",".join(texts)
    return not texts or (_ARE_KEYS.fullmatch(joined) is not None and joined.count(",") == len(texts) - 1)


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks: an account with its roles, or a visitor; `system` for our own jobs."""

    member_id: int = 0
    roles: frozenset[str] = ANYONE
    session: UUID | None = None
    network: str = ""
    request_id: str = ""

    @property
    def signed_in(self) -> bool:
        """Whether this is a known account."""
        return self.member_id > 0

    def holds(self, *roles: str) -> bool:
        """Whether the account holds at least one of these roles."""
        return not self.roles.isdisjoint(roles)


SYSTEM = Actor(roles=frozenset({"system"}))
"""Our own jobs and reactions."""

_LOOKED_AT = frozenset(
    {
        b"accept-encoding",
        b"authorization",
        b"cache-control",
        b"cookie",
        b"origin",
        b"sec-fetch-site",
        b"x-forwarded-for",
    }
)

FindActor = Callable[[Any, str], Awaitable[Actor | None]]
"""Given the application and a session token: who that is. The application passes identity's answer in."""


class Gate(ASGIMiddleware):
    """Gives each request an id, finds out who asks, refuses foreign origins, writes one log line and the metrics."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, find_actor: FindActor, *, origin: str, trusted_proxies: tuple[str, ...] = ()) -> None:
        self._find_actor = find_actor
        self._origin = origin
        self._proxies = frozenset(trusted_proxies)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Wrap one request."""
        started = time.perf_counter()
        status = 500

        async def reply(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                request_id = scope["state"]["request_id"].encode()
                message["headers"] = [*message.get("headers", []), (b"x-request-id", request_id)]
            await send(message)

        await self.admit(scope, scope["litestar_app"])
        try:
            await next_app(scope, receive, reply)
        finally:
            self.note(scope, route=scope.get("path_template", "unmatched"), status=status, started=started)

    async def admit(self, scope: Scope, app: Any) -> dict[str, str]:
        """Find out who asks and from where, and give the request its id; those of its headers that say so."""
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"] if name in _LOOKED_AT
        }
        request_id = uuid7_hex()
        token, by_cookie = _token(headers)
        actor = await self._find_actor(app, token) if token else None
        scope["user"] = msgspec.structs.replace(
            actor or Actor(), network=self._network(scope, headers), request_id=request_id
        )
        is_foreign = by_cookie and not self._same_origin(str(scope.get("method", "")), headers)
        scope.setdefault("state", {}).update(
            {"request_id": request_id, "known": token is not None, "foreign": is_foreign}
        )
        return headers

    def note(self, scope: Scope, *, route: str, status: int, started: float) -> None:
        """Count an answer, and write its line."""
        method, seconds = str(scope.get("method", "")), time.perf_counter() - started
        metrics.answers.note(method, route, status, seconds)
        if log.tells(logging.INFO):
            log.get("http").info(
                "request",
                request_id=scope["state"]["request_id"],
                method=method,
                route=route,
                status=status,
                ms=round(seconds * 1000, 1),
                member_id=scope["user"].member_id or None,
            )

    def _same_origin(self, method: str, headers: Mapping[str, str]) -> bool:
        if method in ("GET", "HEAD", "OPTIONS"):
            return True
        if "origin" in headers:
            return headers["origin"] == self._origin
        return headers.get("sec-fetch-site") == "same-origin"

    def _network(self, scope: Scope, headers: Mapping[str, str]) -> str:
        client = scope.get("client")
        address = client[0] if client else ""
        if address in self._proxies and "x-forwarded-for" in headers:
            address = headers["x-forwarded-for"].split(",")[-1].strip()
        if ":" in address:  # one household of IPv6 counts as one: /64
            return ":".join(address.split(":")[:4]) + "::/64"
        return address


def wants_anew(headers: Mapping[str, str]) -> bool:
    """Whether a client asks that nothing be answered from memory: it has just acted (RFC 9111, 5.2.1.4)."""
    return "no-cache" in headers.get("cache-control", "")


def _token(headers: Mapping[str, str]) -> tuple[str | None, bool]:
    bearer = headers.get("authorization", "")
    if bearer.startswith("Bearer "):
        return bearer.removeprefix("Bearer "), False
    for part in headers.get("cookie", "").split(";"):
        name, _, value = part.strip().partition("=")
        if name in ("__Host-sid", "sid") and value:
            return value, True
    return None, False


async def guard_access(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Refuse whoever does not hold a role that the route names; a route without `access=` refuses everyone.

    It awaits nothing, but the framework would send a plain function to a thread, with each request.
    """
    if connection.scope.get("method") == "OPTIONS" or handler.fn.__module__.startswith("litestar."):
        return  # the framework's own answers tell nothing but the description of the API
    access: Access = handler.opt.get("access", frozenset())
    actor: Actor = connection.scope["user"]
    if connection.scope["state"].get("foreign"):
        raise ForeignOrigin()
    if actor.roles.isdisjoint(access):
        if not actor.signed_in:
            raise Unauthorized()
        raise Forbidden()


class ForeignOrigin(Forbidden):
    """This request came from another site."""

    code = "foreign-origin"
    zh = "这个请求来自其他网站，已被拦下。"


class ProblemBody(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A refusal on the wire (RFC 9457)."""

    type: str
    title: str
    status: int
    code: str
    request_id: str
    details: dict[str, Any] = {}


def answer_problem(request: Request[Any, Any, Any], error: Exception) -> Response[ProblemBody]:
    """One answer for every refusal; what is not a refusal is a bug and tells no details."""
    problem = _as_problem(error)
    language = language_of(request.headers.get("accept-language", ""))
    request_id = request.scope["state"].get("request_id") or uuid7_hex()
    if problem.status >= 500:
        log.get("http").error("unexpected", request_id=request_id, exc_info=error if problem.status == 500 else None)
    headers = {"Cache-Control": "no-store", "Content-Language": LANGUAGE_TAGS[language], "Vary": "Accept-Language"}
    if problem.status in (429, 503):
        headers["Retry-After"] = str(problem.details.get("retry_after_seconds", 1))
    body = ProblemBody(
        type=f"/problems/{problem.code}",
        title=problem.title(language),
        status=problem.status,
        code=problem.code,
        request_id=request_id,
        details=within(problem.details, language),
    )
    return Response(body, status_code=problem.status, media_type=PROBLEM_TYPE, headers=headers)


class MethodUnknown(Problem):
    """This address cannot be used in that way."""

    status = 405
    code = "method-not-allowed"
    zh = "这个地址不支持这样的操作。"


class TooLarge(Problem):
    """That is too large."""

    status = 413
    code = "too-large"
    zh = "内容太大了，请精简后再试。"


_BY_STATUS: dict[int, type[Problem]] = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    405: MethodUnknown,
    413: TooLarge,
}


def _as_problem(error: BaseException) -> Problem:
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]  # what the transaction's end raises arrives wrapped by the framework
    if isinstance(error, Problem):
        return error
    if isinstance(error, ValidationException):
        return Invalid(errors=_checks(error.extra)) if error.extra else BadRequest(reason=error.detail)
    if isinstance(error, NotAuthorizedException):
        return Unauthorized()
    if isinstance(error, HTTPException):
        return _BY_STATUS.get(error.status_code, BadRequest if error.status_code < 500 else Problem)()
    return Problem()


def _checks(extra: Any) -> Any:
    """What the framework found wrong with a request's shape, so that it can be told in both languages."""
    if not isinstance(extra, list):
        return extra
    return [
        {**one, "message": Saying(one["message"], check_in_chinese(one["message"]))}
        if isinstance(one, dict) and isinstance(one.get("message"), str)
        else one
        for one in extra
    ]


class Raw(msgspec.Struct, frozen=True):
    """An answer that is already encoded."""

    body: bytes
