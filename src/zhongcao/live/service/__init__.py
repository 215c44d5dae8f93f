"""The verbs and questions of live."""

from zhongcao.live.service._ingest import check_key, take_file
from zhongcao.live.service._playback import Reel, get_file, get_playlist
from zhongcao.live.service._reading import get_room, list_for_staff, list_own, list_shows
from zhongcao.live.service._running import (
    announce,
    cancel,
    change,
    end,
    list_due,
    make_key,
    settle_due,
    start,
    stop,
    take_down,
    tell_whose_show,
)
from zhongcao.live.service._shelving import change_shelf, explain, explain_nothing

__all__ = [
    "Reel",
    "announce",
    "cancel",
    "change",
    "change_shelf",
    "check_key",
    "end",
    "explain",
    "explain_nothing",
    "get_file",
    "get_playlist",
    "get_room",
    "list_due",
    "list_for_staff",
    "list_own",
    "list_shows",
    "make_key",
    "settle_due",
    "start",
    "stop",
    "take_down",
    "take_file",
    "tell_whose_show",
]
