"""Commands for developers: test, check, fix, docs, lock."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from zhongcao.app.supervise import ONE_THREAD
from zhongcao.app.webapp import browser, build

REPOSITORY = Path(__file__).resolve().parents[4]
console = Console()
# pytest has its own options; everything unknown to us is passed on to it.
CONTEXT: dict[str, dict[str, Any]] = {"test": {"allow_extra_args": True, "ignore_unknown_options": True}}


class Step(msgspec.Struct, frozen=True):
    """One check: its name and the program that does it."""

    name: str
    command: tuple[str, ...]


def _tool(name: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", name, *arguments)


CHECKS = (
    Step("format", _tool("ruff", "format", "--check", "--quiet", ".")),
    Step("lint", _tool("ruff", "check", "--quiet", ".")),
    Step("types", _tool("mypy")),
    Step("contracts", (sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()")),
    Step("tidy", (sys.executable, "tools/tidy.py")),
    Step("documents", (sys.executable, "tools/docgen.py", "--check")),
    Step("schema", _tool("zhongcao.app.schema_check")),
    Step("pages", _tool("zhongcao.app.webapp.check")),
)


def test(context: typer.Context) -> None:
    """Run the tests, two at a time; further arguments go to pytest. Builds the pages and brings a browser first.

    Example: ./zhongcao test tests/trade -k quote
    """
    _prepare_browser_tests()
    arguments = list(context.args)
    if not any(word == "-n" or word.startswith(("-n", "--numprocesses", "--pdb")) for word in arguments):
        arguments = ["-n", "2", "--dist", "loadscope", *arguments]
    raise typer.Exit(_run(_tool("pytest", *arguments), **ONE_THREAD))


def _prepare_browser_tests() -> None:
    """Build the pages and bring a browser; where that cannot be, the tests that need them say so."""
    build.main()
    with console.status("looking for a browser") as status:
        browser.bring_browser(status.update)


def check(
    stop: Annotated[bool, typer.Option("--stop", help="Stop at the first failure.")] = False,
    only: Annotated[list[str] | None, typer.Option(help="Run only this step; may be repeated.")] = None,
) -> None:
    """Run every check in order and print a table: format, lint, types, contracts, tidy, documents, schema, pages.

    Example: ./zhongcao check --only lint --only types
    """
    names = [step.name for step in CHECKS]
    if unknown := sorted(set(only or ()) - set(names)):
        console.print(f"[red]No such step: {', '.join(unknown)}.[/] There are: {', '.join(names)}")
        raise typer.Exit(2)
    results: list[tuple[str, bool, float]] = []
    for step in CHECKS:
        if only and step.name not in only:
            continue
        console.rule(step.name, align="left")
        started = time.monotonic()
        good = _run(step.command) == 0
        results.append((step.name, good, time.monotonic() - started))
        if stop and not good:
            break
    table = Table("Step", "Result", "Seconds", box=None)
    for name, good, seconds in results:
        table.add_row(name, "[green]green[/]" if good else "[red]red[/]", f"{seconds:.1f}")
    console.print(table)
    if not all(good for _, good, _ in results):
        raise typer.Exit(1)


def fix() -> None:
    """Repair what can be repaired: format, lint, generated documents. Say what is left.

    Example: ./zhongcao fix
    """
    _run(_tool("ruff", "check", "--fix", "--quiet", "--exit-zero", "."))
    _run(_tool("ruff", "format", "."))
    documents = _run((sys.executable, "tools/docgen.py"))
    raise typer.Exit(max(documents, _run(_tool("ruff", "check", "."))))


def docs(
    verify: Annotated[bool, typer.Option("--check", help="Only say whether they are up to date.")] = False,
) -> None:
    """Write the generated documents: rules, errors, events, settings, API.

    Example: ./zhongcao docs --check
    """
    raise typer.Exit(_run((sys.executable, "tools/docgen.py", *(["--check"] if verify else []))))


def lock() -> None:
    """Pin the newest dependencies that pyproject.toml allows in requirements.lock, with hashes, for all systems.

    Example: ./zhongcao lock
    """
    uv = shutil.which("uv", path=os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", ""))))
    if uv is None:
        raise RuntimeError("uv is missing; remove .venv and call again")
    command = [uv, "pip", "compile", "--universal", "--generate-hashes", "--upgrade", "--group", "dev"]
    command += ["--no-emit-index-url", "--no-annotate", "--no-header", "--quiet", "-o", "requirements.lock"]
    raise typer.Exit(_run((*command, "pyproject.toml")))


def _run(command: Sequence[str], **environment: str) -> int:
    """Run a tool in the repository with our own terminal; its exit code."""
    tools = str(Path(sys.executable).parent)
    path = os.pathsep.join((tools, os.environ.get("PATH", os.defpath)))
    process = subprocess.Popen(command, cwd=REPOSITORY, env=os.environ | environment | {"PATH": path})
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            # The terminal sent it to the tool as well: let the tool tidy up and speak its last words.
            continue
