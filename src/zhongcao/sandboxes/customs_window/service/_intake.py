"""The window takes envelopes in: opened once, documents stored, each answered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

import msgspec

from zhongcao.customs.gateways import ceb, dxp
from zhongcao.customs.gateways.ceb import Malformed, Message, Part, read_message
from zhongcao.kit.db import Tx
from zhongcao.sandboxes.customs_window import answers, rules, store
from zhongcao.sandboxes.customs_window.rules import Profile
from zhongcao.sandboxes.customs_window.service._documents import Document, Hash, facts_of, say
from zhongcao.sandboxes.customs_window.service._matching import match_documents
from zhongcao.sandboxes.customs_window.service._withdrawing import cancel_list, refund_list


class Taken(NamedTuple):
    """An envelope whose content was read, or could not be."""

    envelope: dxp.Envelope
    message: Message | None
    fault: str


def read(raw: bytes) -> Taken:
    """Open an envelope and check its message and signature; BadXml when it is no envelope at all."""
    envelope = dxp.read_envelope(raw)
    try:
        return Taken(envelope, read_message(envelope.data, signed=True), "")
    except Malformed as error:
        return Taken(envelope, None, str(error))


async def take_in(tx: Tx, *, taken: Taken, hashed: Hash, profile: Profile, now: datetime) -> None:
    """Take an envelope in once; everything that follows from it is decided and queued in this transaction."""
    envelope = taken.envelope
    if not await store.add_envelope(tx, envelope.cop_msg_id, now):
        return
    fault = taken.fault
    if taken.message is not None:
        try:
            await _work_through(
                tx, taken.message.nodes, sender=envelope.sender_id, hashed=hashed, profile=profile, now=now
            )
            return
        except Malformed as error:  # raised before anything of the message is stored
            fault = str(error)
    said = answers.message_return(envelope.cop_msg_id, envelope.message_type, fault, now)
    row = answers.row(said, dxp_id=envelope.sender_id, subject=envelope.cop_msg_id, due_at=now)
    await store.add_answers(tx, [row])


async def _work_through(
    tx: Tx, nodes: Sequence[Part], *, sender: str, hashed: Hash, profile: Profile, now: datetime
) -> None:
    first = nodes[0]
    if isinstance(first, ceb.LogisticsStatus):
        signed = [answers.signed_return(cast(ceb.LogisticsStatus, one), 120, "逻辑校验通过", now) for one in nodes]
        await store.add_answers(
            tx, [answers.row(one, dxp_id=sender, subject=one.logistics_no, due_at=now) for one in signed]
        )
    elif isinstance(first, ceb.InvtCancel):
        for one in nodes:
            await cancel_list(tx, cast(ceb.InvtCancel, one), sender, now)
    elif isinstance(first, ceb.InvtRefund):
        for one in nodes:
            await refund_list(tx, cast(ceb.InvtRefund, one), sender, now)
    else:
        await _store_documents(tx, nodes, sender=sender, hashed=hashed, profile=profile, now=now)


async def _store_documents(
    tx: Tx, nodes: Sequence[Part], *, sender: str, hashed: Hash, profile: Profile, now: datetime
) -> None:
    """Store new documents, refuse those whose business key already stands, then match what is complete."""
    documents = [facts_of(one, sender, hashed, now) for one in nodes]
    known = await store.lock_documents(tx, sorted({(one.kind, one.key) for one in documents}))
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    said: list[dict[str, Any]] = []
    fresh: list[Document] = []
    for one in documents:
        earlier = known.get((one.kind, one.key))
        if (one.kind, one.key) in rows or (earlier is not None and earlier.code in rules.STANDING):
            said += say(one, 0, rules.REJECTED, f"重复申报，业务主键[{one.key}]", now)
            continue
        rows[one.kind, one.key] = {
            "kind": one.kind,
            "key": one.key,
            "order_no": one.order_no,
            "code": rules.DECLARING,
            "attempt": earlier.attempt + 1 if earlier is not None else 1,
            "body": msgspec.to_builtins(one.facts),
            "stored_at": now,
        }
        fresh.append(one)
    numbers = await store.put_documents(tx, list(rows.values())) if rows else {}
    for one in fresh:
        said += say(one, numbers[one.kind, one.key], rules.DECLARING, "新增申报成功", now)
    await store.add_answers(tx, said)
    if fresh:
        await match_documents(tx, sorted({one.order_no for one in fresh}), profile=profile, now=now)
