"""Notes and interactions that come from other systems, in bulk and repeatable."""

from collections.abc import Sequence
from typing import Any, Literal

from zhongcao.community import rules, store
from zhongcao.community.events import InteractionsImported, NotesImported
from zhongcao.community.rules import NoteKind, NoteState
from zhongcao.community.schemas import ImportedComment, ImportedNote, Interaction, InteractionRow
from zhongcao.kit import outbox
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.ids import new_id, uuid7
from zhongcao.kit.text import clean_line, clean_text
from zhongcao.trade import service as trade

FACT_NOTES_MAX = 500
"""How many notes one fact names, so that no reaction works for long in one transaction."""

COMMENTS_AT_ONCE = 1000
Kind = Literal["like", "collect", "follow"]


async def import_notes(tx: Tx, rows: Sequence[ImportedNote]) -> int:
    """Add published notes that are not there yet, with pictures, tags and links; returns how many were new."""
    known = await store.known_notes(tx, [row.id for row in rows])
    fresh = {row.id: row for row in rows if row.id not in known}
    notes = list(fresh.values())
    if not notes:
        return 0
    await store.import_notes(
        tx,
        notes=[_note_columns(row) for row in notes],
        pictures=[
            {"author_id": row.author_id, "note_id": row.id, "position": at, "picture_id": key}
            for row in notes
            for at, key in enumerate(row.picture_ids[: rules.PICTURES_MAX], start=1)
        ],
        tags=[columns for row in notes for columns in _tag_columns(row)],
    )
    # A second review of one order line is left out by the unique index; its links must be left out too.
    added = await store.known_notes(tx, list(fresh))
    notes = [row for row in notes if row.id in added]
    await store.link_products(tx, [link for row in notes for link in _product_links(row)])
    bought = [(row.author_id, row.order_id, row.line_no) for row in notes if row.order_id and row.line_no]
    await trade.mark_reviewed(tx, bought, at=max((row.published_at for row in notes), default=None))
    names = sorted({name for row in notes for name in _topics(row)})
    now = max(row.published_at for row in notes) if notes else None
    ids = await store.ensure_topics(tx, names, ids=[new_id() for _ in names], now=now) if now else {}
    await store.link_topics(
        tx,
        [
            {"topic_id": ids[name], "note_id": row.id, "author_id": row.author_id}
            for row in notes
            for name in _topics(row)
        ],
    )
    for start in range(0, len(notes), FACT_NOTES_MAX):
        batch = [row.id for row in notes[start : start + FACT_NOTES_MAX]]
        outbox.emit(tx, NotesImported(batch=uuid7().hex, notes=batch))
    return len(notes)


async def import_interactions(tx: Tx, kind: Kind, rows: Sequence[InteractionRow]) -> int:
    """Add likes, collects or follows that are not there yet and count them; returns how many were new.

    Likes and collects of unknown notes are left out. Rows need not be sorted; a few thousand at a time are quickest.
    """
    if not rows:
        return 0
    new = await store.import_interactions(
        tx,
        kind,
        members=[row.member_id for row in rows],
        subjects=[row.subject_id for row in rows],
        moments=[row.at for row in rows],
    )
    if new:
        outbox.emit(tx, InteractionsImported(kind=kind, rows=new))
    return new


async def import_comments(tx: Tx, rows: Sequence[ImportedComment]) -> int:
    """Add comments and answers that are not there yet and count them; returns how many were new."""
    paths: dict[int, str] = {}
    values = []
    for row in rows:
        paths[row.id] = rules.thread_path(comment=row.id, parent_path=paths[row.parent_id] if row.parent_id else None)
        values.append(
            {
                "author_id": row.author_id,
                "id": row.id,
                "note_id": row.note_id,
                "member_id": row.member_id,
                "parent_id": row.parent_id,
                "path": paths[row.id],
                "text": clean_text(row.text),
                "created_at": row.at,
            }
        )
    new = 0
    for start in range(0, len(values), COMMENTS_AT_ONCE):
        new += await store.import_comments(tx, values[start : start + COMMENTS_AT_ONCE])
    if new:
        outbox.emit(tx, InteractionsImported(kind="comment", rows=new))
    return new


async def list_interactions(
    tx: Tx | ReadTx, *, kind: Literal["like", "collect", "comment", "follow"], after: tuple[int, int], limit: int = 5000
) -> tuple[list[Interaction], tuple[int, int] | None]:
    """All living interactions of a kind, batch by batch, for projections that are rebuilt; None ends the list."""
    if kind == "comment":
        rows = await store.list_comments(tx, after=after[1], limit=limit)
        last = (0, rows[-1].id) if rows else None
    else:
        pages = {"like": store.list_likes, "collect": store.list_collects, "follow": store.list_follows}
        rows = await pages[kind](tx, after=after, limit=limit)
        last = (rows[-1].member_id, rows[-1].subject_id) if rows else None
    found = [Interaction(member=row.member_id, subject=row.subject_id, author=row.author_id, at=row.at) for row in rows]
    return found, last if len(rows) == limit else None


async def list_miscounted(tx: Tx | ReadTx) -> list[str]:
    """Counters that differ from the rows that they count (invariant 13); there must be none."""
    wrong = [f"note {row.id}: likes or collects" for row in await store.miscounted(tx)]
    wrong += [f"note {row.id}: comments" for row in await store.miscounted_comments(tx)]
    wrong += [f"member {row.member_id}: fans or followees" for row in await store.miscounted_circles(tx)]
    return wrong


def _topics(row: ImportedNote) -> list[str]:
    names = (rules.clean_topic(name)[: rules.TOPIC_CHARACTERS_MAX] for name in row.topics)
    return [name for name in dict.fromkeys(names) if name][: rules.TOPICS_MAX]


def _note_columns(row: ImportedNote) -> dict[str, Any]:
    return {
        "author_id": row.author_id,
        "id": row.id,
        "kind": NoteKind.IMAGE if row.picture_ids else NoteKind.TEXT,
        "state": NoteState.PUBLISHED,
        "title": clean_line(row.title)[: rules.TITLE_CHARACTERS_MAX],
        "body": clean_text(row.body)[: rules.BODY_CHARACTERS_MAX],
        "location": clean_line(row.location)[: rules.LOCATION_CHARACTERS_MAX] if row.location else None,
        "language": row.language,
        "topics": _topics(row),
        "cover_id": row.picture_ids[0] if row.picture_ids else None,
        "order_id": row.order_id,
        "line_no": row.line_no,
        "sku_id": row.sku_id,
        "product_id": row.product_id,
        "received_at": row.received_at,
        "rating": row.rating,
        "aspects": row.aspects,
        "created_at": row.published_at,
        "published_at": row.published_at,
    }


def _tag_columns(row: ImportedNote) -> list[dict[str, Any]]:
    return [
        {
            "author_id": row.author_id,
            "note_id": row.id,
            "position": tag.position,
            "number": number,
            "kind": tag.kind,
            "x": tag.x,
            "y": tag.y,
            "direction": tag.direction,
            "text": clean_line(tag.text)[: rules.TAG_CHARACTERS_MAX],
            "product_id": tag.product_id,
            "brand_id": tag.brand_id,
        }
        for number, tag in enumerate(row.tags, start=1)
    ]


def _product_links(row: ImportedNote) -> list[dict[str, Any]]:
    products = {*row.products, *(tag.product_id for tag in row.tags if tag.product_id)}
    if row.product_id:
        products.add(row.product_id)
    return [
        {
            "product_id": product,
            "note_id": row.id,
            "author_id": row.author_id,
            "verified": row.order_id is not None and product == row.product_id,
            "rating": row.rating if product == row.product_id else None,
        }
        for product in sorted(products)
    ]
