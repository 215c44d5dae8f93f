"""A frugal HTTP client: kept connections and no needless work, so that the shop is used or measured, not the client."""

import asyncio
import gzip
import time
from collections.abc import Awaitable, Callable
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

import httpx
import msgspec

ANSWER_SECONDS = 30
MIN_STATUS_REFUSED = 400


class Answer(msgspec.Struct, frozen=True):
    """What came back, and after how many seconds."""

    status: int
    headers: dict[str, str]
    raw: bytes
    seconds: float

    @property
    def body(self) -> bytes:
        """The content, unpacked."""
        return gzip.decompress(self.raw) if self.headers.get("content-encoding") == "gzip" else self.raw

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
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.token = ""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        self.hang_up()

    def hang_up(self) -> None:
        """Close the connection; the next question opens another."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def ask(
        self, method: str, path: str, body: bytes = b"", *, kind: str = "application/json", key: str = ""
    ) -> Answer:
        """Send one request and read its answer."""
        head = f"{method} {path} HTTP/1.1\r\nHost: {self._host}:{self._port}\r\nAccept-Encoding: gzip\r\n"
        if self.token:
            head += f"Authorization: Bearer {self.token}\r\n"
        if key:
            head += f"Idempotency-Key: {key}\r\n"
        if body:
            head += f"Content-Type: {kind}\r\n"
        request = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
        started = time.perf_counter()
        async with asyncio.timeout(ANSWER_SECONDS):
            status, headers, raw = await self.exchange(request)
        return Answer(status, headers, raw, time.perf_counter() - started)

    async def get(self, path: str) -> Any:
        """The JSON at an address; a refusal is an error here."""
        return _good(f"GET {path}", await self.ask("GET", path)).json()

    async def send(self, method: str, path: str, data: Any = None, *, key: str = "") -> Any:
        """Send JSON; the answer's JSON, or None for an empty one. A refusal is an error here."""
        body = b"" if data is None else msgspec.json.encode(data)
        answer = _good(f"{method} {path}", await self.ask(method, path, body, key=key))
        return answer.json() if answer.raw and "json" in answer.headers.get("content-type", "") else None

    async def exchange(self, request: bytes) -> tuple[int, dict[str, str], bytes]:
        """Send a request as it is; status, headers and content of the answer."""
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port, limit=1 << 20)
        reader, writer = self._streams
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
        if headers.get("transfer-encoding") == "chunked":
            raw = await _read_chunks(reader)
        else:
            raw = await reader.readexactly(int(headers.get("content-length", 0)))
        return int(head[0].split(" ", 2)[1]), headers, raw


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
            async with asyncio.timeout(ANSWER_SECONDS):
                status, answered, raw = await line.exchange(f"{head}\r\n\r\n".encode() + body)
        except (OSError, EOFError, ValueError, LookupError) as error:  # cut off, refused, late, or half an answer
            line.hang_up()
            raise httpx.ReadError(str(error)) from error
        self._idle.append(line)
        return Reply(status, answered, raw)

    def hang_up(self) -> None:
        """Close what is open."""
        for line in self._idle:
            line.hang_up()
        self._idle.clear()


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    parts = []
    while size := int((await reader.readline()).strip() or b"0", 16):
        parts.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readexactly(2)
    return b"".join(parts)


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
