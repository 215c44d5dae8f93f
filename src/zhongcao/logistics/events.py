"""Facts of logistics."""

from datetime import datetime

from zhongcao.kit.outbox import Fact


class WaybillIssued(Fact, frozen=True, kw_only=True):
    """A carrier has given a parcel its number; now it can be declared and handed over."""

    keyed_by = "order"
    order: int
    member: int
    carrier_code: str
    carrier_name: str
    waybill_no: str


class ParcelMoved(Fact, frozen=True, kw_only=True):
    """A parcel has come a step further."""

    keyed_by = "order"
    order: int
    member: int
    step: str
    at: datetime


class Delivered(Fact, frozen=True, kw_only=True):
    """A parcel was signed for."""

    keyed_by = "order"
    order: int
    member: int
    at: datetime


class ParcelReturned(Fact, frozen=True, kw_only=True):
    """A parcel came back instead of arriving."""

    keyed_by = "order"
    order: int
    member: int
    step: str
    at: datetime
