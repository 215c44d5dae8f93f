"""What logistics shows to others."""

from datetime import date, datetime

import msgspec

from zhongcao.kit.http import Key
from zhongcao.kit.money import Money
from zhongcao.logistics.rules import ParcelState, Step

SIGNATURE_PURPOSE = "carrier"
"""For what the key ring signs our requests to carriers' sandboxes."""


class WaybillOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What a carrier must know to give out a waybill; the reference makes asking again harmless."""

    reference: str
    carrier_code: str
    mode: str
    origin_country: str
    division_code: str
    consignee: str
    phone: str
    address: str
    weight_grams: int


class FreightQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What delivery costs and when it arrives."""

    amount: Money
    carrier_code: str
    promise_from: date
    promise_to: date


class CarrierView(msgspec.Struct, frozen=True, kw_only=True):
    """Who carries a parcel."""

    code: str
    name_zh: str
    name_en: str


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel of one order."""

    id: Key
    order_id: Key
    order_no: str
    member_id: Key
    warehouse_id: Key
    mode: str
    carrier: CarrierView
    state: ParcelState
    step: Step
    waybill_no: str | None
    weight_grams: int
    promise_from: date
    promise_to: date
    booked_at: datetime
    handed_over_at: datetime | None = None
    delivered_at: datetime | None = None
    overdue: bool = False


class TrackingEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One step that a parcel has taken."""

    code: Step
    text_zh: str
    text_en: str
    place: str
    at: datetime


class ParcelView(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel as its member sees it: newest step first."""

    carrier: CarrierView
    waybill_no: str | None
    state: ParcelState
    step: Step
    promise_from: date
    promise_to: date
    events: list[TrackingEvent]
