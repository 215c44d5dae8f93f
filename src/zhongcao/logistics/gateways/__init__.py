"""Carriers: one protocol, spoken by an aggregator that answers for all of them."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import httpx

from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.settings import Settings
from zhongcao.logistics.gateways.aggregator import CarrierAway, Heard, SandboxCarriers
from zhongcao.logistics.schemas import WaybillOrder

__all__ = ["CarrierAway", "Carriers", "Heard", "open_carriers"]


class Carriers(Protocol):
    """What we ask of carriers, always for many parcels at once; every question may be asked again."""

    async def issue_waybills(self, orders: Sequence[WaybillOrder]) -> Mapping[str, str]:
        """Waybill numbers by reference; the same reference again gets the same number."""

    async def pick_up(self, numbers: Sequence[str]) -> set[str]:
        """Have parcels taken along; returns those that are with the carrier."""

    async def cancel(self, numbers: Sequence[str]) -> set[str]:
        """Have waybills forgotten; returns those that are."""

    async def track(self, numbers: Sequence[str]) -> Mapping[str, Sequence[Heard]]:
        """What has happened to parcels so far."""


def open_carriers(http: httpx.AsyncClient, settings: Settings, keys: KeyRing) -> Carriers:
    """The carriers that the settings name; today these are the sandbox's."""
    return SandboxCarriers(http, f"{settings.sandbox_origin}/sandbox/carrier", keys)
