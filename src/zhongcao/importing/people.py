"""Members, notes, interactions and past orders of an import."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import groupby
from typing import Literal

from zhongcao.community import service as community
from zhongcao.community.schemas import ImportedNote
from zhongcao.community.schemas import InteractionRow as NoteInteraction
from zhongcao.identity import service as identity
from zhongcao.identity.schemas import MemberRow as Profile
from zhongcao.importing.format import InteractionRow, MemberRow, NoteRow, OrderRow
from zhongcao.importing.goods import Known, Taken, Taker
from zhongcao.importing.keys import UNDATED, id_for
from zhongcao.insight import service as insight
from zhongcao.insight.rules import InteractionKind
from zhongcao.insight.schemas import Interaction
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.db import Tx
from zhongcao.kit.money import Money
from zhongcao.mall import service as mall
from zhongcao.trade import service as trade
from zhongcao.trade.schemas import ImportedLine, ImportedOrder

DAYS_TO_RECEIVE = 5
"""A past order tells one date; it is taken as received five days later."""


async def take_members(tx: Tx, rows: Sequence[MemberRow], known: Known, *, now: datetime) -> Taken:
    """Add members without logins."""
    profiles = [
        Profile(
            id=member_id(known.source, row.member),
            nickname=row.nickname or f"会员{row.member[-6:]}",
            gender=row.gender,
            birth_year=row.birth_year,
            city=row.city,
            skin_type=row.skin_type,
            joined_at=datetime.combine(row.joined_on or UNDATED, time(), UTC),
        )
        for row in rows
    ]
    return Taken(new=await identity.import_members(tx, profiles))


async def take_notes(tx: Tx, rows: Sequence[NoteRow], known: Known, *, now: datetime) -> Taken:
    """Add published notes about products."""
    notes = [
        ImportedNote(
            id=note_id(known.source, row.note),
            author_id=member_id(known.source, row.member),
            title=row.title[:40],
            body=row.body[:1000],
            published_at=row.at,
            language=row.language,
            topics=row.topics,
            products=[id_for(known.source, "product", name) for name in row.products],
            rating=row.rating,
        )
        for row in rows
    ]
    return Taken(new=await community.import_notes(tx, notes))


async def take_interactions(tx: Tx, rows: Sequence[InteractionRow], known: Known, *, now: datetime) -> Taken:
    """Add what members did with products and notes, and let it speak for demand."""
    taken = Taken()
    about_products = [row for row in rows if row.product]
    taken.new += await insight.import_interactions(
        tx,
        [
            Interaction(
                member=member_id(known.source, row.member),
                subject=id_for(known.source, "product", row.product or ""),
                kind=InteractionKind[row.kind.upper()].value,
                at=row.at,
                value=row.value,
            )
            for row in about_products
        ],
    )
    kinds: tuple[Literal["like", "collect"], ...] = ("like", "collect")
    for kind in kinds:
        about_notes = [row for row in rows if row.note and not row.product and row.kind == kind]
        taken.new += await community.import_interactions(
            tx,
            kind,
            [
                NoteInteraction(
                    member_id=member_id(known.source, row.member),
                    subject_id=note_id(known.source, row.note or ""),
                    at=row.at,
                )
                for row in about_notes
            ],
        )
    for place, row in enumerate(rows):
        if not row.product and not (row.note and row.kind in kinds):
            taken.left_out.append((place, "product", f"a {row.kind} without a product"))
    return taken


async def take_orders(tx: Tx, rows: Sequence[OrderRow], known: Known, *, now: datetime) -> Taken:
    """Add orders that were received in the past; lines of one order stand next to each other."""
    taken = Taken()
    skus = {row.sku: id_for(known.source, "sku", row.sku) for row in rows}
    sold = await mall.skus_for_sale(tx, list(skus.values()), now=now)
    products = await mall.product_of(tx, list(skus.values()))
    orders = []
    for name, listed in groupby(enumerate(rows), key=lambda placed: placed[1].order):
        lines, first = [], None
        for place, row in listed:
            first = first or row
            sku = skus[row.sku]
            if sku not in products:
                taken.left_out.append((place, "sku", f"no SKU {row.sku}"))
                continue
            own = sold.get(sku)
            price = own.price if own else Money(0)
            title = own.title if own else known.titles.get(products[sku], row.sku)
            lines.append(
                ImportedLine(sku_id=sku, product_id=products[sku], title=title, quantity=row.quantity, price=price)
            )
        if first and lines:
            orders.append(
                ImportedOrder(
                    id=id_for(known.source, "order", name, day_in_china(first.at)),
                    member_id=member_id(known.source, first.member),
                    placed_at=first.at,
                    received_at=first.at + timedelta(days=DAYS_TO_RECEIVE),
                    lines=lines,
                )
            )
    taken.new = await trade.import_received_orders(tx, orders, now=now)
    return taken


def member_id(source: str, name: str) -> int:
    """Our id of a source's member."""
    return id_for(source, "member", name)


def note_id(source: str, name: str) -> int:
    """Our id of a source's note."""
    return id_for(source, "note", name)


TAKERS: dict[str, Taker] = {
    "members": take_members,
    "notes": take_notes,
    "interactions": take_interactions,
    "orders": take_orders,
}
