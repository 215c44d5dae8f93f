"""The verbs and questions of insight."""

from zhongcao.insight.service._carrying import (
    SIGNAL_OF_EVENT,
    STEP_OF_EVENT,
    adopt_former,
    count_waiting_events,
    exposures,
    finish_batch,
    keep_pages,
    list_batch,
    search_clicks,
    unpacked,
)
from zhongcao.insight.service._demand import (
    count_order,
    count_products,
    count_search,
    count_signals,
    count_step,
    count_topics,
    demand_history,
    get_funnel,
    import_interactions,
    list_demand,
    propose_purchases,
)
from zhongcao.insight.service._leaving import forget_member, list_leaving
from zhongcao.insight.service._taking import Intake, Sent, count_trial, record_events

__all__ = [
    "SIGNAL_OF_EVENT",
    "STEP_OF_EVENT",
    "Intake",
    "Sent",
    "adopt_former",
    "count_order",
    "count_products",
    "count_search",
    "count_signals",
    "count_step",
    "count_topics",
    "count_trial",
    "count_waiting_events",
    "demand_history",
    "exposures",
    "finish_batch",
    "forget_member",
    "get_funnel",
    "import_interactions",
    "keep_pages",
    "list_batch",
    "list_demand",
    "list_leaving",
    "propose_purchases",
    "record_events",
    "search_clicks",
    "unpacked",
]
