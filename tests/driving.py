"""How tests drive the house: a browser that checks every answer, and a worker that does all that waits."""

import re
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any, cast

import httpx
import jsonschema
from litestar import Litestar
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import await_only as await_

from zhongcao.app import openapi
from zhongcao.kit import clock
from zhongcao.kit.jobs import Work, jobs, sweeps
from zhongcao.kit.relay import deliver_waiting

PASSWORD = "a long enough passphrase"


class Browser:
    """Someone who uses the application over HTTP; every answer must match the OpenAPI document."""

    def __init__(self, app: Litestar) -> None:
        self.app = app
        self.token: str | None = None
        self.member_id = 0
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")

    async def call(self, method: str, path: str, *, expect: int | None = None, **request: Any) -> Any:
        """Send a request, hold the answer against the document, and return its JSON (or text, or None)."""
        answer = await self._answer(method, path, **request)
        if expect is not None:
            assert answer.status_code == expect, f"{method} {path}: {answer.status_code} {answer.text[:600]}"
        else:
            assert answer.status_code < 400, f"{method} {path}: {answer.status_code} {answer.text[:600]}"
        check_answer(self.app, method, path, answer)
        kind = answer.headers.get("content-type", "")
        return answer.json() if "json" in kind and answer.content else (answer.text or None)

    async def file(self, method: str, path: str, **request: Any) -> bytes:
        """Send a request that is answered with a file."""
        answer = await self._answer(method, path, **request)
        assert answer.status_code < 400, f"{method} {path}: {answer.status_code} {answer.text[:600]}"
        check_answer(self.app, method, path, answer)
        return answer.content

    async def _answer(self, method: str, path: str, **request: Any) -> httpx.Response:
        headers = {**request.pop("headers", {})}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        answer = await self._client.request(method, path, headers=headers, **request)
        self._client.cookies.clear()  # a token signs in here; cookies and foreign origins have tests of their own
        return answer

    async def get(self, path: str, **request: Any) -> Any:
        """GET."""
        return await self.call("GET", path, **request)

    async def post(self, path: str, json: Any = None, **request: Any) -> Any:
        """POST."""
        return await self.call("POST", path, json=json, **request)

    async def put(self, path: str, json: Any = None, **request: Any) -> Any:
        """PUT."""
        return await self.call("PUT", path, json=json, **request)

    async def delete(self, path: str, **request: Any) -> Any:
        """DELETE."""
        return await self.call("DELETE", path, **request)

    async def sign_up(self, nickname: str = "小满", login: str | None = None) -> "Browser":
        """Become a member."""
        login = login or f"m{id(self)}-{clock.now().timestamp()}@example.com"
        answer = await self.post("/v1/accounts", {"login": login, "password": PASSWORD, "nickname": nickname})
        self.token, self.member_id = answer["token"], int(answer["member"]["id"])
        return self


async def drain_work(work: Work, *words: str, rounds: int = 6) -> None:
    """Deliver facts, run handed-over jobs and sweeps, one after the other, until each has found nothing to move."""

    async def run_jobs(handed: list[tuple[str, Any, datetime | None]]) -> None:
        for name, payload, _ in handed:
            await jobs()[name](work, payload)

    async def deliver(_: Work) -> int:
        moved = 0
        while count := await deliver_waiting(work.sessions, run_jobs):
            moved += count
        return moved

    chosen = [sweep for name, (_, sweep) in sweeps().items() if not words or any(word in name for word in words)]
    acts = [deliver, *chosen]
    idle = 0
    for act in acts * rounds:
        idle = 0 if await act(work) else idle + 1
        if idle == len(acts):
            return


def make_savepoints_cheap(engine: AsyncEngine) -> None:
    """Say SAVEPOINT and its like in plain words: each has a name of its own, and would be prepared as a statement."""

    def saying(words: str) -> Callable[[Connection, str], None]:
        async def say(raw: Any, name: str) -> None:
            if raw._transaction is None:
                await raw._start_transaction()
            await raw._connection.execute(f"{words} {name}")

        return lambda connection, name: await_(say(connection.connection.dbapi_connection, name))

    dialect: Any = engine.dialect
    dialect.do_savepoint = saying("SAVEPOINT")
    dialect.do_release_savepoint = saying("RELEASE SAVEPOINT")
    dialect.do_rollback_to_savepoint = saying("ROLLBACK TO SAVEPOINT")


@cache
def _patterns(app_id: int) -> list[tuple[re.Pattern[str], str]]:
    paths = _documents[app_id]["paths"]
    ordered = sorted(paths, key=lambda path: path.count("{"))
    return [(re.compile(re.sub(r"\\\{[^/]+?\\\}", "[^/]+", re.escape(path)) + "$"), path) for path in ordered]


_documents: dict[int, dict[str, Any]] = {}


def check_answer(app: Litestar, method: str, path: str, answer: httpx.Response) -> None:
    """Fail when an answer's status, type or shape is not what the OpenAPI document promises."""
    document = _documents.setdefault(id(app), openapi.document(app))
    plain = httpx.URL(path).path
    template = next((path for pattern, path in _patterns(id(app)) if pattern.match(plain)), None)
    if template is None or method.lower() not in document["paths"][template]:
        return
    promised = document["paths"][template][method.lower()]["responses"]
    assert str(answer.status_code) in promised, (
        f"{method} {template} answered an undocumented {answer.status_code}: {answer.text[:300]}"
    )
    content = promised[str(answer.status_code)].get("content") or {}
    kind = answer.headers.get("content-type", "").split(";")[0]
    if not answer.content or "json" not in kind:
        return
    assert kind in content, f"{method} {template} answered {kind}, documented: {list(content)}"
    schema = {**content[kind].get("schema", {}), "components": document["components"]}
    jsonschema.Draft202012Validator(schema).validate(cast(Any, answer.json()))
