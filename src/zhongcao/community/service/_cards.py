"""Cards as they go over the wire, kept for a while: a page of twenty costs one short question instead of three.

What a viewer may see, how many like a note and whether the viewer does, is asked each time, in one statement; the rest
of a card is encoded once and kept by the note's version, and so are members and pictures, which many notes share. A
changed nickname, avatar or picture shows after twice `KEPT_SECONDS` at the latest.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from zhongcao.community import store
from zhongcao.community.schemas import NoteCard
from zhongcao.community.service._show import show_cards
from zhongcao.identity import service as identity
from zhongcao.identity.schemas import MemberCard
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.kept import Kept
from zhongcao.media import service as media
from zhongcao.media.schemas import Picture

KEPT_SECONDS = 60.0
KEPT_MAX = 40_000
_HOLE = b'"likes":0,"liked":false'
"""What the viewer's own figures take the place of; within a text its quotation marks would be escaped."""


class CardCache:
    """The encoded cards of one process."""

    def __init__(self, *, most: int = KEPT_MAX, tick: Callable[[], float] = time.monotonic) -> None:
        self._kept: dict[int, tuple[int, float, bytes, bytes]] = {}
        self._most, self._tick = most, tick
        self.members: Kept[int, MemberCard] = Kept(seconds=KEPT_SECONDS, most=most, tick=tick)
        self.pictures: Kept[int, Picture] = Kept(seconds=KEPT_SECONDS, most=most, tick=tick)

    def __len__(self) -> int:
        """How many are kept."""
        return len(self._kept)

    def find(self, note_id: int, version: int) -> tuple[bytes, bytes] | None:
        """A card of this version, before and behind the figures; None when it has to be made."""
        kept = self._kept.get(note_id)
        if kept is None or kept[0] != version or kept[1] < self._tick():
            return None
        return kept[2], kept[3]

    def holds(self, note_id: int) -> bool:
        """Whether a card of whichever version is kept."""
        kept = self._kept.get(note_id)
        return kept is not None and kept[1] >= self._tick()

    def keep(self, version: int, card: NoteCard) -> tuple[bytes, bytes]:
        """Remember a card; the oldest make room."""
        plain = msgspec.json.encode(msgspec.structs.replace(card, likes=0, liked=False))
        before, _, behind = plain.partition(_HOLE)
        key = int(card.id)
        self._kept.pop(key, None)
        while len(self._kept) >= self._most:
            self._kept.pop(next(iter(self._kept)))
        self._kept[key] = (version, self._tick() + KEPT_SECONDS, before, behind)
        return before, behind


async def encoded_cards(
    tx: Tx | ReadTx,
    note_ids: Sequence[int],
    *,
    viewer: int,
    kept: CardCache,
    soon: Sequence[int] = (),
    beside: tuple[Any, ...] = (),
    given: Mapping[str, Any] | None = None,
) -> tuple[dict[int, bytes], tuple[Any, ...]]:
    """The published or own ones among some notes, as JSON by id, and the answers to some more questions.

    Where cards are missing, those that are asked for `soon` are made with them. `beside` are subqueries about `viewer`
    and what else is `given`, asked in the same statement.
    """
    if not note_ids:
        return {}, ()
    rows, answers = await store.list_figures(tx, note_ids, viewer=viewer, beside=beside, given=given)
    parts = {note: kept.find(note, version) for note, version, _, _ in rows}
    if missing := [note for note, part in parts.items() if part is None]:
        parts |= await _made(tx, [*missing, *(note for note in soon if not kept.holds(note))], viewer=viewer, kept=kept)
    encoded = {}
    for note, _, likes, liked in rows:
        if part := parts[note]:
            encoded[note] = b'%b"likes":%d,"liked":%b%b' % (part[0], likes, b"true" if liked else b"false", part[1])
    return encoded, answers


async def _made(
    tx: Tx | ReadTx, note_ids: Sequence[int], *, viewer: int, kept: CardCache
) -> dict[int, tuple[bytes, bytes]]:
    """The cards of some notes, made and kept."""
    listed = await store.list_cards(tx, note_ids, viewer=viewer)
    versions = {row.id: row.version for row in listed}
    made = await show_cards(
        tx,
        listed,
        members=lambda ids: kept.members.of(ids, lambda unknown: identity.cards(tx, unknown)),
        pictures=lambda ids: kept.pictures.of(ids, lambda unknown: media.pictures(tx, unknown)),
    )
    return {int(card.id): kept.keep(versions[int(card.id)], card) for card in made}
