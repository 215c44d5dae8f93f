"""A running shop with the sample world, and one thing of each kind that a screen shows: what addresses name."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import httpx

from zhongcao.app.webapp.company import keep_company
from zhongcao.app.webapp.pending import lay_out
from zhongcao.app.webapp.showing import announce
from zhongcao.sample.logins import DEMO_LOGINS, MEMBER

SECONDS = 30
AGENT = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/156.0 Mobile Safari/537.36"
"""The phone by which the demo people sign in, as it stands among their devices."""
ALBUM = "想带去旅行的"


class Furnished:
    """A running shop: its address, its demo people, and the names that addresses are filled with."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self._tokens: dict[str, str] = {}
        self.known = self._find() | self._furnish()

    def token(self, role: str) -> str:
        """The session of one of the demo people. Each signs in once: the shop limits how often one may."""
        if role not in self._tokens:
            login = next(one for one in DEMO_LOGINS if one.role == role)
            sent = {"login": login.name, "password": login.password}
            self._tokens[role] = self._send("POST", "/v1/sessions", sent)["token"]
        return self._tokens[role]

    def _ask(self, path: str, role: str | None = None) -> Any:
        return self._send("GET", path, role=role)

    def _send(self, method: str, path: str, body: Any = None, *, role: str | None = None, key: str = "") -> Any:
        headers = {"origin": self.origin, "user-agent": AGENT} | ({"idempotency-key": key} if key else {})
        if role:
            headers["authorization"] = f"Bearer {self.token(role)}"
        answer = httpx.request(method, self.origin + path, json=body, headers=headers, timeout=SECONDS)
        if not answer.is_success:
            raise RuntimeError(f"{method} {path} at {self.origin}: {answer.status_code} {answer.text[:300]}")
        return answer.json() if answer.content else None

    def _find(self) -> dict[str, str]:
        """A note that shows goods, its author, a product, its brand and SKU, a lot's trace code."""
        feed = self._ask("/v1/feeds/discover?limit=20")["items"]
        note = next((item["note"] for item in feed if item["note"]["goods"]), feed[0]["note"])
        product = self._ask("/v1/products?limit=1")["items"][0]
        shown = self._ask(f"/v1/products/{product['id']}")
        topics = self._ask(f"/v1/notes/{note['id']}")["topics"] or ["干皮"]
        return {
            "note": note["id"],
            "member": note["author"]["id"],
            "topic": topics[0],
            "word": "面霜",
            "product": product["id"],
            "brand": shown["brand"]["id"],
            "sku": shown["skus"][0]["id"],
            "code": self._ask("/v1/console/lots?limit=1", "warehouse")["items"][0]["trace_code"],
        }

    def _furnish(self) -> dict[str, str]:
        """What the demo member must have for its screens to show something; made where it is missing."""
        albums = [one for one in self._ask("/v1/me/albums", MEMBER) if one["id"]]  # without a number: what lies in none
        album = albums[0] if albums else self._send("POST", "/v1/me/albums", {"name": ALBUM}, role=MEMBER)
        goods = [card["id"] for card in self._ask("/v1/products?limit=3")["items"]]
        skus = [self._ask(f"/v1/products/{one}")["skus"][0]["id"] for one in goods]
        if not self._ask("/v1/cart", MEMBER)["parcels"]:
            for sku in skus:
                self._send("PUT", f"/v1/cart/lines/{sku}", {"quantity": 1}, role=MEMBER)
        orders = self._ask("/v1/orders", MEMBER)["items"]
        order = orders[0]["id"] if orders else self._buy(skus[0])
        lay_out(self._send, self._buy)
        keep_company(self._send, self._copy, album["id"])
        return {"album": album["id"], "order": order, "show": announce(self._send, self._hand_in)}

    def _copy(self, url: str) -> str | None:
        """A picture of the shop, handed in by the demo member; None while it is not drawn."""
        seen = httpx.get(self.origin + url, timeout=SECONDS)
        if not seen.is_success:
            return None
        return self._hand_in(seen.content)

    def _hand_in(self, content: bytes) -> str:
        """A picture of the demo member's."""
        headers = {"origin": self.origin, "authorization": f"Bearer {self.token(MEMBER)}"}
        file = {"file": ("picture", content, "application/octet-stream")}
        answer = httpx.post(f"{self.origin}/v1/media", files=file, headers=headers, timeout=SECONDS)
        answer.raise_for_status()
        picture: str = answer.json()["id"]
        return picture

    def _buy(self, sku: str) -> str:
        """An order of the demo member, paid."""
        address = self._ask("/v1/me/addresses", MEMBER)[0]["id"]
        asked = {"lines": [{"sku": sku, "quantity": 1}], "address": address}
        quote = self._send("POST", "/v1/quotes", asked, role=MEMBER)
        body = {"quote": quote["token"], "notice_version": quote["notice_version"]}
        order: str = self._send("POST", "/v1/orders", body, role=MEMBER, key=f"furnish-{uuid4()}")["id"]
        page = urlsplit(self._send("POST", f"/v1/orders/{order}/payment", {}, role=MEMBER)["url"])
        form = dict(parse_qsl(page.query)) | {"decision": "pay"}
        httpx.post(f"{self.origin}/sandbox/pay/confirm", data=form, timeout=SECONDS)
        return order
