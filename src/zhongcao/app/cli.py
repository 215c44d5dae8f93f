"""The command line: `./zhongcao COMMAND`. The table below is everything it can do."""

import os
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec
import typer

from zhongcao.kit.problems import Problem

REPOSITORY = Path(__file__).resolve().parents[3]
COMMANDS = "zhongcao.app.commands"


class Entry(msgspec.Struct, frozen=True):
    """One command: its name, the module that holds it, and what it does in a sentence."""

    name: str
    module: str
    sentence: str
    group: str


RUN, DATA, WORK, CARE = "Run the shop", "Data and the loop", "Develop", "Operate"

TABLE = (
    Entry("up", "up", "Start the shop: database, web server, worker; a sample world on an empty folder.", RUN),
    Entry("dev", "up", "The same for developers: reload on change, pages too, readable logs.", RUN),
    Entry("import", "import_", "Read members, goods, notes and orders from files.", DATA),
    Entry("loop", "loop", "Run the whole loop on an imported data set and report.", DATA),
    Entry("bench", "bench", "Measure feeds and orders.", DATA),
    Entry("search", "search", "Make the search index, see its versions, go back to one.", DATA),
    Entry(
        "train",
        "train",
        "Learn kin, vectors and rankers from what members did, judge them, go back to a version.",
        DATA,
    ),
    Entry("exposure", "exposure", "Report how evenly Discover gives out its places.", DATA),
    Entry("test", "quality", "Run the tests.", WORK),
    Entry("check", "quality", "Run every check: style, types, contracts, documents.", WORK),
    Entry("fix", "quality", "Repair what can be repaired: format, lint, generated documents.", WORK),
    Entry("docs", "quality", "Write the generated documents.", WORK),
    Entry("shots", "shots", "Render every screen of a running shop to pictures.", WORK),
    Entry("lock", "quality", "Pin the newest allowed dependencies in requirements.lock.", WORK),
    Entry("migrate", "care", "Bring the database to the schema of this program.", CARE),
    Entry("doctor", "care", "Look at database, disk, versions and invariants.", CARE),
    Entry("config", "config", "Print the settings, secrets masked.", CARE),
    Entry("backup", "backups", "Take a full backup; the log archive continues from it.", CARE),
    Entry("restore", "backups", "Bring the database back to a moment.", CARE),
    Entry("drill", "drill", "Prove that the newest backup can be restored.", CARE),
    Entry("verify", "backups", "Check the files of the backups and of the object store.", CARE),
)


def main() -> None:
    """Run the command that was asked for; only its own module is loaded."""
    os.environ.setdefault("ZHONGCAO_DATA_DIR", str(REPOSITORY / ".zhongcao"))
    wanted = next((word for word in sys.argv[1:] if not word.startswith("-")), "")
    app = typer.Typer(
        name="./zhongcao",
        help="Zhongcao: a community and a cross-border mall in one closed loop.\n\nExample: ./zhongcao up",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for entry in TABLE:
        if is_there(entry):
            register(app, entry, load=entry.name == wanted)
    try:
        app(prog_name="./zhongcao")
    except KeyboardInterrupt:
        sys.exit(130)
    except (RuntimeError, ValueError, OSError, Problem) as error:
        # A sentence is enough for what an operator can put right; --trace shows where it came from.
        if os.environ.get("PYTHONDEVMODE") or "ZC_TRACE" in os.environ:
            raise
        sentence = error.title() if isinstance(error, Problem) else error
        typer.secho(f"zhongcao: {sentence or type(error).__name__}", fg="red", err=True)
        sys.exit(1)


def is_there(entry: Entry) -> bool:
    """Whether this installation has the command."""
    return find_spec(f"{COMMANDS}.{entry.module}") is not None


def register(app: typer.Typer, entry: Entry, *, load: bool) -> None:
    """Add a command, or only its line in the list of commands."""
    if not load:
        app.command(entry.name, help=entry.sentence, rich_help_panel=entry.group)(_unused)
        return
    module: Any = import_module(f"{COMMANDS}.{entry.module}")
    if isinstance(family := getattr(module, "app", None), typer.Typer):
        app.add_typer(family, name=entry.name, rich_help_panel=entry.group)
        return
    handler = getattr(module, entry.name, None) or getattr(module, f"{entry.name}_")
    options = getattr(module, "CONTEXT", {}).get(entry.name, {})
    app.command(entry.name, rich_help_panel=entry.group, context_settings=options)(handler)


def _unused() -> None:
    """Stands in the list of commands for one that is not called."""


if __name__ == "__main__":
    main()
