"""Routes of identity."""

from zhongcao.identity.api import _accounts, _me

ROUTES = [*_accounts.ROUTES, *_me.ROUTES]
