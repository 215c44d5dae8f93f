"""What logistics may refuse."""

from zhongcao.kit.problems import Conflict, Invalid, NotFound


class NotServed(Invalid):
    """We do not deliver to this place from this warehouse."""

    code = "logistics.not-served"


class ParcelNotFound(NotFound):
    """There is no such parcel."""

    code = "logistics.parcel-not-found"


class NoWaybill(Conflict):
    """The parcel has no waybill yet, so it cannot be handed over."""

    code = "logistics.no-waybill"


class AlreadyHandedOver(Conflict):
    """The carrier has the parcel already."""

    code = "logistics.already-handed-over"
