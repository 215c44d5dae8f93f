"""The chain over the audit log: change one row and every later hash is wrong."""

import hashlib
from collections.abc import Sequence

GENESIS = bytes(32)
"""The link before the first."""


def link_hash(previous: bytes, fields: Sequence[bytes]) -> bytes:
    """The hash of a row together with the link before it; lengths are hashed too, so that no text can move over."""
    digest = hashlib.sha256(previous)
    for field in fields:
        digest.update(len(field).to_bytes(4, "big"))
        digest.update(field)
    return digest.digest()
