"""What a shopper does: sign up, look around, buy, pay, receive, share; each act through the real API."""

import asyncio
import random
import re
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec

from zhongcao.identity.rules import CONSENT_VERSION, check_mark
from zhongcao.importing.keys import id_for
from zhongcao.kit import clock
from zhongcao.rehearsal.plan import PlannedOrder
from zhongcao.rehearsal.visiting import Refused, Visit

PASSWORD = "rehearsing the loop with patience"  # noqa: S105 - accounts of a rehearsal's own throw-away database
BREATH_SECONDS = 0.1
BREATHS_A_MINUTE = 48
PAID_BREATHS_MAX = 25 * BREATHS_A_MINUTE
LOOK_AT_PAGE = 0.2
"""One shopper in five is played with the channel's page; the others send the same form without looking at it."""
SURNAMES = "林陈周许沈陆顾苏叶温"
GIVEN = ["若溪", "念安", "知夏", "清和", "一诺", "予初", "时雨", "南乔", "书瑶", "景行"]
CITIES = [
    ("310115", "浦东新区"),
    ("330106", "西湖区"),
    ("510107", "武侯区"),
    ("410105", "金水区"),
    ("440305", "南山区"),
]
UNSELLABLE = frozenset(
    {
        "customs.over-single-limit",
        "customs.allowance-exceeded",
        "customs.goods-unmapped",
        "customs.parcel-over-limit",
        "inventory.out-of-stock",
        "trade.off-sale",
        "trade.not-for-sale",
    }
)
UNSHAREABLE = frozenset({"community.note-invalid", "community.note-refused"})
SHARED_BEFORE = "community.already-reviewed"
"""What the shop says to a note whose answer was lost, or that was shared before the rehearsal was cut off."""
HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>', re.IGNORECASE)
ATTRIBUTE = re.compile(r'(name|value)="([^"]*)"')


class Bought(msgspec.Struct):
    """An order that was placed, to be followed until it is received."""

    plan: PlannedOrder
    visit: Visit
    order: str
    promised: date | None = None
    """The first day on which the parcel may be there: nobody looks before it."""
    shared: bool = False


class Shopper:
    """One planned order, acted out."""

    def __init__(self, plan: PlannedOrder, visit: Visit, *, source: str, seed: int) -> None:
        self.plan, self.visit, self.source = plan, visit, source
        self.rng = random.Random(f"{seed}:{plan.member}")  # the same person in each of their orders
        self.choice = random.Random(f"{seed}:{plan.index}")
        self.product = str(id_for(source, "product", plan.product))
        self.sku = str(id_for(source, "sku", plan.sku))
        self.address = ""

    async def buy(self, now: datetime, counts: Counter[str]) -> Bought | None:
        """From the first look to a paid order; None when the shop cannot sell it, with the reason counted."""
        is_new = await self._arrive()
        order = None if is_new else await self._find_earlier()
        if order is None:
            await self._browse(now)
            try:
                order = await self._order()
            except Refused as refused:
                if refused.code not in UNSELLABLE:
                    raise
                counts[f"not sold: {refused.code}"] += 1
                return None
        if order["state"] == "placed":
            await self._pay(order["id"])
        first_day = order["promise_from"]
        promised = date.fromisoformat(first_day) if first_day else None
        return Bought(plan=self.plan, visit=self.visit, order=order["id"], promised=promised)

    async def _arrive(self) -> bool:
        """Sign up with address and identity, or come back as the member of an earlier visit; True for a new member."""
        name = self.rng.choice(SURNAMES) + self.rng.choice(GIVEN)
        login, nickname = f"{self.plan.member}@shoppers.example", f"{name}{self.rng.randrange(1000)}"
        is_new = await self.visit.sign_in(login, PASSWORD, nickname)
        if not is_new:
            known = await self.visit.get("/v1/me/addresses")
            if known:
                self.address = known[0]["id"]
                return False
        born = f"{self.rng.randrange(1985, 2003)}{self.rng.randrange(1, 13):02d}{self.rng.randrange(1, 29):02d}"
        seventeen = f"000000{born}{self.rng.randrange(1000):03d}"  # area 000000 exists nowhere: a test person
        identity = {"name": name, "id_number": seventeen + check_mark(seventeen), "consent_version": CONSENT_VERSION}
        await self.visit.call("PUT", "/v1/me/real_name", identity)
        division, district = self.rng.choice(CITIES)
        phone = f"199{self.rng.randrange(10**8):08d}"
        street = f"梧桐路{self.rng.randrange(1, 900)}号{self.rng.randrange(1, 30)}栋"
        wanted = {"recipient": name, "phone": phone, "division_code": division, "district": district, "street": street}
        self.address = (await self.visit.call("POST", "/v1/me/addresses", {**wanted, "is_default": True}))["id"]
        return is_new

    async def _find_earlier(self) -> dict[str, Any] | None:
        """The order of an earlier try that was cut off; its source names the plan's row."""
        found = await self.visit.get("/v1/orders?limit=50")
        return next((one for one in found["items"] if one["source"] == f"rehearsal:{self.plan.index}"), None)

    async def _browse(self, now: datetime) -> None:
        """Look at the feed, like or collect sometimes, open the product; report it all as behaviour."""
        page = await self.visit.get("/v1/feeds/discover?limit=20")
        session, at = uuid.UUID(int=self.choice.getrandbits(128)).hex[:16], now.isoformat()
        notes = [item["note"]["id"] if "note" in item else item["id"] for item in page["items"]]
        events = [self._event("impression", at, session, note=note, position=place) for place, note in enumerate(notes)]
        if notes and self.choice.random() < 0.6:
            opened = self.choice.choice(notes)
            events.append(self._event("click", at, session, note=opened))
            await self.visit.get(f"/v1/notes/{opened}")
            if self.choice.random() < 0.5:
                await self.visit.call("PUT", f"/v1/notes/{opened}/like")
            if self.choice.random() < 0.2:
                await self.visit.call("PUT", f"/v1/notes/{opened}/collect")
        await self.visit.get(f"/v1/products/{self.product}")
        events.append(self._event("product_view", at, session, product=self.product))
        events.append(self._event("add_to_cart", at, session, product=self.product))
        await self.visit.call("POST", "/v1/events", {"events": events})

    def _event(self, kind: str, at: str, session: str, **about: Any) -> dict[str, Any]:
        made = uuid.UUID(int=self.choice.getrandbits(128), version=4)
        return {"id": str(made), "kind": kind, "at": at, "session": session, "feed": "discover", **about}

    async def _order(self) -> dict[str, Any]:
        wanted = {"lines": [{"sku": self.sku, "quantity": 1}], "address": self.address}
        for attempt in range(3):
            quote = await self.visit.call("POST", "/v1/quotes", wanted)
            body = {"quote": quote["token"], "notice_version": quote["notice_version"]}
            body["source"] = f"rehearsal:{self.plan.index}"
            try:
                order: dict[str, Any] = await self.visit.call(
                    "POST", "/v1/orders", body, key=f"rehearsal-{self.plan.index}-{attempt}"
                )
                return order
            except Refused as refused:
                if not refused.code.startswith("trade.quote-"):
                    raise  # a quote that changed in between is asked for again, anything else is an answer
        raise TimeoutError(f"order {self.plan.index}: the quote changed three times")

    async def _pay(self, order: str) -> None:
        page = await self.visit.call("POST", f"/v1/orders/{order}/payment", {})
        await pay_on_page(self.visit, page["url"], looking=self.choice.random() < LOOK_AT_PAGE)


async def wait_until_paid(
    bought: list[Bought],
    *,
    pass_a_minute: Callable[[], None],
    breathe: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Wait until the shop knows of the payments; the channel tells it by a notification of its own.

    A notification that met a killed server comes again after four minutes of the shop's time, and the shop asks by
    itself after one. A rehearsal's clock runs no faster than others while it stands still in a step, so minutes are
    let pass when no news comes; not so many that an unpaid order would expire.
    """
    waiting, breaths = list(reversed(bought)), 0  # who paid first is looked at first
    while waiting:
        last = waiting[-1]
        if (await last.visit.get(f"/v1/orders/{last.order}"))["state"] != "placed":
            waiting.pop()
            continue
        if breaths == PAID_BREATHS_MAX:
            raise TimeoutError(f"{len(waiting)} orders are paid, but the shop does not know it")
        breaths += 1
        if breaths % BREATHS_A_MINUTE == 0:
            pass_a_minute()
        await breathe(BREATH_SECONDS)


async def pay_on_page(visit: Visit, url: str, *, looking: bool) -> None:
    """Confirm at the channel: read its page and send its form back, or send the same signed fields at once."""
    parts = urlsplit(url)
    if not looking:
        await visit.call("POST", "/sandbox/pay/confirm", form={**dict(parse_qsl(parts.query)), "decision": "pay"})
        return
    page = await visit.page(f"{parts.path}?{parts.query}")
    fields = {}
    for tag in HIDDEN.findall(page):
        found = dict(ATTRIBUTE.findall(tag))
        if "name" in found:
            fields[found["name"]] = unescape(found.get("value", ""))
    await visit.call("POST", "/sandbox/pay/confirm", form={**fields, "decision": "pay"})


async def receive_and_share(bought: Bought, counts: Counter[str]) -> bool:
    """Confirm a delivered parcel and write the note that the input holds; True once nothing is left to do."""
    if bought.promised is not None and clock.day_in_china(clock.now()) < bought.promised:
        return False
    order = await bought.visit.get(f"/v1/orders/{bought.order}")
    if order["state"] == "delivered":
        await bought.visit.call("POST", f"/v1/orders/{bought.order}/receipt", key=f"receipt-{bought.order}")
        await _share(bought, counts)
        return True
    if order["state"] == "completed":
        await _share(bought, counts)
    return order["state"] in ("completed", "cancelled", "refunded")


async def _share(bought: Bought, counts: Counter[str]) -> None:
    """Write the note once; one that does not appear is counted with its reason."""
    review = bought.plan.review
    if review is None or bought.shared:
        return
    note = {
        "kind": "text",
        "title": review.title[:40],
        "body": review.body[:1000],
        "language": review.language,
        "topics": [],
        "order": bought.order,
        "line": 1,
        "rating": {"overall": bought.plan.rating},
    }
    try:
        published = await bought.visit.call("POST", "/v1/notes", note, key=f"note-{bought.order}")
    except Refused as refused:
        if refused.code in UNSHAREABLE:
            counts[f"not shared: {refused.code}"] += 1
        elif refused.code != SHARED_BEFORE:
            raise
    else:
        if published["state"] != "published":
            counts[f"not shared: {published['state']}"] += 1
    bought.shared = True
