"""What crosses the boundary of live: the same structs inside the house and in the API."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from zhongcao.identity.schemas import MemberCard
from zhongcao.kit.http import Input, Key
from zhongcao.kit.money import Money
from zhongcao.live.rules import HEARTS_MAX, LINE_CHARACTERS_MAX, SHELF_MAX, TITLE_CHARACTERS_MAX, ShowState
from zhongcao.mall.schemas import ProductCard
from zhongcao.media.schemas import Picture

Title = Annotated[str, Meta(min_length=1, max_length=TITLE_CHARACTERS_MAX)]
Products = Annotated[list[Key], Meta(max_length=SHELF_MAX, description="Products in the order of the shelf.")]


class ShowInput(Input, frozen=True, kw_only=True):
    """A show to announce; without a moment it is meant for now."""

    title: Title
    cover_id: Key
    starts_at: datetime | None = None
    products: Products = msgspec.field(default_factory=list)


class ShowEdit(Input, frozen=True, kw_only=True):
    """What changes about an announced show; what is not named stays."""

    title: Title | msgspec.UnsetType = msgspec.UNSET
    cover_id: Key | msgspec.UnsetType = msgspec.UNSET
    starts_at: datetime | msgspec.UnsetType = msgspec.UNSET


class ShelfInput(Input, frozen=True, kw_only=True):
    """The products of a shelf, all of them, in their order."""

    products: Products


class ExplainedInput(Input, frozen=True, kw_only=True):
    """The product that is being explained."""

    product: Key


class LineInput(Input, frozen=True, kw_only=True):
    """A line for the chat."""

    text: Annotated[str, Meta(min_length=1, max_length=LINE_CHARACTERS_MAX)]


class HeartsInput(Input, frozen=True, kw_only=True):
    """How often somebody tapped since the last call."""

    count: Annotated[int, Meta(ge=1, le=HEARTS_MAX)]


class StopInput(Input, frozen=True, kw_only=True):
    """Why a show is taken off the air; its host reads this."""

    reason: Annotated[str, Meta(min_length=1, max_length=200)]


class Show(msgspec.Struct, frozen=True, kw_only=True):
    """A show in a list, as one viewer sees it; `came` counts members one by one and is a lower bound for visitors.

    `reason` says why staff stopped it, to its host and to staff only.
    """

    id: Key
    title: str
    state: ShowState
    cover: Picture | None
    host: MemberCard
    starts_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    watching: int
    came: int
    hearts: int
    reminded: bool
    mine: bool
    goods_count: int
    replay: bool
    reason: str | None


class ShelfItem(msgspec.Struct, frozen=True, kw_only=True):
    """A product on the shelf; `chapters` are the seconds of the replay at which it began to be explained."""

    product: ProductCard
    explaining: bool
    chapters: list[int]


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the chat."""

    id: Key
    member: MemberCard
    text: str
    at: datetime


class Room(Show, frozen=True, kw_only=True):
    """A show with all that its room needs; `stream` is where its pictures come from, null where none may be seen."""

    shelf: list[ShelfItem]
    stream: str | None
    lines: list[Line]
    silenced: bool
    following: bool


class StreamKey(msgspec.Struct, frozen=True, kw_only=True):
    """Where an encoder pushes to: the address ends in the key, file names follow after a slash. Shown once."""

    url: str
    key: str

    def __repr__(self) -> str:
        return "StreamKey(...)"


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """How many watched at most within one minute."""

    at: datetime
    watching: int


class Results(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a show, for its host; orders that were given back are not among them."""

    curve: list[Moment]
    most_at_once: int
    came: int
    hearts: int
    lines: int
    followers_won: int
    orders: int
    pieces: int
    sum: Money


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """What moves in a room all the time."""

    watching: int
    came: int
    hearts: int
