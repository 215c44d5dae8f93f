"""Commands that learn from what members did: make the table of kin, see how its versions did, go back to one."""

import typer
from rich.console import Console
from rich.table import Table

from zhongcao.app.commands.acting import act
from zhongcao.discovery import service
from zhongcao.discovery.jobs import learn_kin
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.objects import open_objects
from zhongcao.kit.settings import Settings

console = Console(stderr=True)
app = typer.Typer(
    help="What feeds learn from members: versioned files that every web process swaps without a restart.\n\n"
    "Example: ./zhongcao train kin",
    no_args_is_help=True,
    add_completion=False,
)


@app.command("kin")
def kin() -> None:
    """Learn which notes and goods go with which, judge it on hidden acts, and let it count if it beats popularity.

    Example: ./zhongcao train kin
    """
    with console.status("reading") as status:
        made = act(lambda sessions, settings: learn_kin(sessions, open_objects(settings), settings, status.update))
    if made is None:
        console.print("Too few acts to learn from; feeds go on without.")
        return
    told = made.verdict
    console.print(
        f"{told.acts:,} acts of {told.members:,} members with {told.items:,} notes and goods, "
        f"{made.size_bytes / 1e6:,.1f} MB.\n"
        f"The next of {told.judged:,} members stood among twenty: kin {told.kin_hits:.1%}, "
        f"popularity {told.popular_hits:.1%}."
    )
    console.print("It counts from now on." if told.is_better else "It does not count: popularity says as much.")


@app.command("versions")
def versions() -> None:
    """The versions that are kept, newest first; the first that was not withdrawn counts.

    Example: ./zhongcao train versions
    """

    async def ask(sessions: Sessions, settings: Settings) -> list[service.KinKept]:
        async with begin(sessions) as tx:
            return await service.list_kin(tx)

    table = Table("version", "made", "acts", "kin", "popularity", "MB", "seconds", "withdrawn")
    for one in act(ask):
        told = one.verdict
        hits = (f"{told['acts']:,}", f"{told['kin_hits']:.1%}", f"{told['popular_hits']:.1%}")
        withdrawn = f"{one.withdrawn_at:%Y-%m-%d %H:%M:%S}" if one.withdrawn_at else ""
        size = (f"{one.size_bytes / 1e6:,.1f}", f"{one.seconds:,.1f}")
        table.add_row(str(one.id), f"{one.made_at:%Y-%m-%d %H:%M:%S}", *hits, *size, withdrawn)
    Console().print(table)


@app.command("back")
def back() -> None:
    """Withdraw the version that counts and go back to the one before; without one, feeds do without.

    Example: ./zhongcao train back
    """

    async def withdraw(sessions: Sessions, settings: Settings) -> service.KinKept | None:
        async with begin(sessions) as tx:
            return await service.withdraw_kin(tx, now=clock.now())

    before = act(withdraw)
    console.print(f"Version {before.id} counts now." if before else "Feeds do without now.")
