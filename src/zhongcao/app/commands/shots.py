"""The command that renders every screen, or looks at every screen and tells what is wrong."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import httpx
import typer
from rich.console import Console
from rich.table import Table

from zhongcao.app import supervise
from zhongcao.app.measuring.stage import Say, open_stage
from zhongcao.app.webapp import browser, build
from zhongcao.app.webapp.dist import REPOSITORY
from zhongcao.app.webapp.furnished import Furnished
from zhongcao.app.webapp.screens import SCREENS, Screen
from zhongcao.kit.settings import Settings, load

if TYPE_CHECKING:  # only where playwright is installed
    from zhongcao.app.webapp.sweep import Finding

console = Console()
PROGRESS_SECONDS = 10


def shots(
    address: Annotated[
        str, typer.Option(help="Where a shop with the sample world runs. Empty: this one; to check, one of its own.")
    ] = "",
    only: Annotated[list[str] | None, typer.Option(help="Only screens whose name begins so; may be repeated.")] = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="No pictures: look at all of them, tell what is wrong, exit 1 if anything is."),
    ] = False,
    readme: Annotated[
        bool, typer.Option("--readme", help="Only the pictures that the README shows, into docs/pictures.")
    ] = False,
    whole: Annotated[
        bool, typer.Option("--whole", help="Pages as high as they are, up to some windows, where one is not enough.")
    ] = False,
    look: Annotated[
        list[str] | None, typer.Option(help="Only looks that begin so, such as 390-light-zh; may be repeated.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the pictures. Empty: shots under the data folder.")
    ] = None,
) -> None:
    """Render every screen of a running shop to PNG: phone and desk, light and dark, both languages. Or check them all.

    Checked are: axe-core with all its rules, light and dark; anything wider than the window or cut; sentences in the
    wrong language; one first heading; errors on the page.

    Example: ./zhongcao shots --check --only mall --only product
    """
    if find_spec("playwright") is None:
        console.print("[red]Playwright is not installed here; a checkout brings it.[/]")
        raise typer.Exit(1)
    chosen = tuple(one for one in SCREENS if not only or one.name.startswith(tuple(only)))
    started = time.monotonic()
    with telling() as say:
        program = browser.bring_browser(say)
        if program is None:
            console.print("[red]There is no browser here and none could be fetched.[/]")
            raise typer.Exit(1)
        try:
            if check:
                found = _check(address, chosen, program, say)
            else:
                made, folder = _render(
                    address, chosen, program, out, readme=readme, whole=whole, looks=look or (), say=say
                )
        except httpx.ConnectError:
            console.print(f"[red]No shop answers at {address or load().origin}.[/] Start it first: ./zhongcao up")
            raise typer.Exit(1) from None
    seconds = time.monotonic() - started
    if not check:
        console.print(f"{len(made)} pictures in {seconds:.0f} s: {folder}")
        return
    _tell(chosen, found)
    console.print(f"{len(chosen)} screens, {len(found)} findings, {seconds:.0f} s")
    if found:
        raise typer.Exit(1)


def _check(address: str, screens: Sequence[Screen], program: Path, say: Say) -> list["Finding"]:
    """Look at screens of a running shop, or of one that is opened for it and gone afterwards."""
    from zhongcao.app.webapp.sweep import sweep  # noqa: PLC0415

    if address:
        return asyncio.run(sweep(Furnished(address), screens, program, say=say))
    build.build(say)
    with supervise.stoppable(), open_stage(Settings(), say) as stage:
        asyncio.run(stage.until_findable())
        return asyncio.run(sweep(Furnished(stage.origin), screens, program, say=say))


def _render(
    address: str,
    screens: Sequence[Screen],
    program: Path,
    out: Path | None,
    *,
    readme: bool,
    whole: bool,
    looks: Sequence[str],
    say: Say,
) -> tuple[list[Path], Path]:
    from zhongcao.app.webapp import shots as rendering  # noqa: PLC0415

    settings = load()
    folder = out or (REPOSITORY / "docs" / "pictures" if readme else settings.data_dir / "shots")
    folder.mkdir(parents=True, exist_ok=True)
    shop = Furnished(address or settings.origin)
    if readme:
        return asyncio.run(rendering.take_for_readme(shop, program, folder, say=say)), folder
    taken = rendering.take(shop, screens, program, folder, say=say, looks=looks, whole=whole)
    return asyncio.run(taken), folder


@contextmanager
def telling() -> Iterator[Say]:
    """Tell how far it is: in place on a terminal, now and then a line elsewhere."""
    if console.is_terminal:
        with console.status("looking for a browser") as status:
            yield status.update
        return
    last = 0.0

    def say(text: str) -> None:
        nonlocal last
        if time.monotonic() - last > PROGRESS_SECONDS:
            last = time.monotonic()
            console.print(text, highlight=False)

    yield say


def _tell(screens: Sequence[Screen], found: Sequence["Finding"]) -> None:
    """A table of screens and ways with the numbers of findings, then each finding once with where it was met."""
    from zhongcao.app.webapp.walking import WAYS  # noqa: PLC0415

    counted = Counter((one.screen, one.way) for one in found)
    table = Table("screen", *(str(way) for way in WAYS), box=None)
    for screen in screens:
        table.add_row(screen.name, *(_cell(counted[screen.name, way]) for way in WAYS))
    console.print(table)
    met: dict[str, list[str]] = {}
    for one in found:
        met.setdefault(one.what, []).append(f"{one.screen} {one.way}")
    for what, where in met.items():
        console.print(f"{what}\n    {', '.join(where)}", highlight=False, markup=False)


def _cell(number: int) -> str:
    return f"[red]{number}[/]" if number else "[green]✓[/]"
