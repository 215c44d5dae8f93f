"""The audit log only grows, and shows every change."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.driving import Browser
from tests.factories.identity import staff
from zhongcao.identity import service
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, Tx
from zhongcao.kit.http import SYSTEM

Drain = Callable[..., Awaitable[None]]


@pytest.fixture(autouse=True)
async def empty_log(tx: Tx) -> None:
    """Rows that other tests really committed are out of the way until this test is undone."""
    for table in ("audit", "audit_link"):
        await tx.execute(text(f"ALTER TABLE identity.{table} DISABLE TRIGGER only_added"))
        await tx.execute(text(f"DELETE FROM identity.{table}"))  # noqa: S608
        await tx.execute(text(f"ALTER TABLE identity.{table} ENABLE TRIGGER only_added"))
    await tx.execute(text("DELETE FROM identity.audit_waiting"))
    await tx.commit()


async def _log_some(tx: Tx, count: int = 5) -> None:
    for number in range(count):
        await service.record_audit(
            tx, by=SYSTEM, action="test.act", subject=f"thing:{number}", after={"n": number}, now=clock.now()
        )
        await asyncio.sleep(0.002)  # ids tell milliseconds apart, no less


async def test_an_untouched_chain_holds(tx: Tx) -> None:
    assert (await service.verify_audit(tx)).holds
    await _log_some(tx)
    proof = await service.verify_audit(tx)
    assert (proof.holds, proof.links, proof.waiting) == (True, 0, 5)
    assert await service.seal_audit(tx, limit=3) == 3
    assert await service.seal_audit(tx, limit=3) == 2
    proof = await service.verify_audit(tx)
    assert (proof.holds, proof.links, proof.waiting) == (True, 5, 0)
    assert len(proof.head) == 64


@pytest.mark.parametrize(
    ("change", "broken_at"),
    [
        ("UPDATE identity.audit SET after = '{\"n\": 9}' WHERE subject = 'thing:2'", 3),
        ("UPDATE identity.audit SET by_id = 7 WHERE subject = 'thing:0'", 1),
        ("DELETE FROM identity.audit WHERE subject = 'thing:4'", 5),
        ("DELETE FROM identity.audit_link WHERE number = 2", 2),
        ("DELETE FROM identity.audit_waiting", 6),
    ],
)
async def test_a_change_behind_our_back_shows_at_its_row(tx: Tx, change: str, broken_at: int) -> None:
    await _log_some(tx)
    await service.seal_audit(tx)
    await _log_some(tx, 1)
    for table in ("audit", "audit_link"):  # what an intruder with the owner's rights does
        await tx.execute(text(f"ALTER TABLE identity.{table} DISABLE TRIGGER only_added"))
    await tx.execute(text(change))
    proof = await service.verify_audit(tx)
    assert (proof.holds, proof.broken_at) == (False, broken_at)


@pytest.mark.parametrize("table", ["audit", "audit_link"])
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
async def test_the_database_refuses_to_change_the_log(tx: Tx, table: str, change: str) -> None:
    column = {"audit": "action", "audit_link": "hash"}[table]
    with pytest.raises(DBAPIError, match="only ever added"):
        async with tx.begin_nested():
            await tx.execute(text(change.format(f"identity.{table}", column, column)))


async def test_auditors_read_and_prove_the_log(browse: Callable[[], Browser], sessions: Sessions, drain: Drain) -> None:
    auditor = await staff(sessions, browse(), "auditor")
    await drain("seal_the_audit_log")
    page = await auditor.get(f"/v1/console/audit?subject=member:{auditor.member_id}")
    assert [(item["action"], item["after"]) for item in page["items"]] == [
        ("identity.grant_role", {"roles": ["auditor"]})
    ]
    assert page["items"][0]["number"] is not None
    proof = await auditor.get("/v1/console/audit/proof")
    assert proof["holds"] is True
    assert proof["links"] >= 1


async def test_the_log_is_read_page_by_page(browse: Callable[[], Browser], sessions: Sessions, tx: Tx) -> None:
    await _log_some(tx)
    await tx.commit()
    auditor = await staff(sessions, browse(), "auditor")
    seen, address = [], "/v1/console/audit?action=test.act&limit=2"
    page = await auditor.get(address)
    while True:
        seen += [item["subject"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        page = await auditor.get(f"{address}&cursor={page['next_cursor']}")
    assert seen == [f"thing:{number}" for number in (4, 3, 2, 1, 0)]
    await auditor.get("/v1/console/audit?cursor=nonsense", expect=422)
