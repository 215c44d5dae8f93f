"""What tests of feeds share: a clock that can be stopped."""

from collections.abc import Callable

import pytest

from zhongcao.kit import clock


@pytest.fixture
def stop_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let the moment last, so that no minute ends between two pages of what everyone is shown in it."""

    def stop() -> None:
        moment = clock.now()
        monkeypatch.setattr(clock, "now", lambda: moment)

    return stop
