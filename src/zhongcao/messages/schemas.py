"""What crosses the boundary of messages."""

from datetime import datetime

import msgspec

from zhongcao.community.schemas import Fellow, NoteCard
from zhongcao.kit.http import Input, Key
from zhongcao.media.schemas import Picture
from zhongcao.messages.rules import Box, NoticeKind


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """A notice with its sentence in both languages; `events` counts the members behind it.

    `picture` shows what it is about: the goods of an order, the product that is there again, a show.
    """

    id: Key
    box: Box
    kind: NoticeKind
    zh: str
    en: str
    actors: list[Fellow]
    events: int
    note: NoteCard | None
    comment_id: Key | None
    excerpt: str | None
    order_id: Key | None
    order_no: str | None
    product_id: Key | None
    show_id: Key | None
    picture: Picture | None
    unread: bool
    at: datetime


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """Unread events by box."""

    likes: int = 0
    follows: int = 0
    comments: int = 0
    notes: int = 0
    orders: int = 0
    total: int = 0


class ReadInput(Input, frozen=True, kw_only=True):
    """Which box was read; none means all."""

    box: Box | None = None
