"""Quotes travel to the member and back, signed; nothing of them is stored."""

import base64
import binascii
import hmac
from datetime import UTC, datetime

import msgspec

from zhongcao.kit.keyring import KeyRing
from zhongcao.trade.errors import QuoteExpired, QuoteUnreadable
from zhongcao.trade.rules import Offer

PURPOSE = "trade.quote.1"
"""Names the meaning and layout of what is signed; a new layout gets a new purpose, so old tokens stop working."""
MAC_BYTES = 16


def seal(keys: KeyRing, offer: Offer) -> str:
    """An offer as text that nobody else can make or change."""
    body = msgspec.msgpack.encode(offer)
    return base64.urlsafe_b64encode(keys.mac(PURPOSE, body)[:MAC_BYTES] + body).decode().rstrip("=")


def unseal(keys: KeyRing, token: str, *, member_id: int, now: datetime) -> Offer:
    """The offer in a token; refuses one that is not ours, not this member's, or too old."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        mac, body = raw[:MAC_BYTES], raw[MAC_BYTES:]
        if not hmac.compare_digest(mac, keys.mac(PURPOSE, body)[:MAC_BYTES]):
            raise QuoteUnreadable()
        offer = msgspec.msgpack.decode(body, type=Offer)
    except (binascii.Error, ValueError, msgspec.DecodeError):
        raise QuoteUnreadable() from None
    if offer.member_id != member_id:
        raise QuoteUnreadable()
    if expiry(offer) <= now:
        raise QuoteExpired(expired_at=expiry(offer).isoformat())
    return offer


def expiry(offer: Offer) -> datetime:
    """Until when an offer holds."""
    return datetime.fromtimestamp(offer.expires, UTC)
