"""How the server hears: requests are bounded in what comes before their content, and nothing else is."""

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import uvicorn
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle
from uvicorn.server import ServerState

from zhongcao.app import serving
from zhongcao.app.serving import HEADERS_BYTES_MAX, Connection
from zhongcao.kit.express import AT_ONCE

POST = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\n"
Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Connect = Callable[[], Awaitable[Ends]]


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answers with how much content it was sent; at /endless it never ends."""
    if scope["path"] == "/endless":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"begun", "more_body": True})
        while (await receive())["type"] != "http.disconnect":
            pass
        return
    if scope["path"] == "/at-once":
        at_once = scope["extensions"][AT_ONCE]
        if scope["query_string"]:
            await asyncio.sleep(float(scope["query_string"]))
        if not at_once(202, b"content-length: 4\r\n", b"told"):
            await send({"type": "http.response.start", "status": 203, "headers": [(b"content-length", b"4")]})
            await send({"type": "http.response.body", "body": b"part"})
        else:
            assert not at_once(202, b"", b""), "once"
        return
    heard, more = 0, True
    while more:
        message = await receive()
        heard, more = heard + len(message.get("body", b"")), message.get("more_body", False)
    said = b"%d" % heard
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(said))]})
    await send({"type": "http.response.body", "body": said})


@pytest.fixture
async def connect(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Connect]:
    monkeypatch.setattr(serving, "HEADERS_SECONDS", 0.3)
    config = uvicorn.Config(echo, http=Connection, ws="none", lifespan="off", access_log=False)
    config.load()
    monkeypatch.setattr(config, "timeout_keep_alive", 0.8)
    state, opened = ServerState(), list[Ends]()
    server = await asyncio.get_running_loop().create_server(lambda: Connection(config, state, {}), "127.0.0.1", 0)

    async def connection() -> Ends:
        opened.append(await asyncio.open_connection("127.0.0.1", server.sockets[0].getsockname()[1]))
        return opened[-1]

    connection.state = state  # type: ignore[attr-defined]
    yield connection
    for _, writer in opened:
        writer.close()
        await writer.wait_closed()
    server.close()
    await server.wait_closed()
    for one in list(state.connections):
        one.transport.abort()
    await asyncio.sleep(0.05)


async def ask(ends: Ends, request: bytes) -> bytes:
    """The answer to some bytes, as far as its first line."""
    ends[1].write(request)
    return await asyncio.wait_for(ends[0].readline(), 5)


async def rest_of(ends: Ends) -> bytes:
    """What comes until the other side closes."""
    return await asyncio.wait_for(ends[0].read(), 5)


async def test_requests_follow_one_another_on_a_connection(connect: Connect) -> None:
    ends = await connect()
    for _ in range(3):
        assert await ask(ends, b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\nabcde") == OK
        assert (await ends[0].readuntil(b"\r\n\r\n5")).endswith(b"\r\n\r\n5")


async def test_an_answer_at_once_is_whole_and_leaves_the_connection_as_any_other(connect: Connect) -> None:
    ends = await connect()
    connect.state.default_headers = [(b"date", b"today")]  # type: ignore[attr-defined]
    for _ in range(2):
        assert await ask(ends, b"GET /at-once HTTP/1.1\r\nhost: x\r\n\r\n") == b"HTTP/1.1 202 Accepted\r\n"
        rest = await ends[0].readuntil(b"told")
        assert rest == b"date: today\r\ncontent-length: 4\r\n\r\ntold"
    assert await ask(ends, POST % 3 + b"abc") == OK
    assert connect.state.total_requests == 3  # type: ignore[attr-defined]


async def test_what_was_answered_is_let_go_without_the_garbage_collector(connect: Connect) -> None:
    def held() -> int:
        return sum(isinstance(one, RequestResponseCycle) for one in gc.get_objects())

    ends = await connect()
    gc.collect()
    gc.disable()
    try:
        before = held()
        for _ in range(20):
            assert await ask(ends, b"GET /at-once HTTP/1.1\r\nhost: x\r\n\r\n") == b"HTTP/1.1 202 Accepted\r\n"
            await ends[0].readuntil(b"told")
            assert await ask(ends, POST % 3 + b"abc") == OK
            await ends[0].readuntil(b"\r\n\r\n3")
        assert held() - before <= 2, "the last one, which its connection knows, and one that is still at work"
    finally:
        gc.enable()


async def test_answers_at_once_keep_the_order_of_what_was_asked(connect: Connect) -> None:
    ends = await connect()
    asked = (
        b"GET /at-once?0.2 HTTP/1.1\r\nhost: x\r\n\r\n"
        + POST % 3
        + b"abc"
        + b"GET /at-once HTTP/1.1\r\nhost: x\r\n\r\n"
    )
    assert await ask(ends, asked) == b"HTTP/1.1 202 Accepted\r\n"
    rest = await asyncio.wait_for(ends[0].readuntil(b"told"), 5)
    rest += await asyncio.wait_for(ends[0].readuntil(b"told"), 5)
    assert [one for one in rest.split(b"\r\n") if one.startswith(b"told")] == [b"toldHTTP/1.1 200 OK", b"told"]


@pytest.mark.parametrize("asked", [b"HTTP/1.0\r\n", b"HTTP/1.1\r\nconnection: close\r\n"])
async def test_the_last_answer_of_a_connection_is_not_given_at_once(connect: Connect, asked: bytes) -> None:
    ends = await connect()
    assert (await ask(ends, b"GET /at-once " + asked + b"host: x\r\n\r\n")).startswith(b"HTTP/1.1 203")
    rest = await rest_of(ends)
    assert rest.endswith(b"part")
    assert b"connection: close" in rest


async def test_content_may_be_long_and_slow(connect: Connect) -> None:
    ends = await connect()
    size = 2 * HEADERS_BYTES_MAX
    ends[1].write(POST % size)
    ends[1].write(b"a" * (size - 1))
    await asyncio.sleep(0.6)
    assert await ask(ends, b"a") == OK
    assert (await ends[0].readuntil(b"%d" % size)).endswith(b"%d" % size)


async def test_headers_without_end_are_refused(connect: Connect) -> None:
    ends = await connect()
    ends[1].write(b"GET / HTTP/1.1\r\n")
    answer = await ask(ends, b"a: %b\r\n" % (b"b" * HEADERS_BYTES_MAX))
    assert answer == b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    assert b"connection: close" in await rest_of(ends)


async def test_a_connection_that_asks_nothing_is_closed_without_a_word(connect: Connect) -> None:
    assert await rest_of(await connect()) == b""


@pytest.mark.parametrize("begun", [b"GET / HT", b"GET / HTTP/1.1\r\nhost: x\r\n"])
async def test_whoever_dawdles_before_it_is_known_what_they_want_is_sent_away(connect: Connect, begun: bytes) -> None:
    ends = await connect()
    assert await ask(ends, begun) == b"HTTP/1.1 408 Request Timeout\r\n"
    assert b"connection: close" in await rest_of(ends)


async def test_who_dawdles_with_a_second_request_is_sent_away_too(connect: Connect) -> None:
    ends = await connect()
    assert await ask(ends, b"GET / HTTP/1.1\r\nhost: x\r\n\r\n") == OK
    await ends[0].readuntil(b"\r\n\r\n0")
    assert await ask(ends, b"GET / HTTP/1.1\r\n") == b"HTTP/1.1 408 Request Timeout\r\n"


async def test_empty_lines_after_an_answer_hold_no_connection(connect: Connect) -> None:
    ends = await connect()
    assert await ask(ends, b"GET / HTTP/1.1\r\nhost: x\r\n\r\n") == OK
    await ends[0].readuntil(b"\r\n\r\n0")
    ends[1].write(b"\r\n")
    assert await rest_of(ends) == b""


async def test_who_asks_nothing_more_is_let_go_so_long_after_the_last_answer(connect: Connect) -> None:
    ends = await connect()
    for _ in range(4):
        assert await ask(ends, b"GET / HTTP/1.1\r\nhost: x\r\n\r\n") == OK
        await ends[0].readuntil(b"\r\n\r\n0")
        answered = asyncio.get_running_loop().time()
        await asyncio.sleep(0.3)
    assert await rest_of(ends) == b""
    assert asyncio.get_running_loop().time() - answered > 0.7


async def test_patience_with_who_is_idle_cuts_off_no_answer_that_takes_long(connect: Connect) -> None:
    ends = await connect()
    assert await ask(ends, b"GET / HTTP/1.1\r\nhost: x\r\n\r\n") == OK
    await ends[0].readuntil(b"\r\n\r\n0")
    assert await ask(ends, b"GET /at-once?1.0 HTTP/1.1\r\nhost: x\r\n\r\n") == b"HTTP/1.1 202 Accepted\r\n"
    assert (await rest_of(ends)).endswith(b"told"), "and the connection ends when it is idle again"


async def test_what_is_no_request_is_refused(connect: Connect) -> None:
    ends = await connect()
    assert (await ask(ends, b"\x16\x03\x01 hello\r\n\r\n")).startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize(("accept", "ends_at_once"), [(b"text/event-stream", True), (b"application/zip", False)])
async def test_only_streams_of_events_are_cut_when_the_server_stops(
    connect: Connect, accept: bytes, ends_at_once: bool
) -> None:
    ends = await connect()
    assert await ask(ends, b"GET /endless HTTP/1.1\r\nhost: x\r\naccept: %b\r\n\r\n" % accept) == OK
    await ends[0].readuntil(b"begun")
    [held] = connect.state.connections  # type: ignore[attr-defined]
    held.shutdown()
    await asyncio.sleep(0.05)
    assert held.transport.is_closing() is ends_at_once
    assert bool(held.tasks) is not ends_at_once
