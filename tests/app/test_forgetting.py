"""What web processes have long heard of is cleared away."""

import pytest
from sqlalchemy import text

from zhongcao.app import forgetting
from zhongcao.kit.db import Sessions, Tx, begin
from zhongcao.kit.hearing import tell_changed
from zhongcao.kit.ids import new_id
from zhongcao.kit.jobs import Work

BELL = "test.bell"
COUNT = text("SELECT count(*) FROM kit.change WHERE kind = :kind AND key = :key")


async def test_what_everybody_has_heard_is_cleared_away(
    sessions: Sessions, work: Work, tx: Tx, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, late = [new_id(), new_id()], new_id()
    tell_changed(tx, BELL, [*old, late])
    await tx.flush()
    await tx.execute(
        text("UPDATE kit.change SET at = now() - interval '11 minutes' WHERE key = ANY(:keys)"), {"keys": old}
    )
    await tx.commit()
    monkeypatch.setattr(forgetting, "CHANGES_AT_ONCE", 1)
    assert [await forgetting.forget_old_changes(work) for _ in range(3)] == [1, 1, 0]
    async with begin(sessions) as again:
        assert await again.scalar(COUNT, {"kind": BELL, "key": late}) == 1
        assert await again.scalar(COUNT, {"kind": BELL, "key": old[0]}) == 0
