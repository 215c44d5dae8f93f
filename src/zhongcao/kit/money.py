"""Money in minor units of its currency, and nothing but whole units."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Annotated, Self

import msgspec
from msgspec import Meta

from zhongcao.kit.http import Input

ASKED_MOST = 100_000_000_000
"""In minor units: no single thing costs a thousand million yuan; a number beyond it is a slip of the hand."""


class Currency(StrEnum):
    """Currencies we deal in, by ISO 4217 code."""

    CNY = "CNY"
    USD = "USD"
    EUR = "EUR"
    JPY = "JPY"
    KRW = "KRW"
    GBP = "GBP"
    AUD = "AUD"
    NZD = "NZD"
    CAD = "CAD"
    CHF = "CHF"
    HKD = "HKD"
    SGD = "SGD"
    THB = "THB"

    @property
    def decimals(self) -> int:
        """How many digits its minor unit has (ISO 4217)."""
        return 0 if self in (Currency.JPY, Currency.KRW) else 2


class Money(msgspec.Struct, frozen=True, order=False):
    """An amount in minor units (fen, cents) of one currency; adds only like with like."""

    amount: int
    currency: Currency = Currency.CNY

    def __add__(self, other: Self) -> Self:
        return type(self)(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.amount - self._same(other), self.currency)

    def __mul__(self, quantity: int) -> Self:
        return type(self)(self.amount * quantity, self.currency)

    def __neg__(self) -> Self:
        return type(self)(-self.amount, self.currency)

    def __lt__(self, other: Self) -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: Self) -> bool:
        return self.amount <= self._same(other)

    def times(self, rate: Decimal, *, rounding: str = ROUND_HALF_UP) -> Self:
        """The amount times a rate, rounded to whole minor units as said."""
        return type(self)(int((Decimal(self.amount) * rate).quantize(Decimal(1), rounding=rounding)), self.currency)

    def converted(self, rate: Decimal, to: Currency, *, rounding: str = ROUND_HALF_UP) -> Self:
        """The value in another currency, at `rate` units of it for one unit of this one."""
        scale = Decimal(10) ** (to.decimals - self.currency.decimals)
        return type(self)(int((Decimal(self.amount) * rate * scale).quantize(Decimal(1), rounding=rounding)), to)

    def split(self, weights: Sequence[int]) -> list[Self]:
        """Divide by weights with nothing lost: largest remainder, ties to the earlier part."""
        total = sum(weights)
        if total <= 0 or any(weight < 0 for weight in weights):
            raise ValueError("weights must be non-negative and not all zero")
        shares = [divmod(self.amount * weight, total) for weight in weights]
        left = self.amount - sum(share for share, _ in shares)
        by_remainder = sorted(range(len(shares)), key=lambda index: (-shares[index][1], index))
        extra = set(by_remainder[:left])
        return [type(self)(share + (index in extra), self.currency) for index, (share, _) in enumerate(shares)]

    def __str__(self) -> str:
        return f"{Decimal(self.amount).scaleb(-self.currency.decimals):f} {self.currency}"

    def _same(self, other: Self) -> int:
        if other.currency != self.currency:
            raise TypeError(f"{self.currency} and {other.currency} do not add up")
        return other.amount


class AskedMoney(Input, frozen=True):
    """What somebody says that one thing costs: nothing or more, and no slip of the hand."""

    amount: Annotated[int, Meta(ge=0, le=ASKED_MOST)]
    currency: Currency = Currency.CNY

    @property
    def money(self) -> Money:
        """The amount as we reckon with it."""
        return Money(self.amount, self.currency)


def cny(amount: int) -> Money:
    """So many fen."""
    return Money(amount, Currency.CNY)


def total(amounts: Iterable[Money], currency: Currency = Currency.CNY) -> Money:
    """The sum of amounts of one currency; nothing at all is zero."""
    result = Money(0, currency)
    for amount in amounts:
        result = result + amount
    return result
