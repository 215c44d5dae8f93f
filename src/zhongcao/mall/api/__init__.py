"""Routes of the mall."""

from zhongcao.mall.api import _console, _shop, _wishes

ROUTES = [*_shop.ROUTES, *_wishes.ROUTES, *_console.ROUTES]
