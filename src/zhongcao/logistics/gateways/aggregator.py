"""The sandbox's carriers over HTTP: four questions, JSON, signed by the key ring."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar

import httpx
import msgspec

from zhongcao.kit.keyring import KeyRing
from zhongcao.logistics.schemas import SIGNATURE_PURPOSE, WaybillOrder

T = TypeVar("T")


class CarrierAway(Exception):
    """The carriers did not answer, or not in a way that can be read; ask again later."""


class Heard(msgspec.Struct, frozen=True):
    """One event as a carrier tells it."""

    code: str
    at: datetime
    place: str
    text: str


class _Waybills(msgspec.Struct, frozen=True):
    waybills: dict[str, str]


class _Numbers(msgspec.Struct, frozen=True):
    numbers: list[str]


class _Parcels(msgspec.Struct, frozen=True):
    parcels: dict[str, list[Heard]]


class SandboxCarriers:
    """All carriers of the sandbox behind one address."""

    def __init__(self, http: httpx.AsyncClient, address: str, keys: KeyRing) -> None:
        self._http = http
        self._address = address
        self._keys = keys

    async def issue_waybills(self, orders: Sequence[WaybillOrder]) -> Mapping[str, str]:
        """Waybill numbers by reference."""
        return (await self._ask("waybills", {"orders": orders}, _Waybills)).waybills

    async def pick_up(self, numbers: Sequence[str]) -> set[str]:
        """Have parcels taken along."""
        return set((await self._ask("pickups", {"numbers": numbers}, _Numbers)).numbers)

    async def cancel(self, numbers: Sequence[str]) -> set[str]:
        """Have waybills forgotten."""
        return set((await self._ask("cancellations", {"numbers": numbers}, _Numbers)).numbers)

    async def track(self, numbers: Sequence[str]) -> Mapping[str, Sequence[Heard]]:
        """What has happened to parcels so far."""
        return (await self._ask("queries", {"numbers": numbers}, _Parcels)).parcels

    async def _ask(self, what: str, content: Mapping[str, object], kind: type[T]) -> T:
        body = msgspec.json.encode(content)
        headers = {
            "Content-Type": "application/json",
            "X-Signature": self._keys.mac(SIGNATURE_PURPOSE, body).hex(),
        }
        try:
            answer = await self._http.post(f"{self._address}/{what}", content=body, headers=headers)
            answer.raise_for_status()
            return msgspec.json.decode(answer.content, type=kind)
        except (httpx.HTTPError, msgspec.DecodeError) as error:
            raise CarrierAway(repr(error)[:300]) from error
