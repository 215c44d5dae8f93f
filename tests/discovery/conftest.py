"""What tests of feeds and search share: a clock that can be stopped, an index that is made and held."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from litestar import Litestar

from zhongcao.discovery import jobs, service
from zhongcao.discovery.service._findable import held
from zhongcao.kit import clock
from zhongcao.kit.db import begin_read
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
