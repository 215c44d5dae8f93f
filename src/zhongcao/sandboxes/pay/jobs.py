"""The channel's own clockwork: it tells merchants about payments until they answer `success`."""

from datetime import datetime, timedelta
from typing import Any

import httpx
from sqlalchemy import Row

from zhongcao.kit import clock
from zhongcao.kit.db import begin
from zhongcao.kit.jobs import Work, every, in_lanes
from zhongcao.payments.rules import NOTIFICATION_ACCEPTED
from zhongcao.sandboxes.pay import service
from zhongcao.sandboxes.pay.rules import pause_before_repeat

TAKE_MAX = 500
LEASE = timedelta(seconds=60)


@every(seconds=0.5)
async def deliver_notifications(work: Work) -> int:
    """Send due notifications; what is not answered with exactly `success` is repeated over 25 hours."""
    if not work.settings.sandbox:
        return 0
    now = clock.now()
    async with begin(work.sessions) as tx:
        taken = await service.take_notifications(tx, now=now, until=now + LEASE, limit=TAKE_MAX)
    if not taken:
        return 0

    async def send(row: Row[Any]) -> bool:
        try:
            answer = await work.http.post(
                row.url,
                content=row.body.encode(),
                headers={"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"},
            )
        except httpx.HTTPError:
            return False
        return answer.status_code == 200 and answer.content == NOTIFICATION_ACCEPTED

    outcomes = await in_lanes(work, taken, send)
    answered = [row.notify_id for row, heard in outcomes if heard]
    unheard: dict[datetime | None, list[str]] = {}
    for row, heard in outcomes:
        if not heard:
            pause = pause_before_repeat(row.tries)
            unheard.setdefault(now + pause if pause is not None else None, []).append(row.notify_id)
    async with begin(work.sessions) as tx:
        if answered:
            await service.mark_answered(tx, notify_ids=answered, now=now)
        for due_at, notify_ids in unheard.items():
            await service.postpone(tx, notify_ids=notify_ids, due_at=due_at)
    return len(answered)
