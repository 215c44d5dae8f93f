"""How a measurement is told: figures, the limit of the same work done bare, and how far we are from it."""

import math
from collections.abc import Sequence

import msgspec


class Measure(msgspec.Struct, kw_only=True):
    """One measurement. Times are seconds unless a key ends in `_ms`, rates end in `_per_s`, memory is in MB.

    `limit` is the same work done bare in the same run, `goal` what we want to keep below, `at_least` what to exceed.
    """

    measure: str
    seed: int
    data: dict[str, int | str] = {}
    figures: dict[str, float] = {}
    limit: dict[str, float] = {}
    ratio: dict[str, float] = {}
    goal: dict[str, float] = {}
    at_least: dict[str, float] = {}
    violations: int = 0


MEANINGS = {
    "pages_per_s": "pages of 20 notes answered each second, all connections together",
    "p50_ms": "half of the answers came within this time",
    "p99_ms": "99 of 100 answers came within this time",
    "one_p50_ms": "the same with a single connection",
    "one_p99_ms": "the same with a single connection",
    "first_p50_ms": "a feed's first page, ranked anew, single connection",
    "next_p50_ms": "a feed's later pages, single connection",
    "effect_p50_ms": "from a like to the page that follows from it, in another web process",
    "effect_max_ms": "the longest of those likes",
    "cpu_web_ms": "CPU of the web process for one of them",
    "cpu_worker_ms": "CPU of the worker for one of them",
    "cpu_pg_ms": "CPU of PostgreSQL for one of them",
    "cpu_client_ms": "CPU of this program, which asks, for one of them",
    "events_per_s": "behaviour events accepted each second",
    "cpu_page_ms": "CPU of the web processes and PostgreSQL together, for one page",
    "growth": "what a page costs, beside the same among a tenth of the notes",
    "shared_once_mb": "memory of web, worker and PostgreSQL; what they share counts once",
    "web_shared_once_mb": "memory of the web processes, likewise",
    "rss_mb": "most memory that the web process held",
    "queries_per_s": "searches answered each second, all connections together",
    "index_build": "seconds to read everything that can be found and write the index",
    "index_build_cpu": "CPU of this program for that, PostgreSQL's left out",
    "empty_share": "share of searches that found nothing",
    "strict_share": "share of queries whose results hold what was asked for",
    "corrected_share": "share of queries that were read in another spelling",
    "relaxed_share": "share of queries whose results hold only part of it, which is told",
    "none_share": "share of queries that find nothing",
    "plain_none_share": "the same with plain full-text search",
    "judged10": "share of the first ten results that were judged; others count as bad",
    "plain_ndcg10": "NDCG of the first ten results of plain full-text search",
    "recall20": "share of the hidden items that stand among the first 20",
    "ndcg20": "the same, discounted by place",
    "train": "CPU seconds to learn it; what an earlier method learnt already is not counted again",
    "users_per_s": "members whose whole ranking was made and judged, for a second of CPU",
    "us_per_member": "CPU microseconds to make one member's list",
    "hr10": "share of members whose next item stands among the first 10",
    "ndcg10": "the same, discounted by place",
    "train_cpu": "CPU seconds to learn it; SASRec's and the pipeline's with all that was chosen",
    "choosing_cpu": "CPU seconds to choose all settings by the data's own validation",
    "peak_mb": "most memory that the process held",
    "static_pages_per_s": "the same bytes from the same server, without looking anything up",
    "orders_per_s": "orders from sign-up to the paid order each second, all shoppers together",
    "flow_p50_ms": "from sign-up to the paid order, half of the shoppers",
    "buying_web_ms": "CPU of the web process from sign-up to the paid order",
    "buying_pg_ms": "CPU of PostgreSQL from sign-up to the paid order",
    "statements": "SQL statements from sign-up to the confirmed receipt, idle turns and BEGIN/COMMIT left out",
    "transactions": "commits from sign-up to the confirmed receipt",
    "delivered": "orders that were delivered and confirmed",
    "bare_sql_cpu_ms": "time that PostgreSQL spent within those statements, commits left out",
    "pgbench_per_s": "pgbench's own transactions on the same server, same number of clients",
    "rows_per_s": "rows of interactions imported each second",
    "goods_per_s": "rows of products and SKUs imported each second",
    "lag_p99_ms": "from an event's acceptance until it is in the lake and counted, 99 of 100",
    "raw_per_s": "the same rows copied into a bare table each second",
    "fcp_ms": "first contentful paint of Discover, median of the visits",
    "fcp_worst_ms": "the same, worst of the visits",
    "lcp_ms": "largest contentful paint of Discover, median of the visits",
    "lcp_worst_ms": "the same, worst of the visits",
    "answer_ms": "until the first byte of the page, the slow network's wait included, median of the visits",
    "ready_ms": "from the visit's start until the app has taken the page over, median of the visits",
    "cls": "how much of the page moved while it settled, worst of the visits",
    "moved_visits": "visits during which anything moved",
    "script_kb": "script that Discover fetches before it is ready, squeezed",
    "like_p50_ms": "from the press of a heart until it is painted, median",
    "like_worst_ms": "the same, worst",
    "like_early_p50_ms": "the same in the first two seconds of a visit, while the app arrives and takes the page over",
    "like_early_p95_ms": "of those, 95 of 100 came within this time",
    "like_early_worst_ms": "the slowest of those",
    "early_task_p50_ms": "CPU of the page's tasks over 1 ms between first paint and the app's taking over, median",
    "early_task_p95_ms": "of those, 95 of 100 took less",
    "early_task_longest_ms": "the longest of those: so long a finger may have to wait on a slow phone",
    "cards": "cards shown in one visit while scrolling",
    "frame_p99_ms": "99 of 100 frames while scrolling came within this time",
    "frame_longest_ms": "the longest frame while scrolling",
    "frames_lost": "frames over 100 ms while scrolling",
    "task_cpu_longest_ms": "most CPU of one task of the page, while scrolling among all these cards",
    "heap_mb": "JavaScript heap after all these cards, garbage taken away",
    "heap_peak_mb": "most JavaScript heap on the way, garbage included",
    "elements": "elements in the page after all these cards",
    "bare_like_p50_ms": "the same press on a page that is four hearts and nothing else",
    "bare_like_worst_ms": "the same, worst",
    "bare_frame_p99_ms": "99 of 100 frames of the same flings over as many bare pictures came within this time",
    "bare_frame_longest_ms": "the longest of those frames",
    "bare_frames_lost": "frames of those flings that took more than 100 ms",
    "bare_fcp_ms": "first contentful paint of a page with one line of text and nothing else, same browser and network",
    "orders_per_member": "orders of all members, newcomers included, over all days",
    "gmv_per_member": "what they paid, in yuan",
    "satisfaction": "how much the looked-at notes were liked, weariness counted, 0 to 1, mean of all pages",
    "diversity": "one less the likeness of two notes of a page in what they are really about",
    "new_creator_share": "share of places that went to creators who only began in these days",
    "pages_per_member": "pages of 20 notes that members looked at",
    "nights_with_places": "share of nights after which lists of cities or tiers counted",
    "newcomers_page_1": "how much newcomers like the notes of their first page, 0 to 1",
    "newcomers_page_2": "the same of their second page",
    "newcomers_page_3": "the same of their third page",
    "orders_lift": "orders with the engine for one under the arm beside it; bounds are 95 % bootstrap over members",
    "gmv_lift": "the same for what was paid",
    "satisfaction_gain": "satisfaction of the same member, engine less the arm beside it",
    "diversity_gain": "diversity of the same member's pages, engine less the arm beside it",
    "new_creator_gain": "share of new creators in the same member's pages, engine less the arm beside it",
    "newcomers_page_1_gain": "the same newcomer's first page, engine less the arm beside it",
    "newcomers_page_2_gain": "their second page",
    "newcomers_page_3_gain": "their third page",
    "wall": "seconds that the measurement took",
    "echo_per_s": "the same batches taken by the same server without looking at them, events each second",
}
"""What each figure says, for people."""


def quantile_ms(seconds: Sequence[float], share: float) -> float:
    """The time within which this share of the answers came, in milliseconds."""
    if not seconds:
        return math.nan
    ordered = sorted(seconds)
    return round(ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)] * 1000, 2)
