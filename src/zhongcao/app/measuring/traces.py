"""What a browser's trace tells: how much CPU the tasks of a page took, however busy the machine was with others."""

import json
from typing import Any

CATEGORIES = ["toplevel", "__metadata"]
MAIN_THREAD = "CrRendererMain"
TASK = "ThreadControllerImpl::RunTask"


def task_cpu_seconds(trace: bytes) -> list[float]:
    """CPU seconds of each task on the main threads of pages; waiting and being kept waiting do not count."""
    events: list[dict[str, Any]] = json.loads(trace)["traceEvents"]
    pages = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == MAIN_THREAD
    }
    return [
        event["tdur"] / 1e6
        for event in events
        if event["name"] == TASK and "tdur" in event and (event["pid"], event["tid"]) in pages
    ]
