"""What runs, as each process knows it: read every two seconds, so that asking for a variant costs no statement."""

import time
from typing import Any
from weakref import WeakKeyDictionary

import msgspec

from zhongcao.experiment import store
from zhongcao.experiment.rules import ExperimentKind
from zhongcao.experiment.schemas import Running
from zhongcao.kit.db import ReadTx, Tx

LOOK_SECONDS = 2.0
SEEN_MAX = 200_000


class Board:
    """What runs in one database, and whose exposure is known to be kept."""

    def __init__(self) -> None:
        self.running: list[Running] = []
        self.seen: set[tuple[int, int]] = set()
        self.looked = -1e9

    def saw(self, experiment: int, unit: int) -> None:
        """Remember that an exposure is kept; what is forgotten costs one statement."""
        if len(self.seen) >= SEEN_MAX:
            self.seen.clear()
        self.seen.add((experiment, unit))


_boards: WeakKeyDictionary[Any, Board] = WeakKeyDictionary()


async def board_of(tx: Tx | ReadTx) -> Board:
    """The board of this transaction's database, looked up anew when it is two seconds old."""
    board = _boards.setdefault(tx.bind, Board())
    if time.monotonic() - board.looked >= LOOK_SECONDS:
        board.looked = time.monotonic()
        board.running = [msgspec.convert(row._mapping, Running, from_attributes=True) for row in await _rows(tx)]
    return board


async def _rows(tx: Tx | ReadTx) -> Any:
    return await store.list_running(tx)


def look_again() -> None:
    """What runs has changed: this process looks at once, the others within two seconds."""
    for board in _boards.values():
        board.looked = -1e9
        board.seen.clear()


async def running_experiments(tx: Tx | ReadTx) -> list[Running]:
    """What runs and is measured: no flags."""
    return [one for one in (await board_of(tx)).running if one.kind is not ExperimentKind.FLAG]
