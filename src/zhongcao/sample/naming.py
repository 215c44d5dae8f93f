"""Ids of the sample world: made from keys, dated like the things they name, so that newest still sorts last."""

import hashlib
from datetime import datetime, timedelta

from zhongcao.importing.keys import id_for
from zhongcao.kit.ids import EPOCH_MS, NODE_BITS, SEQUENCE_BITS

SOURCE = "sample"
LOW_BITS = NODE_BITS + SEQUENCE_BITS
FIRST_DRAWN = 1_500_000_000_000
"""Pictures are drawn in the order of their ids; they are counted from this moment (July 2017) on."""


class Ids:
    """From the keys of the imagined world to the ids of the database; ``now`` is the moment of planting."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def member(self, key: str) -> int:
        """A member's id; it does not depend on the moment and so tells whether the world is planted."""
        return id_for(SOURCE, "member", key)

    def brand(self, key: str) -> int:
        """A brand's id."""
        return id_for(SOURCE, "brand", key)

    def product(self, key: str) -> int:
        """A product's id."""
        return id_for(SOURCE, "product", key)

    def sku(self, key: str) -> int:
        """A SKU's id."""
        return id_for(SOURCE, "sku", key)

    def order(self, key: str) -> int:
        """A received order's id."""
        return id_for(SOURCE, "order", key)

    def note(self, key: str, minutes_ago: int) -> int:
        """A note's id, dated like the note."""
        return self._dated("note", key, minutes_ago)

    def comment(self, key: str, minutes_ago: int) -> int:
        """A comment's id, dated like the comment."""
        return self._dated("comment", key, minutes_ago)

    def face(self, key: str) -> int:
        """The id of an avatar; faces are quick to draw and come after the first covers."""
        return self._turn(2, int(key[1:]))

    def staff_face(self, place: int) -> int:
        """The id of the avatar of one of the demo people, after those of the members."""
        return self._turn(2, 1000 + place)

    def cover(self, number: int) -> int:
        """The id of a note's first picture, by the note's place from the newest on."""
        return self._turn(1 if number < 60 else 4, number)

    def portrait(self, number: int) -> int:
        """The id of a product's picture."""
        return self._turn(3, number)

    def further(self, number: int) -> int:
        """The id of a further picture of a note."""
        return self._turn(5, number)

    def at(self, minutes_ago: int) -> datetime:
        """A moment before the planting."""
        return self.now - timedelta(minutes=minutes_ago)

    def _dated(self, kind: str, key: str, minutes_ago: int) -> int:
        low = int.from_bytes(hashlib.blake2b(f"{SOURCE}/{kind}/{key}".encode(), digest_size=4).digest())
        millis = int(self.at(minutes_ago).timestamp() * 1000) - EPOCH_MS
        return millis << LOW_BITS | low % (1 << LOW_BITS)

    @staticmethod
    def _turn(row: int, number: int) -> int:
        return (FIRST_DRAWN - EPOCH_MS + row * 1000) << LOW_BITS | number + 1
