"""The short roads of the busiest routes answer as the ordinary ones do, and leave everything odd to those."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import msgspec
import pytest
from litestar.routes import HTTPRoute

from tests.driving import Browser
from zhongcao.kit.express import Express, Question, Road
from zhongcao.kit.http import ANYONE

DISCOVER = "/v1/feeds/discover"
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
