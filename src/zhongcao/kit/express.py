"""A short road for the few routes that most requests are for: through the same gate, past the framework.

Routing, parameters, dependencies and answers of the framework cost more than the work of these routes itself
(`docs/decisions/0030`). A road answers what is as usual and nothing else: an odd question, a refusal or an error takes
the ordinary road from its beginning, so that there is one place that refuses.
"""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from isal import isal_zlib
from litestar.enums import ScopeType
from litestar.types import Receive, Scope, Send

from zhongcao.kit.headers import Headers, completed
from zhongcao.kit.http import Actor, Gate, wants_anew

PACKED_FROM = 1500
PACKED_LEVEL = 1
"""A page of 10 kB in a third of the time that zlib takes at its second level, for a fiftieth more bytes."""
AT_ONCE = "zhongcao.at_once"
"""What a server lets an application do beyond ASGI: write an answer, given its status, the lines of its headers and its
content, in one piece, if nothing is in the way; whether it did. Message by message it costs as much as all the rest of
HTTP."""
_GZIP = 31
_JSON = (b"content-type", b"application/json")
_LINES = b"%bcontent-length: %b\r\nx-request-id: %b\r\n"


class Question(msgspec.Struct, frozen=True):
    """What a request asks for: who, with which parameters, with which content."""

    state: Any
    actor: Actor
    params: Mapping[str, str]
    body: bytes
    anew: bool = False
    """Whether nothing shall be answered from memory (`http.wants_anew`)."""


Serve = Callable[[Question], Awaitable[bytes | None]]
"""Answers with JSON; None, or an exception, when the ordinary road is to be taken."""


class Road(msgspec.Struct, frozen=True, kw_only=True):
    """A route that has a short road too; anyone may call it, as the ordinary route says."""

    method: str
    path: str
    serve: Serve
    status: int = 200
    body_max: int = 0


class Express:
    """The short roads of an application."""

    def __init__(self, roads: Sequence[Road], *, gate: Gate, https: bool) -> None:
        self._roads = {(road.method, road.path): road for road in roads}
        self._gate, self._https = gate, https

    def road(self, scope: Scope) -> Road | None:
        """The short road of a request, if its route has one."""
        return self._roads.get((scope["method"], scope["path"])) if scope["type"] == ScopeType.HTTP else None

    async def take(self, road: Road, app: Any, scope: Scope, receive: Receive, send: Send) -> Receive | None:
        """Answer on a short road; when that is not possible, what the ordinary road hears from the beginning."""
        started = time.perf_counter()
        heard = Heard(receive) if road.body_max else None
        try:
            headers = await self._gate.admit(scope, app)
            answer = await self._answer(road, app, scope, heard, anew=wants_anew(headers))
        except Exception:  # the ordinary road meets it again, and says what it is
            answer = None
        if answer is None:
            return receive if heard is None else heard.again
        is_packed = len(answer) >= PACKED_FROM and "gzip" in headers.get("accept-encoding", "")
        if is_packed:
            answer = isal_zlib.compress(answer, PACKED_LEVEL, _GZIP)
        told = _told(road.path, is_packed=is_packed, signed_in=scope["state"]["known"], https=self._https)
        length, request_id = b"%d" % len(answer), scope["state"]["request_id"].encode()
        at_once: Any = (scope.get("extensions") or {}).get(AT_ONCE)
        lines = _LINES % (told.lines, length, request_id)
        if at_once is None or not at_once(road.status, lines, answer):
            own = [(b"content-length", length), (b"x-request-id", request_id)]
            await send({"type": "http.response.start", "status": road.status, "headers": [*told.headers, *own]})
            await send({"type": "http.response.body", "body": answer, "more_body": False})
        self._gate.note(scope, route=road.path, status=road.status, started=started)
        return None

    async def _answer(self, road: Road, app: Any, scope: Scope, heard: "Heard | None", *, anew: bool) -> bytes | None:
        body = await heard.whole(road.body_max) if heard is not None else b""
        params = _params(scope["query_string"])
        if params is None or body is None or scope["state"]["foreign"]:
            return None
        return await road.serve(Question(app.state, scope["user"], params, body, anew))


class Heard:
    """The messages of a request, which can be heard once more from their beginning."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._kept: list[Any] = []

    async def whole(self, most: int) -> bytes | None:
        """The content; None when it is longer than usual, or does not come whole."""
        parts: list[bytes] = []
        while True:
            message = await self._receive()
            self._kept.append(message)
            if message["type"] != "http.request":
                return None
            parts.append(message.get("body", b""))
            if sum(map(len, parts)) > most:
                return None
            if not message.get("more_body"):
                return b"".join(parts)

    async def again(self) -> Any:
        """The next message, those that were heard already first."""
        return self._kept.pop(0) if self._kept else await self._receive()


def _params(query: bytes) -> dict[str, str] | None:
    """The parameters; None when they are not as usual."""
    if not query:
        return {}
    try:
        text = query.decode("ascii")
        if "%" in text or "+" in text:
            pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=True, errors="strict")
        else:  # nothing is written in another way than it is meant: an eighth of the work
            pairs = [(name, value) for name, value in (part.split("=", 1) for part in text.split("&"))]
    except ValueError:
        return None
    params = dict(pairs)
    return params if len(params) == len(pairs) else None


class Told(msgspec.Struct, frozen=True):
    """Headers, and the same as they go over the wire."""

    headers: Headers
    lines: bytes


@lru_cache(maxsize=64)
def _told(path: str, *, is_packed: bool, signed_in: bool, https: bool) -> Told:
    given = [_JSON, *([(b"content-encoding", b"gzip"), (b"vary", b"Accept-Encoding")] if is_packed else [])]
    headers = completed(given, path=path, signed_in=signed_in, https=https)
    return Told(headers, lines_of(headers))


def lines_of(headers: Headers) -> bytes:
    """Headers as they go over the wire."""
    return b"".join([b"%b: %b\r\n" % header for header in headers])
