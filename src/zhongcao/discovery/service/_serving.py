"""What is left of a page that was served: a number that its events carry, and a record that leaves in a batch."""

from collections.abc import Sequence
from datetime import datetime

from zhongcao.discovery.feeds.offering import Offered
from zhongcao.discovery.feeds.pages import Places, Served, Shown
from zhongcao.discovery.service._brain import Brain
from zhongcao.kit.http import Actor
from zhongcao.kit.ids import new_id


def remember_goods(brain: Brain, *, by: Actor, offered: Sequence[Offered], now: datetime) -> str:
    """The same for goods that stand between the notes of a page; they have a number of their own."""
    page = new_id()
    if brain.log is not None and offered:
        record = Served(
            page=page,
            member=by.member_id,
            surface="between",
            bucket=offered[0].bucket,
            model=0,
            at=now,
            start=offered[0].place,
            items=[one.product for one in offered],
            sources=[one.sources for one in offered],
            propensities=[one.propensity for one in offered],
            pools=[one.pool for one in offered],
            scores=[one.score for one in offered],
            chances=b"",
            features=b"",
        )
        brain.log.add(record)
    return str(page)


def remember_page(
    brain: Brain,
    *,
    by: Actor,
    is_personal: bool,
    surface: str,
    edition: tuple[str | int, ...] | None,
    bucket: str,
    model: int,
    start: int,
    items: Sequence[int],
    places: Places,
    now: datetime,
) -> str:
    """The number of a page; its record waits in memory. A page of everyone's feed has one number and no member."""
    page, is_new = new_id(), True
    if brain.log is None:
        return str(page)
    if edition is not None:
        page, is_new = brain.log.known((*edition, start, len(items)), page)
    if is_new and items:
        shown = Shown(
            page=page,
            member=by.member_id if is_personal else 0,
            surface=surface,
            bucket=bucket,
            model=model,
            at=now,
            start=start,
            items=items,
            places=places,
        )
        brain.log.add(shown)
    return str(page)
