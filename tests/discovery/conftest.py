"""What tests of feeds and search share: a stopped clock, an index that is held, a process that hears of changes."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from litestar import Litestar

from tests.factories import community
from tests.listening import Ear
from zhongcao.community.service import CardCache
from zhongcao.discovery import jobs, service
from zhongcao.discovery.service import GoodsCards
from zhongcao.discovery.service._findable import held
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin, begin_read
from zhongcao.kit.jobs import Work

Index = Callable[..., Awaitable[service.Made]]


@pytest.fixture
def stop_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let the moment last, so that no minute ends between two pages of what everyone is shown in it."""

    def stop() -> None:
        moment = clock.now()
        monkeypatch.setattr(clock, "now", lambda: moment)

    return stop


@pytest.fixture
def index(app: Litestar, work: Work) -> Index:
    """Makes a version of the index, and waits until this process holds it."""

    async def make(**how: Any) -> service.Made:
        made = await jobs.make_search_index(work.sessions, work.objects, work.settings, **how)
        async with begin_read(work.sessions) as read:
            await held(read, app.state["shelf"], now=clock.now())
        await app.state["shelf"].wait()
        return made

    return make


@pytest.fixture
async def ear(app: Litestar, sessions: Sessions) -> Ear:
    """A process that keeps cards and hears of changes when a test lets it listen."""
    made = Ear(sessions)
    parts = {
        "hearing": made.hearing,
        "cards": CardCache(hearing=made.hearing, tick=made.clock),
        "goods_cards": GoodsCards(),
    }
    app.state["brain"] = msgspec.structs.replace(app.state["brain"], **parts)
    await made.listen()
    return made


@pytest.fixture
async def notes(sessions: Sessions) -> list[int]:
    """Forty notes of twenty authors."""
    async with begin(sessions) as tx:
        authors = await community.members(tx, count=20, nickname="作者")
        made = await community.imported_notes(
            tx, authors=authors, count=40, published_at=clock.now() - timedelta(days=2)
        )
        await service.adopt_notes(tx, note_ids=made)
    return made
