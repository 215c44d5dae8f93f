"""Connections for a measurement: every web process holds as many of them as every other."""

import asyncio
from collections import Counter
from collections.abc import Sequence

import psutil

from zhongcao.app.measuring.stage import Stage
from zhongcao.rehearsal.line import Line

TRIES = 200
GREETING = "/healthz"


async def dial_evenly(stage: Stage, lines: Sequence[Line]) -> None:
    """Open some connections so that every web process holds as many of them.

    Processes that have nothing to do race for whoever dials; one of them may win most of the time, and would then be
    measured alone. Where many dial while all are busy, as in a shop, they spread by themselves.
    """
    workers = stage.workers
    most = -(-len(lines) // len(workers))
    for line in lines:
        line.hang_up()  # the server may have closed it, idle as it was
    for _ in range(TRIES):
        await asyncio.gather(*(line.ask("GET", GREETING) for line in lines if line.port is None))
        holders, held = _holders(workers), Counter[int]()
        for line in lines:
            worker = holders.get(line.port or 0, 0)
            held[worker] += 1
            if not worker or held[worker] > most:
                line.hang_up()
        if all(line.port is not None for line in lines):
            return
    raise RuntimeError("connections did not spread over the web processes")


def _holders(workers: Sequence[int]) -> dict[int, int]:
    """Which process holds the connection that comes from a port."""
    return {
        one.raddr.port: worker
        for worker in workers
        for one in psutil.Process(worker).net_connections("tcp")
        if one.raddr and one.status == psutil.CONN_ESTABLISHED
    }
