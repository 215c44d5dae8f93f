"""Every screen of both faces, for whom it is: what `shots` renders and the accessibility test walks."""

from collections.abc import Callable
from typing import Any

import msgspec

Ask = Callable[[str], Any]
"""Given an address of the API: its answer."""


class Screen(msgspec.Struct, frozen=True):
    """A screen: its name, its address (`{note}` and the like are filled from the shop), who looks, in which widths."""

    name: str
    path: str
    role: str | None = None
    widths: tuple[int, ...] = (390, 1280)


PHONE, DESK = 390, 1280

APP = (
    Screen("discover", "/"),
    Screen("login", "/login"),
    Screen("lost", "/no/such/page"),
    Screen("note", "/note/{note}"),
    Screen("member", "/u/{member}"),
    Screen("fans", "/u/{member}/fans"),
    Screen("topic", "/topic/{topic}"),
    Screen("search", "/search"),
    Screen("found", "/search/{word}"),
    Screen("mall", "/mall", "member"),
    Screen("new-week", "/mall/new"),
    Screen("flash", "/mall/flash"),
    Screen("shelf", "/mall/c/all"),
    Screen("brand", "/brand/{brand}"),
    Screen("product", "/p/{product}", "member"),
    Screen("verify", "/verify/ZC"),
    Screen("following", "/following", "member"),
    Screen("messages", "/messages", "member"),
    Screen("likes", "/messages/likes", "member"),
    Screen("order-news", "/messages/orders", "member"),
    Screen("me", "/me", "member"),
    Screen("welcome", "/welcome", "member"),
    Screen("publish", "/publish", "member"),
    Screen("drafts", "/drafts", "member"),
    Screen("cart", "/cart", "member"),
    Screen("checkout", "/checkout?sku={sku}&quantity=1", "member"),
    Screen("orders", "/orders", "member"),
    Screen("settings", "/settings", "member"),
    Screen("profile", "/settings/profile", "member"),
    Screen("security", "/settings/security", "member"),
    Screen("portrait", "/settings/portrait", "member"),
    Screen("privacy", "/settings/privacy", "member"),
    Screen("display", "/settings/display", "member"),
    Screen("offline", "/settings/offline", "member"),
    Screen("addresses", "/settings/addresses", "member"),
    Screen("real-name", "/settings/real-name", "member"),
)

CONSOLE = tuple(
    Screen(f"console-{name}", f"/console/{name}", role, (DESK,))
    for name, role in {
        "overview": "admin",
        "notes": "moderator",
        "picks": "editor",
        "reports": "moderator",
        "demand": "buyer",
        "experiments": "editor",
        "proposals": "buyer",
        "purchases": "buyer",
        "lots": "warehouse",
        "adjustments": "warehouse",
        "parcels": "warehouse",
        "orders": "support",
        "declarations": "customs",
        "products": "buyer",
        "tariff": "customs",
        "brands": "buyer",
        "suppliers": "buyer",
        "ledger": "finance",
        "payments": "finance",
        "refunds": "finance",
        "members": "admin",
        "audit": "auditor",
        "jobs": "admin",
        "settings": "admin",
    }.items()
)
RECEIVING = Screen("console-receiving", "/console/receiving", "warehouse")
"""Goods are received with a scanner in one hand, so this one works on a phone too."""

SCREENS = (*APP, *CONSOLE, RECEIVING)
SETTLED = "h1"
"""What every screen shows once it is there."""


def fillings(ask: Ask) -> dict[str, str]:
    """Things of the shop that addresses name: a note that shows goods, its author, a product, its brand and SKU."""
    feed = ask("/v1/feeds/discover?limit=20")["items"]
    note = next((item["note"] for item in feed if item["note"]["goods"]), feed[0]["note"])
    product = ask("/v1/products?limit=1")["items"][0]
    shown = ask(f"/v1/products/{product['id']}")
    topics = ask(f"/v1/notes/{note['id']}")["topics"] or ["干皮"]
    return {
        "note": note["id"],
        "member": note["author"]["id"],
        "topic": topics[0],
        "word": "面霜",
        "product": product["id"],
        "brand": shown["brand"]["id"],
        "sku": shown["skus"][0]["id"],
    }
