"""What the house counts about itself, for Prometheus."""

from functools import lru_cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

registry = CollectorRegistry()
requests = Counter("zhongcao_requests_total", "Requests answered", ["method", "route", "status"], registry=registry)
request_seconds = Histogram(
    "zhongcao_request_seconds",
    "Time to answer",
    ["method", "route"],
    registry=registry,
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
facts_delivered = Counter("zhongcao_facts_delivered_total", "Facts handed to reactions", ["topic"], registry=registry)
facts_failed = Counter("zhongcao_facts_failed_total", "Reactions that failed", ["reaction"], registry=registry)
outbox_lag = Gauge("zhongcao_outbox_lag_seconds", "Age of the oldest fact delivered last", registry=registry)
sweep_moves = Counter("zhongcao_sweep_moves_total", "Things moved by sweeps", ["sweep"], registry=registry)
sweep_failures = Counter("zhongcao_sweep_failures_total", "Sweeps that failed", ["sweep"], registry=registry)
events_received = Counter("zhongcao_events_total", "Behaviour events accepted", ["kind"], registry=registry)
feed_stages = Counter(
    "zhongcao_feed_stages_total",
    "Stages of feeds that failed, were left out because it was late, or took longer than they should",
    ["feed", "stage", "outcome"],
    registry=registry,
)
pages_that_went_on = Counter(
    "zhongcao_feed_pages_total",
    "Pages that went on with a feed: from what was held, or after asking whether it still stands",
    ["how"],
    registry=registry,
)
hearing_losses = Counter(
    "zhongcao_hearing_losses_total",
    "Times when a web process may have missed a change, and believed nothing that it held",
    registry=registry,
)
pages_lost = Counter("zhongcao_pages_lost_total", "Served pages that were not recorded", ["why"], registry=registry)


@lru_cache(maxsize=4096)
def of_request(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    """What counts the answers of a route, and their seconds; looked up once, since every request is counted."""
    return requests.labels(method, route, str(status)), request_seconds.labels(method, route)


def exposition() -> bytes:
    """All figures in Prometheus's text format."""
    return generate_latest(registry)
