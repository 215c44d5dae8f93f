"""Rules of live shows: their states, who sees them, how often somebody may write, when nobody waits any longer."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from zhongcao.live.rules._hls import MEDIA_BYTES_MAX as MEDIA_BYTES_MAX
from zhongcao.live.rules._hls import PLAYLIST_BYTES_MAX as PLAYLIST_BYTES_MAX
from zhongcao.live.rules._hls import WINDOW as WINDOW
from zhongcao.live.rules._hls import Named as Named
from zhongcao.live.rules._hls import Piece as Piece
from zhongcao.live.rules._hls import PieceKind as PieceKind
from zhongcao.live.rules._hls import kind_of as kind_of
from zhongcao.live.rules._hls import looks_like as looks_like
from zhongcao.live.rules._hls import playlist as playlist
from zhongcao.live.rules._hls import read_pushed as read_pushed

TITLE_CHARACTERS_MAX = 40
LINE_CHARACTERS_MAX = 100
LINES_SHOWN = 30
SHELF_MAX = 30
HEARTS_MAX = 30
"""So many taps come in one call."""
ANNOUNCED_MAX = 10
"""A host announces at most so many shows that have not begun."""
LATE = timedelta(hours=6)
"""An announced show that did not begin so long after its moment is cancelled."""
SILENT = timedelta(minutes=3)
"""A show into which nothing came for so long is over."""
LASTS = timedelta(hours=12)
"""No show lasts longer."""
AHEAD = timedelta(days=60)
"""No show is announced further ahead."""
SHOW_BYTES_MAX = 40_000_000_000
"""Twelve hours at seven megabits a second."""
STOPPED_KEPT = timedelta(days=60)
"""Media of a show that staff stopped are kept so long and shown to nobody.

Administrative provisions on internet live streaming services (互联网直播服务管理规定, 2016), article 16: what was
streamed is kept for sixty days.
"""
PREVIEW_KEPT = timedelta(hours=1)
"""So long after its end a show keeps files that no replay needs."""
LINE_GAP = timedelta(seconds=2)
LINE_WINDOW, LINES_IN_WINDOW = timedelta(minutes=1), 20
"""In one show a member writes once in two seconds, and twenty times a minute."""


class ShowState(StrEnum):
    """Where a show is in its life."""

    ANNOUNCED = "announced"
    ON_AIR = "on_air"
    ENDED = "ended"
    CANCELLED = "cancelled"
    STOPPED = "stopped"


TRANSITIONS: dict[ShowState, frozenset[ShowState]] = {
    ShowState.ANNOUNCED: frozenset({ShowState.ON_AIR, ShowState.CANCELLED, ShowState.STOPPED}),
    ShowState.ON_AIR: frozenset({ShowState.ENDED, ShowState.STOPPED}),
    ShowState.ENDED: frozenset({ShowState.STOPPED}),
    ShowState.CANCELLED: frozenset(),
    ShowState.STOPPED: frozenset(),
}
"""Which state may follow which; what staff stopped never comes back, a replay that they take away neither."""
OPEN = frozenset({ShowState.ANNOUNCED, ShowState.ON_AIR})


class View(StrEnum):
    """Which shows a list has."""

    NOW = "now"
    SOON = "soon"
    PAST = "past"


def may_advance(state: ShowState, to: ShowState) -> bool:
    """A show moves only along its state diagram."""
    return to in TRANSITIONS[state]


def may_see(*, state: ShowState, is_host: bool, is_staff: bool, blocked: bool) -> bool:
    """Shows are for everyone whom the host has not blocked; what was cancelled or stopped for host and staff only."""
    if is_host or is_staff:
        return True
    return not blocked and state not in (ShowState.CANCELLED, ShowState.STOPPED)


def may_watch(*, state: ShowState, is_host: bool, aired: bool) -> bool:
    """What is on air and what was is for all who see the show; before that, it is a preview for its host."""
    if state is ShowState.ANNOUNCED:
        return is_host
    return aired and state in (ShowState.ON_AIR, ShowState.ENDED)


def due_at(
    state: ShowState, *, starts_at: datetime, started_at: datetime | None, media_at: datetime | None
) -> datetime | None:
    """When somebody looks after a show that waits: one that never began, one into which nothing comes any more."""
    if state is ShowState.ANNOUNCED:
        return starts_at + LATE
    if state is ShowState.ON_AIR:
        assert started_at is not None, "a show on air began"
        return min(max(media_at or started_at, started_at) + SILENT, started_at + LASTS)
    return None


def media_due_at(state: ShowState, *, now: datetime) -> datetime | None:
    """When media are removed that nobody sees: a preview soon, what staff stopped after the time it has to be kept."""
    if state in OPEN:
        return None
    return now + (STOPPED_KEPT if state is ShowState.STOPPED else PREVIEW_KEPT)


def seconds_to_wait(said: Sequence[datetime], *, now: datetime) -> int:
    """How many seconds a member waits before the next line, after the lines said so far; 0 means not at all."""
    recent = sorted(at for at in said if now - at < LINE_WINDOW)
    waits = [timedelta(0)]
    if recent:
        waits.append(recent[-1] + LINE_GAP - now)
    if len(recent) >= LINES_IN_WINDOW:
        waits.append(recent[-LINES_IN_WINDOW] + LINE_WINDOW - now)
    return -(-max(waits) // timedelta(seconds=1))


def came_at_least(*, members: int, most_at_once: int) -> int:
    """How many people came: members are counted one by one, visitors only as far as they watched at the same time."""
    return max(members, most_at_once)


def show_of_source(source: str | None) -> int | None:
    """The show that an order names as what led to it, if it names one."""
    kind, _, key = (source or "").partition(":")
    return id_in(key) if kind == "show" else None


def id_in(text: str) -> int | None:
    """The id that a text is, as a name or key tells it; None where it is none, or is written otherwise than we do."""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else 0
    return number if 0 < number < 2**63 and str(number) == text else None
