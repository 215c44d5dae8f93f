"""Facts of customs."""

from datetime import datetime
from typing import ClassVar

from zhongcao.kit.outbox import Fact


class Declared(Fact, frozen=True, kw_only=True):
    """An order's documents were sent to customs."""

    keyed_by: ClassVar[str] = "order"
    order: int
    member: int


class Cleared(Fact, frozen=True, kw_only=True):
    """Customs released an order (放行): it may leave the bonded warehouse."""

    keyed_by: ClassVar[str] = "order"
    order: int
    member: int
    at: datetime


class Rejected(Fact, frozen=True, kw_only=True):
    """Customs rejected an order's documents (退单), or turned the goods away (退运)."""

    keyed_by: ClassVar[str] = "order"
    order: int
    member: int
    reason: str


class Held(Fact, frozen=True, kw_only=True):
    """Customs holds an order: manual review, inspection or detention; `code` says which."""

    keyed_by: ClassVar[str] = "order"
    order: int
    member: int
    code: int


class Cancelled(Fact, frozen=True, kw_only=True):
    """An order's declaration was withdrawn before release."""

    keyed_by: ClassVar[str] = "order"
    order: int
    member: int


class ReturnAccepted(Fact, frozen=True, kw_only=True):
    """Customs accepted the application for a return (退货)."""

    keyed_by: ClassVar[str] = "order"
    order: int
    member: int
