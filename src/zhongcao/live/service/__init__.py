"""The verbs and questions of live."""

from zhongcao.live.service._chatting import (
    Hearts,
    check_hearts,
    forget_reminder,
    let_speak,
    list_reminded,
    remind,
    remove_line,
    say,
    silence,
)
from zhongcao.live.service._farewell import (
    Unseen,
    forget_media,
    forget_member,
    forget_old_audience,
    list_unseen_media,
)
from zhongcao.live.service._ingest import (
    check_key,
    take_file,
)
from zhongcao.live.service._playback import (
    STANDS_SECONDS,
    Reel,
    get_file,
    get_playlist,
)
from zhongcao.live.service._reading import (
    get_room,
    list_for_staff,
    list_on_air,
    list_own,
    list_shows,
    list_visited,
    on_air_among,
    shows,
)
from zhongcao.live.service._results import (
    get_results,
    note_order,
    note_refund,
)
from zhongcao.live.service._rooms import (
    Rooms,
)
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
    stop_all_of,
    take_down,
    tell_whose_show,
)
from zhongcao.live.service._shelving import (
    change_shelf,
    explain,
    explain_nothing,
)

__all__ = [
    "STANDS_SECONDS",
    "Hearts",
    "Reel",
    "Rooms",
    "Unseen",
    "announce",
    "cancel",
    "change",
    "change_shelf",
    "check_hearts",
    "check_key",
    "end",
    "explain",
    "explain_nothing",
    "forget_media",
    "forget_member",
    "forget_old_audience",
    "forget_reminder",
    "get_file",
    "get_playlist",
    "get_results",
    "get_room",
    "let_speak",
    "list_due",
    "list_for_staff",
    "list_on_air",
    "list_own",
    "list_reminded",
    "list_shows",
    "list_unseen_media",
    "list_visited",
    "make_key",
    "note_order",
    "note_refund",
    "on_air_among",
    "remind",
    "remove_line",
    "say",
    "settle_due",
    "shows",
    "silence",
    "start",
    "stop",
    "stop_all_of",
    "take_down",
    "take_file",
    "tell_whose_show",
]
