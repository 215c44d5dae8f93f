"""Fair exposure: the figures are what they are called, and staff read them from the records of pages."""

from collections.abc import Callable
from datetime import timedelta

import numpy as np
import pytest
from litestar import Litestar

from tests.discovery.test_pages import pages_table
from tests.driving import Browser
from tests.factories import community, identity
from zhongcao.app.asgi import record_pages
from zhongcao.discovery import service
from zhongcao.discovery.feeds.fairness import Places, gini, head_of, shares
from zhongcao.insight import jobs
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.jobs import Work

__all__ = ["pages_table"]


def test_gini_knows_equal_and_unequal() -> None:
    assert gini(np.array([5, 5, 5, 5])) == pytest.approx(0)
    assert gini(np.array([0, 0, 0, 8])) == pytest.approx(0.75)
    assert gini(np.array([8]), more=3) == pytest.approx(0.75), "what was never served counts"
    assert gini(np.array([1, 3])) == pytest.approx(0.25)
    assert gini(np.zeros(0, np.int64), more=5) == 0


def test_shares_are_of_places() -> None:
    given = Places(
        served=np.array([60, 30, 10]),
        heat=np.array([8.0, 1.0, 1.0]),
        is_new_author=np.array([False, True, False]),
        is_small_author=np.array([False, True, True]),
    )
    assert head_of(given.heat).tolist() == [True, False, False]
    told = shares(given, notes_there=10)
    assert (told.places, told.notes_served, told.notes_there) == (100, 3, 10)
    assert (told.tail_share, told.new_author_share, told.small_author_share) == (0.4, 0.3, 0.4)
    nothing = np.zeros(0, np.int64)
    none = Places(served=nothing, heat=nothing * 1.0, is_new_author=nothing > 0, is_small_author=nothing > 0)
    assert shares(none, notes_there=7).gini == 0


async def test_staff_see_how_places_were_given_out(
    browse: Callable[[], Browser], app: Litestar, work: Work, sessions: Sessions, pages_table: str
) -> None:
    editor = await identity.staff(sessions, browse(), "editor")
    empty = await editor.get("/v1/console/exposure")
    assert (empty["places"], empty["gini"]) == (0, 0)
    async with begin(sessions) as tx:
        old = await community.members(tx, count=10, nickname="老作者")
        new = await community.members(tx, count=10, nickname="新作者")
        long_ago = clock.now() - timedelta(days=200)
        notes = await community.imported_notes(tx, authors=old, count=20, published_at=long_ago)
        notes += await community.imported_notes(
            tx, authors=new, count=20, published_at=clock.now() - timedelta(hours=5)
        )
        await service.adopt_notes(tx, note_ids=notes)
    reader = await browse().sign_up()
    seen = [(await reader.get("/v1/feeds/discover", params={"limit": 10}))["items"] for _ in range(2)]
    await record_pages(app)
    await jobs.carry_pages_to_the_lake(work)
    told = await editor.get("/v1/console/exposure", params={"days": 1})
    shown = [item["note"]["author"]["nickname"] for page in seen for item in page]
    assert told["places"] == 20
    assert told["notes_there"] >= 40
    assert told["waiting_notes"] >= 20
    assert told["new_author_share"] == round(sum(name.startswith("新") for name in shown) / 20, 4)
    assert told["small_author_share"] == 1
    assert 0 < told["gini"] < 1
    await reader.get("/v1/console/exposure", expect=403)
    await browse().get("/v1/console/exposure", expect=401)
    await editor.get("/v1/console/exposure", params={"days": 400}, expect=422)
