"""A shopper of a measurement: signs up, buys one thing, pays it, and takes it in."""

import asyncio
import random
import time
from typing import Any
from urllib.parse import urlsplit

import msgspec

from zhongcao.identity.rules import CONSENT_VERSION, check_mark
from zhongcao.rehearsal.line import Line, Refused

PASSWORD = "measuring the shop with patience"  # noqa: S105 - accounts of a scratch database
DIVISIONS = (("310115", "浦东新区"), ("330106", "西湖区"), ("510107", "武侯区"), ("440305", "南山区"))
PAID_SECONDS = 30
LOOK_SECONDS = 0.1
FORM = "application/x-www-form-urlencoded"


class Bought(msgspec.Struct):
    """An order and who placed it, with the seconds that its steps took."""

    token: str
    order: str
    flow: float
    placing: float


async def join(line: Line, name: str) -> str:
    """Become a member; the session's token."""
    account = {"login": f"{name}@bench.example", "password": PASSWORD, "nickname": name}
    line.token = (await line.send("POST", "/v1/accounts", account))["token"]
    return line.token


async def buy(line: Line, *, name: str, sku: str, rng: random.Random) -> Bought:
    """From sign-up to the paid order, as the web page does it: one request after the other."""
    started = time.perf_counter()
    line.token = ""
    await join(line, name)
    await line.get("/v1/feeds/discover?limit=20")
    address = await _tell_who(line, rng)
    quote = await line.send("POST", "/v1/quotes", {"lines": [{"sku": sku, "quantity": 1}], "address": address})
    body = {"quote": quote["token"], "notice_version": quote["notice_version"]}
    clicked = time.perf_counter()
    order = await line.send("POST", "/v1/orders", body, key=f"bench-{name}")
    placing = time.perf_counter() - clicked
    await _pay(line, order["id"])
    return Bought(token=line.token, order=order["id"], flow=time.perf_counter() - started, placing=placing)


async def confirm(line: Line, bought: Bought) -> bool:
    """Take the parcel in; False while it is on its way."""
    line.token = bought.token
    try:
        await line.send("POST", f"/v1/orders/{bought.order}/receipt")
    except Refused as refused:
        if refused.answer.status != 409:
            raise
        return False
    return True


async def _tell_who(line: Line, rng: random.Random) -> str:
    """Address and real name of a person who does not exist; the address's id."""
    division, district = rng.choice(DIVISIONS)
    address: Any = await line.send(
        "POST",
        "/v1/me/addresses",
        {
            "recipient": "林知夏",
            "phone": f"199{rng.randrange(10**8):08d}",
            "division_code": division,
            "district": district,
            "street": f"梧桐路{rng.randrange(1, 900)}号",
            "is_default": True,
        },
    )
    born = f"{rng.randrange(1970, 2004)}{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}"
    seventeen = f"000000{born}{rng.randrange(1000):03d}"  # area 000000 exists nowhere: a test person
    identity = {"name": "林知夏", "id_number": seventeen + check_mark(seventeen), "consent_version": CONSENT_VERSION}
    await line.send("PUT", "/v1/me/real_name", identity)
    return str(address["id"])


async def _pay(line: Line, order: str) -> None:
    """Open the channel's page, agree, and wait until the shop knows."""
    page = await line.send("POST", f"/v1/orders/{order}/payment", {})
    parts = urlsplit(page["url"])
    shown = await line.ask("GET", f"{parts.path}?{parts.query}")
    if shown.status != 200:
        raise Refused("pay page", shown)
    agreed = await line.ask("POST", "/sandbox/pay/confirm", f"{parts.query}&decision=pay".encode(), kind=FORM)
    if agreed.status >= 400:
        raise Refused("pay page", agreed)
    deadline = time.monotonic() + PAID_SECONDS
    while (await line.get(f"/v1/orders/{order}"))["state"] == "placed":
        if time.monotonic() > deadline:
            raise RuntimeError(f"order {order}: paid, but the shop does not know it after {PAID_SECONDS} s")
        await asyncio.sleep(LOOK_SECONDS)
