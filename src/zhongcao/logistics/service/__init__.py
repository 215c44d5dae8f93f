"""The verbs and questions of logistics."""

from zhongcao.logistics.service._moving import (
    DueParcel,
    Report,
    record_cancelled,
    record_picked_up,
    record_reports,
    record_waybills,
    remind_of_waiting,
    take_parcels,
)
from zhongcao.logistics.service._parcels import (
    book_parcel,
    cancel_parcel,
    carrier_name,
    forget_member,
    freight_to,
    hand_over,
    list_parcel_steps,
    list_parcels,
    quote_freight,
    tracking,
)

__all__ = [
    "DueParcel",
    "Report",
    "book_parcel",
    "cancel_parcel",
    "carrier_name",
    "forget_member",
    "freight_to",
    "hand_over",
    "list_parcel_steps",
    "list_parcels",
    "quote_freight",
    "record_cancelled",
    "record_picked_up",
    "record_reports",
    "record_waybills",
    "remind_of_waiting",
    "take_parcels",
    "tracking",
]
