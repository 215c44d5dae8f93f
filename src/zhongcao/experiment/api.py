"""Routes of experiment: what is meant for whoever asks, and what staff try, start and stop."""

from typing import Annotated, Any, cast

from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, PathParameter, QueryParameter

from zhongcao.experiment import rules, service
from zhongcao.experiment.errors import (
    AlreadyStarted,
    ExperimentNotFound,
    KeyTaken,
    LayerFull,
    StateNotReachable,
    VariantsUnfit,
)
from zhongcao.experiment.rules import ExperimentState
from zhongcao.experiment.schemas import (
    ExperimentCard,
    ExperimentDetail,
    ExperimentInput,
    Flag,
    ShareInput,
    StateInput,
)
from zhongcao.kit import clock, limits
from zhongcao.kit.cursor import CursorUnreadable, Page
from zhongcao.kit.db import ReadTx, Sessions, Tx
from zhongcao.kit.http import ANYONE, Actor, CursorText, PageSize, staff
from zhongcao.kit.idempotency import IdempotencyKey, KeyReused, once
from zhongcao.kit.problems import TooMany
from zhongcao.kit.settings import Settings

WATCHERS = staff("editor", "buyer", "finance", "admin", "auditor")
DECIDERS = staff("editor", "admin")
SEEING = limits.Limit("experiment-exposure", 120, 60)
Visit = Annotated[
    str,
    QueryParameter(min_length=1, max_length=40, description="A visitor's visit, as in their events; of members, none."),
]
FLAG_KEY = PathParameter(pattern="^[a-z][a-z0-9_]{1,39}$")


def _unit(actor: Actor, visit: str) -> int:
    return actor.member_id if actor.signed_in else rules.unit_of_visit(visit)


@get("/v1/flags", access=ANYONE)
async def list_flags(
    read: NamedDependency[ReadTx], actor: NamedDependency[Actor], visit: Visit = "unknown"
) -> list[Flag]:
    """Which flags are on and which variants are meant for whoever asks; the same each time."""
    return await service.list_flags(read, unit=_unit(actor, visit))


@put("/v1/flags/{key:str}/exposure", access=ANYONE, refusals=(ExperimentNotFound, TooMany))
async def note_exposure(
    key: Annotated[str, FLAG_KEY],
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
    sessions: NamedDependency[Sessions],
    settings: NamedDependency[Settings],
    visit: Visit = "unknown",
) -> Flag:
    """Say that one saw one's variant; the first time counts, again changes nothing."""
    if settings.rate_limits:
        await limits.spend(sessions, SEEING, actor.network, now=clock.now())
    return await service.see(tx, key=key, unit=_unit(actor, visit), now=clock.now())


@get("/v1/console/experiments", access=WATCHERS, refusals=(CursorUnreadable,))
async def list_experiments(
    read: NamedDependency[ReadTx],
    wanted: Annotated[
        ExperimentState | None, QueryParameter(name="state", description="Only those in this state.")
    ] = None,
    cursor: CursorText = None,
    limit: PageSize = 50,
) -> Page[ExperimentCard]:
    """Flags and experiments, the newest first."""
    return await service.list_experiments(read, state=wanted, after=cursor, limit=limit, now=clock.now())


@get("/v1/console/experiments/{experiment:int}", access=WATCHERS, refusals=(ExperimentNotFound,))
async def get_experiment(experiment: FromPath[int], read: NamedDependency[ReadTx]) -> ExperimentDetail:
    """One experiment: its last reading with bounds that hold at every look, its guardrails, and how it went."""
    return await service.get_experiment(read, experiment_id=experiment, now=clock.now())


@post("/v1/console/experiments", access=DECIDERS, refusals=(KeyTaken, VariantsUnfit, KeyReused))
async def draft_experiment(
    data: JSONBody[ExperimentInput],
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
    idempotency_key: IdempotencyKey,
) -> Response[ExperimentDetail]:
    """Write down what shall be tried; audited. Nobody takes part until it is started."""

    async def make() -> ExperimentDetail:
        made = await service.draft_experiment(tx, by=actor, given=data, now=clock.now())
        return await service.get_experiment(tx, experiment_id=made, now=clock.now())

    answer = await once(tx, by=actor, route="draft_experiment", key=idempotency_key, request=data, do=make)
    return cast("Response[ExperimentDetail]", answer)


@put(
    "/v1/console/experiments/{experiment:int}/state",
    access=DECIDERS,
    refusals=(ExperimentNotFound, StateNotReachable, LayerFull),
)
async def set_experiment_state(
    experiment: FromPath[int],
    data: JSONBody[StateInput],
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
) -> ExperimentDetail:
    """Start, stop, or within the hour go on; audited with the reason. The state that it has already changes nothing."""
    now = clock.now()
    await service.set_state(tx, by=actor, experiment_id=experiment, state=data.state, why=data.why, now=now)
    return await service.get_experiment(tx, experiment_id=experiment, now=now)


@put(
    "/v1/console/experiments/{experiment:int}/share",
    access=DECIDERS,
    refusals=(ExperimentNotFound, AlreadyStarted),
)
async def set_experiment_share(
    experiment: FromPath[int],
    data: JSONBody[ShareInput],
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
) -> ExperimentDetail:
    """Let a flag, or a draft, reach more or fewer; audited. The same share again changes nothing."""
    now = clock.now()
    await service.set_share(tx, by=actor, experiment_id=experiment, share=data.share, why=data.why, now=now)
    return await service.get_experiment(tx, experiment_id=experiment, now=now)


@delete(
    "/v1/console/experiments/{experiment:int}",
    access=DECIDERS,
    status_code=204,
    refusals=(ExperimentNotFound, AlreadyStarted),
)
async def discard_draft(experiment: FromPath[int], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> None:
    """Delete a draft; audited. What has started stays."""
    await service.discard_draft(tx, by=actor, experiment_id=experiment, now=clock.now())


ROUTES: list[Any] = [
    list_flags,
    note_exposure,
    list_experiments,
    get_experiment,
    draft_experiment,
    set_experiment_state,
    set_experiment_share,
    discard_draft,
]
