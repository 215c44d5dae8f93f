"""Positive list (跨境电商零售进口商品清单): what may enter through the retail channel, and how."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import msgspec

from zhongcao.customs.rules._goods import TaxCategory
from zhongcao.customs.rules._retail import Mode
from zhongcao.customs.rules._tariff import TARIFF


class PositiveRow(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the list with its binding remark: mode control, name control or quantity control."""

    hs8: str
    starts_on: date
    bonded_only: bool = False
    name_must_contain: str | None = None
    yearly_kilograms_max: Decimal | None = None
    synthetic: bool
    remark: str = ""


# The official list (1476 entries in the 2022 version) is not shipped; operators load it. These rows
# are our own stand-in: every tariff row above may enter, with one example of each kind of remark.
_REMARKS: dict[str, PositiveRow] = {
    "03061790": PositiveRow(
        hs8="03061790",
        starts_on=date(2016, 4, 8),
        bonded_only=True,
        synthetic=True,
        remark="仅限网购保税商品",
    ),
    "32151900": PositiveRow(
        hs8="32151900",
        starts_on=date(2016, 4, 8),
        name_must_contain="打印机",
        synthetic=True,
        remark="仅限家用打印机墨水",
    ),
    "17019910": PositiveRow(
        hs8="17019910",
        starts_on=date(2016, 4, 8),
        yearly_kilograms_max=Decimal(2),
        synthetic=True,
        remark="每人每年不超过2千克",
    ),
    "10063000": PositiveRow(
        hs8="10063000",
        starts_on=date(2016, 4, 8),
        yearly_kilograms_max=Decimal(20),
        synthetic=True,
        remark="每人每年不超过20千克",
    ),
}

POSITIVE_LIST: tuple[PositiveRow, ...] = tuple(
    _REMARKS.get(row.hs10[:8], PositiveRow(hs8=row.hs10[:8], starts_on=date(2016, 4, 8), synthetic=True))
    for row in TARIFF
    # Gold jewellery stays outside, so that there is something to refuse.
    if row.category is not TaxCategory.JEWELLERY
)
"""What may enter through the retail channel, with binding remarks (synthetic until the official list is loaded)."""

_BY_HS8: dict[str, tuple[PositiveRow, ...]] = {
    row.hs8: tuple(other for other in POSITIVE_LIST if other.hs8 == row.hs8) for row in POSITIVE_LIST
}


class ListedGoods(msgspec.Struct, frozen=True, kw_only=True):
    """What the positive list asks about one line: code, declared name, net weight, weight so far this year."""

    hs10: str
    name: str
    kilograms: Decimal
    kilograms_this_year: Decimal = Decimal(0)


def positive_list_refusals(on: date, mode: Mode, goods: Sequence[ListedGoods]) -> tuple[str, ...]:
    """Reasons why the positive list keeps goods out of the retail channel; empty when all may enter."""
    refusals = []
    for one in goods:
        rows = [row for row in _BY_HS8.get(one.hs10[:8], ()) if row.starts_on <= on]
        if not rows:
            refusals.append(f"{one.hs10}: 不在正面清单内")
            continue
        row = rows[-1]
        if row.bonded_only and mode is Mode.DIRECT:
            refusals.append(f"{one.hs10}: 仅限网购保税商品")
        if row.name_must_contain is not None and row.name_must_contain not in one.name:
            refusals.append(f"{one.hs10}: 品名限“{row.name_must_contain}”")
        limit = row.yearly_kilograms_max
        if limit is not None and one.kilograms_this_year + one.kilograms > limit:
            refusals.append(f"{one.hs10}: 超过每人每年{limit}千克")
    return tuple(refusals)
