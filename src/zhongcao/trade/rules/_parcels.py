"""Parcels of a cart: what goes together, and how to buy more than one parcel may be worth."""

from collections.abc import Sequence

from zhongcao.kit.money import Money
from zhongcao.trade.rules._orders import ORDER_LINES_MAX

LOW_STOCK = 5
"""So few pieces or less are worth a word beside the price."""


def is_low(available: int) -> bool:
    """Whether hardly anything is left."""
    return 0 < available <= LOW_STOCK


def filled_percent(value: Money, limit: Money) -> int:
    """How much of the limit of one parcel is used, in percent, at most 100."""
    return min(100, -(-value.amount * 100 // limit.amount)) if limit.amount else 0


def needs_splitting(lines: Sequence[tuple[int, int, Money]], limit: Money) -> bool:
    """Whether (SKU, quantity, price) lines are too much for one order: in worth (one piece may pass) or in number."""
    pieces = sum(quantity for _, quantity, _ in lines)
    value = sum(quantity * price.amount for _, quantity, price in lines)
    return (pieces > 1 and value > limit.amount) or len(lines) > ORDER_LINES_MAX


def split_parcel(lines: Sequence[tuple[int, int, Money]], limit: Money) -> list[list[tuple[int, int]]]:
    """Orders of (SKU, quantity) that each stay within the limit of a parcel, dear pieces first, in few orders.

    A piece that alone is worth more than the limit travels alone.
    """
    pieces = sorted(
        ((price.amount, sku) for sku, quantity, price in lines for _ in range(quantity)), key=lambda one: -one[0]
    )
    parts: list[tuple[int, dict[int, int]]] = []
    for worth, sku in pieces:
        for place, (value, holds) in enumerate(parts):
            if value + worth <= limit.amount and (sku in holds or len(holds) < ORDER_LINES_MAX):
                holds[sku] = holds.get(sku, 0) + 1
                parts[place] = (value + worth, holds)
                break
        else:
            parts.append((worth, {sku: 1}))
    return [list(holds.items()) for _, holds in parts]
