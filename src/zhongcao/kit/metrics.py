"""What the house counts about itself, for Prometheus."""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

registry = CollectorRegistry()
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


SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
"""Up to where the classes reach in which the seconds of answers are counted."""


class Answers(Collector):
    """The answers of one process by route. Each request counts here, so it is two additions, without locks and labels.

    Only the loop that serves may count.
    """

    def __init__(self) -> None:
        self._answers: dict[tuple[str, str, int], int] = {}
        self._spread: dict[tuple[str, str], list[int]] = {}
        self._seconds: dict[tuple[str, str], float] = {}

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """Let an answer count."""
        answer, asked = (method, route, status), (method, route)
        self._answers[answer] = self._answers.get(answer, 0) + 1
        spread = self._spread.get(asked)
        if spread is None:
            spread = self._spread[asked] = [0] * (len(SECONDS) + 1)
        spread[bisect_left(SECONDS, seconds)] += 1
        self._seconds[asked] = self._seconds.get(asked, 0.0) + seconds

    def collect(self) -> Iterator[Metric]:
        """What was counted, as Prometheus wants it."""
        counted = CounterMetricFamily("zhongcao_requests", "Requests answered", labels=["method", "route", "status"])
        for (method, route, status), times in self._answers.items():
            counted.add_metric([method, route, str(status)], times)
        yield counted
        took = HistogramMetricFamily("zhongcao_request_seconds", "Time to answer", labels=["method", "route"])
        for asked, spread in self._spread.items():
            up_to = [*map(str, map(float, SECONDS)), "+Inf"]
            took.add_metric(list(asked), list(zip(up_to, accumulate(spread), strict=True)), self._seconds[asked])
        yield took


answers = Answers()
registry.register(answers)


def exposition() -> bytes:
    """All figures in Prometheus's text format."""
    return generate_latest(registry)
