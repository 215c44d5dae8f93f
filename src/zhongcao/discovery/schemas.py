"""What crosses the boundary of discovery."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from zhongcao.community.schemas import Fellow, NoteCard, Post, Topic
from zhongcao.discovery.rules import (
    PICK_DAYS,
    PICK_DAYS_MAX,
    Dismissal,
    GoodsDismissal,
    ShowDismissal,
    Stage,
    SubjectKind,
)
from zhongcao.identity.schemas import MemberCard
from zhongcao.kit.http import Input, Key
from zhongcao.mall.schemas import ProductCard
from zhongcao.media.schemas import Picture


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why a card is shown: a code for machines and a sentence in both languages."""

    code: str
    zh: str
    en: str


class FeedItem(msgspec.Struct, frozen=True, kw_only=True):
    """One card of a feed, why it is there, and the number of the page that it came with; events tell it."""

    note: NoteCard
    reason: Reason
    page: str


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A note that editors may put forward or have put forward (精选): why, who, since and until when."""

    note: NoteCard
    why: str | None
    picked_by: Key | None
    picked_at: datetime | None
    ends_at: datetime | None
    can_pick: bool
    can_unpick: bool


class PickInput(Input, frozen=True, kw_only=True):
    """Why a note is put forward, and for how many days."""

    why: Annotated[str, Meta(min_length=1, max_length=200)]
    days: Annotated[int, Meta(ge=1, le=PICK_DAYS_MAX)] = PICK_DAYS


class Exposure(msgspec.Struct, frozen=True, kw_only=True):
    """How Discover gave out its places in a period (公平曝光); shares and the Gini coefficient go from 0 to 1.

    `gini` is 0 when every note there is was served equally often. The tail are notes outside of those that hold 80 % of
    all heat; new authors published first within 30 days; small ones have fewer than 1,000 fans. `waiting_notes` still
    miss some of their first readers.
    """

    starts_at: datetime
    ends_at: datetime
    places: int
    notes_served: int
    notes_there: int
    gini: float
    tail_share: float
    new_author_share: float
    small_author_share: float
    waiting_notes: int


class GoodsItem(msgspec.Struct, frozen=True, kw_only=True):
    """Goods in a feed, why they are there, how many notes of the last seven days show them, and the page's number."""

    product: ProductCard
    reason: Reason
    notes_this_week: int
    page: str


class GoodsBetween(msgspec.Struct, frozen=True, kw_only=True):
    """Goods between notes of Discover: before which of the page's notes they stand (`before`: after so many), and why.

    `page` is the number that events about them tell.
    """

    product: ProductCard
    reason: Reason
    before: int
    page: str


class LiveShow(msgspec.Struct, frozen=True, kw_only=True):
    """A show on air as a card of Discover (直播卡片)."""

    id: Key
    title: str
    cover: Picture | None
    host: MemberCard
    watching: int


class LiveBetween(msgspec.Struct, frozen=True, kw_only=True):
    """A show on air between notes of Discover: behind how many of the page's notes it stands (`before`), and why."""

    show: LiveShow
    reason: Reason
    before: int


class DiscoverPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of Discover: its notes, and between them goods and shows on air where the viewer seems to want them."""

    items: list[FeedItem]
    goods: list[GoodsBetween] = []
    live: list[LiveBetween] = []
    next_cursor: str | None = None


class PostItem(msgspec.Struct, frozen=True, kw_only=True):
    """One note of Following with all its words, and why it is there."""

    note: Post
    reason: Reason


class Taste(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a member seems to like: how much, as a share of what they like most, and whether they said so."""

    subject: str
    kind: SubjectKind
    zh: str
    en: str
    share: float
    chosen: bool


class Aversion(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a member keeps away, and why."""

    subject: str
    kind: SubjectKind
    zh: str
    en: str
    reason: Literal["muted", "content", "author", "seen", "ad", "kind", "brand", "owned"]
    at: datetime


class Repurchase(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a member buys again (回购): after how many days, when last, and from when it is missed."""

    product: ProductCard
    days: int
    last_at: datetime
    due_at: datetime


class Home(msgspec.Struct, frozen=True, kw_only=True):
    """Where a member told that they live: the city, and its tier in words (城市级别) where one is known or was told."""

    city: str | None
    tier: int | None
    tier_zh: str
    tier_en: str


class Portrait(msgspec.Struct, frozen=True, kw_only=True):
    """A member's portrait (画像): what is thought of their taste and habits, and what they keep away.

    `usual_hour` is the hour of the day in China in which they do most, null while there is too little to tell.
    """

    personalised: bool
    changed_at: datetime | None
    stage: Stage
    usual_hour: int | None
    home: Home | None
    tastes: list[Taste]
    repurchases: list[Repurchase]
    aversions: list[Aversion]


class DismissalInput(Input, frozen=True, kw_only=True):
    """Why one is not interested in a note."""

    reason: Dismissal = Dismissal.CONTENT


class GoodsDismissalInput(Input, frozen=True, kw_only=True):
    """Why one is not interested in goods."""

    reason: GoodsDismissal = GoodsDismissal.KIND


class ShowDismissalInput(Input, frozen=True, kw_only=True):
    """Why one is not interested in a show."""

    reason: ShowDismissal = ShowDismissal.CONTENT


class News(msgspec.Struct, frozen=True, kw_only=True):
    """Someone whom one follows published something lately: the newest of it."""

    member: MemberCard
    note: Key
    at: datetime


class Introduction(msgspec.Struct, frozen=True, kw_only=True):
    """Someone whom one might follow, with their warmest notes."""

    member: Fellow
    notes: list[NoteCard]


class Around(msgspec.Struct, frozen=True, kw_only=True):
    """What Following shows besides the newest notes."""

    news: list[News]
    missed: list[NoteCard]
    people: list[Introduction]


class Suggestions(msgspec.Struct, frozen=True, kw_only=True):
    """What someone who types may mean: words that others searched for, topics, members, products."""

    query: str
    words: list[str]
    topics: list[Topic]
    members: list[MemberCard]
    products: list[ProductCard]


class Chip(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was read out of a query and can be taken off; `narrows` says whether results are narrowed to it.

    `kind` is brand, category, concern or price; `value` an id, a code, or a span of prices in fen (`5000-20000`).
    """

    kind: str
    value: str
    zh: str
    en: str
    narrows: bool


class FacetValue(msgspec.Struct, frozen=True, kw_only=True):
    """Something to which results can be narrowed, and how many there would be."""

    value: str
    zh: str
    en: str
    count: int


class Facets(msgspec.Struct, frozen=True, kw_only=True):
    """To what results can be narrowed; prices are spans in fen (`5000-10000`, the last without an end)."""

    brands: list[FacetValue] = []
    categories: list[FacetValue] = []
    prices: list[FacetValue] = []
    warehouses: list[FacetValue] = []
    in_stock: int = 0
    verified: int = 0


class Help(msgspec.Struct, frozen=True, kw_only=True):
    """How an empty page was filled, or what may be tried: another spelling, what was given up, words nearby.

    `relaxed` holds `words` (not all of them are met), `brand` (others stand behind) and `price` (it was left aside).
    """

    asked: str
    corrected: str | None = None
    relaxed: list[str] = []
    nearby: list[str] = []


class SearchResults(msgspec.Struct, frozen=True, kw_only=True):
    """What a search found: the list of the asked kind, or with `all` notes and the best few of everything else.

    The first page of goods or notes also tells how many there are, how many of them (the first ones) hold all that was
    asked for, what was read out of the query, to what results can be narrowed, and how an empty page was helped;
    without any of it the database searched while the index was away.
    """

    query: str
    notes: list[NoteCard] = []
    products: list[ProductCard] = []
    members: list[Fellow] = []
    topics: list[Topic] = []
    total: int | None = None
    exact: int | None = None
    understood: list[Chip] = []
    facets: Facets | None = None
    help: Help | None = None
    next_cursor: str | None = None


class HotWord(msgspec.Struct, frozen=True, kw_only=True):
    """A query that many members made lately."""

    query: Annotated[str, Meta(max_length=80)]
    members: int
