"""Every screen of both faces, for whom it is: what `shots` renders and looks at."""

import msgspec


class Screen(msgspec.Struct, frozen=True):
    """A screen: its name, its address (`{note}` and the like are filled from the shop), and who looks at it.

    `press` is a selector of what opens a sheet or a drawer over the screen, which is looked at as well.
    """

    name: str
    path: str
    role: str | None = None
    press: str = ""


PHONE, DESK = 390, 1280
WIDTHS = (PHONE, DESK)

APP = (
    Screen("discover", "/", press=".card .dots"),
    Screen("login", "/login"),
    Screen("forgot", "/forgot"),
    Screen("lost", "/no/such/page"),
    Screen("note", "/note/{note}", press=".round >> nth=-1"),
    Screen("member", "/u/{member}", press=".round >> nth=-1"),
    Screen("fans", "/u/{member}/fans"),
    Screen("followees", "/u/{member}/followees"),
    Screen("topic", "/topic/{topic}"),
    Screen("search", "/search"),
    Screen("found", "/search/{word}", press=".filter"),
    Screen("mall", "/mall", "member"),
    Screen("new-week", "/mall/new"),
    Screen("flash", "/mall/flash"),
    Screen("shelf", "/mall/c/all", press=".filter"),
    Screen("brand", "/brand/{brand}"),
    Screen("product", "/p/{product}", "member", press=".line"),
    Screen("product-tax", "/p/{product}", "member", press=".tax"),
    Screen("live", "/live"),
    Screen("live-soon", "/live?view=soon", "member"),
    Screen("live-room", "/live/{show}", press=".bag"),
    Screen("live-new", "/live/new", "member", press=".button.line"),
    Screen("live-studio", "/live/{show}/studio", "member", press=".button.line"),
    Screen("verify", "/verify/{code}"),
    Screen("verify-unknown", "/verify/ZC"),
    Screen("following", "/following", "member"),
    Screen("messages", "/messages", "member"),
    Screen("news-likes", "/messages/likes", "member"),
    Screen("news-follows", "/messages/follows", "member"),
    Screen("news-comments", "/messages/comments", "member"),
    Screen("news-notes", "/messages/notes", "member"),
    Screen("news-orders", "/messages/orders", "member"),
    Screen("me", "/me", "member"),
    Screen("welcome", "/welcome", "member"),
    Screen("publish", "/publish", "member"),
    Screen("drafts", "/drafts", "member"),
    Screen("cart", "/cart", "member"),
    Screen("checkout", "/checkout?sku={sku}&quantity=1", "member"),
    Screen("paid", "/pay/{order}", "member"),
    Screen("orders", "/orders", "member"),
    Screen("order", "/orders/{order}", "member"),
    Screen("album", "/albums/{album}", "member", press=".button.plain"),
    Screen("settings", "/settings", "member"),
    Screen("profile", "/settings/profile", "member"),
    Screen("security", "/settings/security", "member"),
    Screen("portrait", "/settings/portrait", "member"),
    Screen("privacy", "/settings/privacy", "member"),
    Screen("data", "/settings/data", "member"),
    Screen("display", "/settings/display", "member"),
    Screen("offline", "/settings/offline", "member"),
    Screen("addresses", "/settings/addresses", "member", press=".button.plain"),
    Screen("real-name", "/settings/real-name", "member"),
)

OPENERS = {"overview": ".find", "receiving": ".order"}
"""What is pressed on screens that are no lists."""
CONSOLE = tuple(
    Screen(f"console-{name}", f"/console/{name}", role, OPENERS.get(name, "tbody .first"))
    for name, role in {
        "overview": "admin",
        "notes": "moderator",
        "picks": "editor",
        "reports": "moderator",
        "shows": "moderator",
        "demand": "buyer",
        "experiments": "editor",
        "proposals": "buyer",
        "purchases": "buyer",
        "receiving": "warehouse",
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
ASIDE = (
    Screen("console-sign-in", "/console"),
    Screen("console-lost", "/console/no-such-page", "admin"),
    Screen("console-forbidden", "/console/members", "brand"),
)
"""What the console says to those who have no business there."""

SCREENS = (*APP, *CONSOLE, *ASIDE)
SETTLED = "h1"
"""What every screen shows once it is there."""
