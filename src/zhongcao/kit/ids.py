"""63-bit ids that sort by time: 41 bits of milliseconds, 10 bits of node, 12 bits of sequence.

Members, notes, products, SKUs, orders and lots carry them, since vectors, arrays and shards want small keys that
sort. JSON shows them as strings. Facts and attempts are UUIDv7.
"""

import os
import threading
from datetime import UTC, datetime
from random import Random, SystemRandom
from uuid import UUID

from zhongcao.kit import clock

EPOCH_MS = 1_356_998_400_000
"""2013-01-01T00:00:00Z; 41 bits last until 2082."""
NODE_BITS, SEQUENCE_BITS = 10, 12
STOCK_BITS, STOCK = 80, 64
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Stocked(SystemRandom):
    """The system's chance, fetched for many ids at once: a call of the kernel for each costs more than the id itself.

    A process that was forked begins with none of what its parent fetched, so that the two never draw the same.
    """

    def __init__(self) -> None:
        super().__init__()
        self._stock: list[int] = []
        os.register_at_fork(after_in_child=self._stock.clear)

    def getrandbits(self, k: int, /) -> int:
        """So many bits of chance."""
        if not 0 < k <= STOCK_BITS:
            return super().getrandbits(k)
        while True:
            try:
                return self._stock.pop() >> STOCK_BITS - k  # taken in one step: threads never get the same
            except IndexError:
                size = STOCK_BITS // 8
                drawn = os.urandom(STOCK * size)
                self._stock += [int.from_bytes(drawn[at : at + size]) for at in range(0, len(drawn), size)]


_chance: Random = Stocked()


class IdMaker:
    """Makes ids of one node, never the same twice and never going back, also when the clock does."""

    def __init__(self, node: int) -> None:
        if not 0 <= node < 1 << NODE_BITS:
            raise ValueError(f"node {node} is outside 0..{(1 << NODE_BITS) - 1}")
        self._node = node
        self._last_ms = 0
        self._sequence = 0
        self._lock = threading.Lock()

    def make(self) -> int:
        """The next id, later than every one before it, also when the clock goes back."""
        with self._lock:
            wanted = clock.now_ms() - EPOCH_MS
            if wanted > self._last_ms:
                self._last_ms, self._sequence = wanted, _chance.randrange(64)
            else:
                self._sequence += 1
                if self._sequence >> SEQUENCE_BITS:
                    self._last_ms, self._sequence = self._last_ms + 1, 0
            return (self._last_ms << NODE_BITS + SEQUENCE_BITS) | (self._node << SEQUENCE_BITS) | self._sequence


_maker = IdMaker(0)


def use_node(node: int) -> None:
    """Make ids as this node from now on; the node number is leased in the database at start-up."""
    global _maker
    _maker = IdMaker(node)


def draw_from(chance: Random) -> None:
    """Make this process's ids by a dice that is known: for worlds that must be lived twice alike, never for a shop."""
    global _chance
    _chance = chance
    use_node(0)


def new_id() -> int:
    """A fresh 63-bit id, later than all before it in this process."""
    return _maker.make()


def time_of(number: int) -> datetime:
    """When an id was made."""
    return datetime.fromtimestamp(((number >> NODE_BITS + SEQUENCE_BITS) + EPOCH_MS) / 1000, UTC)


def uuid7() -> UUID:
    """A time-ordered UUID (RFC 9562 version 7) for facts, attempts and idempotency rows."""
    return UUID(int=_number7())


def uuid7_hex() -> str:
    """The same as 32 hexadecimal digits, for what is only ever read: each request gets one."""
    return f"{_number7():032x}"


def _number7() -> int:
    value = (clock.now_ms() << 80) | _chance.getrandbits(80)
    return value & ~(0xF << 76 | 0x3 << 62) | (7 << 76 | 2 << 62)


def public_number(prefix: str, length: int = 12) -> str:
    """A random number that people read aloud (orders, parcels): no sequence to guess, no letters that look alike."""
    return prefix + "".join(_chance.choice(_CROCKFORD) for _ in range(length))
