"""What a member buys again and when it runs out (回购), how far they are with us, and when they usually look."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from zhongcao.discovery import rules, store
from zhongcao.kit.clock import SHANGHAI
from zhongcao.kit.db import ReadTx, Tx


class Cycle(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a member buys again after so many days, and when they bought it last."""

    product: int
    days: float
    last: datetime

    @property
    def due_at(self) -> datetime:
        """When it runs out."""
        return self.last + timedelta(days=self.days)


async def learn_cycles(tx: Tx) -> None:
    """Learn from all purchases after how many days products are bought again."""
    await store.learn_cycles(tx)


async def cycles_of(tx: Tx | ReadTx, member_id: int) -> list[Cycle]:
    """What a member buys again, by their own habit or by that of others, what runs out first at the top."""
    return _cycles(await store.list_bought(tx, member_id))


def _cycles(bought: Sequence[store.Bought]) -> list[Cycle]:
    found = []
    for row in bought:
        days = rules.cycle_of(bought=row.times, first=row.first, last=row.last, others=row.others)
        if days is not None:
            found.append(Cycle(product=row.product_id, days=days, last=row.last))
    return sorted(found, key=lambda one: (one.due_at, one.product))


async def due_now(tx: Tx | ReadTx, member_id: int, *, now: datetime) -> dict[int, float]:
    """Products that a member is about to miss, each with how much, up to 1."""
    return _due(await cycles_of(tx, member_id), now=now)


def bought_and_due(bought: Sequence[store.Bought], *, now: datetime) -> tuple[set[int], dict[int, float]]:
    """Products that a member bought, and which of them they are about to miss, each with how much, up to 1."""
    return {one.product_id for one in bought}, _due(_cycles(bought), now=now)


def _due(cycles: Sequence[Cycle], *, now: datetime) -> dict[int, float]:
    due = {one.product: rules.due(last=one.last, days=one.days, now=now) for one in cycles}
    return {product: much for product, much in due.items() if much > 0}


def acts_of(recent: dict[str, float]) -> list[datetime]:
    """The moments of a member's last acts, in China's time."""
    return [datetime.fromtimestamp(at, SHANGHAI) for at in recent.values()]
