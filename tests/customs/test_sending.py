"""Documents on their way: sealed, sent once, never lost, whatever breaks."""

from datetime import timedelta

import httpx
import msgspec
import pytest
from litestar import Litestar
from sqlalchemy import func, select, update

from tests.customs.orders import Drain, S, facts, prepared, status
from tests.factories import customs as factory
from zhongcao.customs import jobs, service
from zhongcao.customs.schemas import IncomingMessage, IncomingReceipt
from zhongcao.customs.tables import DeclarationRow, MessageRow
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.jobs import Work
from zhongcao.kit.keyring import KeyRing


async def test_nothing_of_the_person_is_kept_in_clear(sessions: Sessions, keys: KeyRing, drain: Drain) -> None:
    order = await prepared(sessions, keys)
    await drain("customs")
    number = factory.id_number(order.member_id % 997)
    async with begin(sessions) as tx:
        bodies = list(await tx.scalars(select(MessageRow.body)))
        opened = [
            keys.decrypt(row.body, bound_to=f"customs.message|body|{row.cop_msg_id}|")
            for row in await tx.execute(select(MessageRow.body, MessageRow.cop_msg_id).where(MessageRow.is_ours))
        ]
    assert len(opened) == 4
    assert all(b"DxpMsg" in raw for raw in opened)
    assert not any(number.encode() in body for body in bodies)


async def test_a_message_that_could_not_be_read_rejects_all_its_declarations(
    sessions: Sessions, keys: KeyRing, work: Work
) -> None:
    order = await prepared(sessions, keys)

    await jobs.submit_declarations(work)
    async with begin(sessions) as tx:
        number = await tx.scalar(select(MessageRow.cop_msg_id).where(MessageRow.type == "CEB621Message"))
        one = IncomingReceipt(
            message_type="CEB900Message",
            document="message",
            key=f"{number}|CEB621Message",
            lookup=f"{number}|CEB621Message",
            code=-999999,
            returned_at=clock.now() + timedelta(seconds=1),
            info="XML invalid",
        )
        said = IncomingMessage(cop_msg_id="900-1", type="CEB900Message", sealed=b"x", sha256=b"0" * 32, receipts=(one,))
        await service.keep_receipts(tx, messages=[said], now=clock.now())
    end = await status(sessions, order)
    assert (end.state, end.status_code) == (S.REJECTED, -999999)


class _Lost(httpx.AsyncBaseTransport):
    """A line to the window that breaks: before the window hears (`deaf`), or before we hear it (`mute`)."""

    def __init__(self, inner: httpx.AsyncBaseTransport, *, deaf: int = 0, mute: int = 0) -> None:
        self.inner, self.deaf, self.mute = inner, deaf, mute

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.deaf > 0:
            self.deaf -= 1
            raise httpx.ConnectError("nobody there")
        answer = await self.inner.handle_async_request(request)
        if self.mute > 0:
            self.mute -= 1
            raise httpx.ReadTimeout("lost on the way back")
        return answer


def over(work: Work, app: Litestar, **breaks: int) -> Work:
    transport = _Lost(httpx.ASGITransport(app), **breaks)
    http = httpx.AsyncClient(transport=transport, base_url="http://test")
    return msgspec.structs.replace(work, http=http)


async def make_messages_due(sessions: Sessions) -> None:
    async with begin(sessions) as tx:
        await tx.execute(update(MessageRow).where(MessageRow.sent_at.is_(None)).values(due_at=clock.now()))


@pytest.mark.parametrize("breaks", [{"deaf": 4}, {"mute": 4}, {"deaf": 2, "mute": 3}])
async def test_a_line_that_breaks_loses_and_repeats_nothing(
    sessions: Sessions, keys: KeyRing, work: Work, app: Litestar, drain: Drain, breaks: dict[str, int]
) -> None:
    order = await prepared(sessions, keys)
    await jobs.submit_declarations(work)
    broken = over(work, app, **breaks)
    await jobs.send_messages(broken)
    assert (await status(sessions, order)).state is S.SUBMITTED
    async with begin(sessions) as tx:
        tries = list(await tx.scalars(select(MessageRow.tries).where(MessageRow.is_ours)))
        errors = list(await tx.scalars(select(MessageRow.error).where(MessageRow.sent_at.is_(None))))
    assert tries == [1, 1, 1, 1]
    assert all(errors)
    for _ in range(3):
        await make_messages_due(sessions)
        await jobs.send_messages(broken)
    await drain("customs")
    done = await status(sessions, order)
    assert done.state is S.CLEARED
    # The window heard some envelopes twice, and answered each document once.
    assert [step.code for step in done.times if step.document == "order"] == [2, 120]


async def test_answers_that_were_kept_but_not_acknowledged_come_again_and_change_nothing(
    sessions: Sessions, keys: KeyRing, work: Work, app: Litestar
) -> None:
    order = await prepared(sessions, keys)
    await jobs.submit_declarations(work)
    await jobs.send_messages(work)

    class Killed(Exception):
        pass

    async def die(*_: object, **__: object) -> None:
        raise Killed

    with pytest.MonkeyPatch.context() as patch:  # killed between keeping and acknowledging
        patch.setattr("zhongcao.customs.gateways.window.HttpWindow.acknowledge", die)
        with pytest.raises(Killed):
            await jobs.poll_receipts(work)
    first = await status(sessions, order)
    assert first.state is S.CLEARED
    assert await jobs.poll_receipts(work) > 0
    assert await jobs.poll_receipts(work) == 0
    assert await status(sessions, order) == first
    assert (await facts(sessions, order)).count("customs.Cleared") == 1


async def test_killed_between_taking_up_and_keeping_it_is_taken_up_again(
    sessions: Sessions, keys: KeyRing, work: Work, drain: Drain
) -> None:
    order = await prepared(sessions, keys)
    async with begin(sessions) as tx:
        assert len(await service.take_up_submissions(tx, now=clock.now(), limit=10)) == 1
    await drain("customs")
    assert (await status(sessions, order)).state is S.PREPARED  # somebody else may still be at it
    async with begin(sessions) as tx:
        assert len(await service.take_up_submissions(tx, now=clock.now() + timedelta(minutes=6), limit=10)) == 1
        await tx.execute(update(DeclarationRow).values(due_at=clock.now()))
    await drain("customs")
    assert (await status(sessions, order)).state is S.CLEARED


async def test_an_order_withdrawn_while_its_messages_are_built_is_not_sent(sessions: Sessions, keys: KeyRing) -> None:
    order = await prepared(sessions, keys)
    async with begin(sessions) as tx:
        taken = await service.take_up_submissions(tx, now=clock.now(), limit=10)
        await service.cancel_declaration(
            tx, member_id=order.member_id, order_id=order.order_id, reason="x", now=clock.now()
        )
        assert not await service.record_submissions(tx, submissions=taken, messages=[], now=clock.now())
        assert await tx.scalar(select(func.count()).select_from(MessageRow)) == 0
    assert (await status(sessions, order)).state is S.CANCELLED


async def test_many_orders_travel_in_few_messages(sessions: Sessions, keys: KeyRing, drain: Drain) -> None:
    orders = [await prepared(sessions, keys) for _ in range(25)]
    await drain("customs")
    for order in orders:
        assert (await status(sessions, order)).state is S.CLEARED
    async with begin(sessions) as tx:
        assert await tx.scalar(select(func.count()).select_from(MessageRow).where(MessageRow.is_ours)) == 4
