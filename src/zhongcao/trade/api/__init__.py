"""Routes of trade."""

from zhongcao.trade.api import _cart, _console, _landed, _orders

ROUTES = [*_cart.ROUTES, *_landed.ROUTES, *_orders.ROUTES, *_console.ROUTES]
