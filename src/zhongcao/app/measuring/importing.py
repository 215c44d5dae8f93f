"""Measures `./zhongcao import` on data of our own making, in a process of its own."""

import csv
import os
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import msgspec

from zhongcao.app import supervise
from zhongcao.app.database import OWNER
from zhongcao.app.measuring.figures import Measure
from zhongcao.app.measuring.invented import Sizes, invent
from zhongcao.app.measuring.processes import PeakMemory
from zhongcao.app.measuring.stage import Say, Stage
from zhongcao.importing.importer import ImportReport


async def measure_import(stage: Stage, *, seed: int, rows: int, say: Say) -> Measure:
    """Import goods, members, notes and interactions, then again: the second time nothing may be new."""
    stage.stop_worker()
    sizes = Sizes(skus=2_000, members=10_000, notes=1_000, interactions=rows)
    folder = stage.settings.data_dir / "invented"
    say(f"inventing {rows:,} interactions")
    invent(folder, sizes, seed)
    made = Measure(measure="import", seed=seed, data=msgspec.structs.asdict(sizes))
    say("importing")
    report, peak = _import(stage, folder)
    acts, goods = report.counts["interactions"], (report.counts["products"], report.counts["skus"])
    made.figures = {
        "rows_per_s": round(acts.read / max(acts.seconds, 1e-6)),
        "goods_per_s": round(sum(one.read for one in goods) / max(sum(one.seconds for one in goods), 1e-6)),
        "peak_mb": peak,
    }
    say("the same rows, bare")
    made.limit["raw_per_s"] = await _copy_bare(stage, folder / "interactions.csv")
    made.ratio["rows"] = round(made.figures["rows_per_s"] / made.limit["raw_per_s"], 4)
    say("importing again")
    again, _ = _import(stage, folder)
    made.violations = sum(count.new for count in again.counts.values())
    made.violations += sum(count.bad for count in report.counts.values())
    return made


def _import(stage: Stage, folder: Path) -> tuple[ImportReport, float]:
    command = [sys.executable, "-m", "zhongcao.app.cli", "import", str(folder), "--json"]
    environment = os.environ | supervise.environment_of(stage.settings)
    environment.pop("ZHONGCAO_DATABASE_URL", None)
    child = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        with PeakMemory(child.pid) as memory:
            told, problems = child.communicate()
    finally:
        if child.poll() is None:
            child.kill()
    if child.returncode != 0:
        raise RuntimeError(f"the import failed: {problems.decode(errors='replace')[-500:]}")
    return msgspec.json.decode(told.splitlines()[-1], type=ImportReport), memory.mb


async def _copy_bare(stage: Stage, file: Path) -> float:
    """The limit: the same file read by the csv module and copied into a table without index or check."""
    connection = await asyncpg.connect(stage.database.dsn(OWNER))
    try:
        await connection.execute("CREATE TEMP TABLE bare (member text, kind text, at text, product text, value text)")
        started = time.perf_counter()
        with file.open(newline="", encoding="utf-8") as lines:
            rows = csv.reader(lines)
            next(rows)
            done = await connection.copy_records_to_table("bare", records=rows)
        passed = time.perf_counter() - started
    finally:
        await connection.close()
    return round(int(done.split()[-1]) / passed)
