"""The single window as we reach it: send an envelope, fetch answers, acknowledge them."""

from typing import Protocol

import httpx
import msgspec

RECEIVER = "DXPEDCCEB0000002"
"""Mailbox of the import gateway."""


class WindowAway(Exception):
    """The window does not answer, or not as agreed."""


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """One envelope from our mailbox; `seqs` acknowledge what is in it."""

    envelope: str
    seqs: list[str]


class Mailbox(msgspec.Struct, frozen=True, kw_only=True):
    """What waits in our mailbox."""

    messages: list[Fetched]


class Window(Protocol):
    """The customs window, whoever plays it."""

    async def send(self, envelope: bytes) -> None:
        """Hand an envelope over; sending the same one again is harmless."""

    async def fetch(self, *, limit: int) -> list[Fetched]:
        """Envelopes in our mailbox that are not acknowledged."""

    async def acknowledge(self, seqs: list[str]) -> None:
        """Take answers out of the mailbox that are safely kept."""


class HttpWindow:
    """The window over HTTP: the sandbox, or a DXP client program beside us."""

    def __init__(self, http: httpx.AsyncClient, origin: str, dxp_id: str) -> None:
        self._http = http
        self._url = f"{origin}/sandbox/customs"
        self._dxp_id = dxp_id

    async def send(self, envelope: bytes) -> None:
        """Hand an envelope over."""
        await self._call("POST", "dxp", content=envelope, headers={"Content-Type": "application/xml"})

    async def fetch(self, *, limit: int) -> list[Fetched]:
        """Envelopes in our mailbox."""
        answer = await self._call("GET", "receipts", params={"dxp_id": self._dxp_id, "limit": limit})
        try:
            return msgspec.json.decode(answer.content, type=Mailbox).messages
        except msgspec.DecodeError as error:
            raise WindowAway(f"mailbox cannot be read: {error}") from None

    async def acknowledge(self, seqs: list[str]) -> None:
        """Take answers out of the mailbox."""
        await self._call("POST", "receipts/acknowledgement", json={"dxp_id": self._dxp_id, "seqs": seqs})

    async def _call(self, method: str, path: str, **request: object) -> httpx.Response:
        try:
            answer = await self._http.request(method, f"{self._url}/{path}", timeout=30, **request)  # type: ignore[arg-type]
        except httpx.HTTPError as error:
            raise WindowAway(f"{type(error).__name__}: {error}") from None
        if answer.status_code >= 400:
            raise WindowAway(f"{path} answered {answer.status_code}")
        return answer
