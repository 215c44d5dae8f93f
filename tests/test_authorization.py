"""The authorisation matrix: every route is called as every role (tests/authorization.yaml says who is let in)."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from litestar import Litestar
from litestar.routes import HTTPRoute

from tests.driving import Browser
from tests.factories.identity import address, crew
from zhongcao.identity.rules import STAFF_ROLES
from zhongcao.kit.db import Sessions, begin

ROWS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "authorization.yaml").read_text())
ROLES = {"visitor", "member", *STAFF_ROLES}
STREAM_SECONDS_MAX = 20
SAMPLES = {"int": "5", "str": "x", "date": "2026-11-23", "uuid": "00000000-0000-0000-0000-000000000000", "path": "x"}


def _row(name: str) -> dict[str, Any]:
    row = ROWS[name]
    return row if isinstance(row, dict) else {"roles": row}


def _routes(app: Litestar) -> dict[str, str]:
    """Every route by its name in the matrix, with an address that names nothing that exists."""
    found = {}
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            continue
        parts = (part if isinstance(part, str) else SAMPLES[_kind(part)] for part in route.path_components)
        sample = "/" + "/".join(parts)
        for handler in route.route_handlers:
            if not handler.fn.__module__.startswith("litestar."):
                for method in handler.http_methods - {"OPTIONS", "HEAD"}:
                    found[f"{method} {route.path_format}"] = sample
    return found


def _kind(part: Any) -> str:
    kind: str = part.full.partition(":")[2]
    return kind


def test_every_route_has_a_row_and_every_row_a_route(shared_app: Litestar) -> None:
    routes = set(_routes(shared_app))
    assert sorted(routes - set(ROWS)) == [], "run tools/authorization_rows.py, and decide"
    assert sorted(set(ROWS) - routes) == []


def test_rows_name_known_roles_and_lock_no_console_door_open() -> None:
    for name in ROWS:
        roles = set(_row(name)["roles"])
        assert roles, f"{name} lets nobody in"
        assert roles <= ROLES, f"{name}: {sorted(roles - ROLES)}"
        if " /v1/console/" in name:
            assert roles <= STAFF_ROLES, f"{name} lets in who is not staff"


@pytest.mark.parametrize("name", list(ROWS))
async def test_a_route_lets_in_whom_its_row_names(name: str, app: Litestar, sessions: Sessions) -> None:
    row, sample = _row(name), _routes(app).get(name)
    if sample is None:
        pytest.fail(f"{name} has a row but no route")
    async with begin(sessions) as tx:
        people = await crew(tx)
    allowed = set(row["roles"])
    for role in ["visitor", "member", *sorted(STAFF_ROLES)]:
        token = people[role][1] if role in people else None
        status = await _call(app, name.split()[0], sample, token, stream=row.get("stream", False))
        is_let_in = bool(allowed & {"visitor", role} or (role != "visitor" and "member" in allowed))
        if not is_let_in:
            assert status == (401 if role == "visitor" else 403), f"{role} got {status}"
        elif "answer" in row:
            assert status == row["answer"], f"{role} got {status}"
        else:
            assert status not in (401, 403), f"{role} got {status}"
            assert status < 500, f"{role} got {status}"


async def test_every_route_that_reads_answers_on_connections_of_its_own(
    real_app: Litestar, real_sessions: Sessions
) -> None:
    """Elsewhere all requests of a test share one transaction; a running shop reads without any."""
    async with begin(real_sessions) as tx:
        people = await crew(tx)
    answers = {}
    for name, sample in _routes(real_app).items():
        row = _row(name)
        if name.startswith("GET ") and not row.get("stream"):
            role = min(role for role in row["roles"])
            token = people[role][1] if role in people else None
            answers[name] = await _call(real_app, "GET", sample, token, stream=False)
    assert {name: status for name, status in answers.items() if status >= 500} == {}
    assert len(answers) > 100


async def _call(app: Litestar, method: str, path: str, token: str | None, *, stream: bool) -> int:
    """The status of a request without a body."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if stream:
        return await _listen(app, path, headers)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        return (await client.request(method, path, headers=headers)).status_code


async def _listen(app: Litestar, path: str, headers: dict[str, str]) -> int:
    """The status of an answer without an end: we hang up after its second piece, when no statement is under way."""
    told: list[Any] = []
    enough = asyncio.Event()

    async def send(message: Any) -> None:
        told.append(message)
        if len(told) == 3:
            enough.set()

    async def receive() -> Any:
        await enough.wait()
        return {"type": "http.disconnect"}

    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http"}
    scope |= {"path": path, "raw_path": path.encode(), "root_path": "", "query_string": b"", "client": ("test", 1)}
    scope |= {"server": ("test", 80), "headers": [(n.lower().encode(), v.encode()) for n, v in headers.items()]}
    async with asyncio.timeout(STREAM_SECONDS_MAX):
        await app(scope, receive, send)  # type: ignore[arg-type]
    if board := app.state.get("switchboard"):
        await board.close()  # it would go on looking, on the one connection that all requests of a test share
    status: int = told[0]["status"]
    return status


async def _make_address(browser: Browser) -> str:
    made: str = (await address(browser))["id"]
    return made


async def _make_session(browser: Browser) -> str:
    made: str = (await browser.get("/v1/me/sessions"))[0]["id"]
    return made


async def _make_album(browser: Browser) -> str:
    made: str = (await browser.post("/v1/me/albums", {"name": "夏天"}))["id"]
    return made


MAKERS = {"address": _make_address, "album": _make_album, "session": _make_session}
"""How one member makes the thing that another must not reach."""


@pytest.mark.parametrize("name", [name for name in ROWS if "owned" in _row(name)])
async def test_what_one_member_owns_does_not_exist_for_another(name: str, browse: Callable[[], Browser]) -> None:
    owner, other = await browse().sign_up(), await browse().sign_up()
    made = await MAKERS[_row(name)["owned"]](owner)
    method, path = name.split()
    where = re.sub(r"\{[^}]+\}", made, path)
    body = None
    if method == "PATCH":
        body = {"name": "盛夏"}
    elif method == "PUT":
        kept = (await owner.get(path.rpartition("/")[0]))[0]
        body = {key: kept[key] for key in ("recipient", "phone", "division_code", "district", "street")}
    await other.call(method, where, json=body, expect=404)
    await owner.call(method, where, json=body)
