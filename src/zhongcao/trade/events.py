"""Facts of trade."""

from datetime import datetime
from typing import ClassVar

import msgspec

from zhongcao.kit.outbox import Fact

Line = tuple[int, int, int, int]
"""SKU, product, quantity, amount of the line in fen."""


class OrderFact(Fact, frozen=True, kw_only=True):
    """What every fact about an order tells; `source` says opaquely what led to it (a note, a live show).

    `line_sources` says it line by line where the lines came from a cart; nothing is said there of what `source` says.
    """

    keyed_by: ClassVar[str] = "order"
    order: int
    member: int
    order_no: str
    lines: list[Line]
    source: str | None
    line_sources: list[str | None] = msgspec.field(default_factory=list)
    at: datetime

    def by_source(self) -> dict[str | None, list[Line]]:
        """The lines by what led to them."""
        if not self.line_sources:
            return {self.source: self.lines}
        found: dict[str | None, list[Line]] = {}
        for line, source in zip(self.lines, self.line_sources, strict=True):
            found.setdefault(source, []).append(line)
        return found


class OrderPlaced(OrderFact, frozen=True, kw_only=True):
    """A member ordered; stock, allowance and payment are held."""


class OrderPaid(OrderFact, frozen=True, kw_only=True):
    """An order was paid in full."""


class OrderDeclared(OrderFact, frozen=True, kw_only=True):
    """The three documents of an order are with customs."""


class OrderShipped(OrderFact, frozen=True, kw_only=True):
    """An order left the warehouse."""


class OrderDelivered(OrderFact, frozen=True, kw_only=True):
    """An order was delivered; its lines may be shared as verified purchases."""


class OrderCompleted(OrderFact, frozen=True, kw_only=True):
    """An order was confirmed as received."""


class OrderCancelled(OrderFact, frozen=True, kw_only=True):
    """An unpaid order was cancelled by its member or by time."""


class OrderRefunding(OrderFact, frozen=True, kw_only=True):
    """A paid order is being given back, with the reason."""

    reason: str


class OrderRefunded(OrderFact, frozen=True, kw_only=True):
    """The money of an order is back with the payer."""
