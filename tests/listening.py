"""A process that hears of changes when a test says so, and a member who reads a feed there page by page."""

from typing import Any

from sqlalchemy import text

from tests.driving import Browser
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.hearing import Hearing

TAKE = text("DELETE FROM kit.change RETURNING kind, key")
FEED = "/v1/feeds/discover"


class Clock:
    """Seconds that pass when a test says so."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Ear:
    """What a process hears, within the one transaction of a test."""

    def __init__(self, sessions: Sessions) -> None:
        self.clock = Clock()
        self.hearing = Hearing(tick=self.clock)
        self._sessions = sessions

    async def listen(self) -> None:
        async with begin(self._sessions) as tx:
            told = (await tx.execute(TAKE)).all()
        self.hearing._take_in([("1:1:", None, 0), *((None, one.kind, one.key) for one in told)], self.clock())


class Reading:
    """A member who reads a feed of small pages, and what their pages asked the database."""

    def __init__(self, browser: Browser, asked: list[str]) -> None:
        self.browser, self._asked = browser, asked
        self.cursor: str | None = None
        self.shown: list[str] = []
        self.statements: list[str] = []

    async def page(self, limit: int = 5, **headers: str) -> list[Any]:
        """The next page; at first the first one."""
        self._asked.clear()
        asked = {"limit": limit} | ({"cursor": self.cursor} if self.cursor else {})
        page = await self.browser.get(FEED, params=asked, headers=headers)
        self.statements = [one for one in self._asked if "identity.session" not in one]
        self.cursor = page["next_cursor"]
        self.shown += [one["note"]["id"] for one in page["items"]]
        return [one["note"] for one in page["items"]]

    def of_cards(self) -> list[str]:
        """What the last page asked about its notes."""
        return [one for one in self.statements if "community.note.version" in one]
