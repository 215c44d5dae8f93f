"""The verbs and questions of discovery."""

from zhongcao.discovery.service._around import around, popular_of_topic, related
from zhongcao.discovery.service._feeds import discover, following
from zhongcao.discovery.service._goods import goods_feed
from zhongcao.discovery.service._projections import (
    Done,
    adopt_members,
    adopt_notes,
    fold_waiting,
    hide_note,
    rebuild,
    rebuild_if_due,
    remember,
    remember_order,
    want_rebuild,
)
from zhongcao.discovery.service._search import Wish, drop_old, hot_words, search, suggest

__all__ = [
    "Done",
    "Wish",
    "adopt_members",
    "adopt_notes",
    "around",
    "discover",
    "drop_old",
    "fold_waiting",
    "following",
    "goods_feed",
    "hide_note",
    "hot_words",
    "popular_of_topic",
    "rebuild",
    "rebuild_if_due",
    "related",
    "remember",
    "remember_order",
    "search",
    "suggest",
    "want_rebuild",
]
