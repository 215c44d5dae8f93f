"""What crosses the boundary of discovery."""

from typing import Annotated

import msgspec
from msgspec import Meta

from zhongcao.community.schemas import NoteCard
from zhongcao.identity.schemas import MemberCard
from zhongcao.mall.schemas import ProductCard


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why a card is shown: a code for machines and a sentence in both languages."""

    code: str
    zh: str
    en: str


class FeedItem(msgspec.Struct, frozen=True, kw_only=True):
    """One card of a feed and why it is there."""

    note: NoteCard
    reason: Reason


class SearchResults(msgspec.Struct, frozen=True, kw_only=True):
    """What a search found; only the list of the asked kind is filled."""

    query: str
    notes: list[NoteCard] = []
    products: list[ProductCard] = []
    members: list[MemberCard] = []
    next_cursor: str | None = None


class HotWord(msgspec.Struct, frozen=True, kw_only=True):
    """A query that many members made lately."""

    query: Annotated[str, Meta(max_length=80)]
    members: int
