"""What was bought is shared, once; the books are read when every share has been counted."""

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import date

import httpx
import msgspec
import pytest
from litestar import Litestar

from tests.importing.folders import ask
from tests.rehearsal.test_shoppers import PLAN, REVIEW, Drain, Working
from tests.rehearsal.test_shoppers import stocked as stocked
from tests.trade.conftest import STEPS_HOURS
from tests.trade.conftest import travel as travel
from zhongcao.importing.format import NoteRow
from zhongcao.insight import service as insight
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin_read
from zhongcao.rehearsal.quiet import wait_until_heard
from zhongcao.rehearsal.shopping import Bought, Shopper, receive_and_share

Delivered = Callable[..., Awaitable[Bought]]
SHARED = "SELECT state FROM community.note WHERE order_id IS NOT NULL"


class LosesAnswers(httpx.ASGITransport):
    """A server that is killed after it committed a note and before it answered."""

    def __init__(self, app: Litestar) -> None:
        super().__init__(app)
        self.left = 1

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer, or lose the answer."""
        answer = await super().handle_async_request(request)
        if self.left and request.url.path == "/v1/notes":
            self.left -= 1
            raise httpx.ReadError("the connection was cut")
        return answer


@pytest.fixture
def delivered(stocked: None, app: Litestar, drain: Drain, travel: Callable[..., None]) -> Delivered:
    """A maker of an order that has arrived at its buyer by the promised day, with the note that they will write."""

    async def make(review: NoteRow = REVIEW, transport: httpx.AsyncBaseTransport | None = None) -> Bought:
        plan = msgspec.structs.replace(PLAN, review=review)
        visit = Working(app, drain, transport)
        bought = await Shopper(plan, visit, source="open", seed=1).buy(clock.now(), Counter())
        assert bought is not None
        for hours in STEPS_HOURS:
            travel(hours=hours)
            await drain("trade", "customs", "logistics")
            if (await visit.get(f"/v1/orders/{bought.order}"))["state"] == "delivered":
                while bought.promised is not None and clock.day_in_china(clock.now()) < bought.promised:
                    travel(hours=24)  # nobody takes a parcel in before the promised day, however early it came
                return bought
        raise AssertionError("the parcel never arrived")

    return make


async def shared_in_funnel(sessions: Sessions) -> int:
    """The step of the loop that tells how many notes about bought goods appeared."""
    async with begin_read(sessions) as read:
        funnel = await insight.get_funnel(read, starts_on=date(2020, 1, 1), ends_on=date(2100, 1, 1))
    return {step.step: step.count for step in funnel.steps}["note_shared"]


async def test_the_books_are_read_only_when_the_worker_has_counted_the_last_note(
    delivered: Delivered, sessions: Sessions, drain: Drain
) -> None:
    bought = await delivered()
    assert await receive_and_share(bought, Counter()) is True
    assert await ask(sessions, SHARED) == ["published"]
    assert await shared_in_funnel(sessions) == 0, "the shopper has the answer, the worker has not come to it"
    breaths = 0

    async def let_the_worker_come(seconds: float) -> None:
        nonlocal breaths
        breaths += 1
        await drain("insight")

    heard = await wait_until_heard(sessions, seconds=60, breathe=let_the_worker_come)
    assert (heard.violations, breaths) == (0, 1)
    assert await shared_in_funnel(sessions) == 1


async def test_what_nobody_hears_is_a_violation(delivered: Delivered, sessions: Sessions) -> None:
    await receive_and_share(await delivered(), Counter())
    heard = await wait_until_heard(sessions, seconds=0)
    waiting = await ask(sessions, "SELECT count(*) FROM kit.outbox WHERE delivered_at IS NULL")
    assert [heard.violations] == waiting
    assert heard.violations > 0


async def test_a_note_whose_answer_was_lost_is_shared_once(
    delivered: Delivered, app: Litestar, sessions: Sessions, drain: Drain
) -> None:
    transport, counts = LosesAnswers(app), Counter[str]()
    bought = await delivered(transport=transport)
    assert await receive_and_share(bought, counts) is True
    await drain("insight")
    assert transport.left == 0
    assert await ask(sessions, SHARED) == ["published"]
    assert await shared_in_funnel(sessions) == 1
    assert not counts


@pytest.mark.parametrize(
    ("body", "states", "reason"),
    [
        ("好评返现, ask me for more.", ["in_review"], "in_review"),
        ("代开发票, ask me for more.", [], "community.note-refused"),
    ],
)
async def test_a_note_that_does_not_appear_is_counted_with_its_reason(
    delivered: Delivered, sessions: Sessions, body: str, states: list[str], reason: str
) -> None:
    counts = Counter[str]()
    bought = await delivered(msgspec.structs.replace(REVIEW, body=body))
    assert await receive_and_share(bought, counts) is True
    assert await ask(sessions, SHARED) == states
    assert counts == {f"not shared: {reason}": 1}
