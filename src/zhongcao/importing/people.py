"""Members, notes, interactions and past orders of an import."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Literal

from zhongcao.community import service as community
from zhongcao.community.schemas import ImportedNote
from zhongcao.community.schemas import InteractionRow as NoteInteraction
from zhongcao.identity import service as identity
from zhongcao.identity.schemas import MemberRow as Profile
from zhongcao.importing.format import InteractionRow, MemberRow, NoteRow, OrderRow
from zhongcao.importing.goods import Known, Taken, Taker, find_titles, money_of, rate_on
from zhongcao.importing.keys import UNDATED, id_for
from zhongcao.insight import service as insight
from zhongcao.insight.rules import InteractionKind
from zhongcao.insight.schemas import Interaction
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.db import Tx
from zhongcao.kit.money import Currency, Money
from zhongcao.mall import service as mall
from zhongcao.trade import service as trade
from zhongcao.trade.schemas import ImportedLine, ImportedOrder

DAYS_TO_RECEIVE = 5
"""A past order tells one date; it is taken as received five days later."""
UNKNOWN = Money(-1)
KINDS = {kind.name.lower(): kind.value for kind in InteractionKind}


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
    taken = Taken()
    authors = {row.member: member_id(known.source, row.member) for row in rows}
    members = await identity.cards(tx, authors.values())
    subjects = {name: id_for(known.source, "product", name) for row in rows for name in row.products}
    titles = await find_titles(tx, subjects.values(), known)
    notes = []
    for place, row in enumerate(rows):
        if authors[row.member] not in members:
            taken.left_out.append((place, "member", f"no member {row.member}"))
            continue
        if strange := [name for name in row.products if subjects[name] not in titles]:
            taken.left_out.append((place, "products", f"no product {strange[0]}"))
            continue
        note = ImportedNote(
            id=note_id(known.source, row.note),
            author_id=authors[row.member],
            title=row.title[:40],
            body=row.body[:1000],
            published_at=row.at,
            language=row.language,
            topics=row.topics,
            products=[subjects[name] for name in row.products],
            rating=row.rating,
        )
        notes.append(note)
    taken.new = await community.import_notes(tx, notes)
    return taken


async def take_interactions(tx: Tx, rows: Sequence[InteractionRow], known: Known, *, now: datetime) -> Taken:
    """Add what members did with products and notes, and let it speak for demand."""
    taken = Taken()
    subjects = {row.product: id_for(known.source, "product", row.product) for row in rows if row.product}
    titles = await find_titles(tx, subjects.values(), known)
    about_products = [row for row in rows if row.product and subjects[row.product] in titles]
    about_goods = await insight.import_interactions(
        tx,
        [
            Interaction(
                member=member_id(known.source, row.member),
                subject=subjects[row.product or ""],
                kind=KINDS[row.kind],
                at=row.at,
                value=row.value,
            )
            for row in about_products
        ],
    )
    taken.new += about_goods
    kinds: tuple[Literal["like", "collect"], ...] = ("like", "collect")
    for kind in kinds:
        about_notes = [row for row in rows if row.note and not row.product and row.kind == kind]
        marked = await community.import_interactions(
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
        taken.new += marked
    for place, row in enumerate(rows):
        if row.product and subjects[row.product] not in titles:
            taken.left_out.append((place, "product", f"no product {row.product}"))
        elif not row.product and not (row.note and row.kind in kinds):
            taken.left_out.append((place, "product", f"a {row.kind} without a product"))
    return taken


async def take_orders(tx: Tx, rows: Sequence[OrderRow], known: Known, *, now: datetime) -> Taken:
    """Add orders that were received in the past; lines of one order stand next to each other."""
    taken = Taken()
    skus = {row.sku: id_for(known.source, "sku", row.sku) for row in rows}
    prices = await mall.prices_of(tx, set(skus.values()), now=now)
    products = await mall.product_of(tx, set(skus.values()))
    titles = await find_titles(tx, set(products.values()), known)
    members = await identity.cards(tx, {member_id(known.source, row.member) for row in rows})
    first: dict[str, OrderRow] = {}
    lines: dict[str, list[ImportedLine]] = {}
    for place, row in enumerate(rows):
        sku, owner = skus[row.sku], member_id(known.source, row.member)
        if sku not in products:
            taken.left_out.append((place, "sku", f"no SKU {row.sku}"))
        elif owner not in members:
            taken.left_out.append((place, "member", f"no member {row.member}"))
        elif first.setdefault(row.order, row).member != row.member:
            taken.left_out.append((place, "member", f"order {row.order} is of {first[row.order].member}"))
        elif (paid := await _paid(tx, row, known)) == UNKNOWN:
            taken.left_out.append((place, "currency", f"no rate of {row.currency} is known for that day"))
        else:
            price, title = paid or prices.get(sku, Money(0)), titles.get(products[sku], row.sku)
            line = ImportedLine(sku_id=sku, product_id=products[sku], title=title, quantity=row.quantity, price=price)
            lines.setdefault(row.order, []).append(line)
    orders = [
        ImportedOrder(
            id=id_for(known.source, "order", name, day_in_china(row.at)),
            member_id=member_id(known.source, row.member),
            placed_at=row.at,
            received_at=row.at + timedelta(days=DAYS_TO_RECEIVE),
            lines=lines[name],
        )
        for name, row in first.items()
        if name in lines
    ]
    taken.new = await trade.import_received_orders(tx, orders, now=now)
    return taken


async def _paid(tx: Tx, row: OrderRow, known: Known) -> Money | None:
    """What one unit cost, in yuan of that day; None when the row does not say it, UNKNOWN without a rate."""
    if row.price is None or row.currency is None:
        return None
    rate = await rate_on(tx, row.currency, known, day_in_china(row.at))
    return UNKNOWN if rate is None else money_of(row.price, row.currency).converted(rate, Currency.CNY)


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
