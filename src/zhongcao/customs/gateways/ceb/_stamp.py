"""Times and numbers as the messages write them."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from zhongcao.customs.gateways.ceb._codec import Malformed
from zhongcao.customs.rules import SHANGHAI


def stamp(at: datetime) -> str:
    """A moment as yyyyMMddHHmmss in local time."""
    return at.astimezone(SHANGHAI).strftime("%Y%m%d%H%M%S")


def stamp_millis(at: datetime) -> str:
    """A moment as yyyyMMddHHmmssSSS in local time."""
    local = at.astimezone(SHANGHAI)
    return f"{local:%Y%m%d%H%M%S}{local.microsecond // 1000:03d}"


def read_stamp(text: str) -> datetime:
    """The moment in a returnTime of 14 or 17 digits."""
    moment = datetime.strptime(text[:14], "%Y%m%d%H%M%S").replace(tzinfo=SHANGHAI)
    return moment.replace(microsecond=int(text[14:] or 0) * 1000)


def yuan(fen: int) -> Decimal:
    """Fen as yuan, the unit of every amount in a message."""
    return Decimal(fen).scaleb(-2)


def fen(amount: Decimal) -> int:
    """Yuan as fen; more than two decimals are a mistake of the sender."""
    scaled = amount.scaleb(2)
    if scaled != scaled.to_integral_value():
        raise Malformed(f"{amount} yuan is not a whole number of fen")
    return int(scaled)


def guid_text(guid: UUID) -> str:
    """A guid of a message: 36 characters in upper case."""
    return str(guid).upper()
