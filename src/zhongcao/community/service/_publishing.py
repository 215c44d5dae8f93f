"""Publishing, editing and withdrawing notes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec

from zhongcao.community import rules, store
from zhongcao.community.errors import (
    AlreadyReviewed,
    NoteInvalid,
    NoteNotFound,
    NoteRefused,
    PurchaseNotReceived,
    ReviewProtected,
    StateConflict,
)
from zhongcao.community.events import NoteEdited, NotePublished, NoteWithdrawn
from zhongcao.community.rules import Ground, NoteState
from zhongcao.community.schemas import Note, NoteEdit, NoteInput, PictureTag
from zhongcao.community.service._reading import get_note
from zhongcao.identity import service as identity
from zhongcao.kit import outbox
from zhongcao.kit.db import Tx
from zhongcao.kit.http import Actor
from zhongcao.kit.ids import new_id
from zhongcao.kit.languages import Saying
from zhongcao.kit.text import clean_line, clean_text
from zhongcao.mall import service as mall
from zhongcao.media import service as media
from zhongcao.moderation import service as moderation
from zhongcao.supply import service as supply
from zhongcao.trade import service as trade
from zhongcao.trade.schemas import ReceivedLine


class _Draft(msgspec.Struct, frozen=True):
    """A note's content, cleaned and checked."""

    title: str
    body: str
    location: str | None
    topics: list[str]
    tags: list[list[PictureTag]]
    alts: list[str]


async def publish_note(tx: Tx, *, by: Actor, data: NoteInput, now: datetime) -> Note:
    """Publish a note, or keep it as a draft; what the rules hold back waits for a moderator."""
    draft = await _cleaned(tx, data)
    purchase = await _find_purchase(tx, by=by, data=data)
    note_id = new_id()
    state, held_for = NoteState.DRAFT, list[str]()
    if not data.draft:
        state, held_for = await _screened(tx, by=by, texts=_texts(draft), now=now)
    picture_ids = [int(picture.id) for picture in data.pictures]
    if picture_ids:
        await media.claim(tx, owner_id=by.member_id, picture_ids=picture_ids, now=now)
    values = {
        "author_id": by.member_id,
        "id": note_id,
        "kind": data.kind,
        "state": state,
        "title": draft.title,
        "body": draft.body,
        "location": draft.location,
        "language": data.language,
        "topics": draft.topics,
        "cover_id": picture_ids[0] if picture_ids else None,
        "rating": data.rating.overall if data.rating else None,
        "aspects": dict(data.rating.aspects) if data.rating else None,
        "held_for": held_for,
        "created_at": now,
        "published_at": now if state is NoteState.PUBLISHED else None,
        **_purchase_columns(purchase),
    }
    if not await store.add_note(tx, values):
        raise AlreadyReviewed()
    if purchase is not None:
        await trade.mark_reviewed(tx, [(by.member_id, int(purchase.order_id), purchase.line_no)], at=now)
    await _add_pictures(tx, author_id=by.member_id, note_id=note_id, picture_ids=picture_ids, draft=draft)
    if state is NoteState.PUBLISHED:
        await _appear(tx, author_id=by.member_id, note_id=note_id, topics=draft.topics, now=now)
    elif state is NoteState.IN_REVIEW:
        await _hold(tx, author_id=by.member_id, note_id=note_id, reasons=held_for, texts=_texts(draft), now=now)
    return await get_note(tx, note_id=note_id, by=by)


async def publish_draft(tx: Tx, *, by: Actor, note_id: int, now: datetime) -> Note:
    """Publish a draft of one's own."""
    row = await _lock_own(tx, by=by, note_id=note_id)
    if row.state != NoteState.DRAFT:
        raise StateConflict(state=row.state)
    texts = [row.title, row.body, *row.topics, *(await _tag_texts(tx, note_id=note_id, by=by))]
    state, held_for = await _screened(tx, by=by, texts=texts, now=now)
    await _advance(tx, row, to=state, now=now, held_for=held_for)
    return await get_note(tx, note_id=note_id, by=by)


async def edit_note(tx: Tx, *, by: Actor, note_id: int, edit: NoteEdit, now: datetime) -> Note:
    """Change the words of one's own note; what it said before is kept."""
    row = await _lock_own(tx, by=by, note_id=note_id)
    if row.state == NoteState.HIDDEN:
        raise StateConflict(state=row.state)
    title = row.title if edit.title is msgspec.UNSET else clean_line(edit.title)
    body = row.body if edit.body is msgspec.UNSET else clean_text(edit.body)
    location = row.location
    if edit.location is not msgspec.UNSET:
        location = clean_line(edit.location) or None if edit.location else None
    if not title and not body:
        raise NoteInvalid(faults=[Saying("title: a note needs a title or a text", "title: 标题和正文至少写一个")])
    if (title, body, location) == (row.title, row.body, row.location):
        return await get_note(tx, note_id=note_id, by=by)
    earlier = {"author_id": row.author_id, "note_id": row.id, "version": row.version, "replaced_at": now}
    await store.add_edit(tx, {**earlier, "title": row.title, "body": row.body, "location": row.location})
    await store.set_note(
        tx,
        author_id=row.author_id,
        note_id=row.id,
        values={"title": title, "body": body, "location": location, "version": row.version + 1, "edited_at": now},
    )
    if row.state == NoteState.PUBLISHED:
        state, held_for = await _screened(tx, by=by, texts=[title, body], now=now)
        if state is NoteState.IN_REVIEW:
            await _advance(tx, row, to=state, now=now, held_for=held_for)
        else:
            outbox.emit(tx, NoteEdited(note=row.id, author=row.author_id))
    return await get_note(tx, note_id=note_id, by=by)


async def delete_note(tx: Tx, *, by: Actor, note_id: int, now: datetime) -> None:
    """Delete one's own note; it never comes back."""
    row = await _lock_own(tx, by=by, note_id=note_id)
    await _advance(tx, row, to=NoteState.DELETED, now=now)
    if row.order_id is not None:
        await trade.mark_reviewed(tx, [(row.author_id, row.order_id, row.line_no)], at=None)


async def decide_note(
    tx: Tx,
    *,
    by: Actor,
    note_id: int,
    decision: Literal["publish", "hide"],
    ground: Ground | None,
    reason: str,
    now: datetime,
) -> None:
    """Let a note through or take it down, as staff; verified reviews come down on legal grounds only."""
    head = await store.find_head(tx, note_id, viewer=0)
    row = await store.lock_note(tx, author_id=head.author_id, note_id=note_id) if head else None
    if row is None or row.state in (NoteState.DRAFT, NoteState.DELETED):
        raise NoteNotFound(note=str(note_id))
    to = NoteState.PUBLISHED if decision == "publish" else NoteState.HIDDEN
    if to is NoteState.HIDDEN:
        if ground is None:
            raise NoteInvalid(faults=[Saying("ground: taking a note down needs one", "ground: 下架笔记要写明依据")])
        if not rules.may_take_down(verified=row.order_id is not None, ground=ground):
            raise ReviewProtected(ground=ground)
    before = row.state
    await _advance(tx, row, to=to, now=now)
    await identity.record_audit(
        tx,
        by=by,
        action=f"community.{decision}_note",
        subject=f"note:{note_id}",
        before={"state": before},
        after={"state": to, "ground": ground, "reason": reason},
        now=now,
    )


async def settle_case(tx: Tx, *, note_id: int, kept: bool, reason: str, now: datetime) -> None:
    """Do what a moderator decided about a held or reported note; reviews come down on legal grounds only."""
    head = await store.find_head(tx, note_id, viewer=0)
    row = await store.lock_note(tx, author_id=head.author_id, note_id=note_id) if head else None
    if row is None:
        return
    if kept:
        if row.state == NoteState.IN_REVIEW:
            await _advance(tx, row, to=NoteState.PUBLISHED, now=now)
        return
    ground = rules.ground_of_report(reason)
    if row.state in (NoteState.PUBLISHED, NoteState.IN_REVIEW) and rules.may_take_down(
        verified=row.order_id is not None, ground=ground
    ):
        await _advance(tx, row, to=NoteState.HIDDEN, now=now)


async def _hold(
    tx: Tx, *, author_id: int, note_id: int, reasons: Sequence[str], texts: Sequence[str], now: datetime
) -> None:
    await moderation.hold(
        tx,
        subject=f"note:{note_id}",
        author_id=author_id,
        reasons=reasons,
        texts=[text for text in texts if text],
        now=now,
    )


async def _cleaned(tx: Tx, data: NoteInput) -> _Draft:
    body = clean_text(data.body)
    named = [rules.clean_topic(name) for name in data.topics]
    topics = [name for name in dict.fromkeys([*named, *rules.topics_in(body)]) if name][: rules.TOPICS_MAX]
    draft = _Draft(
        title=clean_line(data.title),
        body=body,
        location=clean_line(data.location) or None if data.location else None,
        topics=topics,
        tags=[
            [msgspec.structs.replace(tag, text=clean_line(tag.text)) for tag in picture.tags]
            for picture in data.pictures
        ],
        alts=[clean_line(picture.alt) for picture in data.pictures],
    )
    faults = rules.faults_of_note(
        kind=data.kind,
        title=draft.title,
        body=draft.body,
        tags_per_picture=[len(tags) for tags in draft.tags],
        topics=draft.topics,
    )
    if data.rating:
        faults += rules.faults_of_rating(data.rating.overall, dict(data.rating.aspects))
        if data.order is None:
            faults.append(
                Saying("rating: only bought goods are rated; name the order line", "rating: 只有买到的商品才能评分")
            )
    if (data.order is None) != (data.line is None):
        faults.append(
            Saying("line: an order line is named by order and line together", "line: 订单号和商品行要一起填写")
        )
    if len({picture.id for picture in data.pictures}) != len(data.pictures):
        faults.append(Saying("pictures: each picture once", "pictures: 同一张图片只能用一次"))
    faults += await _unknown_things(tx, draft)
    if faults:
        raise NoteInvalid(faults=faults)
    return draft


async def _unknown_things(tx: Tx, draft: _Draft) -> list[Saying]:
    products = {int(tag.product_id) for tags in draft.tags for tag in tags if tag.product_id}
    brands = {int(tag.brand_id) for tags in draft.tags for tag in tags if tag.brand_id}
    faults: list[Saying] = []
    if products:
        known = await mall.cards(tx, list(products))
        faults += [
            Saying(f"tags: product {product} does not exist", f"tags: 商品 {product} 不存在")
            for product in sorted(products - known.keys())
        ]
    if brands:
        found = await supply.brands(tx, list(brands))
        faults += [
            Saying(f"tags: brand {brand} does not exist", f"tags: 品牌 {brand} 不存在")
            for brand in sorted(brands - found.keys())
        ]
    return faults


async def _find_purchase(tx: Tx, *, by: Actor, data: NoteInput) -> ReceivedLine | None:
    if data.order is None or data.line is None:
        return None
    line = await trade.find_received_line(tx, member_id=by.member_id, order_id=int(data.order), line_no=data.line)
    if line is None:
        raise PurchaseNotReceived(order=data.order, line=data.line)
    return line


def _purchase_columns(purchase: ReceivedLine | None) -> dict[str, Any]:
    if purchase is None:
        return {}
    return {
        "order_id": int(purchase.order_id),
        "line_no": purchase.line_no,
        "sku_id": int(purchase.sku_id),
        "product_id": int(purchase.product_id),
        "received_at": purchase.received_at,
    }


async def _screened(tx: Tx, *, by: Actor, texts: Sequence[str], now: datetime) -> tuple[NoteState, list[str]]:
    """The state that the community rules allow a text: published, or in review with the reasons."""
    said = [text for text in texts if text]
    verdict = await moderation.screen(texts=said, author_id=by.member_id, now=now, tx=tx)
    if verdict.decision == "refuse":
        raise NoteRefused(reasons=list(verdict.reasons))
    if verdict.decision == "hold":
        return NoteState.IN_REVIEW, [reason[:200] for reason in verdict.reasons]
    return NoteState.PUBLISHED, []


def _texts(draft: _Draft) -> list[str]:
    tags = [tag.text for tags in draft.tags for tag in tags]
    return [draft.title, draft.body, draft.location or "", *draft.topics, *tags, *draft.alts]


async def _tag_texts(tx: Tx, *, note_id: int, by: Actor) -> list[str]:
    note = await get_note(tx, note_id=note_id, by=by)
    return [text for picture in note.pictures for text in (picture.alt, *(tag.text for tag in picture.tags))]


async def _add_pictures(tx: Tx, *, author_id: int, note_id: int, picture_ids: Sequence[int], draft: _Draft) -> None:
    of_note = {"author_id": author_id, "note_id": note_id}
    await store.add_pictures(
        tx,
        [
            {**of_note, "position": at, "picture_id": key, "alt": alt}
            for at, (key, alt) in enumerate(zip(picture_ids, draft.alts, strict=True), start=1)
        ],
    )
    await store.add_tags(
        tx,
        [
            {
                **of_note,
                "position": position,
                "number": number,
                "kind": tag.kind,
                "x": tag.x,
                "y": tag.y,
                "direction": tag.direction,
                "text": tag.text,
                "product_id": int(tag.product_id) if tag.product_id else None,
                "brand_id": int(tag.brand_id) if tag.brand_id else None,
            }
            for position, tags in enumerate(draft.tags, start=1)
            for number, tag in enumerate(tags, start=1)
        ],
    )


async def _lock_own(tx: Tx, *, by: Actor, note_id: int) -> Any:
    row = await store.lock_note(tx, author_id=by.member_id, note_id=note_id)
    if row is None or row.state == NoteState.DELETED:
        raise NoteNotFound(note=str(note_id))
    return row


async def _advance(tx: Tx, row: Any, *, to: NoteState, now: datetime, held_for: Sequence[str] = ()) -> None:
    """Move a note along its state diagram, with its links and the fact that tells others."""
    state = NoteState(row.state)
    if not rules.may_advance(state, to):
        raise StateConflict(state=state)
    values: dict[str, Any] = {"state": to, "held_for": list(held_for)}
    if to is NoteState.PUBLISHED and row.published_at is None:
        values["published_at"] = now
    await store.set_note(tx, author_id=row.author_id, note_id=row.id, values=values)
    if to is NoteState.IN_REVIEW:
        texts = [row.title, row.body]
        await _hold(tx, author_id=row.author_id, note_id=row.id, reasons=held_for, texts=texts, now=now)
    if to is NoteState.PUBLISHED:
        await _appear(tx, author_id=row.author_id, note_id=row.id, topics=row.topics, now=now)
    elif state is NoteState.PUBLISHED:
        await store.unlink(tx, row.id)
        outbox.emit(tx, NoteWithdrawn(note=row.id, author=row.author_id))


async def _appear(tx: Tx, *, author_id: int, note_id: int, topics: Sequence[str], now: datetime) -> None:
    """List a published note at its products and topics, and tell everyone above."""
    row = await store.lock_note(tx, author_id=author_id, note_id=note_id)
    assert row is not None
    assert row.published_at is not None
    tagged = await store.list_tags(tx, author_id=author_id, note_id=note_id)
    bought = {row.product_id} if row.product_id else set()
    products = sorted({tag.product_id for tag in tagged if tag.product_id} | bought)
    brands = sorted({tag.brand_id for tag in tagged if tag.brand_id})
    await store.link_products(
        tx,
        [
            {
                "product_id": product,
                "note_id": note_id,
                "author_id": author_id,
                "verified": row.order_id is not None and product == row.product_id,
                "rating": row.rating if product == row.product_id else None,
            }
            for product in products
        ],
    )
    ids = await store.ensure_topics(tx, topics, ids=[new_id() for _ in topics], now=now)
    await store.link_topics(
        tx, [{"topic_id": key, "note_id": note_id, "author_id": author_id} for key in sorted(ids.values())]
    )
    outbox.emit(
        tx,
        NotePublished(
            note=note_id,
            author=author_id,
            products=products,
            brands=brands,
            topics=list(topics),
            verified=row.order_id is not None,
            at=row.published_at,
        ),
    )
