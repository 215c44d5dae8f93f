"""The machinery for administrators: facts on their way, sweeps and their last runs, invariants, settings in force."""

from datetime import datetime
from typing import Any, get_type_hints

import msgspec
from litestar import get
from litestar.di import NamedDependency

from zhongcao.app import invariants
from zhongcao.app.commands.config import masked
from zhongcao.kit import clock, jobs, outbox
from zhongcao.kit.db import ReadTx
from zhongcao.kit.http import staff
from zhongcao.kit.settings import PREFIX, Settings

ADMIN = staff("admin")


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
    error: str


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
        troubled=[
            ParkedFact(
                seq=row.seq,
                topic=row.topic,
                key=row.key,
                tries=row.tries,
                at=row.at,
                next_at=row.not_before,
                parked_at=row.parked_at,
                error=(row.error or "").strip().splitlines()[-1][:300] if row.error else "",
            )
            for row in await outbox.list_troubled(read)
        ],
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


ROUTES = [show_machinery, prove_invariants, list_settings]
