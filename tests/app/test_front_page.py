"""The front page: a person who opens the address is told what this is and what is new, without any script."""

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable

import httpx
from litestar import Litestar

from tests.driving import Browser
from tests.factories.community import note

Browse = Callable[[], Browser]
Drain = Callable[..., Awaitable[None]]


async def _open(app: Litestar) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        return await client.get("/")


async def test_an_empty_shop_says_so_kindly_in_both_languages(app: Litestar) -> None:
    answer = await _open(app)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "还没有笔记" in answer.text
    assert "No notes yet" in answer.text
    for door in ("/openapi.json", "/ready", "/v1/feeds/discover", "docs/"):
        assert door in answer.text


async def test_notes_stand_on_it_and_none_of_their_text_is_markup(app: Litestar, browse: Browse, drain: Drain) -> None:
    author = await browse().sign_up()
    await note(author, title="<b>三瓶空了</b>的护手霜", body="冬天就靠它。")
    await drain("discovery")
    answer = await _open(app)
    assert "&lt;b&gt;三瓶空了&lt;/b&gt;的护手霜" in answer.text
    assert "<b>" not in answer.text
    assert "No notes yet" not in answer.text


async def test_it_may_load_nothing_but_its_own_style_and_our_pictures(app: Litestar) -> None:
    answer = await _open(app)
    policy = answer.headers["content-security-policy"]
    (style,) = re.findall("<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.startswith("default-src 'none'; img-src 'self'; ")
    assert f"style-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert "<script" not in answer.text
    assert "style=" not in answer.text
    assert "http://" not in answer.text.replace("http://test", "")
