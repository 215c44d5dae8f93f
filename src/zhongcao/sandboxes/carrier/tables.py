"""Tables of the sandbox's carriers."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from zhongcao.kit.db import Base, Instant, table_args


class WaybillRow(Base):
    """A waybill; its parcel's events follow from the number, the seed and the clock."""

    __tablename__ = "waybill"
    __table_args__ = table_args(
        Index("ix_waybill_reference", "reference", unique=True), schema="sandbox_carrier", group="local"
    )
    waybill_no: Mapped[str] = mapped_column(String(60), primary_key=True)
    reference: Mapped[str] = mapped_column(String(40))
    carrier_code: Mapped[str] = mapped_column(String(20))
    mode: Mapped[str] = mapped_column(String(10))
    origin_country: Mapped[str] = mapped_column(String(2))
    division_code: Mapped[str] = mapped_column(String(12))
    issued_at: Mapped[datetime] = mapped_column(Instant)
    picked_up_at: Mapped[datetime | None] = mapped_column(Instant)
    cancelled_at: Mapped[datetime | None] = mapped_column(Instant)
