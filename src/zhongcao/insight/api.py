"""Routes of insight: behaviour comes in, demand and the funnel are shown to staff."""

from datetime import date, timedelta
from typing import Annotated, Any, Literal

import msgspec
from litestar import get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody, QueryParameter

from zhongcao.insight import service
from zhongcao.insight.schemas import Demand, DemandHistory, EventBatch, EventsTaken, Funnel, UsualBatch
from zhongcao.kit import clock, metrics
from zhongcao.kit.cursor import Page
from zhongcao.kit.db import ReadTx
from zhongcao.kit.express import Question, Road
from zhongcao.kit.http import ANYONE, Actor, staff
from zhongcao.kit.problems import TooMany

EVENTS_BYTES_MAX = 300_000
"""A usual batch; longer ones are taken on the ordinary road."""
WATCHERS = staff("buyer", "editor", "finance", "admin")
Rows = Annotated[int, QueryParameter(ge=1, le=200, description="How many at the most.")]


@post("/v1/events", access=ANYONE, status_code=202, refusals=(TooMany,))
async def record_events(data: JSONBody[EventBatch], state: State, actor: NamedDependency[Actor]) -> EventsTaken:
    """Take a batch of behaviour events; sending the same batch again counts nothing twice."""
    return await _take(state, actor, data)


async def _take(state: Any, actor: Actor, sent: EventBatch) -> EventsTaken:
    now, keys, intake = clock.now(), state["keys"], state["intake"]
    person = keys.pseudonym(str(actor.member_id) if actor.signed_in else sent.events[0].session, now)
    taken: EventsTaken = await intake.take(
        state["sessions"], service.Sent(events=sent.events, batch=sent.id, by=actor, person=person, now=now)
    )
    _count_accepted(taken.accepted)
    return taken


_count_accepted = metrics.events_received.labels("all").inc
_decode = msgspec.json.Decoder(UsualBatch).decode
_encode = msgspec.json.Encoder().encode


async def record_events_express(asked: Question) -> bytes | None:
    """The same on its short road."""
    if asked.params:
        return None
    try:
        batch = _decode(asked.body)
    except msgspec.DecodeError:
        return None
    return _encode(await _take(asked.state, asked.actor, batch)) if batch.names_things else None


@get("/v1/console/demand", access=WATCHERS)
async def list_demand(
    read: NamedDependency[ReadTx], kind: FromQuery[Literal["product", "topic"]] = "product", limit: Rows = 50
) -> Page[Demand]:
    """What members ask for, strongest first."""
    return Page(await service.list_demand(read, kind=kind, limit=limit, now=clock.now()))


@get("/v1/console/demand/history", access=WATCHERS)
async def show_demand_history(
    read: NamedDependency[ReadTx],
    actor: NamedDependency[Actor],
    subject: Annotated[str, QueryParameter(pattern="^(product:[0-9]{1,19}|topic:.{1,70})$", description="product:7.")],
) -> DemandHistory:
    """How demand for one thing went, day by day; proposals and what was bought are told to buyers only."""
    return await service.demand_history(read, subject=subject, with_answers=actor.holds("buyer"), now=clock.now())


@get("/v1/console/funnel", access=WATCHERS)
async def show_funnel(
    read: NamedDependency[ReadTx], starts_on: FromQuery[date | None] = None, ends_on: FromQuery[date | None] = None
) -> Funnel:
    """The loop as a funnel; without dates, the last 30 days."""
    last = ends_on or clock.day_in_china(clock.now()) + timedelta(days=1)
    return await service.get_funnel(read, starts_on=starts_on or last - timedelta(days=30), ends_on=last)


EXPRESS = [Road(method="POST", path="/v1/events", serve=record_events_express, status=202, body_max=EVENTS_BYTES_MAX)]
ROUTES = [record_events, list_demand, show_demand_history, show_funnel]
