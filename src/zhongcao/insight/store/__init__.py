"""Every SQL statement of insight."""

from zhongcao.insight.store._events import (
    add_events,
    add_interactions,
    add_signals,
    add_steps,
    count_waiting_events,
    drop_flushed,
    find_open_batch,
    list_batch,
    list_signals,
    mark_flushed,
    sum_steps,
    take_events,
)
from zhongcao.insight.store._pages import (
    add_pages,
    drop_page_batch,
    find_open_page_batch,
    list_page_batch,
    take_pages,
)

__all__ = [
    "add_events",
    "add_interactions",
    "add_pages",
    "add_signals",
    "add_steps",
    "count_waiting_events",
    "drop_flushed",
    "drop_page_batch",
    "find_open_batch",
    "find_open_page_batch",
    "list_batch",
    "list_page_batch",
    "list_signals",
    "mark_flushed",
    "sum_steps",
    "take_events",
    "take_pages",
]
