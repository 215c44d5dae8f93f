"""The verbs and questions of discovery."""

from zhongcao.discovery.service._feeds import discover, following
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
from zhongcao.discovery.service._search import drop_old, hot_words, search

__all__ = [
    "Done",
    "adopt_members",
    "adopt_notes",
    "discover",
    "drop_old",
    "fold_waiting",
    "following",
    "hide_note",
    "hot_words",
    "rebuild",
    "rebuild_if_due",
    "remember",
    "remember_order",
    "search",
    "want_rebuild",
]
