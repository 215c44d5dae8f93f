"""Every address that is a page of the app; web/src/app/routes has the same, and a test compares them."""

import re

PAGES = (
    "/",
    "/following",
    "/note/{id}",
    "/u/{id}",
    "/u/{id}/fans",
    "/u/{id}/followees",
    "/topic/{name}",
    "/search",
    "/search/{q}",
    "/mall",
    "/p/{id}",
    "/cart",
    "/orders",
    "/messages",
    "/messages/{box}",
    "/me",
    "/drafts",
    "/albums/{id}",
    "/publish",
    "/publish/{draft}",
    "/settings",
    "/settings/profile",
    "/settings/security",
    "/settings/privacy",
    "/settings/display",
    "/settings/offline",
    "/welcome",
    "/login",
    "/verify/{code}",
)
_SHAPES = re.compile(
    "|".join(
        "(?:" + re.sub(r"\\\{id\\\}", "[0-9]{1,19}", re.sub(r"\\\{(?!id)\w+\\\}", "[^/]+", re.escape(page))) + ")"
        for page in PAGES
    )
)


def is_page(path: str) -> bool:
    """Whether the app has a screen at this address; elsewhere it says that there is nothing, with status 404."""
    return _SHAPES.fullmatch(path) is not None
