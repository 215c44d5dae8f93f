"""Routes of insight: behaviour comes in, demand and the funnel are shown to staff."""

from datetime import date, timedelta
from typing import Annotated, Literal

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody, QueryParameter

from zhongcao.insight import service
from zhongcao.insight.schemas import Demand, EventBatch, EventsTaken, Funnel
from zhongcao.kit import clock, metrics
from zhongcao.kit.cursor import Page
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import ANYONE, Actor, staff
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.problems import TooMany

WATCHERS = staff("buyer", "editor", "finance", "admin")
Rows = Annotated[int, QueryParameter(ge=1, le=200, description="How many at the most.")]


@post("/v1/events", access=ANYONE, status_code=202, refusals=(TooMany,))
async def record_events(
    data: JSONBody[EventBatch],
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
    keys: NamedDependency[KeyRing],
) -> EventsTaken:
    """Take a batch of behaviour events; sending the same batch again counts nothing twice."""
    now = clock.now()
    who = str(actor.member_id) if actor.signed_in else data.events[0].session
    person = keys.pseudonym(who, now)
    taken = await service.record_events(tx, events=data.events, by=actor, person=person, now=now)
    metrics.events_received.labels("all").inc(taken.accepted)
    return taken


@get("/v1/console/demand", access=WATCHERS)
async def list_demand(
    read: NamedDependency[ReadTx], kind: FromQuery[Literal["product", "topic"]] = "product", limit: Rows = 50
) -> Page[Demand]:
    """What members ask for, strongest first."""
    return Page(await service.list_demand(read, kind=kind, limit=limit, now=clock.now()))


@get("/v1/console/funnel", access=WATCHERS)
async def show_funnel(
    read: NamedDependency[ReadTx], starts_on: FromQuery[date | None] = None, ends_on: FromQuery[date | None] = None
) -> Funnel:
    """The loop as a funnel; without dates, the last 30 days."""
    last = ends_on or clock.day_in_china(clock.now()) + timedelta(days=1)
    return await service.get_funnel(read, starts_on=starts_on or last - timedelta(days=30), ends_on=last)


ROUTES = [record_events, list_demand, show_funnel]
