"""What logistics may refuse."""

from zhongcao.kit.problems import Conflict, Invalid, NotFound


class NotServed(Invalid):
    """We do not deliver to this place from this warehouse."""

    code = "logistics.not-served"
    zh = "这个仓库暂时不配送到该地区，请换个地址。"


class ParcelNotFound(NotFound):
    """There is no such parcel."""

    code = "logistics.parcel-not-found"
    zh = "没有找到这个包裹。"


class NoWaybill(Conflict):
    """The parcel has no waybill yet, so it cannot be handed over."""

    code = "logistics.no-waybill"
    zh = "包裹还没有运单号，不能交给承运商。"


class AlreadyHandedOver(Conflict):
    """The carrier has the parcel already."""

    code = "logistics.already-handed-over"
    zh = "包裹已经交给承运商了。"
