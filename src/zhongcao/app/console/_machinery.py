"""The machinery for administrators: facts on their way, sweeps and their last runs, invariants, settings in force."""

from datetime import datetime
from typing import Annotated, Any, get_type_hints

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from zhongcao.app import invariants
from zhongcao.app.commands.config import masked
from zhongcao.identity import service as identity
from zhongcao.kit import clock, failures, jobs, outbox
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor, Input, staff
from zhongcao.kit.jobs import SweepNotFound
from zhongcao.kit.outbox import FactNotFound, FactNotParked
from zhongcao.kit.settings import PREFIX, Settings

ADMIN = staff("admin")
SWEEP = "^[a-z0-9_.]{1,120}$"
Tried = Annotated[
    str,
    QueryParameter(pattern="^(fact:[0-9]{1,19}|sweep:[a-z0-9_.]{1,120})$", description="Such as fact:7 or sweep:NAME."),
]


SweepName = Annotated[str, QueryParameter(pattern=SWEEP, description="Such as trade.jobs.expire_unpaid_orders.")]


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """Facts and jobs that wait to be delivered; `parked` were given up after several tries."""

    waiting: int
    retried: int
    parked: int
    oldest_at: datetime | None


class ParkedFact(msgspec.Struct, frozen=True, kw_only=True):
    """A fact that could not be delivered, or is being tried again, with the end of its error."""

    seq: int
    topic: str
    key: str
    tries: int
    at: datetime
    next_at: datetime | None
    parked_at: datetime | None
    given_up_at: datetime | None
    delivered_at: datetime | None
    error: str
    can_decide: bool


class FailedTry(msgspec.Struct, frozen=True, kw_only=True):
    """One try that failed: when, and the end of its error."""

    at: datetime
    error: str


class SweepRun(msgspec.Struct, frozen=True, kw_only=True):
    """One run of a sweep that moved something or failed: how long it took, how many things it moved."""

    at: datetime
    seconds: float
    moved: int
    error: str | None


class GivingUp(Input, frozen=True, kw_only=True):
    """Why a parked fact is never told."""

    reason: Annotated[str, Meta(min_length=2, max_length=200)]


class Hurry(Input, frozen=True, kw_only=True):
    """Which sweep is to run now."""

    sweep: Annotated[str, Meta(pattern=SWEEP)]


class SweepState(msgspec.Struct, frozen=True, kw_only=True):
    """A sweep: how often it runs, when it ran last, what went wrong then."""

    name: str
    every_seconds: float
    ran_at: datetime | None
    due_at: datetime
    late: bool
    error: str | None


class Machinery(msgspec.Struct, frozen=True, kw_only=True):
    """The state of everything that runs behind the requests."""

    outbox: Waiting
    troubled: list[ParkedFact]
    sweeps: list[SweepState]


class Proven(msgspec.Struct, frozen=True, kw_only=True):
    """What looking at one invariant of the business showed."""

    name: str
    sentence: str
    severity: str
    violations: int
    examples: list[str]


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """A setting in force; secrets are masked."""

    name: str
    value: str
    meaning: str
    changed: bool


@get("/v1/console/machinery", access=ADMIN)
async def show_machinery(read: NamedDependency[ReadTx]) -> Machinery:
    """Facts that wait, facts in trouble, and every sweep with its last run."""
    now = clock.real_now()
    counted = await outbox.count_waiting(read)
    return Machinery(
        outbox=Waiting(
            waiting=counted.waiting, retried=counted.retried, parked=counted.parked, oldest_at=counted.oldest_at
        ),
        troubled=[_fact(row) for row in await outbox.list_troubled(read)],
        sweeps=[
            SweepState(
                name=row.name,
                every_seconds=row.every_seconds,
                ran_at=row.ran_at,
                due_at=row.due_at,
                late=(now - row.due_at).total_seconds() > max(60.0, 3 * row.every_seconds),
                error=row.error,
            )
            for row in await jobs.list_sweeps(read)
        ],
    )


@get("/v1/console/machinery/failures", access=ADMIN)
async def list_failures(read: NamedDependency[ReadTx], subject: Tried) -> list[FailedTry]:
    """The failed tries of one fact or sweep, the latest first."""
    return [FailedTry(at=row.at, error=_end(row.error)) for row in await failures.list_failures(read, subject)]


@get("/v1/console/machinery/runs", access=ADMIN)
async def list_sweep_runs(read: NamedDependency[ReadTx], sweep: SweepName) -> list[SweepRun]:
    """The latest runs of a sweep that moved something or failed; those that found nothing to do are not kept."""
    return [
        SweepRun(at=row.at, seconds=round(row.seconds, 3), moved=row.moved, error=_end(row.error) or None)
        for row in await jobs.list_runs(read, sweep)
    ]


@post("/v1/console/machinery/runs", access=ADMIN, refusals=(SweepNotFound,), status_code=204)
async def hurry_sweep(data: JSONBody[Hurry], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> None:
    """Let a sweep run now, and not only when it is due."""
    await jobs.hurry(tx, data.sweep, now=clock.real_now())
    await identity.record_audit(tx, by=actor, action="sweep.hurried", subject=f"sweep:{data.sweep}", now=clock.now())


@get("/v1/console/machinery/facts/{fact:int}", access=ADMIN, refusals=(FactNotFound,))
async def show_fact(fact: FromPath[int], read: NamedDependency[ReadTx]) -> ParkedFact:
    """One fact, also after it was delivered or given up."""
    return _fact(await outbox.find_fact(read, fact))


@post(
    "/v1/console/machinery/facts/{fact:int}/retry",
    access=ADMIN,
    refusals=(FactNotFound, FactNotParked),
    status_code=200,
)
async def retry_fact(fact: FromPath[int], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> ParkedFact:
    """Let a parked fact be tried once more, at once."""
    told = _fact(await outbox.try_again(tx, fact))
    await _note(tx, actor, "outbox.retried", told)
    return told


@post(
    "/v1/console/machinery/facts/{fact:int}/dismissal",
    access=ADMIN,
    refusals=(FactNotFound, FactNotParked),
    status_code=200,
)
async def dismiss_fact(
    fact: FromPath[int], data: JSONBody[GivingUp], tx: NamedDependency[Tx], actor: NamedDependency[Actor]
) -> ParkedFact:
    """Give a parked fact up for good, and say why."""
    told = _fact(await outbox.give_up(tx, fact, now=clock.now()))
    await _note(tx, actor, "outbox.dismissed", told, reason=data.reason)
    return told


async def _note(tx: Tx, actor: Actor, action: str, fact: ParkedFact, **more: str) -> None:
    after = {"topic": fact.topic, "key": fact.key, "tries": fact.tries} | more
    await identity.record_audit(tx, by=actor, action=action, subject=f"fact:{fact.seq}", after=after, now=clock.now())


def _fact(row: Any) -> ParkedFact:
    given_up = row.parked_at is not None and row.delivered_at is not None
    return ParkedFact(
        seq=row.seq,
        topic=row.topic,
        key=row.key,
        tries=row.tries,
        at=row.at,
        next_at=row.not_before if row.delivered_at is None and row.parked_at is None else None,
        parked_at=row.parked_at,
        given_up_at=row.delivered_at if given_up else None,
        delivered_at=None if given_up else row.delivered_at,
        error=_end(row.error),
        can_decide=row.parked_at is not None and row.delivered_at is None,
    )


def _end(error: str | None) -> str:
    return (error or "").strip().splitlines()[-1][:300] if (error or "").strip() else ""


@get("/v1/console/invariants", access=ADMIN)
async def prove_invariants(read: NamedDependency[ReadTx]) -> list[Proven]:
    """Every invariant of the business, looked at now; what is violated comes first."""
    found = [
        Proven(
            name=one.name,
            sentence=one.sentence,
            severity=one.severity.value,
            violations=one.violations,
            examples=one.examples,
        )
        for one in await invariants.check(read)
    ]
    return sorted(found, key=lambda one: (one.violations == 0, one.name))


@get("/v1/console/settings", access=ADMIN)
async def list_settings(settings: NamedDependency[Settings]) -> list[Setting]:
    """The settings in force, with secrets masked and what each means."""
    hints = get_type_hints(Settings, include_extras=True)
    usual = Settings()
    return [
        Setting(
            name=PREFIX + field.upper(),
            value=_plain(masked(field, getattr(settings, field))),
            meaning=hints[field].__metadata__[0].description or "",
            changed=getattr(settings, field) != getattr(usual, field),
        )
        for field in Settings.__struct_fields__
    ]


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple | list):
        return ", ".join(str(one) for one in value)
    return str(value)


ROUTES = [
    show_machinery,
    list_failures,
    list_sweep_runs,
    hurry_sweep,
    show_fact,
    retry_fact,
    dismiss_fact,
    prove_invariants,
    list_settings,
]
