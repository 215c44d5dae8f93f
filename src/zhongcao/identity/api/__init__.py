"""Routes of identity."""

from zhongcao.identity.api import _accounts, _closing, _console, _me, _real_name

ROUTES = [*_accounts.ROUTES, *_closing.ROUTES, *_me.ROUTES, *_real_name.ROUTES, *_console.ROUTES]
