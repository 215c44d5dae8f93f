"""What a process remembers for some seconds, so that it need not ask again."""

import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Kept(Generic[K, V]):
    """Values by key, each for so many seconds; those that came first make room. What nobody knows is asked again."""

    def __init__(self, *, seconds: float, most: int, tick: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._most, self._tick = seconds, most, tick
        self._known: dict[K, tuple[float, V]] = {}

    def __len__(self) -> int:
        """How many are remembered."""
        return len(self._known)

    async def of(self, keys: Iterable[K], find: Callable[[list[K]], Awaitable[Mapping[K, V]]]) -> dict[K, V]:
        """The values of some keys; `find` is asked for those that are not remembered, all at once."""
        now, known = self._tick(), self._known
        found: dict[K, V] = {}
        missing = []
        for key in keys:
            kept = known.get(key)
            if kept is not None and kept[0] > now:
                found[key] = kept[1]
            else:
                missing.append(key)
        if missing:
            new = await find(missing)
            found |= new
            for key, value in new.items():
                known.pop(key, None)
                known[key] = (now + self._seconds, value)
            while len(known) > self._most:
                known.pop(next(iter(known)))
        return found
