"""Addresses of the sandbox channel."""

from typing import Any
from urllib.parse import parse_qsl

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from zhongcao.kit import clock
from zhongcao.kit.db import Tx
from zhongcao.kit.http import ANYONE
from zhongcao.kit.problems import Conflict
from zhongcao.kit.settings import Settings
from zhongcao.payments import rules as wire
from zhongcao.payments.rules import TradeStatus
from zhongcao.sandboxes.pay import page, service
from zhongcao.sandboxes.pay.rules import Fault
from zhongcao.sandboxes.pay.service import PAGE_PAY, PayOrder

FIELDS_MAX = 60


class TradeOver(Conflict):
    """This trade has ended and cannot be paid any more."""

    code = "sandbox.trade-over"
    zh = "这笔交易已经结束，不能再付款。"


# Left out of our API's description: the channel's one address answers pages and signed JSON, as the real one does.
@get("/sandbox/pay/gateway", access=ANYONE, media_type="text/html", include_in_schema=False)
async def show_sandbox_pay_page(
    request: Request[Any, Any, Any], tx: NamedDependency[Tx], settings: NamedDependency[Settings]
) -> Response[bytes]:
    """The pay page behind a merchant's signed request."""
    return await _serve(request, tx, settings, _fields(request.url.query or ""))


@post("/sandbox/pay/gateway", access=ANYONE, status_code=200, media_type="text/html", include_in_schema=False)
async def call_sandbox_pay_gateway(
    request: Request[Any, Any, Any], tx: NamedDependency[Tx], settings: NamedDependency[Settings]
) -> Response[bytes]:
    """The gateway: a form with `method` and a signature; pages answer in HTML, everything else in signed JSON."""
    return await _serve(request, tx, settings, _fields((await request.body()).decode("utf-8", "replace")))


@post("/sandbox/pay/confirm", access=ANYONE, status_code=303, media_type="text/html", refusals=(TradeOver,))
async def confirm_sandbox_payment(
    request: Request[Any, Any, Any], tx: NamedDependency[Tx], settings: NamedDependency[Settings]
) -> Response[bytes] | Redirect:
    """The buyer's decision: the page's form, which is the signed request plus `decision` and `fault`.

    Also for load drivers: the query of the pay address, sent as a form with `decision=pay`, pays without the page.
    """
    fields = _fields((await request.body()).decode("utf-8", "replace"))
    decision, fault = fields.pop("decision", ""), fields.pop("fault", Fault.NONE)
    order = _order(settings, fields)
    if order is None or fault not in Fault.__members__.values() or decision not in ("pay", "decline"):
        return _html(page.message_page("broken", language=_language(request)), None, status=400)
    now = clock.now()
    if decision == "pay":
        status = TradeStatus.TRADE_CLOSED.value
        if order.expires_at > now:
            status = await service.pay(tx, settings, order=order, fault=Fault(fault), now=now)
        if status == TradeStatus.TRADE_CLOSED:
            return _html(
                page.message_page("over", language=_language(request), order=order), None, status=TradeOver.status
            )
    back = service.return_address(settings, order, now=now) if decision == "pay" else order.return_url
    return Redirect(back, status_code=303)


async def _serve(
    request: Request[Any, Any, Any], tx: Tx, settings: Settings, fields: dict[str, str]
) -> Response[bytes]:
    method, language = fields.get("method", ""), _language(request)
    if method == PAGE_PAY:
        order = _order(settings, fields)
        if order is None:
            return _html(page.message_page("broken", language=language), None, status=400)
        now = clock.now()
        status = await service.open_trade(tx, order=order, now=now)
        if status != TradeStatus.WAIT_BUYER_PAY or order.expires_at <= now:
            return _html(page.message_page("over", language=language, order=order), order)
        return _html(page.pay_page(order, language=language), order)
    key = service.channel_key(settings)
    if method not in service.METHODS or not service.request_is_genuine(settings, fields):
        refused = {"code": "40002", "msg": "Invalid Arguments", "sub_code": "isv.invalid-signature"}
        named = method if method in service.METHODS else "error"
        return Response(wire.signed_answer(named, refused, key), media_type="application/json")
    content = await service.answer(tx, method=method, fields=fields, now=clock.now())
    return Response(wire.signed_answer(method, content, key), media_type="application/json")


def _order(settings: Settings, fields: dict[str, str]) -> PayOrder | None:
    if fields.get("method") != PAGE_PAY or not service.request_is_genuine(settings, fields):
        return None
    return service.read_order(fields)


def _fields(text: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS_MAX))
    except ValueError:
        return {}


def _language(request: Request[Any, Any, Any]) -> str:
    return page.language_of(request.headers.get("accept-language", ""), chosen=request.cookies.get("language"))


def _html(content: bytes, order: PayOrder | None, *, status: int = 200) -> Response[bytes]:
    return Response(
        content,
        status_code=status,
        media_type="text/html",
        headers={"Content-Security-Policy": page.content_policy(order), "Cache-Control": "no-store"},
    )


ROUTES = [show_sandbox_pay_page, call_sandbox_pay_gateway, confirm_sandbox_payment]
