"""The sandbox's letter box."""

from datetime import datetime

from sqlalchemy import Identity, String
from sqlalchemy.orm import Mapped, mapped_column

from zhongcao.kit.db import Base, Id63, Instant, table_args


class LetterRow(Base):
    """A letter that was handed over."""

    __tablename__ = "letter"
    __table_args__ = table_args(schema="sandbox_post", group="local")
    id: Mapped[int] = mapped_column(Id63, Identity(always=True), primary_key=True)
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(String(4000))
    at: Mapped[datetime] = mapped_column(Instant)
