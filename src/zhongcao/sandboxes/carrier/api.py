"""Addresses of the sandbox's carriers; requests are signed with a key that only the shop has."""

import hmac
from typing import Annotated, Any, TypeVar

import msgspec
from litestar import Request, post
from litestar.di import NamedDependency
from msgspec import Meta

from zhongcao.kit import clock
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import ANYONE
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.problems import BadRequest, Unauthorized
from zhongcao.kit.settings import Settings
from zhongcao.logistics.schemas import SIGNATURE_PURPOSE, WaybillOrder
from zhongcao.sandboxes.carrier import service
from zhongcao.sandboxes.carrier.rules import Event

MANY = Meta(max_length=1000)
B = TypeVar("B")


class Orders(msgspec.Struct, frozen=True):
    """Parcels that need a waybill."""

    orders: Annotated[list[WaybillOrder], MANY]


class Numbers(msgspec.Struct, frozen=True):
    """Waybill numbers."""

    numbers: Annotated[list[str], MANY]


class Waybills(msgspec.Struct, frozen=True):
    """Waybill numbers by reference."""

    waybills: dict[str, str]


class Parcels(msgspec.Struct, frozen=True):
    """Events by waybill number, oldest first."""

    parcels: dict[str, list[Event]]


@post("/sandbox/carrier/waybills", access=ANYONE, status_code=200, refusals=(Unauthorized,))
async def issue_sandbox_waybills(
    request: Request[Any, Any, Any], tx: NamedDependency[Tx], keys: NamedDependency[KeyRing]
) -> Waybills:
    """Give out waybill numbers for many parcels."""
    asked = await _read(request, keys, Orders)
    return Waybills(await service.issue_waybills(tx, orders=asked.orders, now=clock.now()))


@post("/sandbox/carrier/pickups", access=ANYONE, status_code=200, refusals=(Unauthorized,))
async def pick_up_sandbox_parcels(
    request: Request[Any, Any, Any], tx: NamedDependency[Tx], keys: NamedDependency[KeyRing]
) -> Numbers:
    """Take many parcels along."""
    asked = await _read(request, keys, Numbers)
    return Numbers(await service.pick_up(tx, numbers=asked.numbers, now=clock.now()))


@post("/sandbox/carrier/cancellations", access=ANYONE, status_code=200, refusals=(Unauthorized,))
async def cancel_sandbox_waybills(
    request: Request[Any, Any, Any], tx: NamedDependency[Tx], keys: NamedDependency[KeyRing]
) -> Numbers:
    """Forget many waybills."""
    asked = await _read(request, keys, Numbers)
    return Numbers(await service.cancel(tx, numbers=asked.numbers, now=clock.now()))


@post("/sandbox/carrier/queries", access=ANYONE, status_code=200, refusals=(Unauthorized,))
async def track_sandbox_parcels(
    request: Request[Any, Any, Any],
    read: NamedDependency[ReadTx],
    keys: NamedDependency[KeyRing],
    settings: NamedDependency[Settings],
) -> Parcels:
    """Where many parcels are."""
    asked = await _read(request, keys, Numbers)
    found = await service.track(
        read,
        numbers=asked.numbers,
        now=clock.now(),
        seed=settings.sandbox_seed,
        pace=settings.sandbox_pace,
    )
    return Parcels(found)


async def _read(request: Request[Any, Any, Any], keys: KeyRing, kind: type[B]) -> B:
    body = await request.body()
    signature = request.headers.get("x-signature", "")
    if not hmac.compare_digest(signature.encode(), keys.mac(SIGNATURE_PURPOSE, body).hex().encode()):
        raise Unauthorized()
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.DecodeError as error:
        raise BadRequest(reason=str(error)) from None


ROUTES = [issue_sandbox_waybills, pick_up_sandbox_parcels, cancel_sandbox_waybills, track_sandbox_parcels]
