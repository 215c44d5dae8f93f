"""Every SQL statement of insight."""

from zhongcao.insight.store._events import (
    Waiting,
    add_seen,
    add_waiting,
    count_waiting_events,
    drop_batch,
    drop_seen,
    find_open_batch,
    list_batch,
    take_events,
    take_former,
)
from zhongcao.insight.store._leaving import add_leaving, drop_leaving, list_leaving
from zhongcao.insight.store._pages import (
    add_pages,
    drop_page_batch,
    find_open_page_batch,
    list_page_batch,
    take_pages,
)
from zhongcao.insight.store._signals import (
    add_interactions,
    add_signals,
    add_steps,
    list_signals,
    signals_of,
    sum_steps,
)

__all__ = [
    "Waiting",
    "add_interactions",
    "add_leaving",
    "add_pages",
    "add_seen",
    "add_signals",
    "add_steps",
    "add_waiting",
    "count_waiting_events",
    "drop_batch",
    "drop_leaving",
    "drop_page_batch",
    "drop_seen",
    "find_open_batch",
    "find_open_page_batch",
    "list_batch",
    "list_leaving",
    "list_page_batch",
    "list_signals",
    "signals_of",
    "sum_steps",
    "take_events",
    "take_former",
    "take_pages",
]
