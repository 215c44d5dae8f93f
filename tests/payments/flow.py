"""How tests pay: as a buyer on the sandbox's page."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from litestar import Litestar

from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.settings import Settings
from zhongcao.payments import service
from zhongcao.payments.schemas import Payment


async def page_fields(sessions: Sessions, keys: KeyRing, settings: Settings, payment: Payment) -> dict[str, str]:
    """The fields of the pay page's form."""
    async with begin(sessions) as tx:
        page = await service.pay_url(
            tx, keys, settings, member_id=int(payment.member_id), payment_id=int(payment.id), now=clock.now()
        )
    return dict(parse_qsl(urlsplit(page.url).query))


async def confirm(app: Litestar, fields: dict[str, str], **choice: str) -> httpx.Response:
    """Press a button on the pay page."""
    http: httpx.AsyncClient = app.state["http"]
    return await http.post("/sandbox/pay/confirm", data={**fields, "decision": "pay", **choice})


async def pay(
    app: Litestar, sessions: Sessions, keys: KeyRing, settings: Settings, payment: Payment, **choice: str
) -> httpx.Response:
    """Go to the page and press a button; `fault` chooses what goes wrong."""
    return await confirm(app, await page_fields(sessions, keys, settings, payment), **choice)


async def state(sessions: Sessions, payment: Payment) -> Any:
    """The payment as it is now."""
    async with begin(sessions) as tx:
        found = await service.find_payment(tx, order_id=int(payment.order_id))
    assert found is not None
    return found
