"""Numbers of parcels: how carriers write them, and what they prove."""

import hashlib
import re

import msgspec

_S10 = re.compile(r"^([A-Z]{2})(\d{8})(\d)([A-Z]{2})$")
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_UNKNOWN_COUNTRIES = frozenset({"XX", "ZZ", "AA"})


class Carrier(msgspec.Struct, frozen=True):
    """A carrier: its names, and how its numbers look. Patterns suggest a carrier, they never refuse a number."""

    code: str
    name_zh: str
    name_en: str
    pattern: re.Pattern[str]


CARRIERS: dict[str, Carrier] = {
    carrier.code: carrier
    for carrier in (
        Carrier("sf", "顺丰速运", "SF Express", re.compile(r"^SF[A-Z0-9]\d{12}$")),
        Carrier("zto", "中通快递", "ZTO Express", re.compile(r"^7[3-68]\d{12}$")),
        Carrier("yto", "圆通速递", "YTO Express", re.compile(r"^YT\d{13}$")),
        Carrier("sto", "申通快递", "STO Express", re.compile(r"^(77|43)\d{12,15}$")),
        Carrier("yunda", "韵达速递", "Yunda Express", re.compile(r"^([34]\d{14}|5\d{12})$")),
        Carrier("ems", "中国邮政 EMS", "China Post EMS", re.compile(r"^([981]\d{12}|P[A-Z]\d{11}|E[A-Z]\d{9}CN)$")),
        Carrier("jd", "京东物流", "JD Logistics", re.compile(r"^JD[A-Z0-9]{2}\d{11}$")),
        Carrier("jt", "极兔速递", "J&T Express", re.compile(r"^JT\d{13}$")),
        Carrier("yunexpress", "云途物流", "YunExpress", re.compile(r"^YT\d{16}$")),
    )
}
"""Carriers that we know, by the code that we use."""


def s10_check_digit(serial: str) -> int:
    """Check digit of an international postal number (UPU S10) from its eight serial digits."""
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(serial, _S10_WEIGHTS, strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)


def s10_is_valid(number: str) -> bool:
    """Whether an international postal number is well formed, with a right check digit and a country."""
    match = _S10.match(number)
    if match is None:
        return False
    return int(match[3]) == s10_check_digit(match[2]) and match[4] not in _UNKNOWN_COUNTRIES


def s10_number(service: str, serial: int, country: str) -> str:
    """An international postal number: two letters of the service, eight digits, check digit, country."""
    digits = f"{serial % 10**8:08d}"
    return f"{service}{digits}{s10_check_digit(digits)}{country}"


def carriers_of(number: str) -> list[str]:
    """The carriers whose numbers look like this one, best guess first."""
    fitting = [carrier.code for carrier in CARRIERS.values() if carrier.pattern.match(number)]
    if s10_is_valid(number) and "ems" not in fitting:
        fitting.append("ems")
    return fitting


def kuaidi100_signature(param: str, *, key: str, customer: str) -> str:
    """How a question to kuaidi100 (快递100) is signed: MD5 over parameter, key and customer, in capitals."""
    return hashlib.md5(f"{param}{key}{customer}".encode(), usedforsecurity=False).hexdigest().upper()
