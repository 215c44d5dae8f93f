"""What crosses the boundary of community: the same structs inside the house and in the API."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from zhongcao.community.rules import (
    ALBUM_CHARACTERS_MAX,
    ALT_CHARACTERS_MAX,
    BODY_CHARACTERS_MAX,
    COMMENT_CHARACTERS_MAX,
    LOCATION_CHARACTERS_MAX,
    PICTURES_MAX,
    TAG_CHARACTERS_MAX,
    TAGS_PER_PICTURE_MAX,
    TITLE_CHARACTERS_MAX,
    TOPIC_CHARACTERS_MAX,
    TOPICS_MAX,
    Aspect,
    Direction,
    Ground,
    NoteKind,
    NoteState,
    TagKind,
)
from zhongcao.identity.schemas import MemberCard
from zhongcao.kit.http import Input, Key
from zhongcao.mall.schemas import ProductCard
from zhongcao.media.schemas import Picture
from zhongcao.supply.schemas import BrandCard

Coordinate = Annotated[float, Meta(ge=0, le=1, description="Share of the picture's width or height.")]
TopicName = Annotated[str, Meta(min_length=1, max_length=TOPIC_CHARACTERS_MAX)]
Title = Annotated[str, Meta(max_length=TITLE_CHARACTERS_MAX)]
Body = Annotated[str, Meta(max_length=BODY_CHARACTERS_MAX, description="Plain text; # before a word names a topic.")]
Location = Annotated[str, Meta(max_length=LOCATION_CHARACTERS_MAX)]
Language = Annotated[str, Meta(pattern="^[a-z]{2}(-[A-Z]{2})?$")]
Stars = Annotated[int, Meta(ge=1, le=5)]


class PictureTag(Input, frozen=True, kw_only=True):
    """A tag placed on a picture: what it points at, where, and on which side its text stands."""

    kind: TagKind
    x: Coordinate
    y: Coordinate
    direction: Direction = Direction.RIGHT
    text: Annotated[str, Meta(min_length=1, max_length=TAG_CHARACTERS_MAX)]
    product_id: Key | None = None
    brand_id: Key | None = None


class PictureInput(Input, frozen=True, kw_only=True):
    """An uploaded picture with its tags, and what it shows for those who cannot see it (替代文字)."""

    id: Key
    alt: Annotated[str, Meta(max_length=ALT_CHARACTERS_MAX)] = ""
    tags: Annotated[list[PictureTag], Meta(max_length=TAGS_PER_PICTURE_MAX)] = msgspec.field(default_factory=list)


class Rating(Input, frozen=True, kw_only=True):
    """What a buyer thinks of bought goods, from 1 to 5, overall and by aspect."""

    overall: Stars
    aspects: dict[Aspect, Stars] = msgspec.field(default_factory=dict)


class NoteInput(Input, frozen=True, kw_only=True):
    """A note to publish, or to keep as a draft; `order` and `line` make it a verified purchase."""

    kind: NoteKind = NoteKind.IMAGE
    title: Title = ""
    body: Body = ""
    location: Location | None = None
    language: Language = "zh-CN"
    pictures: Annotated[list[PictureInput], Meta(max_length=PICTURES_MAX)] = msgspec.field(default_factory=list)
    topics: Annotated[list[TopicName], Meta(max_length=TOPICS_MAX)] = msgspec.field(default_factory=list)
    draft: bool = False
    order: Key | None = None
    line: Annotated[int, Meta(ge=1, le=999)] | None = None
    rating: Rating | None = None


class NoteEdit(Input, frozen=True, kw_only=True):
    """New words for a note; what is not named stays."""

    title: Title | msgspec.UnsetType = msgspec.UNSET
    body: Body | msgspec.UnsetType = msgspec.UNSET
    location: Location | msgspec.UnsetType | None = msgspec.UNSET


class Earlier(msgspec.Struct, frozen=True, kw_only=True):
    """What a note said before an edit."""

    version: int
    title: str
    body: str
    location: str | None
    replaced_at: datetime


class NotePicture(msgspec.Struct, frozen=True, kw_only=True):
    """A picture of a note with its tags, and its description in words; empty when the author gave none."""

    picture: Picture
    alt: str
    tags: list[PictureTag]


class VerifiedPurchase(msgspec.Struct, frozen=True, kw_only=True):
    """The author bought these goods here and received them (已购)."""

    sku_id: Key
    product_id: Key
    received_at: datetime


class NoteCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many members liked, kept and commented on a note."""

    likes: int
    collects: int
    comments: int


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """A note in full, as one viewer sees it."""

    id: Key
    author: MemberCard
    kind: NoteKind
    state: NoteState
    title: str
    body: str
    location: str | None
    language: str
    topics: list[str]
    pictures: list[NotePicture]
    counts: NoteCounts
    liked: bool
    collected: bool
    following: bool
    mine: bool
    verified_purchase: VerifiedPurchase | None
    rating: Rating | None
    version: int
    created_at: datetime
    published_at: datetime | None
    edited_at: datetime | None


class NoteCard(msgspec.Struct, frozen=True, kw_only=True):
    """A note as shown in a list."""

    id: Key
    title: str
    cover: Picture | None
    author: MemberCard
    kind: NoteKind
    likes: int
    liked: bool
    verified: bool
    goods: int
    published_at: datetime | None


class Post(NoteCard, frozen=True, kw_only=True):
    """A note as shown in Following: all its words and pictures, and what the viewer may do with it at once."""

    body: str
    location: str | None
    topics: list[str]
    pictures: list[Picture]
    collects: int
    collected: bool
    comments: int


class NoteTraits(msgspec.Struct, frozen=True, kw_only=True):
    """What ranking and search need to know about a published note."""

    id: int
    author_id: int
    published_at: datetime
    title: str
    body: str
    topics: list[str]
    products: list[int]
    brands: list[int]
    verified: bool
    rating: int | None


class CollectInput(Input, frozen=True, kw_only=True):
    """In which album to keep a note; none means the default album."""

    album: Key | None = None


class AlbumInput(Input, frozen=True, kw_only=True):
    """The name of an album."""

    name: Annotated[str, Meta(min_length=1, max_length=ALBUM_CHARACTERS_MAX)]


class UnsharedPurchase(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a member bought and received, and has not written about yet."""

    order: Key
    order_no: str
    line: int
    title: str
    variant: str | None
    product: ProductCard | None
    received_at: datetime


class Album(msgspec.Struct, frozen=True, kw_only=True):
    """An album of kept notes; the default one has neither id nor name."""

    id: Key | None
    name: str | None
    notes: int


class CommentInput(Input, frozen=True, kw_only=True):
    """A comment on a note, or an answer to a comment."""

    text: Annotated[str, Meta(min_length=1, max_length=COMMENT_CHARACTERS_MAX)]
    parent: Key | None = None


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """A comment in its thread; a deleted one keeps its place without words.

    `by_author` marks the note's own author, `may_delete` whether the viewer may take it back.
    """

    id: Key
    note_id: Key
    parent_id: Key | None
    author: MemberCard
    text: str
    deleted: bool
    created_at: datetime
    by_author: bool
    may_delete: bool


class Fellow(MemberCard, frozen=True, kw_only=True):
    """A member in a list of people: how many fans they have, and how the viewer and they stand to each other."""

    fans: int
    following: bool
    follows_viewer: bool
    is_viewer: bool


class MemberPage(msgspec.Struct, frozen=True, kw_only=True):
    """What the community knows about a member."""

    member: MemberCard
    notes: int
    likes: int
    collects: int
    fans: int
    followees: int
    following: bool
    follows_viewer: bool
    blocked: bool
    is_viewer: bool


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """A topic (话题): how many notes joined it, and how many members wrote them."""

    id: Key
    name: str
    notes: int
    participants: int
    following: bool


class Follows(msgspec.Struct, frozen=True, kw_only=True):
    """What a member follows besides people: topics by name, and brands; newest first."""

    topics: list[str]
    brands: list[BrandCard]


class ProductRating(msgspec.Struct, frozen=True, kw_only=True):
    """What verified buyers of a product said in numbers; the average is in hundredths, 420 means 4.2 stars."""

    notes: int
    ratings: int
    average_hundredths: int | None


class NoteDecision(Input, frozen=True, kw_only=True):
    """What staff decided about a note, and on what ground it is taken down."""

    decision: Literal["publish", "hide"]
    ground: Ground | None = None
    reason: Annotated[str, Meta(max_length=500)] = ""


class NoteInReview(msgspec.Struct, frozen=True, kw_only=True):
    """A note that waits for a moderator."""

    note: Note
    held_for: list[str]


class Interaction(msgspec.Struct, frozen=True, kw_only=True):
    """A like, a collect, a comment or a follow: `member` did it to `subject` (a note or a member)."""

    member: int
    subject: int
    author: int
    at: datetime


class ImportedTag(msgspec.Struct, frozen=True, kw_only=True):
    """A tag on a picture of an imported note."""

    position: int
    kind: TagKind
    x: float
    y: float
    text: str
    direction: Direction = Direction.RIGHT
    product_id: int | None = None
    brand_id: int | None = None


class ImportedNote(msgspec.Struct, frozen=True, kw_only=True):
    """A published note that comes from another system; `purchase` makes it a verified review."""

    id: int
    author_id: int
    title: str
    body: str
    published_at: datetime
    language: str = "zh-CN"
    location: str | None = None
    topics: list[str] = []
    picture_ids: list[int] = []
    tags: list[ImportedTag] = []
    products: list[int] = []
    order_id: int | None = None
    line_no: int | None = None
    sku_id: int | None = None
    product_id: int | None = None
    received_at: datetime | None = None
    rating: int | None = None
    aspects: dict[str, int] | None = None


class ImportedComment(msgspec.Struct, frozen=True, kw_only=True):
    """A comment that comes from another system; an answer names the comment that it answers, which comes before it."""

    id: int
    note_id: int
    author_id: int
    member_id: int
    text: str
    at: datetime
    parent_id: int | None = None


class InteractionRow(msgspec.Struct, frozen=True, kw_only=True):
    """A like or collect (subject: a note) or a follow (subject: a member) that comes from another system."""

    member_id: int
    subject_id: int
    at: datetime
