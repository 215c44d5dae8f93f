"""Tables of media."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from zhongcao.kit.db import Base, Id63, Instant, Json, table_args
from zhongcao.media.rules import PictureState


class PictureRow(Base):
    """A picture of a member; its bytes lie in the object store under names made of `key`."""

    __tablename__ = "picture"
    __table_args__ = table_args(
        CheckConstraint(f"state IN ({', '.join(repr(state.value) for state in PictureState)})", name="state"),
        CheckConstraint("width > 0 AND height > 0", name="size"),
        CheckConstraint("colour ~ '^#[0-9a-f]{6}$'", name="colour"),
        Index("ix_picture_id", "id"),
        Index("ix_picture_key", "key"),
        Index("ix_picture_undrawn", "id", postgresql_where=text("state = 'undrawn'")),
        Index("ix_picture_unclaimed", "added_at", postgresql_where=text("claimed_at IS NULL AND state = 'ready'")),
        Index("ix_picture_refused", "id", postgresql_where=text("state = 'refused' AND removed_at IS NULL")),
        schema="media",
        group="user",
        shard_by="owner_id",
    )
    owner_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    id: Mapped[int] = mapped_column(Id63, primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(40))
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    colour: Mapped[str] = mapped_column(String(7))
    placeholder: Mapped[str] = mapped_column(String(40))
    phash: Mapped[int | None] = mapped_column(Id63)
    recipe: Mapped[object | None] = mapped_column(Json)
    added_at: Mapped[datetime] = mapped_column(Instant)
    claimed_at: Mapped[datetime | None] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)


class BannedPictureRow(Base):
    """The perceptual hash of a picture that was taken down; its likes are not taken in again."""

    __tablename__ = "banned_picture"
    __table_args__ = table_args(schema="media", group="ref")
    phash: Mapped[int] = mapped_column(Id63, primary_key=True, autoincrement=False)
    reason: Mapped[str] = mapped_column(String(200))
    banned_at: Mapped[datetime] = mapped_column(Instant)
