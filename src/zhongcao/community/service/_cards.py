"""Cards as they go over the wire, kept for a while: a page of twenty costs one short question instead of three.

What a viewer may see, how many like a note and whether the viewer does, is asked each time, in one statement; the rest
of a card is encoded once and kept by the note's version. A changed nickname, avatar or picture shows after
`KEPT_SECONDS` at the latest.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from zhongcao.community import store
from zhongcao.community.schemas import NoteCard
from zhongcao.community.service._show import show_whole
from zhongcao.identity import service as identity
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.media import service as media

KEPT_SECONDS = 60.0
KEPT_MAX = 40_000
_HOLE = b'"likes":0,"liked":false'
"""What the viewer's own figures take the place of; within a text its quotation marks would be escaped."""
_FILLED = b'%b"likes":%d,"liked":%b%b'


class CardCache:
    """The encoded cards of one process."""

    def __init__(self, *, most: int = KEPT_MAX, tick: Callable[[], float] = time.monotonic) -> None:
        self._kept: dict[int, tuple[int, float, bytes, bytes]] = {}
        self._most, self._tick = most, tick

    def __len__(self) -> int:
        """How many are kept."""
        return len(self._kept)

    def encoded(
        self, figures: Iterable[tuple[int, int, int, int | None]]
    ) -> tuple[dict[int, bytes], dict[int, tuple[int, bool]]]:
        """The cards of these versions with the viewer's figures in them; the figures of those that have to be made."""
        now, known = self._tick(), self._kept
        cards: dict[int, bytes] = {}
        missing: dict[int, tuple[int, bool]] = {}
        for note, version, likes, liked in figures:
            kept = known.get(note)
            if kept is None or kept[0] != version or kept[1] < now:
                missing[note] = likes, liked is not None
            else:
                cards[note] = _FILLED % (kept[2], likes, b"true" if liked is not None else b"false", kept[3])
        return cards, missing

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
    figures, answers = await store.list_figures(tx, note_ids, viewer=viewer, beside=beside, given=given)
    cards, missing = kept.encoded(figures)
    if missing:
        wanted = [*missing, *(note for note in soon if not kept.holds(note))]
        made = await _made(tx, wanted, viewer=viewer, kept=kept)
        for note, (likes, liked) in missing.items():
            if part := made.get(note):
                cards[note] = _FILLED % (part[0], likes, b"true" if liked else b"false", part[1])
    return cards, answers


async def _made(
    tx: Tx | ReadTx, note_ids: Sequence[int], *, viewer: int, kept: CardCache
) -> dict[int, tuple[bytes, bytes]]:
    """The cards of some notes, made and kept."""
    listed = await store.list_whole_cards(tx, note_ids, viewer=viewer, author=identity.card_of, cover=media.picture_of)
    return {row.id: kept.keep(row.version, show_whole(row)) for row in listed}
