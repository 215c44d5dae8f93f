"""Commands that run the shop: up and dev."""

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from zhongcao.app import revision, supervise
from zhongcao.app.database import OWNER, Database, open_database
from zhongcao.app.supervise import Asked, Child, Running
from zhongcao.app.webapp import build
from zhongcao.kit.settings import EVERYWHERE, Settings, load

console = Console()
PORT_TAKEN = 2
# The children of a killed `up` finish their requests before they let go of the port.
KILLED_SECONDS = 10

Host = Annotated[str | None, typer.Option(help="Address to listen on.")]
Port = Annotated[int | None, typer.Option(help="Port to listen on.")]
Sample = Annotated[bool, typer.Option(help="Fill an empty data folder with the sample world.")]


def up(host: Host = None, port: Port = None, sample: Sample = True) -> None:
    """Start the shop and keep it running: database, web server, worker. Ctrl-C stops it.

    Example: ./zhongcao up --port 9000
    """
    raise typer.Exit(run(_settings(host, port), reload=False, sample=sample))


def dev(host: Host = None, port: Port = None, sample: Sample = True) -> None:
    """The same for developers: reload on change, pages built on change, readable logs in this terminal.

    Example: ./zhongcao dev
    """
    settings = msgspec.structs.replace(_settings(host, port), log_format="console", log_level="debug")
    raise typer.Exit(run(settings, reload=True, sample=sample))


def run(settings: Settings, *, reload: bool, sample: bool) -> int:
    """Run the shop until somebody asks to stop; the exit code of the command."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    serving = False
    try:
        with supervise.stoppable(), ExitStack() as held:
            was_killed = held.enter_context(supervise.only_one(settings.data_dir, settings.origin))
            if not supervise.wait_for_port(settings.host, settings.port, KILLED_SECONDS if was_killed else 0):
                console.print(
                    f"[red]Port {settings.port} on {settings.host} is taken by another program.[/] "
                    f"Choose another one: ./zhongcao up --port {settings.port + 1}"
                )
                return PORT_TAKEN
            pages = held.enter_context(_building())
            with console.status("Starting the database"):
                database = held.enter_context(open_database(settings))
            _prepare(settings, database, sample=sample)
            _finish(pages)
            children = supervise.children_of(settings, database.url(), reload=reload)
            if reload and build.is_checkout():
                children.append(_builder())
            held.callback(supervise.stop_all, children)
            with console.status("Starting the web server and the worker"):
                # One after the other: on a small machine the page answers earlier.
                children[0].start()
                answers = supervise.wait_until_ready(f"http://{_reachable_host(settings)}:{settings.port}", children)
                for child in children[1:]:
                    child.start()
            if not answers:
                _explain_silence(children)
                return 1
            serving = True
            _greet(settings, database, reload=reload)
            supervise.tend(children, _tell)
    except Running as running:
        console.print(f"{running} [dim](data in {settings.data_dir})[/]")
    except Asked:
        console.print("Stopped.")
        return 0 if serving else 130
    return 0


def _settings(host: str | None, port: int | None) -> Settings:
    settings = load()
    return msgspec.structs.replace(
        settings,
        host=host or settings.host,
        port=port or settings.port,
        data_dir=settings.data_dir.expanduser().absolute(),
    )


def _prepare(settings: Settings, database: Database, *, sample: bool) -> None:
    """Schema first, then the sample world where nobody has moved in yet."""
    if revision.found(database.dsn(OWNER)) != revision.expected():
        migrate: Any = import_module("zhongcao.app.migrate")
        with console.status("Bringing the database to the newest schema"):
            migrate.upgrade(database.url(OWNER), grant_to=database.application_role)
    if not sample or settings.environment == "production" or not _has("world"):
        return
    if revision.query(database.dsn(OWNER), "SELECT EXISTS (SELECT FROM identity.member)")[0][0]:
        return
    planting: Any = import_module("zhongcao.app.planting")
    started = time.monotonic()
    with console.status("Planting the sample world") as status:
        # As the owner: moving in takes longer than a transaction of the application may.
        planting.plant(database.url(OWNER), settings, lambda text: status.update(f"Sample world: {text}"))
    console.print(f"[dim]Sample world planted in {time.monotonic() - started:.1f} s.[/]")


@contextmanager
def _building() -> Iterator["subprocess.Popen[bytes] | None"]:
    """Build the pages beside the database's start and the planting; a process of its own, gone when we are."""
    if build.is_current():
        yield None
        return
    command = [sys.executable, "-m", build.__name__]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True) as building:
        try:
            yield building
        finally:
            if building.poll() is None:
                os.killpg(building.pid, signal.SIGTERM)


def _builder() -> Child:
    """A process that builds the pages whenever their sources change, and says so in this terminal."""
    return Child("page builder", [sys.executable, "-m", build.__name__, build.WATCH], os.environ, None)


def _finish(building: "subprocess.Popen[bytes] | None") -> None:
    """Wait for the pages; without them the API still works, and the address says so."""
    if building is not None:
        with console.status("Building the pages (once)"):
            building.wait()


def _greet(settings: Settings, database: Database, *, reload: bool) -> None:
    lines = Table.grid(padding=(0, 2))
    lines.add_row("Address", f"[bold]{settings.origin}[/]")
    if settings.host in EVERYWHERE and not settings.public_url:
        lines.add_row("", "[dim]also for others in this network; ZHONGCAO_PUBLIC_URL tells another name[/]")
    if settings.environment != "production" and _has("logins"):
        for login in import_module("zhongcao.sample.logins").DEMO_LOGINS:
            lines.add_row(f"Sign in as {login.role}", f"{login.name}  [dim]password[/]  {login.password}")
    if reload and build.is_checkout():
        lines.add_row("Pages", "built anew when web/ changes; reload to see them")
    lines.add_row("Data", str(settings.data_dir))
    lines.add_row("Database", "your own server" if database.embedded is None else "embedded PostgreSQL")
    lines.add_row("Logs", str(settings.data_dir / "logs"))
    lines.add_row("Stop", "Ctrl-C")
    console.print(Panel(lines, title="种草 Zhongcao", expand=False))


def _has(part: str) -> bool:
    """Whether this installation brings that part of the sample world."""
    return find_spec("zhongcao.sample") is not None and find_spec(f"zhongcao.sample.{part}") is not None


def _explain_silence(children: Sequence[Child]) -> None:
    console.print("[red]The web server does not answer.[/]")
    for child in children:
        if child.restarts and child.log_file is not None:
            console.print(f"The {child.name} keeps ending: {escape(supervise.last_words(child.log_file))}")
            console.print(f"[dim]Its log: {child.log_file}[/]")


def _tell(text: str) -> None:
    console.print(f"[yellow]{time.strftime('%H:%M:%S')}[/] {text}")


def _reachable_host(settings: Settings) -> str:
    """Where this machine itself reaches the server; "all addresses" is none to call."""
    host = dict(zip(EVERYWHERE, ("127.0.0.1", "::1"), strict=True)).get(settings.host, settings.host)
    return f"[{host}]" if ":" in host else host
