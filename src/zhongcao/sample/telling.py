"""What people have written and done: notes with pictures and tags, received orders, likes, collects, follows."""

import random
from datetime import datetime, timedelta

import msgspec

from zhongcao.community import service as community
from zhongcao.community.rules import Direction, TagKind
from zhongcao.community.schemas import ImportedComment, ImportedNote, ImportedTag, InteractionRow
from zhongcao.insight import service as insight
from zhongcao.insight.rules import InteractionKind
from zhongcao.insight.schemas import Interaction
from zhongcao.kit.db import Tx
from zhongcao.kit.money import cny
from zhongcao.media import service as media
from zhongcao.media.schemas import UndrawnPicture
from zhongcao.sample.goods import Product, Sku
from zhongcao.sample.imagined import World
from zhongcao.sample.naming import Ids
from zhongcao.sample.notes import Note
from zhongcao.sample.sketches import sketch_scene
from zhongcao.trade import service as trade
from zhongcao.trade.schemas import ImportedLine, ImportedOrder

VERIFIED_SHARE = 0.6


class Bought(msgspec.Struct, frozen=True):
    """An order line behind a note: whoever writes about it has received it."""

    order: int
    product: Product
    sku: Sku
    placed_at: datetime
    received_at: datetime


async def tell(tx: Tx, world: World, ids: Ids, *, owner: int, now: datetime) -> None:
    """Publish all notes with what followed from them."""
    bought = _purchases(world, ids)
    await trade.import_received_orders(
        tx, [_order(note, bought[note.key], ids) for note in world.notes if note.key in bought], now=now
    )
    pictures = await _sketch(tx, world, ids, owner=owner, now=now)
    await community.import_notes(
        tx, [_note(note, ids, pictures[note.key], bought.get(note.key)) for note in world.notes]
    )
    moments = {note.key: note for note in world.notes}
    for kind, touches in (("like", world.likes), ("collect", world.collects)):
        rows = [
            InteractionRow(
                member_id=ids.member(one.member),
                subject_id=ids.note(one.note, moments[one.note].minutes_ago),
                at=ids.at(one.minutes_ago),
            )
            for one in touches
        ]
        await community.import_interactions(tx, "like" if kind == "like" else "collect", rows)
    follows = [
        InteractionRow(
            member_id=ids.member(one.member), subject_id=ids.member(one.followee), at=ids.at(one.minutes_ago)
        )
        for one in world.follows
    ]
    await community.import_interactions(tx, "follow", follows)
    await community.import_comments(tx, _comments(world, ids))
    await insight.import_interactions(tx, _demand(world, ids, bought))


def _purchases(world: World, ids: Ids) -> dict[str, Bought]:
    """Most reviews stand on an order that was received before they were written."""
    chance = random.Random(f"bought {world.seed}")
    found = {}
    for note in world.notes:
        if note.rating is None or chance.random() > VERIFIED_SHARE:
            continue
        product = note.products[0]
        received = ids.at(note.minutes_ago) - timedelta(days=chance.randint(9, 60))
        placed = received - timedelta(days=chance.randint(2, 6))
        found[note.key] = Bought(ids.order(note.key), product, chance.choice(product.skus), placed, received)
    return found


def _order(note: Note, bought: Bought, ids: Ids) -> ImportedOrder:
    line = ImportedLine(
        sku_id=ids.sku(bought.sku.key),
        product_id=ids.product(bought.product.key),
        title=bought.product.title,
        variant=bought.sku.variant,
        quantity=1,
        price=cny(bought.sku.price),
    )
    return ImportedOrder(
        id=bought.order,
        member_id=ids.member(note.author.key),
        placed_at=bought.placed_at,
        received_at=bought.received_at,
        lines=[line],
    )


async def _sketch(tx: Tx, world: World, ids: Ids, *, owner: int, now: datetime) -> dict[str, list[int]]:
    """Keep the recipes of all pictures, the newest notes' covers to be drawn first."""
    sketches: list[UndrawnPicture] = []
    found: dict[str, list[int]] = {}
    further = 0
    for number, note in enumerate(world.notes):
        keys = []
        for place, picture in enumerate(note.pictures):
            key = ids.cover(number) if place == 0 else ids.further(further)
            further += place > 0
            sketches.append(sketch_scene(key, picture.recipe))
            keys.append(key)
        found[note.key] = keys
    await media.add_undrawn(tx, owner_id=owner, recipes=sketches, now=now)
    return found


def _note(note: Note, ids: Ids, pictures: list[int], bought: Bought | None) -> ImportedNote:
    tags = [
        ImportedTag(
            position=place,
            kind=TagKind.GOODS,
            x=tag.x,
            y=tag.y,
            text=tag.text,
            direction=Direction(tag.direction),
            product_id=ids.product(tag.product),
        )
        for place, picture in enumerate(note.pictures, start=1)
        for tag in picture.tags
    ]
    return ImportedNote(
        id=ids.note(note.key, note.minutes_ago),
        author_id=ids.member(note.author.key),
        title=note.title,
        body=note.body,
        published_at=ids.at(note.minutes_ago),
        language=note.language,
        location=note.city,
        topics=list(note.topics),
        picture_ids=pictures,
        tags=tags,
        products=[ids.product(product.key) for product in note.products],
        order_id=bought.order if bought else None,
        line_no=1 if bought else None,
        sku_id=ids.sku(bought.sku.key) if bought else None,
        product_id=ids.product(bought.product.key) if bought else None,
        received_at=bought.received_at if bought else None,
        rating=note.rating if bought else None,
    )


def _comments(world: World, ids: Ids) -> list[ImportedComment]:
    """Remarks under the notes, questions before their answers."""
    notes = {note.key: note for note in world.notes}
    found: dict[str, int] = {}
    rows = []
    for one in world.comments:
        note = notes[one.note]
        found[one.key] = ids.comment(one.key, one.minutes_ago)
        rows.append(
            ImportedComment(
                id=found[one.key],
                note_id=ids.note(note.key, note.minutes_ago),
                author_id=ids.member(note.author.key),
                member_id=ids.member(one.member),
                text=one.text,
                at=ids.at(one.minutes_ago),
                parent_id=found[one.answers] if one.answers else None,
            )
        )
    return rows


def _demand(world: World, ids: Ids, bought: dict[str, Bought]) -> list[Interaction]:
    """What likes, collects and orders say about the goods in the notes."""
    notes = {note.key: note for note in world.notes}
    rows = []
    for kind, touches in ((InteractionKind.LIKE, world.likes), (InteractionKind.COLLECT, world.collects)):
        for one in touches:
            for product in notes[one.note].products[:2]:
                rows.append(
                    Interaction(ids.member(one.member), ids.product(product.key), kind.value, ids.at(one.minutes_ago))
                )
    for key, line in bought.items():
        member = ids.member(notes[key].author.key)
        rows.append(Interaction(member, ids.product(line.product.key), InteractionKind.PURCHASE.value, line.placed_at))
    return rows
