"""Parcels of a cart: what goes together, and how to buy more than one parcel may be worth."""

from collections.abc import Callable, Sequence

from zhongcao.kit.money import Money
from zhongcao.trade.rules._orders import ORDER_LINES_MAX

RETAIL = "1210"
"""Bonded retail import: the only mode that needs the buyer's real name and counts against the allowance."""
LOW_STOCK = 5
"""So few pieces or less are worth a word beside the price."""

Freight = Callable[[Sequence[tuple[int, int]]], int]
"""What freight adds to the worth of (SKU, quantity) lines where the limit counts it, in fen."""


def _no_freight(lines: Sequence[tuple[int, int]]) -> int:
    """The limit counts the goods alone."""
    return 0


def is_low(available: int) -> bool:
    """Whether hardly anything is left."""
    return 0 < available <= LOW_STOCK


def filled_percent(value: Money, limit: Money) -> int:
    """How much of the limit of one parcel is used, in percent, at most 100."""
    return min(100, -(-value.amount * 100 // limit.amount)) if limit.amount else 0


def needs_splitting(lines: Sequence[tuple[int, int, Money]], limit: Money, freight: Freight = _no_freight) -> bool:
    """Whether (SKU, quantity, price) lines are too much for one order: in worth (one piece may pass) or in number."""
    pieces = sum(quantity for _, quantity, _ in lines)
    value = sum(quantity * price.amount for _, quantity, price in lines)
    value += freight([(sku, quantity) for sku, quantity, _ in lines])
    return (pieces > 1 and value > limit.amount) or len(lines) > ORDER_LINES_MAX


def split_parcel(
    lines: Sequence[tuple[int, int, Money]], limit: Money, freight: Freight = _no_freight
) -> list[list[tuple[int, int]]]:
    """Orders of (SKU, quantity) that each stay within the limit of a parcel, dear pieces first, in few orders.

    A piece that alone is worth more than the limit travels alone.
    """
    prices = {sku: price.amount for sku, _, price in lines}
    pieces = sorted((sku for sku, quantity, _ in lines for _ in range(quantity)), key=lambda sku: -prices[sku])

    def fits(holds: dict[int, int]) -> bool:
        worth = sum(prices[sku] * quantity for sku, quantity in holds.items())
        return len(holds) <= ORDER_LINES_MAX and worth + freight(list(holds.items())) <= limit.amount

    parts: list[dict[int, int]] = []
    for sku in pieces:
        for place, holds in enumerate(parts):
            fuller = holds | {sku: holds.get(sku, 0) + 1}
            if fits(fuller):
                parts[place] = fuller
                break
        else:
            parts.append({sku: 1})
    return [list(holds.items()) for holds in parts]
