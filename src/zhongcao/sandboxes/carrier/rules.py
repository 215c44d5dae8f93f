"""How the sandbox's parcels travel: a plan made out of the seed and the number, so that no clockwork is needed."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

import msgspec

from zhongcao.logistics import rules as logistics
from zhongcao.logistics.rules import POSTAL, Leg

SERIAL_DIGITS = 10**12
CITIES: dict[str, str] = {
    "11": "北京", "12": "天津", "13": "石家庄", "14": "太原", "15": "呼和浩特", "21": "沈阳", "22": "长春",
    "23": "哈尔滨", "31": "上海", "32": "南京", "33": "杭州", "34": "合肥", "35": "福州", "36": "南昌", "37": "济南",
    "41": "郑州", "42": "武汉", "43": "长沙", "44": "广州", "45": "南宁", "46": "海口", "50": "重庆", "51": "成都",
    "52": "贵阳", "53": "昆明", "54": "拉萨", "61": "西安", "62": "兰州", "63": "西宁", "64": "银川", "65": "乌鲁木齐",
}  # fmt: skip
"""The sorting centre of each province, by the first digits of its division code."""
FAILED_DELIVERIES_PER_MILLE = 20
INSPECTIONS_PER_MILLE = 30


class Shipment(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel that a carrier has picked up."""

    waybill_no: str
    mode: str
    origin_country: str
    division_code: str
    picked_up_at: datetime


class Event(msgspec.Struct, frozen=True):
    """One event of a parcel, in the codes of kuaidi100."""

    code: str
    at: datetime
    place: str
    text: str


def number_of(carrier_code: str, serial: int, *, origin_country: str) -> str:
    """The waybill number that a carrier gives to its next parcel, in that carrier's own pattern."""
    digits = serial % SERIAL_DIGITS
    if carrier_code == "ems":
        return logistics.s10_number("E" + chr(ord("A") + serial // 10**8 % 26), serial, origin_country)
    patterns = {"sf": f"SF1{digits:012d}", "zto": f"75{digits:012d}", "yto": f"YT{digits:013d}"}
    return patterns.get(carrier_code, f"JT{digits:013d}")


def events_until(shipment: Shipment, moment: datetime, *, seed: int, pace: float) -> list[Event]:
    """What has happened to a parcel by a moment; the same parcel always travels the same way."""
    return [event for event in _plan(shipment, seed, pace) if event.at <= moment]


def _plan(shipment: Shipment, seed: int, pace: float) -> Iterator[Event]:
    digest = hashlib.sha256(f"{seed}:{shipment.waybill_no}".encode()).digest()
    chance = Random(digest)
    zone = logistics.zone_of(shipment.division_code) or logistics.Zone.INLAND
    way = {leg.name: leg for leg in logistics.legs(mode=shipment.mode, country=shipment.origin_country, zone=zone)}
    city = CITIES.get(shipment.division_code[:2], "")
    at = shipment.picked_up_at

    def after(hours: float) -> datetime:
        return at + timedelta(hours=hours / pace)

    if shipment.mode == POSTAL:
        yield Event("103", at, shipment.origin_country, "海外仓已入库")
        at = after(_hours(way["receive"], chance) + _hours(way["consolidate"], chance))
        yield Event("1002", at, shipment.origin_country, "国际航班已起飞")
        at = after(_hours(way["air"], chance))
        yield Event("1003", at, "口岸", "航班已到达口岸")
        at = after(2)
        yield Event("10", at, "口岸", "等待清关")
        if chance.randrange(1000) < INSPECTIONS_PER_MILLE:
            yield Event("13", after(4), "口岸", "海关查验")
        at = after(_hours(way["customs"], chance))
        yield Event("12", at, "口岸", "清关完成")
        at = after(3)
        yield Event("1", at, "口岸", "国内快递已揽收")
    else:
        yield Event("103", at, "保税区", "快递已揽收")
    hours = _hours(way["courier"], chance)
    start = at
    for share, code, place, text in (
        (0.15, "0", "", "运输中"),
        (0.7, "1001", city, f"已到达{city}分拨中心"),
        (0.85, "5", city, "快递员派送中"),
    ):
        at = start
        at = after(hours * share)
        yield Event(code, at, place, text)
    if chance.randrange(1000) < FAILED_DELIVERIES_PER_MILLE:
        yield Event("2", after(hours * 0.1), city, "收件人不在，改日再派")
        at = after(20)
        yield Event("5", at, city, "快递员再次派送")
    at = after(hours * 0.15)
    yield Event("301", at, city, "已签收，签收人：本人")


def _hours(leg: Leg, chance: Random) -> float:
    """How long a leg takes: half of all parcels within the median, nine tenths within the 90th percentile."""
    luck = chance.random()
    if luck < 0.5:
        return leg.hours_p50 * (0.6 + 0.8 * luck)
    if luck < 0.9:
        return leg.hours_p50 + (leg.hours_p90 - leg.hours_p50) * (luck - 0.5) / 0.4
    return leg.hours_p90 * (1 + (luck - 0.9) * 5)
