"""Sweeps of customs: documents go out, answers come in, silence is noticed. The network is outside transactions."""

import asyncio
import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from zhongcao.customs import service
from zhongcao.customs.gateways import dxp, xml
from zhongcao.customs.gateways.answers import read_answers
from zhongcao.customs.gateways.ceb import BaseTransfer, Malformed, read_message
from zhongcao.customs.gateways.documents import Built, Buyer, Sender, build_declarations, build_withdrawals
from zhongcao.customs.gateways.signature import Card
from zhongcao.customs.gateways.window import RECEIVER, Fetched, HttpWindow, WindowAway
from zhongcao.customs.schemas import IncomingMessage, OutgoingMessage, Registry
from zhongcao.identity import service as identity
from zhongcao.kit import clock, log
from zhongcao.kit.db import begin
from zhongcao.kit.http import SYSTEM
from zhongcao.kit.jobs import Work, every
from zhongcao.kit.keyring import KeyRing

BATCH = 400
"""Declarations in one message."""
MESSAGES = 20
"""Messages sent in one round."""
RECEIPTS = 1000
"""Answers fetched in one round."""


@every(seconds=2)
async def submit_declarations(work: Work) -> int:
    """Build, sign and keep the documents of prepared declarations; the next sweep sends them."""
    now = clock.now()
    async with begin(work.sessions) as tx:
        submissions = await service.take_up_submissions(tx, now=now, limit=BATCH)
        if not submissions:
            return 0
        registry = await service.get_registry(tx)
        buyers = await identity.reveal_real_names(
            tx,
            work.keys,
            member_ids=sorted({one.member_id for one in submissions}),
            purpose="customs declaration",
            by=SYSTEM,
            now=now,
        )
    people = {member: Buyer(one.name, one.id_number) for member, one in buyers.items()}
    sender = await asyncio.to_thread(_sender, work, registry)
    # Building and signing hundreds of documents takes a while; other sweeps of this process go on meanwhile.
    built, wrong = await asyncio.to_thread(
        build_declarations, submissions, people, registry=registry, sender=sender, now=now
    )
    async with begin(work.sessions) as tx:
        if wrong:
            await service.refuse_submissions(tx, reasons=wrong, now=now)
        good = [one for one in submissions if (one.member_id, one.id) not in wrong]
        if good:
            await service.record_submissions(tx, submissions=good, messages=_sealed(work.keys, built), now=now)
    return len(submissions)


@every(seconds=5)
async def submit_withdrawals(work: Work) -> int:
    """Build, sign and keep cancellations and returns."""
    now = clock.now()
    async with begin(work.sessions) as tx:
        withdrawals = await service.take_up_withdrawals(tx, now=now, limit=BATCH)
        if not withdrawals:
            return 0
        registry = await service.get_registry(tx)
        revealed = await identity.reveal_real_names(
            tx,
            work.keys,
            member_ids=sorted({one.member_id for one in withdrawals}),
            purpose="customs withdrawal",
            by=SYSTEM,
            now=now,
        )
    people = {member: Buyer(one.name, one.id_number) for member, one in revealed.items()}
    sender = await asyncio.to_thread(_sender, work, registry)
    built = build_withdrawals(withdrawals, people, registry=registry, sender=sender, now=now)
    ready = [one for one in withdrawals if one.member_id in people]
    if ready:
        async with begin(work.sessions) as tx:
            await service.record_withdrawals(tx, withdrawals=ready, messages=_sealed(work.keys, built), now=now)
    return len(ready)


@every(seconds=2)
async def send_messages(work: Work) -> int:
    """Send kept messages; one that is not taken goes again later, the same bytes under the same number."""
    async with begin(work.sessions) as tx:
        waiting = await service.take_up_messages(tx, now=clock.now(), limit=MESSAGES)
        registry = await service.get_registry(tx) if waiting else None
    if registry is None:
        return 0
    window = _window(work, registry)
    sent: list[str] = []
    failed: list[tuple[str, str, int]] = []
    for cop_msg_id, sealed, tries in waiting:
        try:
            await window.send(work.keys.decrypt(sealed, bound_to=_place(cop_msg_id)))
            sent.append(cop_msg_id)
        except WindowAway as error:
            failed.append((cop_msg_id, str(error), tries))
    now = clock.now()
    async with begin(work.sessions) as tx:
        if sent:
            await service.mark_sent(tx, cop_msg_ids=sent, now=now)
        for cop_msg_id, reason, tries in failed:
            await service.mark_failed(tx, cop_msg_id=cop_msg_id, error=reason, tries=tries, now=now)
    return len(sent)


@every(seconds=2)
async def poll_receipts(work: Work) -> int:
    """Fetch what customs answered, keep all of it, and only then take it out of the mailbox."""
    async with begin(work.sessions) as tx:
        registry = await service.get_registry(tx)
    window = _window(work, registry)
    try:
        fetched = await window.fetch(limit=RECEIPTS)
    except WindowAway as error:
        log.get("customs").warning("window away", error=str(error))
        return 0
    if not fetched:
        return 0
    messages = await asyncio.to_thread(_read, work.keys, fetched)
    async with begin(work.sessions) as tx:
        await service.keep_receipts(tx, messages=messages, now=clock.now())
    try:
        await window.acknowledge([seq for one in fetched for seq in one.seqs])
    except WindowAway as error:
        log.get("customs").warning("window away", error=str(error))  # they come again, and change nothing
    return sum(len(one.seqs) for one in fetched)


@every(seconds=60)
async def notice_silence(work: Work) -> int:
    """Find declarations on which customs is silent for too long, for the customs officer to see."""
    async with begin(work.sessions) as tx:
        return await service.postpone_silent(tx, now=clock.now(), limit=BATCH)


def _sender(work: Work, registry: Registry) -> Sender:
    mailbox, platform = registry.party("mailbox"), registry.party("platform")
    transfer = BaseTransfer(cop_code=platform.code, cop_name=platform.name, dxp_id=mailbox.code)
    return Sender(transfer, _card(work.settings.data_dir / "customs-card.pem"))


@lru_cache(maxsize=2)
def _card(path: Path) -> Card:
    """The signing card; read once, since parsing a key costs more than signing with it."""
    return Card.load(path)


def _window(work: Work, registry: Registry) -> HttpWindow:
    return HttpWindow(work.http, work.settings.sandbox_origin, registry.party("mailbox").code)


def _place(cop_msg_id: str) -> str:
    return f"customs.message|body|{cop_msg_id}|"


def _sealed(keys: KeyRing, built: Sequence[Built]) -> list[OutgoingMessage]:
    messages = []
    for one in built:
        envelope = dxp.write_envelope(
            dxp.Envelope(
                cop_msg_id=one.cop_msg_id,
                sender_id=one.mailbox,
                receiver_id=RECEIVER,
                created_at=clock.now(),
                message_type=one.type,
                data=one.raw,
            )
        )
        messages.append(
            OutgoingMessage(
                cop_msg_id=one.cop_msg_id,
                type=one.type,
                sealed=keys.encrypt(envelope, bound_to=_place(one.cop_msg_id)),
                sha256=hashlib.sha256(envelope).digest(),
                declarations=one.declarations,
            )
        )
    return messages


def _read(keys: KeyRing, fetched: Sequence[Fetched]) -> list[IncomingMessage]:
    messages = []
    for one in fetched:
        raw = one.envelope.encode()
        try:
            envelope = dxp.read_envelope(raw)
            answers = read_answers(read_message(envelope.data))
            number, kind = envelope.cop_msg_id, envelope.message_type
        except (xml.BadXml, Malformed) as error:
            # Kept for staff like any other; an answer that we cannot read must not block the mailbox.
            log.get("customs").error("answer unreadable", error=str(error))
            number, kind, answers = "unread-" + hashlib.sha256(raw).hexdigest(), "unread", ()
        messages.append(
            IncomingMessage(
                cop_msg_id=number,
                type=kind,
                sealed=keys.encrypt(raw, bound_to=_place(number)),
                sha256=hashlib.sha256(raw).digest(),
                receipts=answers,
            )
        )
    return messages


@every(seconds=3600)
async def forget_old_names(work: Work) -> int:
    """Blank names in records of customs that the law no longer wants, some hundred at a time."""
    async with begin(work.sessions) as tx:
        return await service.forget_old_names(tx, now=clock.now(), limit=RECEIPTS)
