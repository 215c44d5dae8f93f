"""Routes of trade."""

from zhongcao.trade.api import _cart, _console, _orders

ROUTES = [*_cart.ROUTES, *_orders.ROUTES, *_console.ROUTES]
