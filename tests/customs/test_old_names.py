"""Records of customs name nobody any more once the law does not want it."""

from datetime import timedelta
from typing import Any

from sqlalchemy import text

from tests.factories import customs as make
from zhongcao.customs import rules, service
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, Tx, begin
from zhongcao.kit.ids import new_id
from zhongcao.kit.keyring import KeyRing

NAMES = text("SELECT consignee, consignee_phone, consignee_address FROM customs.declaration WHERE member_id = :member")


async def _names(tx: Tx, member: int) -> tuple[Any, ...]:
    return tuple((await tx.execute(NAMES, {"member": member})).one())


async def test_recipients_go_after_three_years_and_not_before(sessions: Sessions, keys: KeyRing) -> None:
    member, now = new_id(), clock.now()
    async with begin(sessions) as tx:
        sku = await make.goods(tx)
        await make.real_name(tx, keys, member_id=member, now=now)
        await service.declare(tx, order=make.order_to_declare(member_id=member, sku_id=sku, now=now), now=now)
        before = await _names(tx, member)
        assert all(before)
        await service.forget_old_names(tx, now=now + timedelta(days=3 * 365), limit=1000)
        assert await _names(tx, member) == before
        later = now + timedelta(days=3 * 366, minutes=1)
        assert rules.names_kept_since(later) > now
        assert await service.forget_old_names(tx, now=later, limit=1000) >= 1
        assert await _names(tx, member) == ("", "", "")
        assert await service.forget_old_names(tx, now=later, limit=1000) == 0, "again changes nothing"


async def test_contents_of_old_messages_go_and_their_hash_stays(sessions: Sessions) -> None:
    now = clock.now()
    async with begin(sessions) as tx:
        for name, age, due_at in (("old", 4 * 366, None), ("waits", 4 * 366, now), ("new", 2, None)):
            await tx.execute(
                text(
                    "INSERT INTO customs.message (cop_msg_id, type, is_ours, body, sha256, declarations, created_at,"
                    " due_at, tries) VALUES (:id, 'CEB311', true, 'sealed', 'hash', '[]', :at, :due, 0)"
                ),
                {"id": f"names-{name}", "at": now - timedelta(days=age), "due": due_at},
            )
        await service.forget_old_names(tx, now=now, limit=1000)
        found = await tx.execute(
            text("SELECT cop_msg_id, body, sha256 FROM customs.message WHERE cop_msg_id LIKE 'names-%' ORDER BY 1")
        )
        assert [tuple(row) for row in found] == [
            ("names-new", b"sealed", b"hash"),
            ("names-old", b"", b"hash"),
            ("names-waits", b"sealed", b"hash"),
        ]
