"""What one product costs in the end."""

from datetime import date

import msgspec

from zhongcao.customs.schemas import Allowance
from zhongcao.inventory.rules import WarehouseKind
from zhongcao.kit.http import Key
from zhongcao.kit.languages import Said
from zhongcao.kit.money import Money


class LandedCost(msgspec.Struct, frozen=True, kw_only=True):
    """What a SKU costs in the end (到手价), tax by tax, where it comes from and when; no offer, nothing is kept.

    The allowance is the member's own year, None for visitors and before the real name is known.
    """

    sku: Key
    quantity: int
    goods: Money
    freight: Money
    tax: Money
    total: Money
    duty: Money
    vat: Money
    consumption: Money
    parcel_tax: Money
    tax_regime: str
    tax_route: str
    warehouse_name: str
    warehouse_name_en: str
    warehouse_kind: WarehouseKind
    warehouse_country: str
    carrier_zh: str
    carrier_en: str
    tax_rule: Said
    """Name and rate of the tax in words."""
    tax_hint: Said
    """Why it is this much."""
    promise: Said
    promise_from: date
    promise_to: date
    city: str
    city_en: str
    allowance: Allowance | None
