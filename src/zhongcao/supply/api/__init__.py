"""Routes of supply; all of them are for staff."""

from zhongcao.supply.api import _brands, _purchases

ROUTES = [*_brands.ROUTES, *_purchases.ROUTES]
