"""The mailboxes of the window: what is due is handed out until it is acknowledged."""

from collections.abc import Sequence
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from zhongcao.customs.gateways import ceb, dxp
from zhongcao.customs.gateways.ceb import Message, Part, write_message
from zhongcao.customs.gateways.window import Fetched
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.sandboxes.customs_window import answers, store

NODES_MAX = 500
"""Answers in one message of ours."""
GATEWAY = "DXPEDCCEB0000002"


async def fetch(tx: Tx | ReadTx, *, dxp_id: str, limit: int, now: datetime) -> list[Fetched]:
    """Envelopes with what is due in a mailbox; the same ones again until they are acknowledged."""
    rows = await store.list_answers(tx, answers.queue_of(dxp_id), now=now, limit=limit)
    by_type: dict[str, list[tuple[int, Part]]] = {}
    for row in rows:
        by_type.setdefault(row.message_type, []).append((row.seq, answers.read_row(row.message_type, row.node)))
    fetched = []
    for kind, found in by_type.items():
        for start in range(0, len(found), NODES_MAX):
            fetched.append(_envelope(kind, found[start : start + NODES_MAX], dxp_id, now))
    return fetched


def _envelope(kind: str, found: Sequence[tuple[int, Part]], dxp_id: str, now: datetime) -> Fetched:
    seqs = [str(seq) for seq, _ in found]
    # The number follows from the content, so that a repeated answer is recognised as the same.
    guid = ceb.guid_text(uuid5(NAMESPACE_URL, f"{dxp_id}|{','.join(seqs)}"))
    data = write_message(Message(type=kind, guid=guid, nodes=tuple(part for _, part in found)))
    envelope = dxp.Envelope(
        cop_msg_id=guid,
        sender_id=GATEWAY,
        receiver_id=dxp_id,
        created_at=now,
        message_type=kind,
        data=data,
    )
    return Fetched(envelope=dxp.write_envelope(envelope).decode(), seqs=seqs)


async def acknowledge(tx: Tx, *, dxp_id: str, seqs: Sequence[int], now: datetime) -> None:
    """Take answers out of a mailbox; those of others stay where they are."""
    await store.take_answers(tx, answers.queue_of(dxp_id), seqs, now)
