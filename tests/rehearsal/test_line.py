"""The frugal client: an answer is whole before it is told, its own, and a connection that failed is left."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest

from zhongcao.rehearsal import line
from zhongcao.rehearsal.line import Line, Lines, Refused

OK = b"HTTP/1.1 200 OK\r\n"
HELLO = OK + b"Content-Type: text/plain; charset=utf-8\r\ncontent-length: 5\r\n\r\nhello"
BYE = OK + b"content-length: 3\r\n\r\nbye"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
END = b""
"""The server closes the connection."""
Script = list[list[bytes]]
Serve = Callable[[Script], Awaitable[str]]


@pytest.fixture
async def heard() -> list[bytes]:
    """What servers of this test were asked."""
    return []


@pytest.fixture
async def serve(heard: list[bytes]) -> AsyncIterator[Serve]:
    """Starts a server that says one list of pieces after each question, on whatever connection; its origin."""
    servers: list[asyncio.Server] = []

    async def start(script: Script) -> str:
        left = iter(script)

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                while head := await reader.readuntil(b"\r\n\r\n"):
                    length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0] or 0)
                    heard.append(head + await reader.readexactly(length))
                    for piece in next(left, []):
                        if piece == END:
                            return
                        writer.write(piece)
                        await writer.drain()
                        await asyncio.sleep(0.01)
            except (asyncio.IncompleteReadError, ConnectionError):
                pass
            finally:
                writer.close()

        servers.append(await asyncio.start_server(answer, "127.0.0.1", 0))
        return f"http://127.0.0.1:{servers[-1].sockets[0].getsockname()[1]}"

    yield start
    for server in servers:
        server.close()
    await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    ("pieces", "said"),
    [
        ([HELLO], b"hello"),
        ([HELLO[:20], HELLO[20:-7], HELLO[-7:-2], HELLO[-2:]], b"hello"),
        ([OK + b"content-length: 0\r\n\r\n"], b""),
        ([b"HTTP/1.1 204 No Content\r\n\r\n"], b""),
        ([CHUNKED, b"5\r\nhel", b"lo\r\n0\r\n\r\n"], b"hello"),
        ([CHUNKED + b"9\r\nhe0\r\n\r\n", b"lo\r\n0\r\n", b"\r\n"], b"he0\r\n\r\nlo"),
        ([CHUNKED + b"5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n"], b"hello!"),
    ],
    ids=["at once", "in pieces", "empty", "no content", "chunks", "a chunk like an end", "chunks at once"],
)
async def test_an_answer_is_told_when_it_is_whole(serve: Serve, pieces: list[bytes], said: bytes) -> None:
    async with Line(await serve([pieces, [BYE]])) as here:
        assert (await here.ask("GET", "/")).raw == said
        assert (await here.ask("GET", "/")).raw == b"bye", "the next question goes over the same connection"


async def test_what_an_answer_says_about_itself(serve: Serve) -> None:
    packed = gzip.compress("种草".encode())
    head = b"HTTP/1.1 422 Unprocessable Content\r\nContent-Encoding: gzip\r\nX-Word: A: b\r\ncontent-length: %d\r\n\r\n"
    async with Line(await serve([[head % len(packed) + packed], [HELLO], [head % len(packed) + packed]])) as here:
        answer = await here.ask("GET", "/")
        assert (answer.status, answer.body, answer.raw) == (422, "种草".encode(), packed)
        assert answer.headers == {
            "content-encoding": "gzip",
            "x-word": "A: b",
            "content-length": str(len(packed)),
        }
        plain = await here.ask("GET", "/")
        assert (plain.body, plain.headers["content-type"]) == (b"hello", "text/plain; charset=utf-8")
        with pytest.raises(Refused, match="GET /x: 422 种草"):
            await here.get("/x")


async def test_what_is_sent(serve: Serve, heard: list[bytes]) -> None:
    origin = await serve([[HELLO], [HELLO]])
    async with Line(origin) as here:
        await here.ask("GET", "/v1/notes?limit=2")
        here.token = "t0ken"
        await here.send("POST", "/v1/notes", {"a": 1}, key="k-1")
    host = f"Host: {origin.removeprefix('http://')}"
    common = f"{host}\r\nAccept-Encoding: gzip\r\n"
    assert heard == [
        f"GET /v1/notes?limit=2 HTTP/1.1\r\n{common}Content-Length: 0\r\n\r\n".encode(),
        (
            f"POST /v1/notes HTTP/1.1\r\n{common}Authorization: Bearer t0ken\r\nIdempotency-Key: k-1\r\n"
            'Content-Type: application/json\r\nContent-Length: 7\r\n\r\n{"a":1}'
        ).encode(),
    ]


@pytest.mark.parametrize(
    "pieces",
    [[END], [HELLO[:-2], END], [CHUNKED + b"5\r\nhel", END]],
    ids=["no answer", "half an answer", "half a chunk"],
)
async def test_a_connection_that_breaks_is_told_and_the_next_question_dials_anew(
    serve: Serve, pieces: list[bytes]
) -> None:
    async with Line(await serve([pieces, [BYE]])) as here:
        with pytest.raises(EOFError):
            await here.ask("GET", "/")
        assert (await here.ask("GET", "/")).raw == b"bye"


async def test_a_connection_that_was_closed_meanwhile_is_told_once(serve: Serve) -> None:
    async with Line(await serve([[HELLO, END], [BYE]])) as here:
        await here.ask("GET", "/")
        await asyncio.sleep(0.05)
        with pytest.raises(EOFError):
            await here.ask("GET", "/")
        assert (await here.ask("GET", "/")).raw == b"bye"


async def test_nobody_there_is_an_error_of_the_system() -> None:
    with pytest.raises(OSError, match="onnect"):
        await Line("http://127.0.0.1:1").ask("GET", "/")


async def test_an_answer_that_comes_too_late_is_never_another_questions_answer(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "ANSWER_SECONDS", 0.1)
    async with Line(await serve([[OK], [BYE]])) as here:
        with pytest.raises(TimeoutError):
            await here.ask("GET", "/")
        assert (await here.ask("GET", "/")).raw == b"bye"


async def test_each_question_is_waited_for_as_long_as_the_first(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "ANSWER_SECONDS", 0.8)
    async with Line(await serve([[BYE], [OK, *[b"x-more: 1\r\n"] * 15, BYE[len(OK) :]], [OK]])) as here:
        await here.ask("GET", "/")
        await asyncio.sleep(0.7)
        assert (await here.ask("GET", "/")).raw == b"bye"  # it takes 0.15 s, beyond what the first had
        started = asyncio.get_running_loop().time()
        with pytest.raises(TimeoutError):
            await here.ask("GET", "/")
        assert asyncio.get_running_loop().time() - started > 0.7


async def test_whoever_stops_waiting_leaves_no_answer_to_the_next(serve: Serve) -> None:
    async with Line(await serve([[OK], [BYE]])) as here:
        given_up = asyncio.create_task(here.ask("GET", "/"))
        await asyncio.sleep(0.05)
        given_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await given_up
        assert (await here.ask("GET", "/")).raw == b"bye"


async def test_what_nobody_asked_for_is_no_answer(serve: Serve) -> None:
    async with Line(await serve([[HELLO, HELLO], [BYE]])) as here:
        await here.ask("GET", "/")
        await asyncio.sleep(0.05)
        with pytest.raises(EOFError):
            await here.ask("GET", "/")
        assert (await here.ask("GET", "/")).raw == b"bye"


@pytest.mark.parametrize(
    "pieces",
    [
        [END],
        [b"HTTP/1.1 2x0 OK\r\n\r\n"],
        [b"what?\r\n\r\n"],
        [OK + b"content-length: five\r\n\r\n"],
        [CHUNKED + b"x\r\n\r\n0\r\n\r\n"],
    ],
    ids=["closed", "no number", "no HTTP", "no length", "no chunk"],
)
async def test_among_lines_half_an_answer_is_a_broken_connection(serve: Serve, pieces: list[bytes]) -> None:
    lines = Lines(await serve([pieces, [HELLO]]))
    with pytest.raises(httpx.ReadError):
        await lines.request("GET", "/")
    answer = await lines.request("GET", "/")
    assert (answer.status_code, answer.text) == (200, "hello")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    lines.hang_up()


async def test_lines_have_as_many_connections_as_questions_at_once(serve: Serve, heard: list[bytes]) -> None:
    lines = Lines(await serve([[HELLO[:-1], HELLO[-1:]]] * 4))
    for _ in range(2):
        answers = await asyncio.gather(*(lines.request("POST", "/", data={"a": "1 2"}) for _ in range(2)))
        assert [one.content for one in answers] == [b"hello"] * 2
    assert len(lines._idle) == 2
    assert all(one.endswith(b"Content-Type: application/x-www-form-urlencoded\r\n\r\na=1+2") for one in heard)
    lines.hang_up()
