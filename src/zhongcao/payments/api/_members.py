"""What buyers and payment channels call."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from zhongcao.kit import clock
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import ANYONE, MEMBER, Actor, Input
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.settings import Settings
from zhongcao.payments import rules, service
from zhongcao.payments.errors import AlreadyPaid, NotPayable, PaymentNotFound, ProviderUnknown, SignatureWrong
from zhongcao.payments.gateways import read_report
from zhongcao.payments.schemas import Payment, PayPage
from zhongcao.payments.service import Notification


class PageInput(Input, frozen=True, kw_only=True):
    """Where the buyer wants to pay."""

    provider: str = "sandbox"


@get("/v1/payments/{payment:int}", access=MEMBER, refusals=(PaymentNotFound,))
async def get_payment(read: NamedDependency[ReadTx], actor: NamedDependency[Actor], payment: FromPath[int]) -> Payment:
    """A payment of one's own."""
    return await service.get_payment(read, member_id=actor.member_id, payment_id=payment)


@post(
    "/v1/payments/{payment:int}/page",
    access=MEMBER,
    refusals=(PaymentNotFound, AlreadyPaid, NotPayable, ProviderUnknown),
)
async def open_payment_page(
    tx: NamedDependency[Tx],
    keys: NamedDependency[KeyRing],
    settings: NamedDependency[Settings],
    actor: NamedDependency[Actor],
    payment: FromPath[int],
    data: JSONBody[PageInput],
) -> PayPage:
    """The signed address where the buyer pays; asking again gives a fresh one for the same payment."""
    return await service.pay_url(
        tx,
        keys,
        settings,
        member_id=actor.member_id,
        payment_id=payment,
        provider=data.provider,
        now=clock.now(),
    )


@post(
    "/v1/payments/notify/{provider:str}",
    access=ANYONE,
    status_code=200,
    media_type="text/plain",
    refusals=(SignatureWrong, ProviderUnknown),
)
async def notify_payment(
    request: Request[Any, Any, Any],
    tx: NamedDependency[Tx],
    keys: NamedDependency[KeyRing],
    settings: NamedDependency[Settings],
    provider: FromPath[str],
) -> Response[bytes]:
    """Hear from a payment channel; its signature decides. Answers `success` once the effect is committed."""
    account = service.channel_account(settings, provider)
    raw = await request.body()
    fields = rules.read_notification(raw, account.channel_key)
    report = read_report(fields) if fields is not None else None
    if fields is None or report is None or not 0 < len(fields.get("notify_id", "")) <= 128:
        raise SignatureWrong()
    await service.receive_notification(
        tx,
        keys,
        account=account,
        notification=Notification(event_id=fields["notify_id"], report=report, raw=raw),
        now=clock.now(),
    )
    return Response(rules.NOTIFICATION_ACCEPTED, media_type="text/plain")


MEMBER_ROUTES = [get_payment, open_payment_page, notify_payment]
