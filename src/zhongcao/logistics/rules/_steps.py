"""Where a parcel can be: one vocabulary for all carriers, ranked so that late news never moves it back."""

from collections.abc import Iterable
from enum import StrEnum

import msgspec


class Step(StrEnum):
    """One step of a parcel's way (物流轨迹)."""

    ORDERED = "ordered"
    ALLOCATED = "allocated"
    PICKED = "picked"
    PACKED = "packed"
    OVERSEAS_RECEIVED = "overseas_received"
    CONSOLIDATED = "consolidated"
    EXPORT_DEPARTED = "export_departed"
    MAIN_LEG_DEPARTED = "main_leg_departed"
    MAIN_LEG_ARRIVED = "main_leg_arrived"
    CUSTOMS_DECLARED = "customs_declared"
    CUSTOMS_REVIEW = "customs_review"
    CUSTOMS_INSPECT = "customs_inspect"
    CUSTOMS_RELEASED = "customs_released"
    CUSTOMS_REJECTED = "customs_rejected"
    DETAINED = "detained"
    RETURNED_ABROAD = "returned_abroad"
    ZONE_EXIT = "zone_exit"
    COURIER_PICKED_UP = "courier_picked_up"
    IN_TRANSIT = "in_transit"
    ARRIVED_CITY = "arrived_city"
    OUT_FOR_DELIVERY = "out_for_delivery"
    LOCKER = "locker"
    FAILED = "failed"
    REJECTED = "rejected"
    RETURNING = "returning"
    RETURNED = "returned"
    DELIVERED = "delivered"


class StepRow(msgspec.Struct, frozen=True):
    """What a step is called, and how far along the way it is."""

    rank: int
    name_zh: str
    name_en: str


STEPS: dict[Step, StepRow] = {
    Step.ORDERED: StepRow(10, "仓库已接单", "Order received by the warehouse"),
    Step.ALLOCATED: StepRow(11, "已分配库存", "Stock allocated"),
    Step.PICKED: StepRow(12, "拣货完成", "Picked"),
    Step.PACKED: StepRow(13, "包裹已打包", "Packed"),
    Step.OVERSEAS_RECEIVED: StepRow(20, "海外仓已入库", "Received by the overseas warehouse"),
    Step.CONSOLIDATED: StepRow(21, "已集货", "Consolidated"),
    Step.EXPORT_DEPARTED: StepRow(30, "已离开发出国", "Left the country of origin"),
    Step.MAIN_LEG_DEPARTED: StepRow(31, "国际干线运输中", "On the international leg"),
    Step.MAIN_LEG_ARRIVED: StepRow(32, "已到达口岸", "Arrived at the port"),
    Step.CUSTOMS_DECLARED: StepRow(40, "海关申报中", "Declared to customs"),
    Step.CUSTOMS_REVIEW: StepRow(41, "海关审核中", "Under customs review"),
    Step.CUSTOMS_INSPECT: StepRow(42, "海关查验", "Customs inspection"),
    Step.CUSTOMS_RELEASED: StepRow(43, "海关已放行", "Released by customs"),
    Step.CUSTOMS_REJECTED: StepRow(44, "海关退单", "Turned away by customs"),
    Step.DETAINED: StepRow(45, "海关扣留", "Detained by customs"),
    Step.RETURNED_ABROAD: StepRow(90, "已退运出境", "Sent back abroad"),
    Step.ZONE_EXIT: StepRow(50, "已出保税区", "Left the bonded zone"),
    Step.COURIER_PICKED_UP: StepRow(51, "快递已揽收", "Picked up by the courier"),
    Step.IN_TRANSIT: StepRow(60, "运输中", "On the way"),
    Step.ARRIVED_CITY: StepRow(61, "已到达派件城市", "Arrived in the city"),
    Step.OUT_FOR_DELIVERY: StepRow(70, "派送中", "Out for delivery"),
    Step.LOCKER: StepRow(71, "已放入快递柜", "Waiting in a parcel locker"),
    Step.FAILED: StepRow(72, "派送遇到问题", "Delivery failed, to be tried again"),
    Step.REJECTED: StepRow(80, "收件人拒收", "Refused by the addressee"),
    Step.RETURNING: StepRow(81, "退回途中", "On the way back"),
    Step.RETURNED: StepRow(90, "已退回", "Returned"),
    Step.DELIVERED: StepRow(90, "已签收", "Delivered"),
}
"""Every step with its rank on the way and its names."""

FINAL_STEPS = frozenset({Step.DELIVERED, Step.RETURNED, Step.RETURNED_ABROAD})
"""After these nothing more comes."""

KUAIDI100: dict[str, Step] = {
    "101": Step.ORDERED,  # 已下单
    "102": Step.ORDERED,  # 待揽收
    "1": Step.COURIER_PICKED_UP,  # 揽收
    "103": Step.COURIER_PICKED_UP,  # 已揽收
    "0": Step.IN_TRANSIT,  # 在途
    "1002": Step.IN_TRANSIT,  # 干线
    "1003": Step.IN_TRANSIT,  # 转递
    "7": Step.IN_TRANSIT,  # 转投
    "1001": Step.ARRIVED_CITY,  # 到达派件城市
    "5": Step.OUT_FOR_DELIVERY,  # 派件
    "501": Step.LOCKER,  # 投柜或驿站
    "3": Step.DELIVERED,  # 签收
    "301": Step.DELIVERED,  # 本人签收
    "302": Step.DELIVERED,  # 派件异常后签收
    "303": Step.DELIVERED,  # 代签
    "304": Step.DELIVERED,  # 投柜或站签收
    "2": Step.FAILED,  # 疑难
    "4": Step.RETURNED,  # 退签
    "401": Step.RETURNED,  # 已销单
    "14": Step.REJECTED,  # 拒签
    "6": Step.RETURNING,  # 退回
    "8": Step.CUSTOMS_REVIEW,  # 清关
    "10": Step.CUSTOMS_DECLARED,  # 待清关
    "11": Step.CUSTOMS_REVIEW,  # 清关中
    "12": Step.CUSTOMS_RELEASED,  # 已清关
    "13": Step.CUSTOMS_INSPECT,  # 清关异常
}
"""What the state codes of kuaidi100 (快递100) mean for a parcel within the country."""

KUAIDI100_ABROAD: dict[str, Step] = {
    "103": Step.OVERSEAS_RECEIVED,
    "1002": Step.MAIN_LEG_DEPARTED,
    "1003": Step.MAIN_LEG_ARRIVED,
}
"""The codes that mean something else for a parcel sent directly from abroad."""


def step_of(code: str, *, from_abroad: bool) -> Step | None:
    """The step that a carrier's code means; None for a code that we do not know."""
    if from_abroad and code in KUAIDI100_ABROAD:
        return KUAIDI100_ABROAD[code]
    return KUAIDI100.get(code)


def furthest(steps: Iterable[Step]) -> Step | None:
    """How far a parcel has come: the step of the highest rank, in whatever order the news arrived."""
    return max(steps, key=lambda step: STEPS[step].rank, default=None)


def has_advanced(before: Step, after: Step) -> bool:
    """Whether a step is further along than another one."""
    return STEPS[after].rank > STEPS[before].rank
