"""Routes of identity."""

from zhongcao.identity.api import _accounts, _closing, _codes, _console, _me, _real_name

ROUTES = [*_accounts.ROUTES, *_closing.ROUTES, *_codes.ROUTES, *_me.ROUTES, *_real_name.ROUTES, *_console.ROUTES]
