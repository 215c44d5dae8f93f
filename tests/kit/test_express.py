"""The short roads of the busiest routes answer as the ordinary ones do, and leave everything odd to those."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import msgspec
import pytest
from litestar.routes import HTTPRoute

from tests.driving import Browser
from zhongcao.kit.db import DatabaseAway
from zhongcao.kit.express import AT_ONCE, Express, Heard, Question, Road
from zhongcao.kit.http import ANYONE

DISCOVER, SEARCH = "/v1/feeds/discover", "/v1/search"
OWN = {"x-request-id"}
"""What differs between two answers to the same request."""


@pytest.fixture
async def client(app: Any) -> AsyncIterator[httpx.AsyncClient]:
    """A bare client of the application."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as made:
        yield made


@contextmanager
def roads(app: Any, *kept: Road) -> Iterator[None]:
    """The application with these short roads only."""
    before = app.express
    app.express = Express(kept, gate=before._gate, https=False)
    try:
        yield
    finally:
        app.express = before


def told(answer: httpx.Response) -> tuple[int, dict[str, str], bytes]:
    """All that two answers to the same request have in common."""
    return answer.status_code, {k: v for k, v in answer.headers.items() if k not in OWN}, answer.content


def test_every_short_road_lies_beside_an_ordinary_one_that_anyone_may_call(shared_app: Any) -> None:
    open_to_anyone = {
        (method, route.path)
        for route in shared_app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        for method in handler.http_methods
        if handler.opt.get("access") == ANYONE
    }
    assert set(shared_app.express._roads) <= open_to_anyone
    assert ("GET", DISCOVER) in shared_app.express._roads


@pytest.mark.parametrize(
    "question",
    [
        "",
        "?limit=3",
        "?channel=topic:%E9%98%B2%E6%99%92",
        "?limit=0",
        "?limit=x",
        "?channel=nonsense",
        "?cursor=nonsense",
        "?unknown=1",
        "?limit=1&limit=2",
        f"?channel={'x' * 61}",
        f"?cursor={'x' * 401}",
        "?limit",
        "?limit=3&",
        "?limit=3&channel=",
        "?channel=topic:a=b",
        "?channel=%FF",
    ],
)
async def test_both_roads_answer_the_same(app: Any, client: httpx.AsyncClient, question: str) -> None:
    short = await client.get(DISCOVER + question)
    with roads(app):
        ordinary = await client.get(DISCOVER + question)
    assert told(short) == told(ordinary) or "request_id" in short.text
    for key in ("status", "code", "title", "details"):
        assert short.json().get(key) == ordinary.json().get(key)


@pytest.mark.parametrize("is_taken", [True, False])
async def test_a_server_that_writes_answers_at_once_is_told_what_others_are(
    app: Any, client: httpx.AsyncClient, *, is_taken: bool
) -> None:
    offered: list[bytes] = []

    async def server(scope: Any, receive: Any, send: Any) -> None:
        written: list[tuple[int, bytes, bytes]] = []

        def at_once(*answer: Any) -> bool:
            offered.append(answer[2])
            if is_taken:
                written.append(answer)
            return is_taken

        await app({**scope, "extensions": {AT_ONCE: at_once}}, receive, send)
        for status, lines, content in written:
            headers = [tuple(line.split(b": ", 1)) for line in lines.removesuffix(b"\r\n").split(b"\r\n")]
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": content})

    plain = await client.get(DISCOVER)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(server), base_url="http://test") as made:
        assert told(await made.get(DISCOVER)) == told(plain)
        assert len(offered) == 1
        refused = await made.get(DISCOVER + "?limit=0")
    assert (refused.status_code, len(offered)) == (422, 1), "what is refused takes the ordinary road"


@pytest.mark.parametrize(
    "question",
    [
        "",
        "?q=",
        "?q=%E9%9D%A2%E9%9C%9C",
        "?q=face+mask",
        "?q=mask&kind=all&limit=3",
        "?q=mask&kind=products&sort=cheap&personal=false",
        "?q=mask&kind=topics",
        "?q=mask&kind=shops",
        "?q=mask&sort=nonsense",
        "?q=mask&personal=maybe",
        "?q=mask&cursor=nonsense",
        "?q=%21%3F",
        "?q=mask&kind=products&in_stock=true&without=brand&without=price",
        f"?q={'x' * 81}",
    ],
)
async def test_both_roads_find_the_same(app: Any, client: httpx.AsyncClient, question: str) -> None:
    short = await client.get(SEARCH + question)
    with roads(app):
        ordinary = await client.get(SEARCH + question)
    assert told(short) == told(ordinary) or "request_id" in short.text
    for key in ("status", "code", "title", "details", "query", "notes", "next_cursor"):
        assert short.json().get(key) == ordinary.json().get(key)


async def test_a_usual_search_takes_the_short_road(app: Any, client: httpx.AsyncClient) -> None:
    taken: list[str] = []
    (road,) = (one for one in app.express._roads.values() if one.path == SEARCH)

    async def serve(asked: Question) -> bytes | None:
        answer = await road.serve(asked)
        taken.append("short" if answer is not None else "ordinary")
        return answer

    with roads(app, msgspec.structs.replace(road, serve=serve)):
        for question in ("?q=mask", "?q=mask&kind=all", "?q=mask&brand=7", "?q=mask&verified=true"):
            assert (await client.get(SEARCH + question)).status_code == 200
    assert taken == ["short", "short", "ordinary", "ordinary"]


async def test_both_roads_know_who_asks(app: Any, client: httpx.AsyncClient, visitor: Browser) -> None:
    member = await visitor.sign_up()
    signed = {"Authorization": f"Bearer {member.token}"}
    short = await client.get(DISCOVER, headers=signed)
    assert short.headers["cache-control"] == "private, no-store"
    wrong = await client.get(DISCOVER, headers={"Authorization": "Bearer nobody"})
    with roads(app):
        assert told(wrong) == told(await client.get(DISCOVER, headers={"Authorization": "Bearer nobody"}))


async def test_an_error_on_the_short_road_is_met_again_on_the_ordinary_one(app: Any, client: httpx.AsyncClient) -> None:
    met = []

    async def stumble(asked: Question) -> bytes | None:
        met.append(asked)
        raise RuntimeError("a stone")

    with roads(app, Road(method="GET", path=DISCOVER, serve=stumble)):
        answer = await client.get(DISCOVER)
    assert answer.status_code == 200
    assert len(met) == 1


async def test_a_long_answer_is_packed_for_those_who_can_unpack_it(app: Any, client: httpx.AsyncClient) -> None:
    body = msgspec.json.encode(["长" * 2000])

    async def serve(asked: Question) -> bytes | None:
        return body

    with roads(app, Road(method="GET", path=DISCOVER, serve=serve)):
        packed = await client.get(DISCOVER, headers={"Accept-Encoding": "gzip"})
        plain = await client.get(DISCOVER, headers={"Accept-Encoding": "identity"})
    assert (packed.headers["content-encoding"], packed.headers["vary"]) == ("gzip", "Accept-Encoding")
    assert int(packed.headers["content-length"]) < len(body)
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content == body


async def test_an_absent_database_is_told_on_the_short_road_as_on_the_ordinary_one(
    app: Any, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(app: Any, token: str) -> None:
        raise DatabaseAway()

    monkeypatch.setattr(app.express._gate, "_find_actor", away)
    answer = await client.get(DISCOVER, headers={"Authorization": "Bearer anyone"})
    assert (answer.status_code, answer.json()["code"]) == (503, "database-away")
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("sent", [b"x" * 11, b"x" * 10])
async def test_what_is_longer_than_usual_takes_the_ordinary_road_from_its_beginning(
    app: Any, client: httpx.AsyncClient, sent: bytes
) -> None:
    met = []

    async def serve(asked: Question) -> bytes | None:
        met.append(asked.body)
        return b"{}"

    async def in_parts() -> AsyncIterator[bytes]:
        yield sent[:6]
        yield sent[6:]

    with roads(app, Road(method="POST", path="/v1/events", serve=serve, status=202, body_max=10)):
        for content in (sent, in_parts()):
            answer = await client.post("/v1/events", content=content, headers={"Content-Type": "application/json"})
            assert answer.status_code == (202 if len(sent) == 10 else 400), answer.text
    assert met == ([sent] * 2 if len(sent) == 10 else [])


async def test_a_content_that_comes_in_one_piece_is_measured_too() -> None:
    async def receive() -> Any:
        return {"type": "http.request", "body": b"x" * 11, "more_body": False}

    assert await Heard(receive).whole(11) == b"x" * 11
    long = Heard(receive)
    assert await long.whole(10) is None
    assert (await long.again())["body"] == b"x" * 11, "and is heard again"
