"""Measures orders: from sign-up to the confirmed parcel, with every process that takes part."""

import asyncio
import random
import re
import subprocess
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import msgspec

from zhongcao.app import cluster_setup, invariants
from zhongcao.app.cluster_home import ClusterHome
from zhongcao.app.cluster_setup import SUPERUSER, psql
from zhongcao.app.database import OWNER
from zhongcao.app.measuring import shopper
from zhongcao.app.measuring.figures import Measure, quantile_ms
from zhongcao.app.measuring.processes import Cost, PeakMemory
from zhongcao.app.measuring.shopper import Bought
from zhongcao.app.measuring.stage import Say, Stage, together
from zhongcao.kit import clock
from zhongcao.kit.db import make_engine, make_sessions
from zhongcao.rehearsal.line import Line

LANES = 4
LOOKED_AT = 5
"""So many orders are followed through PostgreSQL's own log."""
DAYS_MAX = 40
BREATH_SECONDS = 0.5
IDLE_SECONDS = 2.0
PGBENCH_SECONDS = 4
PGBENCH_SCALE = 5
SPOKEN = re.compile(r"LOG:  duration: ([\d.]+) ms(?:  (parse|bind|execute|statement)[^:]*: *(\w*))?")
TICK = "UPDATE kit.sweep SET due_at"
CANDIDATES = """
    SELECT l.sku_id::text FROM inventory.lot l
    JOIN inventory.warehouse w ON w.id = l.warehouse_id
    JOIN customs.goods g ON g.sku_id = l.sku_id
    JOIN mall.price p ON p.sku_id = l.sku_id AND p.price_amount < 300000
    JOIN mall.sku s ON s.id = l.sku_id
    JOIN mall.product m ON m.id = s.product_id
    JOIN supply.sale_window a ON a.brand_id = m.brand_id AND a.ends_on > current_date + 150
    WHERE w.kind = 'bonded' AND l.available >= 12 AND l.sells_until > current_date + 150
    GROUP BY l.sku_id ORDER BY l.sku_id
"""
"""Goods that may still be sold after all the days that a measurement lets pass: three times `DAYS_MAX`."""


async def measure_orders(stage: Stage, *, seed: int, orders: int, say: Say) -> Measure:
    """Orders side by side to the door, then a few alone through the database's log, then pgbench."""
    say("waiting until all facts are told")
    await stage.until_quiet()
    skus = [row[0] for row in await stage.rows(CANDIDATES)]
    made = Measure(measure="order", seed=seed, data={"orders": orders, "skus": len(skus), "lanes": LANES})
    rng = random.Random(seed)
    async with Line(stage.origin) as line:
        await _deliver(stage, line, [await shopper.buy(line, name=f"warm{seed}", sku=rng.choice(skus), rng=rng)])
    idle = await _idle(stage)
    with PeakMemory(stage.web.pid) as memory:
        say(f"{orders} orders, {LANES} shoppers at a time")
        before, started = stage.cost(), time.perf_counter()
        bought, passed = await _buy(stage, skus, orders, seed)
        buying = stage.cost().since(before).less(idle, passed).each_ms(orders)
        say("customs and parcels")
        async with Line(stage.origin) as line:
            delivered = await _deliver(stage, line, bought)
        spent = stage.cost().since(before).less(idle, time.perf_counter() - started).each_ms(orders)
    made.figures |= {
        "orders_per_s": round(orders / passed, 2),
        "p50_ms": quantile_ms([one.placing for one in bought], 0.5),
        "p99_ms": quantile_ms([one.placing for one in bought], 0.99),
        "flow_p50_ms": quantile_ms([one.flow for one in bought], 0.5),
        "buying_web_ms": buying["cpu_web_ms"],
        "buying_pg_ms": buying["cpu_pg_ms"],
        **spent,
        "delivered": delivered,
        "rss_mb": memory.mb,
    }
    say(f"{LOOKED_AT} orders through the log of PostgreSQL")
    figures, made.limit["bare_sql_cpu_ms"] = await _look_at_statements(stage, skus, seed)
    made.figures |= figures
    made.violations = orders - delivered + await _broken(stage)
    say("pgbench")
    made.limit["pgbench_per_s"] = await asyncio.to_thread(_pgbench, stage)
    made.ratio["cpu_pg"] = round(made.limit["bare_sql_cpu_ms"] / max(made.figures["cpu_pg_ms"], 0.001), 3)
    return made


async def _idle(stage: Stage) -> Cost:
    """What the shop spends each second when nobody asks; its worker looks for due work all the time."""
    before, started = stage.cost(), time.perf_counter()
    await asyncio.sleep(IDLE_SECONDS)
    return stage.cost().since(before).per_second(time.perf_counter() - started)


async def _buy(stage: Stage, skus: Sequence[str], orders: int, seed: int) -> tuple[list[Bought], float]:
    """All orders, some shoppers at a time; what was bought and how long it took."""
    bought: list[Bought] = []
    idle = [Line(stage.origin) for _ in range(LANES)]

    async def act(number: int) -> None:
        line = idle.pop()
        rng = random.Random(f"{seed}:{number}")
        bought.append(await shopper.buy(line, name=f"b{seed}-{number}", sku=skus[number % len(skus)], rng=rng))
        idle.append(line)

    started = time.perf_counter()
    await together(list(range(orders)), LANES, act)
    passed = time.perf_counter() - started
    for line in idle:
        await line.__aexit__()
    return bought, passed


async def _deliver(stage: Stage, line: Line, bought: list[Bought]) -> int:
    """Let days pass until every parcel can be confirmed; how many were."""
    assert stage.settings.clock_file is not None
    waiting = list(bought)
    for _ in range(DAYS_MAX):
        rows = await stage.rows(
            "SELECT id::text FROM trade.orders WHERE state = 'delivered' AND id = ANY($1::bigint[])",
            [int(one.order) for one in waiting],
        )
        there = {row[0] for row in rows}
        waiting = [one for one in waiting if one.order not in there or not await shopper.confirm(line, one)]
        if not waiting:
            break
        clock.shift_to(stage.settings.clock_file, clock.now() + timedelta(days=1))
        await asyncio.sleep(BREATH_SECONDS)
    await stage.until_quiet()
    return len(bought) - len(waiting)


async def _broken(stage: Stage) -> int:
    engine = make_engine(stage.database.url(OWNER), pool_size=1)
    try:
        found = await invariants.check_all(make_sessions(engine))
    finally:
        await engine.dispose()
    return sum(finding.violations for finding in invariants.violated(found))


class Spoken(msgspec.Struct):
    """What the log of PostgreSQL tells about a while."""

    statements: int = 0
    commits: int = 0
    busy_ms: float = 0.0
    ticks: int = 0
    """How often the worker looked for due work: what an idle shop asks comes with its ticks, rarer when all is busy."""


async def _look_at_statements(stage: Stage, skus: Sequence[str], seed: int) -> tuple[dict[str, float], float]:
    """Statements, commits and time within PostgreSQL of one order; what an idle shop does meanwhile is taken off."""
    assert stage.database.embedded is not None
    home = stage.database.embedded.home
    rng = random.Random(f"{seed}:statements")
    _speak(home, "0")
    try:
        at = _end_of(home.log_file)
        await asyncio.sleep(IDLE_SECONDS)
        idle, at = _listen(home.log_file, at), _end_of(home.log_file)
        async with Line(stage.origin) as line:
            for number in range(LOOKED_AT):
                one = await shopper.buy(line, name=f"s{seed}-{number}", sku=rng.choice(skus), rng=rng)
                await _deliver(stage, line, [one])
        heard = _listen(home.log_file, at)
        share = heard.ticks / max(idle.ticks, 1)
    finally:
        _speak(home, "-1")
    figures = {
        "statements": max(0.0, round((heard.statements - share * idle.statements) / LOOKED_AT)),
        "transactions": max(0.0, round((heard.commits - share * idle.commits) / LOOKED_AT)),
    }
    return figures, max(0.0, round((heard.busy_ms - share * idle.busy_ms) / LOOKED_AT, 2))


def _speak(home: ClusterHome, from_ms: str) -> None:
    """Let the server write every statement with its duration into its log, or none."""
    psql(home, f"ALTER SYSTEM SET log_min_duration_statement = {from_ms}")
    psql(home, "SELECT pg_reload_conf()")


def _end_of(log_file: Path) -> int:
    return log_file.stat().st_size


def _listen(log_file: Path, at: int) -> Spoken:
    heard = Spoken()
    with log_file.open(errors="replace") as lines:
        lines.seek(at)
        for line in lines:
            heard.ticks += TICK in line
            found = SPOKEN.search(line)
            if found is None:
                continue
            millis, phase, word = float(found[1]), found[2], (found[3] or "").upper()
            if word in ("BEGIN", "COMMIT", "ROLLBACK"):
                heard.commits += word == "COMMIT"
                continue
            heard.busy_ms += millis
            heard.statements += phase in ("execute", "statement")
    return heard


def _pgbench(stage: Stage) -> float:
    """PostgreSQL's own yardstick (TPC-B-like) on the same server with the same number of clients."""
    assert stage.database.embedded is not None
    home = stage.database.embedded.home
    environment = cluster_setup.environment(home) | {"PGPASSWORD": home.secret(SUPERUSER)}
    program = [home.program("pgbench"), "-h", str(home.socket_dir), "-U", SUPERUSER]
    psql(home, "CREATE DATABASE pgbench")

    def run(*words: str) -> str:
        done = subprocess.run(
            [*program, *words, "pgbench"], env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout

    run("-i", "-q", "-s", str(PGBENCH_SCALE))
    told = run("-c", str(LANES), "-T", str(PGBENCH_SECONDS), "-n")
    found = re.search(r"tps = ([\d.]+)", told)
    return round(float(found[1]), 1) if found else 0.0
