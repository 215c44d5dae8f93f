"""The verbs and questions of inventory."""

from zhongcao.inventory.service._adjust import adjust, decide_adjustment, list_adjustments
from zhongcao.inventory.service._lots import (
    add_warehouse,
    available,
    batch_codes,
    choose_warehouse,
    count_units,
    get_warehouse,
    kinds_on_hand,
    list_imbalances,
    list_lots,
    list_moves,
    receive_lot,
    receive_lots,
    sending_warehouses,
    taken_since,
    warehouses,
)
from zhongcao.inventory.service._reserve import keep, picks_of, release, release_overdue, reserve, ship
from zhongcao.inventory.service._traces import get_traced_lot, trace_codes

__all__ = [
    "add_warehouse",
    "adjust",
    "available",
    "batch_codes",
    "choose_warehouse",
    "count_units",
    "decide_adjustment",
    "get_traced_lot",
    "get_warehouse",
    "keep",
    "kinds_on_hand",
    "list_adjustments",
    "list_imbalances",
    "list_lots",
    "list_moves",
    "picks_of",
    "receive_lot",
    "receive_lots",
    "release",
    "release_overdue",
    "reserve",
    "sending_warehouses",
    "ship",
    "taken_since",
    "trace_codes",
    "warehouses",
]
