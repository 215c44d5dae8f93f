"""What processes cost: CPU and memory of a process with all that it started."""

import threading
from itertools import count
from types import TracebackType
from typing import Self

import msgspec
import psutil

SAMPLE_SECONDS = 0.1
FAMILY_LOOKS = 10
"""Who belongs to a process is found by reading of every process of the machine: at one look in so many."""
MB = 1_000_000


class Cost(msgspec.Struct, frozen=True):
    """CPU seconds, user and system together, of each part of the shop and of the program that loads it."""

    web: float = 0.0
    worker: float = 0.0
    postgres: float = 0.0
    client: float = 0.0

    def since(self, before: "Cost") -> "Cost":
        """What was spent between two looks."""
        return Cost(
            self.web - before.web,
            self.worker - before.worker,
            self.postgres - before.postgres,
            self.client - before.client,
        )

    def per_second(self, seconds: float) -> "Cost":
        """What was spent in each of so many seconds."""
        return Cost(self.web / seconds, self.worker / seconds, self.postgres / seconds, self.client / seconds)

    def less(self, idle: "Cost", seconds: float) -> "Cost":
        """The same without what an idle shop spends in so many seconds; never less than nothing."""
        return Cost(
            max(0.0, self.web - idle.web * seconds),
            max(0.0, self.worker - idle.worker * seconds),
            max(0.0, self.postgres - idle.postgres * seconds),
            self.client,
        )

    def each_ms(self, times: int) -> dict[str, float]:
        """CPU of one operation, in milliseconds."""
        share = 1000 / max(times, 1)
        return {
            "cpu_web_ms": round(self.web * share, 3),
            "cpu_worker_ms": round(self.worker * share, 3),
            "cpu_pg_ms": round(self.postgres * share, 3),
            "cpu_client_ms": round(self.client * share, 3),
        }


def cpu_seconds(pid: int | None) -> float:
    """CPU of a process, of its living descendants, and of those it has already buried."""
    if pid is None:
        return 0.0
    total = 0.0
    for process in _family(pid):
        try:
            spent = process.cpu_times()
        except psutil.Error:
            continue
        total += spent.user + spent.system
        total += getattr(spent, "children_user", 0.0) + getattr(spent, "children_system", 0.0)
    return total


def shared_once_mb(*pids: int | None) -> float:
    """Memory of processes and their descendants in MB; what several of them share counts once."""
    total = 0
    for process in {one for pid in pids if pid is not None for one in _family(pid)}:
        try:
            with open(f"/proc/{process.pid}/smaps_rollup") as told:
                total += sum(int(line.split()[1]) for line in told if line.startswith("Pss:"))
        except OSError:
            continue
    return round(total * 1024 / MB, 1)


def _resident(family: list[psutil.Process]) -> int:
    """Memory of processes in bytes; what several of them share counts for each."""
    total = 0
    for process in family:
        try:
            total += process.memory_info().rss
        except psutil.Error:
            continue
    return total


def _family(pid: int) -> list[psutil.Process]:
    try:
        head = psutil.Process(pid)
        return [head, *head.children(recursive=True)]
    except psutil.Error:
        return []


class PeakMemory:
    """The most memory that a process held while the block ran, looked at ten times a second."""

    def __init__(self, pid: int | None) -> None:
        self._pid = pid
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._bytes = 0

    @property
    def mb(self) -> float:
        """The peak in MB (10^6 bytes)."""
        return round(self._bytes / MB, 1)

    def _watch(self) -> None:
        for look in count():
            if look % FAMILY_LOOKS == 0:
                family = _family(self._pid) if self._pid is not None else []
            self._bytes = max(self._bytes, _resident(family))
            if self._ended.wait(SAMPLE_SECONDS):
                return

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._ended.set()
        self._thread.join()
