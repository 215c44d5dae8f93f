"""Session tokens: which member, which session, and 256 secret bits of which only a hash is kept."""

import base64
import hashlib
import secrets
from uuid import UUID

import msgspec

SECRET_BYTES = 32
_LENGTH = 8 + 16 + SECRET_BYTES


class Token(msgspec.Struct, frozen=True):
    """A session token in its parts. The member comes first, so that the session is looked up on one shard."""

    member_id: int
    session: UUID
    secret: bytes

    def text(self) -> str:
        """The opaque text that clients keep."""
        raw = self.member_id.to_bytes(8, "big") + self.session.bytes + self.secret
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")

    def secret_hash(self) -> bytes:
        """What is stored instead of the secret."""
        return hashlib.sha256(self.secret).digest()


def make_token(member_id: int, session: UUID) -> Token:
    """A fresh token."""
    return Token(member_id, session, secrets.token_bytes(SECRET_BYTES))


def read_token(text: str) -> Token | None:
    """The parts of a token's text, or None when it is not one of ours."""
    if len(text) > 100:
        return None
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return None
    if len(raw) != _LENGTH or raw[0] & 0x80:
        return None
    return Token(int.from_bytes(raw[:8], "big"), UUID(bytes=raw[8:24]), raw[24:])
