"""Addresses outside any domain: health, readiness, metrics, problems, the API's description."""

from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy import text

from zhongcao.app import openapi
from zhongcao.kit import metrics
from zhongcao.kit.db import Sessions, begin_read
from zhongcao.kit.http import ANYONE
from zhongcao.kit.problems import NotFound, Problem, Unavailable


class Health(msgspec.Struct, frozen=True):
    """Whether this process answers."""

    status: str


class ProblemPage(msgspec.Struct, frozen=True):
    """What a refusal means."""

    code: str
    title: str
    zh: str
    status: int


@get("/health", access=ANYONE)
async def health() -> Health:
    """Whether the process is alive."""
    return Health("ok")


@get("/ready", access=ANYONE, refusals=(Unavailable,))
async def ready(sessions: NamedDependency[Sessions]) -> Health:
    """Whether the process can serve: the database answers."""
    try:
        async with begin_read(sessions) as tx:
            await tx.execute(text("SELECT 1"))
    except OSError:
        raise Unavailable() from None
    return Health("ready")


@get("/metrics", access=ANYONE, media_type="text/plain; version=0.0.4")
async def show_metrics() -> bytes:
    """Figures of this process for Prometheus; keep it inside the operator's network."""
    return metrics.exposition()


@get("/problems/{code:str}", access=ANYONE, refusals=(NotFound,))
async def show_problem(code: FromPath[str]) -> ProblemPage:
    """What a refusal's type means."""
    kind = Problem.registry.get(code)
    if kind is None:
        raise NotFound()
    return ProblemPage(code=code, title=kind.title(), zh=kind.zh, status=kind.status)


@get("/openapi.json", access=ANYONE, media_type="application/json", include_in_schema=False)
async def show_openapi(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The description of the whole API."""
    return Response(msgspec.json.encode(openapi.document(request.app)), media_type="application/json")


ROUTES = [health, ready, show_metrics, show_problem, show_openapi]
