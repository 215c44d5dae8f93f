"""The command that plays the whole loop on given data and proves that nothing was lost."""

import asyncio
import contextlib
import os
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Annotated

import msgspec
import psutil
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from zhongcao.app import invariants, supervise
from zhongcao.app.database import OWNER, Database, open_database
from zhongcao.app.migrate import upgrade
from zhongcao.app.supervise import Asked, Child
from zhongcao.importing.adapters import ADAPTERS
from zhongcao.importing.reading import BadFile
from zhongcao.kit import clock
from zhongcao.kit.db import DatabaseAway, Sessions, make_engine, make_sessions
from zhongcao.kit.settings import Settings, load
from zhongcao.rehearsal import report as reporting
from zhongcao.rehearsal.accounts import collect
from zhongcao.rehearsal.plan import Plan, make_plan
from zhongcao.rehearsal.play import Played, Stage, play
from zhongcao.rehearsal.quiet import wait_until_heard

console = Console(stderr=True)
SWEEP_SPEED = 2.0
"""Sweeps run this much faster than in a shop, since a rehearsal's days are seconds."""
LIGHT_PASSWORDS_KIB = 512
"""A rehearsal measures the loop, not the cost of guessing passwords of throw-away accounts."""
QUIET_SECONDS = 90


def loop(
    folder: Annotated[Path, typer.Option("--input", exists=True, help="Folder with the data.")],
    source: Annotated[str, typer.Option("--from", help=f"Format: {', '.join(ADAPTERS)}.")] = "open",
    orders: Annotated[int, typer.Option(min=1, help="How many dated ratings are played as orders.")] = 1000,
    seed: Annotated[int, typer.Option(help="The same seed plays the same orders.")] = 1,
    origin: Annotated[str, typer.Option(help="Country of origin of goods that state none.")] = "US",
    kills: Annotated[int, typer.Option(min=0, help="Kill the server, the worker or PostgreSQL so often.")] = 0,
    html: Annotated[Path | None, typer.Option(help="Where the report page goes. Default: the data folder.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines: one JSON object on standard output.")] = False,
) -> None:
    """Play the whole loop: import, stock, shoppers over HTTP in virtual time, customs, parcels, notes, proposals.

    Works in a data folder of its own, beside the shop's. A run that was cut off goes on where it was when it is started
    again with the same input, seed and number of orders. Exit 1 when an invariant is broken.

    Example: ./zhongcao loop --input my-data --from sephora --orders 500 --kills 5
    """
    if source not in ADAPTERS:
        raise typer.BadParameter(f"unknown format {source}; known: {', '.join(ADAPTERS)}")
    adapter = ADAPTERS[source]
    try:
        adapter.check(folder)
    except BadFile as bad:
        console.print(f"[red]Nothing was played:[/] {bad}")
        raise typer.Exit(1) from None
    plan = make_plan(adapter, folder, orders=orders, seed=seed)
    if not plan.orders:
        console.print("[red]Nothing was played:[/] no dated rating of goods that customs can classify")
        raise typer.Exit(1)
    settings = _settings(load(), f"{source}-{seed}-{len(plan.orders)}")
    try:
        report = _rehearse(settings, plan, source=source, folder=folder, origin=origin, kills=kills)
    except Asked:
        console.print("Stopped. The same command goes on from here.")
        raise typer.Exit(130) from None
    page = html or settings.data_dir / "loop.html"
    reporting.write_html(report, page)
    reporting.show(report, console)
    console.print(f"Report: {page}")
    if as_json:
        sys.stdout.write(msgspec.json.encode(report.measure()).decode() + "\n")
    raise typer.Exit(1 if report.violations or report.orders_final < report.orders_total else 0)


def _settings(given: Settings, name: str) -> Settings:
    folder = given.data_dir.expanduser().absolute() / "rehearsals" / name
    folder.mkdir(parents=True, exist_ok=True)
    return msgspec.structs.replace(
        given,
        data_dir=folder,
        database_url=None,
        environment="test",
        host="127.0.0.1",
        port=supervise.some_free_port(),
        public_url="",
        clock_file=folder / "clock",
        sweep_speed=SWEEP_SPEED,
        password_memory_kib=LIGHT_PASSWORDS_KIB,
        rate_limits=False,
        log_level="warning",
        keys_file=None,
    )


def _rehearse(
    settings: Settings, plan: Plan, *, source: str, folder: Path, origin: str, kills: int
) -> reporting.Report:
    assert settings.clock_file is not None
    clock.follow(settings.clock_file)
    started = time.monotonic()
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with supervise.stoppable(), ExitStack() as held:
        with console.status("Starting the database"):
            database = held.enter_context(open_database(settings))
            upgrade(database.url(OWNER), grant_to=database.application_role)
        children = supervise.children_of(settings, database.url(), reload=False)
        held.callback(supervise.stop_all, children)
        for child in children:
            child.start()
        with console.status("Starting the web server and the worker"):
            if not supervise.wait_until_ready(settings.origin, children):
                raise RuntimeError(f"the web server does not answer; see {settings.data_dir / 'logs'}")
        held.enter_context(_Tended(children))
        progress = held.enter_context(Progress(*columns, console=console))
        victims = [*children, database.embedded] if database.embedded else list(children)
        killer = _Killer(plan, kills, [partial(getattr, victim, "pid") for victim in victims])
        tasks: dict[str, TaskID] = {}

        def tell(what: str, more: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=total or None)
            progress.advance(tasks[what], more)

        async def run() -> reporting.Report:
            engine = make_engine(database.url(), pool_size=4)
            sessions = make_sessions(engine)
            stage = Stage(
                sessions=sessions,
                base_url=settings.origin,
                clock_file=settings.clock_file or Path(),
                folder=folder,
                adapter=ADAPTERS[source],
                origin=origin,
                tell=tell,
                between=killer.between,
            )
            try:
                played = await play(stage, plan)
                return await _prove(sessions, played, killer, started, cpu=lambda: _cpu_seconds(children, database))
            finally:
                await engine.dispose()

        return asyncio.run(run())


def _cpu_seconds(children: list[Child], database: Database) -> dict[str, float]:
    """Processor time that each process and what it started has used so far; a killed one took its count along."""
    pids = {child.name: child.pid for child in children} | {"driver": os.getpid()}
    if database.embedded is not None:
        pids["postgres"] = database.embedded.pid
    seconds: dict[str, float] = {}
    for name, pid in pids.items():
        if pid is None:
            continue
        with contextlib.suppress(psutil.NoSuchProcess):
            process = psutil.Process(pid)
            times = process.cpu_times()
            own = times.user + times.system
            if name != "driver":
                own += times.children_user + times.children_system
                for child in process.children(recursive=True):
                    used = child.cpu_times()
                    own += used.user + used.system
            seconds[name] = round(own, 1)
    return seconds


async def _prove(
    sessions: Sessions, played: Played, killer: "_Killer", started: float, *, cpu: Callable[[], dict[str, float]]
) -> reporting.Report:
    """Wait until nothing moves any more, then look at every invariant and read the books."""
    heard = await wait_until_heard(sessions, seconds=QUIET_SECONDS)
    deadline = time.monotonic() + QUIET_SECONDS
    findings = await _look(sessions, deadline)
    while invariants.violated(findings) and time.monotonic() < deadline:
        await asyncio.sleep(2)  # a sweep may be in the middle of its work; what stays broken is broken
        findings = await _look(sessions, deadline)
    proofs = [
        reporting.Proof(one.name, one.sentence, one.violations if invariants.violated([one]) else 0) for one in findings
    ]
    proofs.append(heard)
    return await collect(
        sessions, played, proofs=proofs, recovered=dict(killer.killed), wall=time.monotonic() - started, cpu=cpu()
    )


async def _look(sessions: Sessions, deadline: float) -> list[invariants.Finding]:
    """Every invariant; a database that was killed a moment ago is waited for."""
    while True:
        try:
            return await invariants.check_all(sessions)
        except DatabaseAway:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.5)


class _Killer:
    """Kills a process of the shop after some steps, by the plan's seed."""

    def __init__(self, plan: Plan, kills: int, pids: list[Callable[[], int | None]]) -> None:
        rng = random.Random(f"kills:{plan.seed}")
        steps = sum(1 for _ in plan.steps())
        self._at = Counter(rng.randrange(max(steps // 10, 1), steps) for _ in range(kills)) if kills else Counter()
        self._rng = rng
        self._pids = pids
        self.killed: Counter[str] = Counter()

    async def between(self, step: int) -> None:
        """Kill as often as this step wants."""
        for _ in range(self._at[step]):
            place = self._rng.randrange(len(self._pids))
            name = ("web", "worker", "postgres")[place]
            pid = self._pids[place]()
            if pid is not None and supervise.kill(pid):
                self.killed[f"kill -9 of {name}"] += 1


class _Tended:
    """Watches over the children from a thread while the rehearsal runs."""

    def __init__(self, children: list[Child]) -> None:
        self._children = children
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self) -> None:
        while not self._ended.wait(0.2):
            for child in self._children:
                child.tend(lambda text: None)

    def __enter__(self) -> "_Tended":
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._ended.set()
        self._thread.join()
