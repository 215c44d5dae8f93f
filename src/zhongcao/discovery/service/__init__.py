"""The verbs and questions of discovery."""

from zhongcao.discovery.search.asking import Wish
from zhongcao.discovery.search.ranking import Narrow
from zhongcao.discovery.service._around import around, popular_of_topic, related
from zhongcao.discovery.service._brain import Brain, FanCounts
from zhongcao.discovery.service._exposure import count_exposure
from zhongcao.discovery.service._fairness import get_exposure
from zhongcao.discovery.service._feeds import discover, discover_encoded, following, go_on
from zhongcao.discovery.service._findable import note_changes, note_stock_changes
from zhongcao.discovery.service._goods import goods_feed
from zhongcao.discovery.service._habits import learn_cycles
from zhongcao.discovery.service._indexing import Before, Made, make_index
from zhongcao.discovery.service._keeping import (
    Click,
    Kept,
    count_clicks,
    find_index,
    is_index_due,
    list_versions,
    publish_index,
    remove_files,
    withdraw_index,
)
from zhongcao.discovery.service._kin import is_kin_due, make_kin
from zhongcao.discovery.service._learnt import (
    Kind,
    Learnt,
    Taught,
    find_learnt,
    list_learnt,
    publish_learnt,
    remove_learnt_files,
    withdraw_learnt,
)
from zhongcao.discovery.service._listed import OpenFeeds
from zhongcao.discovery.service._live_board import LiveBoard
from zhongcao.discovery.service._picks import list_offers, pick_note, unpick_note
from zhongcao.discovery.service._pool import is_pool_due, make_pool
from zhongcao.discovery.service._portrait import (
    Glance,
    dismiss,
    dismiss_goods,
    dismiss_show,
    forget_everything,
    forget_member,
    forget_taste,
    get_portrait,
    keep_away,
    let_back,
    observe,
    undo_dismissal,
    undo_goods_dismissal,
    undo_show_dismissal,
)
from zhongcao.discovery.service._projections import (
    Done,
    adopt_members,
    adopt_notes,
    fold_waiting,
    hide_note,
    learn_price_scales,
    rebuild,
    rebuild_if_due,
    remember,
    remember_order,
    want_rebuild,
)
from zhongcao.discovery.service._ranker import RANKERS, is_rank_due, judge_lot, make_rank, note_rank_tried
from zhongcao.discovery.service._search import drop_old, forget_words, hot_words, recent_words, search, suggest
from zhongcao.discovery.service._shelf import GoodsCards, GoodsShelf
from zhongcao.discovery.service._vectors import are_vectors_due, make_vectors

__all__ = [
    "RANKERS",
    "Before",
    "Brain",
    "Click",
    "Done",
    "FanCounts",
    "Glance",
    "GoodsCards",
    "GoodsShelf",
    "Kept",
    "Kind",
    "Learnt",
    "LiveBoard",
    "Made",
    "Narrow",
    "OpenFeeds",
    "Taught",
    "Wish",
    "adopt_members",
    "adopt_notes",
    "are_vectors_due",
    "around",
    "count_clicks",
    "count_exposure",
    "discover",
    "discover_encoded",
    "dismiss",
    "dismiss_goods",
    "dismiss_show",
    "drop_old",
    "find_index",
    "find_learnt",
    "fold_waiting",
    "following",
    "forget_everything",
    "forget_member",
    "forget_taste",
    "forget_words",
    "get_exposure",
    "get_portrait",
    "go_on",
    "goods_feed",
    "hide_note",
    "hot_words",
    "is_index_due",
    "is_kin_due",
    "is_pool_due",
    "is_rank_due",
    "judge_lot",
    "keep_away",
    "learn_cycles",
    "learn_price_scales",
    "let_back",
    "list_learnt",
    "list_offers",
    "list_versions",
    "make_index",
    "make_kin",
    "make_pool",
    "make_rank",
    "make_vectors",
    "note_changes",
    "note_rank_tried",
    "note_stock_changes",
    "observe",
    "pick_note",
    "popular_of_topic",
    "publish_index",
    "publish_learnt",
    "rebuild",
    "rebuild_if_due",
    "recent_words",
    "related",
    "remember",
    "remember_order",
    "remove_files",
    "remove_learnt_files",
    "search",
    "suggest",
    "undo_dismissal",
    "undo_goods_dismissal",
    "undo_show_dismissal",
    "unpick_note",
    "want_rebuild",
    "withdraw_index",
    "withdraw_learnt",
]
