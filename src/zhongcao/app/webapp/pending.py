"""Work that waits for staff in a shop that is only looked at: without it their screens would be seen empty.

Each piece is made through the API, by whom it would be made in daily business, and only where none waits already.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Protocol

from zhongcao.sample.logins import MEMBER
from zhongcao.trade.rules import OrderState

MOMENT = 0.5
PATIENCE = 60
"""Seconds until an order must be known as paid."""
HELD_NOTE = {
    "kind": "text",
    "title": "同事说这瓶是高仿，怎么看？",
    "body": "瓶身批号模糊，泵头也松。大家收到的都是什么样子？我把两瓶放在一起比了一下，字体确实不一样。",
}
"""A note that is held for its words, as rules of moderation hold them."""
REPORTED = (
    ("spam", "同一段话在好几篇下面都见过，像是广告。"),
    ("fake", "图是别家店的，正文也对不上。"),
)
MISCOUNTED = (-36, "盘点短少一整箱，已复数两遍")
NEW_PRODUCT = {"title": "旅行卸妆三件套", "title_en": "Travel cleansing set"}
NEW_SKU = {"variant": "3 × 20 g", "variant_en": "3 × 20 g", "weight_grams": 120}
ORDERED = 60


class Sender(Protocol):
    """Sends one request as one of the demo people; what came back."""

    def __call__(self, method: str, path: str, body: Any = None, *, role: str | None = None, key: str = "") -> Any: ...


def lay_out(send: Sender, buy: Callable[[str], str]) -> None:
    """Let something wait on each desk; `buy` orders and pays a SKU as the demo member."""

    def ask(path: str, role: str) -> Any:
        return send("GET", path, role=role)

    def none(path: str, role: str) -> bool:
        return not ask(path, role)["items"]

    if not any(one["reports"] for one in ask("/v1/console/reports", "moderator")["items"]):
        _report(send)
    if none("/v1/console/notes", "moderator"):
        send("POST", "/v1/notes", HELD_NOTE, role=MEMBER, key="furnish-held-note")
    if none("/v1/console/adjustments?state=waiting", "warehouse"):
        change, reason = MISCOUNTED
        lots = ask("/v1/console/lots?limit=50", "warehouse")["items"]
        lot = max(lots, key=lambda one: int(one["available"]))
        body = {"change": change, "reason": reason}
        send("POST", f"/v1/console/lots/{lot['id']}/adjustments", body, role="warehouse", key="furnish-count")
    if none("/v1/console/refunds", "finance"):
        _refund(send, buy)
    if none("/v1/console/purchase_orders?expected=true", "warehouse"):
        _order(send)
    if none("/v1/console/unmapped_goods", "customs"):
        _add_product(send)


def _report(send: Sender) -> None:
    """Two notes that the demo member reports."""
    feed = send("GET", "/v1/feeds/discover?limit=20")["items"]
    for item, (reason, text) in zip(feed[-2:], REPORTED, strict=True):
        body = {"kind": "note", "id": item["note"]["id"], "reason": reason, "text": text}
        send("POST", "/v1/reports", body, role=MEMBER)


def _refund(send: Sender, buy: Callable[[str], str]) -> None:
    """A part of a paid order that staff gives back."""
    product = send("GET", "/v1/products?limit=1")["items"][0]["id"]
    order = buy(send("GET", f"/v1/products/{product}")["skus"][0]["id"])
    until = time.monotonic() + PATIENCE
    while send("GET", f"/v1/orders/{order}", role=MEMBER)["state"] == OrderState.PLACED and time.monotonic() < until:
        time.sleep(MOMENT)
    body = {"amount": 1500, "reason": "到货时外盒压坏，退还一部分"}
    send("POST", f"/v1/console/orders/{order}/refunds", body, role="finance", key=f"furnish-refund-{order}")


def _order(send: Sender) -> None:
    """Goods that are on their way into a warehouse."""
    supplier = send("GET", "/v1/console/suppliers?limit=1", role="buyer")["items"][0]
    warehouse = send("GET", "/v1/console/warehouses", role="buyer")[0]
    products = send("GET", "/v1/products?limit=3")["items"]
    skus = [send("GET", f"/v1/products/{one['id']}")["skus"][0]["id"] for one in products]
    cost = {"amount": 8800, "currency": supplier["currency"]}
    body = {
        "supplier_id": supplier["id"],
        "warehouse_id": warehouse["id"],
        "lines": [{"sku_id": sku, "quantity": ORDERED, "unit_cost": cost} for sku in skus],
    }
    send("POST", "/v1/console/purchase_orders", body, role="buyer", key=f"furnish-{datetime.now(UTC):%Y%m%d}")


def _add_product(send: Sender) -> None:
    """A product that is not on sale yet: customs has to say under which code its SKU enters the country."""
    like = send("GET", "/v1/products?limit=1")["items"][0]["id"]
    shown = send("GET", f"/v1/products/{like}")
    body = NEW_PRODUCT | {"brand_id": shown["brand"]["id"], "category_id": shown["category"]["id"]}
    made = send("POST", "/v1/console/products", body, role="buyer")
    send("POST", f"/v1/console/products/{made['id']}/skus", NEW_SKU, role="buyer")
