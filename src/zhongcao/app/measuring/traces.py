"""What a browser's trace tells: how much CPU the tasks of a page took, however busy the machine was with others."""

import json
import math
from typing import Any

CATEGORIES = ["toplevel", "__metadata"]
MARKS = ["loading", "blink.user_timing"]
"""What is traced beside that where tasks between two marks of a page are asked for."""
MAIN_THREAD = "CrRendererMain"
TASK = "ThreadControllerImpl::RunTask"


def task_cpu_seconds(trace: bytes, *, first: str = "", last: str = "") -> list[float]:
    """CPU seconds of each task on the main threads of pages; waiting and being kept waiting do not count.

    With two marks, those that a page had still to end after the first one and had begun before the last one.
    """
    events: list[dict[str, Any]] = json.loads(trace)["traceEvents"]
    pages = _pages(events)
    after, before = -math.inf, math.inf
    if first and last:
        ends = [event for event in events if event["name"] == last]
        if not ends:
            raise RuntimeError(f"the page never said {last}")
        pages &= {(event["pid"], event["tid"]) for event in ends}
        before = max(event["ts"] for event in ends)
        after = max(event["ts"] for event in events if event["name"] == first and event["pid"] == ends[-1]["pid"])
    return [
        event["tdur"] / 1e6
        for event in events
        if event["name"] == TASK
        and "tdur" in event
        and (event["pid"], event["tid"]) in pages
        and event["ts"] + event["dur"] > after
        and event["ts"] < before
    ]


def _pages(events: list[dict[str, Any]]) -> set[tuple[int, int]]:
    return {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == MAIN_THREAD
    }
