"""Made-up requests against every operation of the API: whatever comes in, the answer is one that is documented."""

import asyncio
import os
import random
import traceback
import warnings
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from litestar import Litestar
from schemathesis import Case
from schemathesis.core.result import Ok

from tests.driving import PASSWORD, check_answer
from zhongcao.app import openapi
from zhongcao.identity import service as identity
from zhongcao.kit import clock
from zhongcao.kit import http as http_edge
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.http import SYSTEM
from zhongcao.kit.problems import Problem

EXAMPLES = int(os.environ.get("CONTRACT_EXAMPLES", "2"))
SEED = int(os.environ.get("CONTRACT_SEED", "1"))
"""The same requests in every build; another seed and more examples look further."""
ROLES = ("editor", "moderator", "buyer", "warehouse", "customs", "brand", "support", "finance", "admin", "auditor")
ANSWER_SECONDS = 20
ENDLESS = {"/v1/notices/stream", "/v1/shows/{show}/stream"}
"""A stream has no end to wait for; it has tests of its own."""


def made_up_cases(app: Litestar) -> Iterator[Case[Any]]:
    """Some requests for each operation, sensible ones and senseless ones."""
    schema = schemathesis.openapi.from_dict(openapi.document(app))
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()
        if operation.path in ENDLESS:
            continue
        cases: list[Case[Any]] = []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _collect(operation.as_strategy(), cases)
        yield from cases[:EXAMPLES]


def _collect(strategy: Any, cases: list[Case[Any]]) -> None:
    @seed(SEED)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def take(case: Case[Any]) -> None:
        cases.append(case)

    take()


@pytest.fixture(scope="session")
def cases(shared_app: Litestar) -> list[Case[Any]]:
    """All requests, thought up before the test's transaction begins: an idle transaction is ended after a while."""
    return list(made_up_cases(shared_app))


def _as_part(file_name: str | None, content: object, *kind: str) -> tuple[object, ...]:
    """A part of a form as it goes over the wire; a made-up number in it is written as digits."""
    return (file_name, content if isinstance(content, bytes | str) else str(content), *kind)


class Prober:
    """Sends made-up requests, as a visitor or as someone who holds every role."""

    def __init__(self, app: Litestar, sessions: Sessions, *, signed_in: bool) -> None:
        self.app, self.sessions, self.signed_in = app, sessions, signed_in
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url="http://test"
        )
        self.token = self.login = ""
        self.problems: list[str] = []
        self.causes: list[str] = []

    async def sign_in(self) -> None:
        """Once more with the same account, or with a new one that has every role of the staff."""
        self.token = ""
        if self.login:
            answer = await self.http.post("/v1/sessions", json={"login": self.login, "password": PASSWORD})
            if answer.is_success:
                self.token = answer.json()["token"]
                return
        self.login = f"probe{random.SystemRandom().randrange(10**12)}@example.com"
        account = {"login": self.login, "password": PASSWORD, "nickname": "小满"}
        answer = await self.http.post("/v1/accounts", json=account)
        body = answer.json()
        async with begin(self.sessions) as tx:
            for role in ROLES:
                await identity.grant_role(
                    tx, member_id=int(body["member"]["id"]), role=role, by=SYSTEM, now=clock.now()
                )
        self.token = body["token"]

    async def send(self, case: Case[Any]) -> None:
        """One request; what is wrong with its answer is noted."""
        request = case.as_transport_kwargs(base_url="http://test")
        request.pop("cookies", None)
        method, url = request.pop("method"), request.pop("url")
        headers = {**dict(request.pop("headers", None) or {})}
        headers.pop("User-Agent", None)
        body = {name: request[name] for name in ("json", "data", "files", "params", "content") if request.get(name)}
        if "files" in body:
            body["files"] = [(name, _as_part(*part)) for name, part in body["files"]]
        if isinstance(body.get("data"), bytes | str):
            body["content"] = body.pop("data")
        try:
            answer = await asyncio.wait_for(self._ask(method, url, headers=headers, **body), ANSWER_SECONDS)
        except (httpx.InvalidURL, UnicodeEncodeError, httpx.LocalProtocolError):
            return  # cannot be sent over HTTP at all
        if self.signed_in and answer.status_code == 401:
            await self.sign_in()  # an earlier request has ended this session
            answer = await self._ask(method, url, headers=headers, **body)
        told = f"{method} {url} {str(body)[:300]} {headers} -> {answer.status_code} {answer.text[:200]}"
        if answer.status_code >= 500 and answer.status_code != 503:
            self.problems.append(f"broke: {told}: {self.causes[-1:]}")
            return
        try:
            check_answer(self.app, method, str(answer.request.url), answer)
        except Exception as error:
            self.problems.append(f"undocumented: {str(error)[:300]}: {told}")

    async def _ask(self, method: str, url: str, **request: object) -> httpx.Response:
        headers = dict(request.pop("headers", None) or {})  # type: ignore[call-overload]
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        self.http.cookies.clear()
        return await self.http.request(method, url, headers=headers, **request)  # type: ignore[arg-type]


@pytest.mark.slow
async def test_every_answer_is_documented(
    cases: list[Case[Any]], app: Litestar, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    print(f"CONTRACT_SEED={SEED}")
    visitor, staff = (Prober(app, sessions, signed_in=signed_in) for signed_in in (False, True))
    translate, causes = http_edge._as_problem, visitor.causes
    staff.causes = causes

    def remember(error: Exception) -> Problem:
        problem = translate(error)
        if problem.status == 500:
            causes.append("".join(traceback.format_exception(error))[-1200:])
        return problem

    monkeypatch.setattr(http_edge, "_as_problem", remember)
    await staff.sign_in()
    for prober in (visitor, staff):
        for case in cases:
            await prober.send(case)
    problems = [*visitor.problems, *staff.problems]
    assert not problems, f"CONTRACT_SEED={SEED}\n" + "\n".join(problems)
