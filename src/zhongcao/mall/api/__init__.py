"""Routes of the mall."""

from zhongcao.mall.api import _console, _shop

ROUTES = [*_shop.ROUTES, *_console.ROUTES]
