"""A frugal HTTP client: kept connections and no needless work, so that the shop is used or measured, not the client."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, Self, cast
from urllib.parse import urlencode, urlsplit

import httpx
import msgspec
from isal import igzip_lib

ANSWER_SECONDS = 30
MIN_STATUS_REFUSED = 400
_LENGTH, _CHUNKED, _PACKED = (
    b"\r\n%b:" % name for name in (b"content-length", b"transfer-encoding", b"content-encoding")
)


class Answer(msgspec.Struct, frozen=True):
    """What came back, and after how many seconds."""

    status: int
    head: bytes
    raw: bytes
    seconds: float

    @property
    def headers(self) -> dict[str, str]:
        """What the answer says about itself, by names in small letters."""
        return _headers(self.head)

    @property
    def body(self) -> bytes:
        """The content, unpacked."""
        is_packed = _said(self.head.lower(), _PACKED) == b"gzip"
        return igzip_lib.decompress(self.raw, igzip_lib.DECOMP_GZIP) if is_packed else self.raw

    def json(self) -> Any:
        """The content as plain data."""
        return msgspec.json.decode(self.body)


class Refused(Exception):
    """The shop said no where a yes was needed."""

    def __init__(self, what: str, answer: Answer) -> None:
        super().__init__(f"{what}: {answer.status} {answer.body[:300].decode(errors='replace')}")
        self.answer = answer


class Line:
    """One connection to the shop, as one account; questions go one after the other, as in a browser's one line."""

    def __init__(self, origin: str) -> None:
        parts = urlsplit(origin)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._same = f"Host: {self._host}:{self._port}\r\nAccept-Encoding: gzip\r\n"
        self._wire: _Wire | None = None
        self.token = ""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        self.hang_up()

    @property
    def port(self) -> int | None:
        """The port of our end while the connection is open."""
        return self._wire.port if self._wire is not None else None

    def hang_up(self) -> None:
        """Close the connection; the next question opens another."""
        if self._wire is not None:
            self._wire.close()
            self._wire = None

    async def ask(
        self, method: str, path: str, body: bytes = b"", *, kind: str = "application/json", key: str = ""
    ) -> Answer:
        """Send one request and read its answer."""
        head = f"{method} {path} HTTP/1.1\r\n{self._same}"
        if self.token:
            head += f"Authorization: Bearer {self.token}\r\n"
        if key:
            head += f"Idempotency-Key: {key}\r\n"
        if body:
            head += f"Content-Type: {kind}\r\n"
        request = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
        started = time.perf_counter()
        head_told, raw = await self.exchange(request)
        return Answer(_status(head_told), head_told, raw, time.perf_counter() - started)

    async def get(self, path: str) -> Any:
        """The JSON at an address; a refusal is an error here."""
        return _good(f"GET {path}", await self.ask("GET", path)).json()

    async def send(self, method: str, path: str, data: Any = None, *, key: str = "") -> Any:
        """Send JSON; the answer's JSON, or None for an empty one. A refusal is an error here."""
        body = b"" if data is None else msgspec.json.encode(data)
        answer = _good(f"{method} {path}", await self.ask(method, path, body, key=key))
        return answer.json() if answer.raw and "json" in answer.headers.get("content-type", "") else None

    async def exchange(self, request: bytes) -> tuple[bytes, bytes]:
        """Send a request as it is; head and content of the answer. After a failure the next question dials anew."""
        if self._wire is None:
            async with asyncio.timeout(ANSWER_SECONDS):
                _, self._wire = await asyncio.get_running_loop().create_connection(_Wire, self._host, self._port)
        try:
            return await self._wire.ask(request)
        except BaseException:  # also when nobody waits any more: what still comes would pass for the next answer
            self.hang_up()
            raise


class _Wire(asyncio.Protocol):
    """A connection and the answer that is awaited on it, which mostly comes in one piece."""

    _transport: asyncio.Transport

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._awaited: asyncio.Future[tuple[bytes, bytes]] | None = None
        self._come = bytearray()
        self._least = 0
        self._is_open = True
        self._until = 0.0
        self._watch: asyncio.TimerHandle | None = None

    async def ask(self, request: bytes) -> tuple[bytes, bytes]:
        """Send a request; head and content of its answer."""
        if not self._is_open:
            raise EOFError("the connection was closed")
        self._awaited = self._loop.create_future()
        self._until = self._loop.time() + ANSWER_SECONDS
        if self._watch is None:
            self._watch = self._loop.call_at(self._until, self._look)
        self._transport.write(request)
        return await self._awaited

    @property
    def port(self) -> int:
        """The port of our end."""
        return int(self._transport.get_extra_info("sockname")[1])

    def close(self) -> None:
        """Close the connection; whoever waits for an answer gets none."""
        self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Told by the loop: it is open."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one in all but its kind

    def data_received(self, data: bytes) -> None:
        """Told by the loop: more has come."""
        if self._come:
            self._come += data
            if len(self._come) < self._least:
                return
            data = bytes(self._come)
        try:
            found = _parted(data)
        except ValueError as error:
            self._fail(error)
            return
        if isinstance(found, int):
            self._come[:], self._least = data, found
            return
        self._come.clear()
        if self._awaited is not None and not self._awaited.done():
            self._awaited.set_result(found)
        else:  # nobody asked, or not any more
            self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        """Told by the loop: it is closed."""
        self._is_open = False
        if self._watch is not None:
            self._watch.cancel()
        self._fail(error or EOFError("the connection was closed before the answer had come"))

    def _look(self) -> None:
        """Wait no longer for an answer that is late; one timer watches over all that are asked, since each costs."""
        self._watch = None
        if self._awaited is None or self._awaited.done():
            return
        if self._loop.time() >= self._until:
            self._fail(TimeoutError(f"no answer in {ANSWER_SECONDS} s"))
        else:
            self._watch = self._loop.call_at(self._until, self._look)

    def _fail(self, error: Exception) -> None:
        if self._awaited is not None and not self._awaited.done():
            self._awaited.set_exception(error)


class Reply(msgspec.Struct, frozen=True):
    """An answer as its visitor reads it."""

    status_code: int
    headers: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        """The content as text."""
        return self.content.decode()


class Lines:
    """As many kept connections as there are questions at once; each question may come from another account."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._host = urlsplit(origin).netloc
        self._idle: list[Line] = []

    async def request(
        self, method: str, url: str, *, content: bytes | None = None, data: Any = None, headers: Any = None
    ) -> Reply:
        """Send one request; a connection that breaks is told as httpx would."""
        given = dict(headers or {})
        body = content or b""
        if data is not None:
            body, given["Content-Type"] = urlencode(data).encode(), "application/x-www-form-urlencoded"
        lines = [f"{method} {url} HTTP/1.1", f"Host: {self._host}", f"Content-Length: {len(body)}"]
        head = "\r\n".join([*lines, *(f"{name}: {value}" for name, value in given.items())])
        line = self._idle.pop() if self._idle else Line(self._origin)
        try:
            told, raw = await line.exchange(f"{head}\r\n\r\n".encode() + body)
            reply = Reply(_status(told), _headers(told), raw)
        except (OSError, EOFError, ValueError) as error:  # cut off, refused, late, or half an answer
            line.hang_up()
            raise httpx.ReadError(str(error)) from error
        self._idle.append(line)
        return reply

    def hang_up(self) -> None:
        """Close what is open."""
        for line in self._idle:
            line.hang_up()
        self._idle.clear()


def _parted(come: bytes) -> tuple[bytes, bytes] | int:
    """Head and content of an answer; while it is not whole, the length that it has at the least."""
    end = come.find(b"\r\n\r\n") + 2
    if end < 2:
        return len(come) + 1
    head, start = come[:end], end + 2
    said = head.lower()
    if length := _said(said, _LENGTH):
        whole = start + int(length)
        return whole if len(come) < whole else (head, come[start:whole])
    content = _joined(come, start) if _said(said, _CHUNKED) == b"chunked" else b""
    return len(come) + 1 if content is None else (head, content)


def _joined(come: bytes, at: int) -> bytes | None:
    """Content that is sent in chunks, each after its length; None while the last has not come."""
    if not come.endswith(b"0\r\n\r\n"):
        return None
    parts = []
    while (end := come.find(b"\r\n", at)) > 0 and (size := int(come[at:end], 16)):
        parts.append(come[end + 2 : end + 2 + size])
        at = end + size + 4
    return b"".join(parts) if end > 0 else None


def _said(head: bytes, name: bytes) -> bytes:
    """What a head in small letters says under a name, given with what stands around it; nothing if it is not there."""
    at = head.find(name) + len(name)
    return head[at : head.index(b"\r\n", at)].strip() if at >= len(name) else b""


def _status(head: bytes) -> int:
    """The number of an answer: `HTTP/1.1 200 OK`."""
    return int(head[9:12])


def _headers(head: bytes) -> dict[str, str]:
    lines = head.decode("latin-1").split("\r\n")[1:-1]
    return {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}


def _good(what: str, answer: Answer) -> Answer:
    if answer.status >= MIN_STATUS_REFUSED:
        raise Refused(what, answer)
    return answer


async def for_seconds(seconds: float, lines: list[Line], act: Callable[[Line], Awaitable[Any]]) -> float:
    """Let every connection act again and again until the time is over; the seconds that really passed."""
    started = time.perf_counter()
    deadline = started + seconds

    async def keep_on(line: Line) -> None:
        while time.perf_counter() < deadline:
            await act(line)

    async with asyncio.TaskGroup() as group:
        for line in lines:
            group.create_task(keep_on(line))
    return time.perf_counter() - started
