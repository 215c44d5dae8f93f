"""The verbs and questions of messages."""

from zhongcao.messages.service._boxes import (
    count_unread,
    forget_member,
    list_miscounted,
    list_notices,
    mark_read,
    rebuild_unread,
)
from zhongcao.messages.service._push import Switchboard
from zhongcao.messages.service._telling import (
    tell_comment,
    tell_fans,
    tell_follow,
    tell_guests,
    tell_order,
    tell_parcel,
    tell_reaction,
    tell_restock,
    tell_stop,
    untell_comment,
    untell_reaction,
)

__all__ = [
    "Switchboard",
    "count_unread",
    "forget_member",
    "list_miscounted",
    "list_notices",
    "mark_read",
    "rebuild_unread",
    "tell_comment",
    "tell_fans",
    "tell_follow",
    "tell_guests",
    "tell_order",
    "tell_parcel",
    "tell_reaction",
    "tell_restock",
    "tell_stop",
    "untell_comment",
    "untell_reaction",
]
