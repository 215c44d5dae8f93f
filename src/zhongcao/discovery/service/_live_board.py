"""The shows on air as one process knows them, asked for once in three seconds at most, however many pages it serves."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec

from zhongcao.discovery import rules
from zhongcao.discovery.schemas import LiveShow
from zhongcao.discovery.service._channels import heard
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.live import service as live
from zhongcao.mall import service as mall

BOARD_SECONDS = 3.0


class Airing(msgspec.Struct, frozen=True, kw_only=True):
    """A show on air: whose it is, the traits of what is on its shelf, and how many watch."""

    show: int
    host: int
    traits: frozenset[str]
    watching: int


class OnAir(msgspec.Struct, frozen=True, kw_only=True):
    """A show on air: its card, and what ranking asks about it."""

    card: LiveShow
    airing: Airing


class LiveBoard:
    """The shows on air as this process knows them, as of three seconds ago at most."""

    def __init__(self, *, seconds: float = BOARD_SECONDS, tick: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._tick = seconds, tick
        self._read_at = -1e9
        self._known: dict[int, OnAir] = {}

    async def shows(self, tx: Tx | ReadTx, *, now: datetime) -> Mapping[int, OnAir]:
        """The shows on air by id, the most watched first."""
        if self._tick() - self._read_at >= self._seconds:
            self._read_at = self._tick()  # whoever asks meanwhile goes on with what is known
            self._known = await heard("home", "live", _read(tx, now=now), nothing={})
        return self._known


async def _read(tx: Tx | ReadTx, *, now: datetime) -> dict[int, OnAir]:
    found = await live.list_on_air(tx, now=now, limit=rules.shows.HELD_MAX)
    goods = await mall.cards(tx, sorted({one for _, products in found for one in products}))
    made = {}
    for show, products in found:
        shelf = [goods[one] for one in products if one in goods]
        traits = {trait for one in shelf for trait in (f"p:{one.id}", f"b:{one.brand.id}", f"c:{one.category_id}")}
        card = LiveShow(id=show.id, title=show.title, cover=show.cover, host=show.host, watching=show.watching)
        airing = Airing(show=int(show.id), host=int(show.host.id), traits=frozenset(traits), watching=show.watching)
        made[int(show.id)] = OnAir(card=card, airing=airing)
    return made
