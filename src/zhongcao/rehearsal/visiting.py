"""A visitor's connection to the shop: the real HTTP API, patient when the shop is away for a moment."""

import asyncio
from typing import Any, Protocol

import httpx
import msgspec

PATIENCE_SECONDS = 90
AWAY = frozenset({502, 503, 504, 429})
SESSIONS = "/v1/sessions"
_decode = msgspec.json.Decoder().decode


class Refused(Exception):
    """The shop said no, with a problem."""

    def __init__(self, method: str, path: str, status: int, problem: dict[str, Any]) -> None:
        super().__init__(f"{method} {path}: {status} {problem.get('code')} {problem.get('details', '')}"[:500])
        self.status = status
        self.code = str(problem.get("code", ""))
        self.details: dict[str, Any] = problem.get("details") or {}


class Tally(msgspec.Struct):
    """How often the shop was away, and how many requests were answered."""

    requests: int = 0
    away: int = 0


class Http(Protocol):
    """What sends requests: kept connections, or httpx."""

    async def request(
        self, method: str, url: str, *, content: bytes | None = None, data: Any = None, headers: Any = None
    ) -> Any:
        """Send one request and read its answer."""


class Visit:
    """One account's requests. Every write carries a key or is idempotent by nature, so that it may be sent again."""

    def __init__(self, http: Http, tally: Tally) -> None:
        self._http = http
        self._tally = tally
        self.token = ""
        self.member_id = ""
        self._credentials: dict[str, str] = {}

    async def call(self, method: str, path: str, json: Any = None, *, key: str | None = None, form: Any = None) -> Any:
        """Send until answered; a refusal is raised, a shop that is away is waited for."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if key:
            headers["Idempotency-Key"] = key
        content = None
        if json is not None:
            content, headers["Content-Type"] = msgspec.json.encode(json), "application/json"
        deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        pause = 0.1
        while True:
            try:
                answer = await self._http.request(method, path, content=content, data=form, headers=headers)
            except httpx.TransportError:
                answer = None
            if answer is not None and not self._should_wait(answer):
                break
            self._tally.away += 1
            if asyncio.get_running_loop().time() > deadline:
                raise TimeoutError(f"{method} {path}: the shop stayed away for {PATIENCE_SECONDS} s")
            await asyncio.sleep(pause)
            pause = min(pause * 1.7, 2)
        self._tally.requests += 1
        if answer.status_code == 401 and self._credentials and path != SESSIONS:
            await self._sign_in_again()
            return await self.call(method, path, json, key=key, form=form)
        if answer.status_code >= 400:
            is_json = "json" in answer.headers.get("content-type", "")
            raise Refused(method, path, answer.status_code, _decode(answer.content) if is_json else {})
        return (
            _decode(answer.content) if answer.headers.get("content-type", "").startswith("application/json") else None
        )

    @staticmethod
    def _should_wait(answer: Any) -> bool:
        return answer.status_code in AWAY or (answer.status_code == 409 and b'"busy"' in answer.content)

    async def get(self, path: str) -> Any:
        """GET."""
        return await self.call("GET", path)

    async def sign_in(self, login: str, password: str, nickname: str) -> bool:
        """Become a member, or sign in when an earlier try already was one; True for a new member."""
        signed: Any
        is_new = True
        try:
            signed = await self.call(
                "POST", "/v1/accounts", {"login": login, "password": password, "nickname": nickname}
            )
        except Refused as refused:
            if refused.code != "identity.login-taken":
                raise
            is_new = False
            signed = await self.call("POST", SESSIONS, {"login": login, "password": password})
        self._credentials = {"login": login, "password": password}
        self.token, self.member_id = signed["token"], signed["member"]["id"]
        return is_new

    async def _sign_in_again(self) -> None:
        """A session ends when it is idle for a month; a refusal here is final."""
        self.token = ""
        self.token = (await self.call("POST", SESSIONS, self._credentials))["token"]

    async def page(self, path: str) -> str:
        """The HTML of a page."""
        deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        while True:
            try:
                answer = await self._http.request("GET", path)
                if answer.status_code < 400:
                    self._tally.requests += 1
                    return str(answer.text)
                if not self._should_wait(answer):
                    raise Refused("GET", path, answer.status_code, {})
            except httpx.TransportError:
                pass
            self._tally.away += 1
            if asyncio.get_running_loop().time() > deadline:
                raise TimeoutError(f"GET {path}: the shop stayed away for {PATIENCE_SECONDS} s")
            await asyncio.sleep(0.3)
