"""Addresses of payments."""

from zhongcao.payments.api._console import CONSOLE_ROUTES
from zhongcao.payments.api._members import MEMBER_ROUTES

ROUTES = [*MEMBER_ROUTES, *CONSOLE_ROUTES]
