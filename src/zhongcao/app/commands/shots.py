"""The command that renders every screen."""

import time
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from zhongcao.app.webapp import browser
from zhongcao.app.webapp.dist import REPOSITORY
from zhongcao.app.webapp.screens import SCREENS
from zhongcao.kit.settings import load

console = Console()


def shots(
    address: Annotated[str, typer.Option(help="Where a shop with the sample world runs. Empty: this one.")] = "",
    only: Annotated[list[str] | None, typer.Option(help="Only screens whose name begins so; may be repeated.")] = None,
    readme: Annotated[
        bool, typer.Option("--readme", help="Only the pictures that the README shows, into docs/pictures.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the pictures. Empty: shots under the data folder.")
    ] = None,
) -> None:
    """Render every screen of a running shop to PNG: phone and desk, light and dark, both languages.

    Example: ./zhongcao shots --only mall --only product
    """
    if find_spec("playwright") is None:
        console.print("[red]Playwright is not installed here; a checkout brings it.[/]")
        raise typer.Exit(1)
    settings = load()
    chosen = tuple(one for one in SCREENS if not only or one.name.startswith(tuple(only)))
    folder = out or (REPOSITORY / "docs" / "pictures" if readme else settings.data_dir / "shots")
    started = time.monotonic()
    with console.status("looking for a browser") as status:
        program = browser.bring_browser(status.update)
        if program is None:
            console.print("[red]There is no browser here and none could be fetched.[/]")
            raise typer.Exit(1)
        from zhongcao.app.webapp import shots as rendering  # noqa: PLC0415 - only where playwright is installed

        origin = address or settings.origin
        if readme:
            made: Any = rendering.take_for_readme(origin, program, folder, say=status.update)
        else:
            made = rendering.take(origin, chosen, program, folder, say=status.update)
    console.print(f"{len(made)} pictures in {time.monotonic() - started:.0f} s: {folder}")
