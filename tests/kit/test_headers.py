"""What every answer tells browsers: guess nothing, frame nothing, keep nothing personal."""

import httpx
import pytest
from litestar import Litestar

from tests.driving import Browser
from zhongcao.kit.headers import completed


async def ask(app: Litestar, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        return await client.request(method, path, headers=headers)


@pytest.mark.parametrize(
    "path", ["/v1/categories", "/v1/notes/1", "/", "/note/1", "/health", "/robots.txt", "/assets/a.js", "/v1/me"]
)
async def test_every_answer_carries_them(app: Litestar, path: str) -> None:
    headers = (await ask(app, path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "geolocation=()" in headers["permissions-policy"]
    assert headers["x-frame-options"] == "DENY"
    assert "strict-transport-security" not in headers, "this server has no https"


async def test_refusals_of_unknown_addresses_carry_them_too(app: Litestar) -> None:
    answer = await ask(app, "/nowhere", method="POST")
    assert answer.status_code in (404, 405)
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_data_can_do_nothing_when_shown_as_a_page(app: Litestar) -> None:
    for path in ("/v1/categories", "/v1/notes/1"):
        assert (await ask(app, path)).headers["content-security-policy"].startswith("default-src 'none'")
    page = (await ask(app, "/")).headers["content-security-policy"]
    assert "script-src 'self'" in page
    assert "frame-ancestors 'none'" in page
    assert "content-security-policy" not in (await ask(app, "/assets/a.js")).headers, "a worker would take it over"


async def test_what_is_personal_is_kept_by_nobody(app: Litestar, visitor: Browser) -> None:
    assert (await ask(app, "/v1/categories")).headers["cache-control"] == "private, no-cache"
    await visitor.sign_up()
    for path in ("/v1/me", "/v1/cart", "/v1/categories"):
        answer = await ask(app, path, authorization=f"Bearer {visitor.token}")
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "private, no-store"


def test_https_is_asked_for_where_it_is_spoken_and_own_headers_stay() -> None:
    own = [(b"content-type", b"image/webp"), (b"Cache-Control", b"public"), (b"Referrer-Policy", b"no-referrer")]
    told = dict(completed(own, path="/v1/x", signed_in=True, https=True))
    assert told[b"strict-transport-security"].startswith(b"max-age=31536000")
    assert told[b"Cache-Control"] == b"public"
    assert b"cache-control" not in told
    assert told[b"Referrer-Policy"] == b"no-referrer"
