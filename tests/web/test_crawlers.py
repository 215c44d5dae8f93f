"""Search engines learn where they may go and what everybody may see; nothing else."""

from collections.abc import Callable

import httpx
import pytest
from litestar import Litestar

from tests.driving import Browser
from tests.factories import mall as make
from tests.factories.community import note
from zhongcao.app.webapp import crawlers
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.money import cny


async def fetch(app: Litestar, path: str, *, status: int = 200) -> str:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        answer = await client.get(path)
    assert answer.status_code == status, answer.text[:300]
    return answer.text


async def test_robots_are_kept_from_what_is_personal_and_led_to_the_lists(app: Litestar) -> None:
    text = await fetch(app, "/robots.txt")
    for path in ("/v1/", "/cart", "/orders", "/console"):
        assert f"Disallow: {path}\n" in text
    assert "Sitemap: http://test/sitemap.xml" in text


async def test_published_notes_and_listed_products_are_named(
    app: Litestar, browse: Callable[[], Browser], sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.state.pop("sitemap", None)
    author = await browse().sign_up()
    seen, draft = await note(author), await note(author, draft=True)
    async with begin(sessions) as tx:
        listed = await make.product(tx)
        await make.sku(tx, product_id=int(listed.id), price=cny(100))
        hidden = await make.product(tx)
    notes = await fetch(app, f"/sitemaps/notes/{int(seen['id']) - 1}")
    assert f"<loc>http://test/note/{seen['id']}</loc>" in notes
    assert draft["id"] not in notes
    products = await fetch(app, f"/sitemaps/products/{int(listed.id) - 1}")
    assert f"<loc>http://test/p/{listed.id}</loc>" in products
    assert hidden.id not in products
    monkeypatch.setattr(crawlers, "ADDRESSES_PER_LIST", 1)
    index = await fetch(app, "/sitemap.xml")
    assert "<loc>http://test/sitemaps/notes/0</loc>" in index
    assert f"<loc>http://test/sitemaps/notes/{seen['id']}</loc>" in index
    app.state.pop("sitemap", None)


async def test_lists_that_nobody_made_do_not_exist(app: Litestar) -> None:
    await fetch(app, "/sitemaps/members/0", status=404)
