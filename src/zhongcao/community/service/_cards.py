"""Cards as they go over the wire, kept for a while: most pages of twenty ask the database nothing about their notes.

A card is encoded once and kept by the note's version, with how many like it. It is made for everyone: nothing about a
viewer is asked with it. It is shown without asking as long as this process hears of changes and heard of none
(`kit.hearing`); else one short statement tells which notes a viewer may see, their versions and figures. What the
viewer likes, and between whom stands a block, a feed knows of its notes (`Own`); the statement that asks for that
brings cards that are missing. A changed nickname, avatar or picture shows after `KEPT_SECONDS` at the latest.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from zhongcao.community import store
from zhongcao.community.rules import NOTE_CHANGED
from zhongcao.community.service._show import show_whole
from zhongcao.identity import service as identity
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.hearing import Hearing
from zhongcao.media import service as media

KEPT_SECONDS = 60.0
KEPT_MAX = 40_000
_HOLE = b'"likes":%d,"liked":false'
"""What the figures take the place of; within a text its quotation marks would be escaped."""
_LIKED, _UNLIKED = b'%b"likes":%d,"liked":true%b', b'%b"likes":%d,"liked":false%b'
_NEVER = -1
_OWN_AND_CARDS = (*store.OWN, store.whole_cards(identity.card_of, media.picture_of))
_encode = msgspec.json.Encoder().encode


class Own(msgspec.Struct, frozen=True):
    """What a viewer and the notes of a feed have to do with each other: which they like, and authors behind a block."""

    liked: frozenset[int]
    apart: frozenset[int]


class Kept(msgspec.Struct):
    """A card without its figures, in two parts; who wrote the note, and how many like it."""

    version: int
    until: float
    before: bytes
    behind: bytes
    author: int
    likes: int
    unliked: bytes
    """The whole card for whoever does not like it, which are most."""
    turn: int
    """As of which turn of listening everybody may see it with this version and so many likes; `_NEVER` if unknown."""

    def filled(self, *, liked: bool) -> bytes:
        """The whole card."""
        return _LIKED % (self.before, self.likes, self.behind) if liked else self.unliked

    def count(self, likes: int) -> None:
        """Let so many like it."""
        if likes != self.likes:
            self.likes, self.unliked = likes, _UNLIKED % (self.before, likes, self.behind)


class CardCache:
    """The encoded cards of one process."""

    def __init__(
        self,
        *,
        most: int = KEPT_MAX,
        tick: Callable[[], float] = time.monotonic,
        hearing: Hearing | None = None,
    ) -> None:
        self._kept: dict[int, Kept] = {}
        self._most, self._tick, self._hearing = most, tick, hearing

    def __len__(self) -> int:
        """How many are kept."""
        return len(self._kept)

    @property
    def turn(self) -> int:
        """As of which turn of listening something counts that is asked from now on."""
        return self._hearing.turn if self._hearing is not None else _NEVER

    def sure(self, note_ids: Sequence[int], own: Own) -> tuple[dict[int, bytes], list[int]] | None:
        """The cards of some notes that nothing was heard about, without those behind a block, and which are not kept.

        None where the database is to be asked: a change was heard of, or nobody knows whether one was missed.
        """
        hearing = self._hearing
        if hearing is None or not hearing.is_current:
            return None
        now, known, floor, changed = self._tick(), self._kept, hearing.floor, hearing.last(NOTE_CHANGED)
        liked, apart = own.liked, own.apart
        cards: dict[int, bytes] = {}
        missing: list[int] = []
        for note in note_ids:
            kept = known.get(note)
            if kept is None or kept.until < now:
                missing.append(note)
            elif kept.turn < floor or (note in changed and changed[note] > kept.turn):
                return None
            elif kept.author not in apart:
                cards[note] = kept.filled(liked=True) if note in liked else kept.unliked
        return cards, missing

    def encoded(
        self, figures: Iterable[tuple[int, int, int, int | None]], *, viewer: int, turn: int
    ) -> tuple[dict[int, bytes], dict[int, bool]]:
        """The cards of these versions with the viewer's figures in them; of those to be made, whether they like them.

        The figures count as of a turn of listening, and are kept.
        """
        now, known = self._tick(), self._kept
        cards: dict[int, bytes] = {}
        missing: dict[int, bool] = {}
        for note, version, likes, liked in figures:
            kept = known.get(note)
            if kept is None or kept.version != version or kept.until < now:
                missing[note] = liked is not None
                continue
            if turn >= kept.turn:
                kept.count(likes)
                kept.turn = turn if kept.author != viewer else _NEVER  # one's own are seen unpublished too
            cards[note] = (_UNLIKED if liked is None else _LIKED) % (kept.before, likes, kept.behind)
        return cards, missing

    def lacking(self, note_ids: Sequence[int]) -> list[int]:
        """Those of some notes of which no card of whichever version is kept."""
        now, known = self._tick(), self._kept
        return [note for note in note_ids if note not in known or known[note].until < now]

    def keep(self, made: Iterable[store.WholeCard], *, turn: int, viewer: int = 0) -> dict[int, Kept]:
        """Remember cards that were asked for as of a turn of listening, a viewer's own too; the oldest make room."""
        known, most, until = self._kept, self._most, self._tick() + KEPT_SECONDS
        kept = {}
        for one in made:
            unliked = _encode(show_whole(one))
            before, _, behind = unliked.partition(_HOLE % one.likes)
            known.pop(one.id, None)
            while len(known) >= most:
                known.pop(next(iter(known)))
            kept[one.id] = known[one.id] = Kept(
                version=one.version,
                until=until,
                before=before,
                behind=behind,
                author=one.author_id,
                likes=one.likes,
                unliked=unliked,
                turn=turn if one.author_id != viewer else _NEVER,
            )
        return kept


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
    turn = kept.turn
    figures, answers = await store.list_figures(tx, note_ids, viewer=viewer, beside=beside, given=given)
    cards, missing = kept.encoded(figures, viewer=viewer, turn=turn)
    if missing:
        made = await _made(tx, [*missing, *kept.lacking(soon)], viewer=viewer, kept=kept)
        cards |= {note: made[note].filled(liked=liked) for note, liked in missing.items() if note in made}
    return cards, answers


async def sure_cards(
    tx: Tx | ReadTx, note_ids: Sequence[int], *, own: Own, kept: CardCache, soon: Sequence[int] = ()
) -> dict[int, bytes] | None:
    """The same for a viewer of whom it is known what they like and who is behind a block: without asking, but for cards
    that are not kept. None where that does not suffice.
    """
    found = kept.sure(note_ids, own)
    if found is None:
        return None
    cards, missing = found
    if missing:
        made = await _made(tx, [*missing, *kept.lacking(soon)], kept=kept)
        for note in missing:
            if note in made and made[note].author not in own.apart:
                cards[note] = made[note].filled(liked=note in own.liked)
    return cards


async def _made(tx: Tx | ReadTx, note_ids: Sequence[int], *, kept: CardCache, viewer: int = 0) -> dict[int, Kept]:
    """The cards of published notes among some, and of the viewer's own, made and kept whoever blocked whom."""
    turn = kept.turn
    listed = await store.list_whole_cards(tx, note_ids, viewer=viewer, author=identity.card_of, cover=media.picture_of)
    return kept.keep(listed, turn=turn, viewer=viewer)


class OwnAsked(msgspec.Struct, frozen=True):
    """Questions for the statement that keeps a feed, and what they are asked about beside `member`."""

    beside: tuple[Any, ...]
    given: dict[str, Any]
    kept: CardCache | None
    turn: int

    def own(self, answers: tuple[Any, ...]) -> Own:
        """What the viewer and the notes have to do with each other; the cards that came with it are kept."""
        liked, apart, *cards = answers
        if cards and self.kept is not None:
            self.kept.keep(store.read_whole_cards(cards[0]), turn=self.turn)
        return Own(liked=frozenset(liked), apart=frozenset(apart))


def ask_own(
    note_ids: Sequence[int], authors: Sequence[int], *, soon: Sequence[int] = (), kept: CardCache | None = None
) -> OwnAsked:
    """How to ask what a member has to do with a feed's notes and their authors, and for cards that are asked for `soon`
    and not kept.
    """
    given = {"shown": note_ids, "authors": authors}
    missing = kept.lacking(soon) if kept is not None else []
    if kept is None or not missing:
        return OwnAsked(store.OWN, given, None, 0)
    return OwnAsked(_OWN_AND_CARDS, {**given, "ids": missing}, kept, kept.turn)
