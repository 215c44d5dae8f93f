"""The verbs and questions of customs."""

from zhongcao.customs.service._allowance import (
    count_allowance,
    get_allowance,
    lessen_allowance,
    list_inconsistencies,
    reserve_allowance,
    restore_allowance,
    void_allowance,
)
from zhongcao.customs.service._declarations import (
    cancel_declaration,
    count_by_state,
    declare,
    find_declaration,
    get_declaration,
    list_declarations,
    list_held,
    redeclare,
    request_return,
)
from zhongcao.customs.service._goods import (
    declare_goods,
    goods,
    list_unmapped,
    note_unmapped,
    quote_tax,
    single_limit,
)
from zhongcao.customs.service._receipts import (
    keep_receipts,
)
from zhongcao.customs.service._returns import (
    record_return_arrival,
)
from zhongcao.customs.service._sending import (
    forget_old_names,
    get_registry,
    mark_failed,
    mark_sent,
    postpone_silent,
    record_submissions,
    record_withdrawals,
    refuse_submissions,
    take_up_messages,
    take_up_submissions,
    take_up_withdrawals,
)

__all__ = [
    "cancel_declaration",
    "count_allowance",
    "count_by_state",
    "declare",
    "declare_goods",
    "find_declaration",
    "forget_old_names",
    "get_allowance",
    "get_declaration",
    "get_registry",
    "goods",
    "keep_receipts",
    "lessen_allowance",
    "list_declarations",
    "list_held",
    "list_inconsistencies",
    "list_unmapped",
    "mark_failed",
    "mark_sent",
    "note_unmapped",
    "postpone_silent",
    "quote_tax",
    "record_return_arrival",
    "record_submissions",
    "record_withdrawals",
    "redeclare",
    "refuse_submissions",
    "request_return",
    "reserve_allowance",
    "restore_allowance",
    "single_limit",
    "take_up_messages",
    "take_up_submissions",
    "take_up_withdrawals",
    "void_allowance",
]
