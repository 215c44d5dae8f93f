"""Commands that make what feeds rest on: kin, vectors, rankers, pool; how their versions did, back to one before."""

from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from zhongcao.app.commands.acting import act
from zhongcao.discovery import service
from zhongcao.discovery.jobs import learn_kin, learn_rank, learn_vectors, make_pool
from zhongcao.discovery.teaching.counterfactual import ESS_MIN, Estimate
from zhongcao.kit import clock, lake
from zhongcao.kit.db import Sessions, begin, begin_read
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.objects import open_objects
from zhongcao.kit.settings import Settings

console = Console(stderr=True)
app = typer.Typer(
    help="What feeds learn from members: versioned files that every web process swaps without a restart.\n\n"
    "Example: ./zhongcao train kin",
    no_args_is_help=True,
    add_completion=False,
)


class Kind(StrEnum):
    """What can be learnt."""

    KIN = "kin"
    VECTORS = "vectors"
    RANK = "rank"
    GOODS = "goods"
    POOL = "pool"


Which = Annotated[
    Kind, typer.Option(help="Kin (what goes with what), vectors, the ranker of notes (rank), of goods, or the pool.")
]


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


@app.command("vectors")
def vectors() -> None:
    """Learn vectors, audiences of similar taste, and lists of places; let each count if it beats popularity.

    Example: ./zhongcao train vectors
    """
    with console.status("reading") as status:
        made = act(lambda sessions, settings: learn_vectors(sessions, open_objects(settings), settings, status.update))
    if made is None:
        console.print("Too few acts to learn from; feeds go on without.")
        return
    told = made.verdict
    console.print(
        f"{told.acts:,} acts of {told.members:,} members; {told.items:,} notes and goods have vectors, "
        f"{told.audiences:,} audiences have lists, {made.size_bytes / 1e6:,.1f} MB.\n"
        f"The next note of {told.judged:,} members stood among twenty: vectors {told.vector_hits:.1%}, "
        f"audiences {told.audience_hits:.1%}, popularity {told.popular_hits:.1%}.\n"
        f"The next goods of {told.goods.judged:,}: vectors {told.goods.hits:.1%}, "
        f"popularity {told.goods.popular_hits:.1%}; what {told.goods_audience.judged:,} wanted next: "
        f"audiences {told.goods_audience.hits:.1%}, popularity {told.goods_audience.popular_hits:.1%}."
    )
    for kind, place in (
        ("cities have lists of notes", told.cities),
        ("tiers of cities have lists of notes", told.tiers),
        ("cities have lists of goods", told.goods_cities),
        ("tiers of cities have lists of goods", told.goods_tiers),
    ):
        console.print(
            f"{place.lists:,} {kind}; of {place.judged:,} members who live in one: "
            f"lists {place.hits:.1%}, popularity {place.popular_hits:.1%}."
        )
    console.print("They count from now on." if told.is_better else "They do not count: popularity says as much.")


@app.command("rank")
def rank() -> None:
    """Teach the ranker of notes from served pages and what was done then, and let it count if it beats the formula.

    Example: ./zhongcao train rank
    """
    _teach(Kind.RANK)


@app.command("goods")
def goods() -> None:
    """The same for the ranker of goods: clicks, products looked at, carts, purchases of goods that were shown.

    Example: ./zhongcao train goods
    """
    _teach(Kind.GOODS)


def _teach(kind: Kind) -> None:
    said = [""]
    with console.status("reading") as status:

        def say(text: str) -> None:
            said[0] = text
            status.update(text)

        made = act(
            lambda sessions, settings: learn_rank(
                sessions, open_objects(settings), settings, KeyRing.load(settings.keys_path), say, kind=kind.value
            )
        )
    if made is None:
        console.print(f"{said[0]}; feeds go on by formula.")
        return
    told = made.verdict
    table = Table("head", "examples with it", "AUC", "formula", "GAUC", "formula", "log loss", "formula", "ECE")
    for name, figures in told.heads.items():
        both = [f"{figures[key]:.4f}" for one in ("auc", "gauc", "logloss") for key in (one, f"formula_{one}")]
        table.add_row(name, f"{figures['positives']:,.0f}", *both, f"{figures['ece']:.4f}")
    Console().print(table)
    console.print(f"{told.examples:,} examples, judged on the latest {told.judged:,}, {made.size_bytes / 1e3:,.1f} kB.")
    took = ", ".join(f"{seconds:,.2f} s on {device}" for device, seconds in told.seconds.items())
    console.print(f"Learnt on {told.device}; the earlier pages took {took}.")
    console.print("It counts from now on." if told.is_better else "It does not count: the formula does as well.")


@app.command("pool")
def pool() -> None:
    """Make the pool of notes that feeds recall from, however few there are.

    Example: ./zhongcao train pool
    """
    with console.status("reading") as status:
        made = act(
            lambda sessions, settings: make_pool(sessions, open_objects(settings), settings, status.update, least=0)
        )
    if made is None:
        console.print("There are no notes.")
        return
    told = made.verdict
    console.print(f"{told.notes:,} notes with {told.traits:,} traits, {made.size_bytes / 1e6:,.1f} MB.")


@app.command("lot")
def lot() -> None:
    """What the lot among new notes brought, beside an even lot: SNIPS and DR from recorded chances, clipped at ten.

    Example: ./zhongcao train lot
    """

    async def ask(sessions: Sessions, settings: Settings) -> Estimate:
        pages, events = (lake.table_uri(settings, name) for name in ("pages", "events"))
        keys = KeyRing.load(settings.keys_path)
        async with begin_read(sessions) as read:
            return await service.judge_lot(read, pages=pages, events=events, keys=keys, now=clock.now())

    told = act(ask)
    console.print(f"{told.draws:,} notes drawn by lot were seen; {told.as_drawn:.2%} of them were opened.")
    if not told.tells:
        console.print(f"An even lot: no verdict, the weights leave {told.ess:,.0f} of {ESS_MIN:,.0f} draws.")
        return
    console.print(
        f"By an even lot: {told.snips:.2%} (SNIPS, {told.low:.2%} to {told.high:.2%}), {told.dr:.2%} (DR), "
        f"{told.ips:.2%} (IPS); effective sample {told.ess:,.0f}."
    )


@app.command("versions")
def versions(kind: Which = Kind.KIN) -> None:
    """The versions that are kept, newest first; the first that was not withdrawn counts.

    Example: ./zhongcao train versions --kind rank
    """

    async def ask(sessions: Sessions, settings: Settings) -> list[service.Learnt]:
        async with begin(sessions) as tx:
            return await service.list_learnt(tx, kind.value)

    table = Table("version", "made", "how it did", "MB", "seconds", "withdrawn")
    for one in act(ask):
        withdrawn = f"{one.withdrawn_at:%Y-%m-%d %H:%M:%S}" if one.withdrawn_at else ""
        size = (f"{one.size_bytes / 1e6:,.2f}", f"{one.seconds:,.1f}")
        table.add_row(str(one.id), f"{one.made_at:%Y-%m-%d %H:%M:%S}", _did(one), *size, withdrawn)
    Console().print(table)


def _did(one: service.Learnt) -> str:
    told = one.verdict
    if one.kind == "pool":
        return f"{told['notes']:,} notes with {told['traits']:,} traits"
    if one.kind == "kin":
        return f"{told['acts']:,} acts, kin {told['kin_hits']:.1%}, popularity {told['popular_hits']:.1%}"
    if one.kind == "vectors":
        hits = (told["vector_hits"], told["audience_hits"], told["popular_hits"])
        return "{:,} acts, vectors {:.1%}, audiences {:.1%}, popularity {:.1%}".format(told["acts"], *hits)
    click = told["heads"].get("click")
    if click is None:
        return f"{told['examples']:,} examples, no clicks"
    return f"{told['examples']:,} examples, clicks: GAUC {click['gauc']:.3f}, formula {click['formula_gauc']:.3f}"


@app.command("back")
def back(kind: Which = Kind.KIN) -> None:
    """Withdraw the version that counts and go back to the one before; without one, feeds do without.

    Example: ./zhongcao train back --kind rank
    """

    async def withdraw(sessions: Sessions, settings: Settings) -> service.Learnt | None:
        async with begin(sessions) as tx:
            return await service.withdraw_learnt(tx, kind.value, now=clock.now())

    before = act(withdraw)
    console.print(f"Version {before.id} counts now." if before else "Feeds do without now.")
