"""A rehearsal waits for a database that was killed, and not for ever."""

import pytest

from zhongcao.kit.db import DatabaseAway
from zhongcao.rehearsal import patience
from zhongcao.rehearsal.patience import patiently


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "PAUSE_SECONDS", 0)


async def test_work_on_a_killed_database_is_begun_anew() -> None:
    tries = 0

    async def work() -> str:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise DatabaseAway()
        return "done"

    assert await patiently(work) == "done"
    assert tries == 3


async def test_a_database_that_stays_away_is_told_and_a_mistake_is_not_repeated() -> None:
    tries = 0

    async def away() -> None:
        nonlocal tries
        tries += 1
        raise DatabaseAway()

    with pytest.raises(TimeoutError, match="stayed away"):
        await patiently(away, tries=4)
    assert tries == 4

    async def mistaken() -> None:
        nonlocal tries
        tries += 1
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await patiently(mistaken)
    assert tries == 5
