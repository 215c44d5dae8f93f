"""The address of the customs window: envelopes in, mailboxes out."""

import asyncio
from typing import Annotated, Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter
from msgspec import Meta, Struct

from zhongcao.customs.gateways.window import Mailbox
from zhongcao.customs.gateways.xml import BYTES_MAX, BadXml
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, Tx, begin
from zhongcao.kit.http import ANYONE, Input, TooLarge
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.problems import Invalid
from zhongcao.kit.settings import Settings
from zhongcao.sandboxes.customs_window import service
from zhongcao.sandboxes.customs_window.rules import EVERYDAY, QUIET, Profile

DxpId = Annotated[str, QueryParameter(min_length=1, max_length=30, description="Mailbox of the sender.")]
Limit = Annotated[int, QueryParameter(ge=1, le=5000, description="How many answers at the most.")]


class EnvelopeUnreadable(Invalid):
    """This is no DXP envelope."""

    code = "sandbox.envelope-unreadable"
    zh = "这不是有效的 DXP 报文。"


class Acknowledgement(Input, frozen=True, kw_only=True):
    """Answers that are safely kept by their owner."""

    dxp_id: Annotated[str, Meta(min_length=1, max_length=30)]
    seqs: Annotated[list[Annotated[str, Meta(pattern="^[0-9]{1,18}$")]], Meta(max_length=5000)]


class EnvelopeTaken(Struct, frozen=True, kw_only=True):
    """The envelope is in; what becomes of it comes as answers."""

    cop_msg_id: str


def profile_of(settings: Settings) -> Profile:
    """How the window behaves here: quiet in tests, everyday life with the chosen seed elsewhere."""
    if settings.environment == "test":
        return QUIET
    return EVERYDAY.seeded(settings.sandbox_seed)


@post("/sandbox/customs/dxp", access=ANYONE, status_code=202, refusals=(EnvelopeUnreadable, TooLarge))
async def take_customs_envelope(
    request: Request[Any, Any, Any],
    sessions: NamedDependency[Sessions],
    keys: NamedDependency[KeyRing],
    settings: NamedDependency[Settings],
) -> EnvelopeTaken:
    """Take a DXP envelope in; the same one again is taken, and changes nothing."""
    raw = await request.body()
    if len(raw) > BYTES_MAX:
        raise TooLarge()
    try:
        # Hundreds of documents take a while to read: neither the event loop nor a transaction waits for that.
        taken = await asyncio.to_thread(service.read, raw)
    except BadXml as error:
        raise EnvelopeUnreadable(reason=str(error)) from None
    async with begin(sessions) as tx:
        await service.take_in(
            tx,
            taken=taken,
            hashed=lambda text: keys.mac("sandbox customs", text.encode()).hex(),
            profile=profile_of(settings),
            now=clock.now(),
        )
    return EnvelopeTaken(cop_msg_id=taken.envelope.cop_msg_id)


@get("/sandbox/customs/receipts", access=ANYONE)
async def fetch_customs_receipts(tx: NamedDependency[Tx], dxp_id: DxpId, limit: Limit = 200) -> Mailbox:
    """What is due in a mailbox; the same again until it is acknowledged."""
    return Mailbox(messages=await service.fetch(tx, dxp_id=dxp_id, limit=limit, now=clock.now()))


@post("/sandbox/customs/receipts/acknowledgement", access=ANYONE, status_code=204)
async def acknowledge_customs_receipts(tx: NamedDependency[Tx], data: JSONBody[Acknowledgement]) -> None:
    """Take answers out of a mailbox."""
    seqs = [int(seq) for seq in data.seqs]
    await service.acknowledge(tx, dxp_id=data.dxp_id, seqs=seqs, now=clock.now())


ROUTES = [take_customs_envelope, fetch_customs_receipts, acknowledge_customs_receipts]
