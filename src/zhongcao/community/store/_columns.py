"""What notes are shown with: their pictures and tags, and what the viewer did to them."""

from typing import Any

from sqlalchemy import String, exists, func, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from zhongcao.community.rules import FollowKind
from zhongcao.community.store._visible import VIEWER
from zhongcao.community.tables import CollectRow, FollowRow, LikeRow, NotePictureRow, NoteRow, NoteTagRow

_OF_TAG = (NoteTagRow.author_id == NoteRow.author_id) & (NoteTagRow.note_id == NoteRow.id)


def _did(kind: type[LikeRow] | type[CollectRow]) -> Any:
    return exists(select(1).where(kind.member_id == VIEWER, kind.note_id == NoteRow.id).correlate(NoteRow))


def _of_pictures(column: Any) -> Any:
    """One column of a note's pictures, in their order."""
    return (
        select(func.array_agg(aggregate_order_by(column, NotePictureRow.position)))
        .where(NotePictureRow.author_id == NoteRow.author_id, NotePictureRow.note_id == NoteRow.id)
        .correlate(NoteRow)
        .scalar_subquery()
    )


LIKED = _did(LikeRow).label("liked")
COLLECTED = _did(CollectRow).label("collected")
FOLLOWING = exists(
    select(1)
    .where(
        FollowRow.member_id == VIEWER,
        FollowRow.kind == literal_column(f"'{FollowKind.MEMBER.value}'", String),
        FollowRow.target_id == NoteRow.author_id,
    )
    .correlate(NoteRow)
).label("following")
PICTURE_IDS = _of_pictures(NotePictureRow.picture_id).label("picture_ids")
ALTS = _of_pictures(NotePictureRow.alt).label("alts")
_TAG_JSON = func.json_build_object(
    "position", NoteTagRow.position, "kind", NoteTagRow.kind, "x", NoteTagRow.x, "y", NoteTagRow.y,
    "direction", NoteTagRow.direction, "text", NoteTagRow.text,
    "product_id", NoteTagRow.product_id, "brand_id", NoteTagRow.brand_id,
)  # fmt: skip
TAGS = (
    select(func.json_agg(aggregate_order_by(_TAG_JSON, NoteTagRow.position, NoteTagRow.number)))
    .where(_OF_TAG)
    .correlate(NoteRow)
    .scalar_subquery()
    .label("tags")
)
GOODS = (
    select(func.count(NoteTagRow.product_id.distinct())).where(_OF_TAG).correlate(NoteRow).scalar_subquery()
).label("goods")
BRANDS = (
    select(func.array_agg(NoteTagRow.brand_id.distinct()))
    .where(_OF_TAG, NoteTagRow.brand_id.is_not(None))
    .correlate(NoteRow)
    .scalar_subquery()
    .label("brands")
)
CARD = select(
    NoteRow.id,
    NoteRow.version,
    NoteRow.author_id,
    NoteRow.title,
    NoteRow.kind,
    NoteRow.cover_id,
    NoteRow.likes,
    NoteRow.order_id,
    NoteRow.published_at,
    LIKED,
    GOODS,
)
POST = CARD.add_columns(
    NoteRow.body,
    NoteRow.location,
    NoteRow.topics,
    NoteRow.collects,
    NoteRow.comments,
    COLLECTED,
    PICTURE_IDS,
)
