"""The one clock of the house: aware UTC, shiftable for rehearsals."""

import mmap
import struct
import time
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
_OFFSET = struct.Struct("<q")
_shift: mmap.mmap | None = None
_standing: datetime | None = None


def now() -> datetime:
    """The present moment in UTC. Called only in api, reactions and jobs; everything below gets it as an argument."""
    if _standing is not None:
        return _standing
    moment = datetime.now(UTC)
    if _shift is not None:
        moment += timedelta(milliseconds=_OFFSET.unpack_from(_shift)[0])
    return moment


def real_now() -> datetime:
    """The world's present moment, also where the clock is shifted: for leases of processes, never for business."""
    return datetime.now(UTC)


def now_ms() -> int:
    """Milliseconds since 1970, following the same shift as `now`."""
    if _standing is not None:
        return round(_standing.timestamp() * 1000)
    millis = time.time_ns() // 1_000_000
    return millis + (_OFFSET.unpack_from(_shift)[0] if _shift is not None else 0)


def stand(moment: datetime | None) -> None:
    """Let time stand still in this process until it is moved on: for worlds that must be lived twice alike."""
    global _standing
    _standing = moment


def follow(path: Path) -> None:
    """Shift this process's clock by the offset in a shared file; a change shows at the next look at the clock."""
    global _shift
    if not path.exists():
        path.write_bytes(_OFFSET.pack(0))
    with path.open("r+b") as file:
        _shift = mmap.mmap(file.fileno(), _OFFSET.size)


def shift_to(path: Path, moment: datetime) -> None:
    """Make every process that follows the file live at the given moment, from where it goes on at normal speed."""
    offset = round((moment - datetime.now(UTC)).total_seconds() * 1000)
    if not path.exists():
        path.write_bytes(_OFFSET.pack(0))
    with path.open("r+b") as file:
        file.write(_OFFSET.pack(offset))


def is_shifted() -> bool:
    """Whether this process lives at another time than the world."""
    return _shift is not None and _OFFSET.unpack_from(_shift)[0] != 0


def day_in_china(moment: datetime) -> date:
    """The calendar day in Asia/Shanghai, which decides tax rates, quota years and expiry."""
    return moment.astimezone(SHANGHAI).date()
