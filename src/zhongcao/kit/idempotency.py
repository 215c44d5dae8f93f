"""The same request twice has one effect and one answer (Idempotency-Key)."""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response
from litestar.params import HeaderParameter
from sqlalchemy import BigInteger, Index, LargeBinary, SmallInteger, String, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from zhongcao.kit import clock
from zhongcao.kit.db import Base, Instant, Sessions, Tx, begin_read, table_args
from zhongcao.kit.http import Actor
from zhongcao.kit.ids import uuid7
from zhongcao.kit.problems import Invalid

IdempotencyKey = Annotated[
    str,
    HeaderParameter(
        name="Idempotency-Key",
        min_length=8,
        max_length=80,
        pattern=r"^[A-Za-z0-9_.:\-]+$",
        description="Made by the client, one per intention; the same key gives the same answer.",
    ),
]
"""Header of every POST that moves money or stock, or publishes; write it as `idempotency_key: IdempotencyKey`."""


class AnswerRow(Base):
    """The answer that was given to a key; kept at least seven days."""

    __tablename__ = "answer"
    __table_args__ = table_args(Index("ix_answer_at", "at"), schema="kit", group="user", shard_by="member_id")
    member_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    route: Mapped[str] = mapped_column(String(80), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    id: Mapped[UUID]
    request_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    status: Mapped[int | None] = mapped_column(SmallInteger)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(Instant)


_PLACE = (
    (AnswerRow.member_id == bindparam("of_member"))
    & (AnswerRow.route == bindparam("of_route"))
    & (AnswerRow.key == bindparam("of_key"))
)
TAKE = (
    insert(AnswerRow)
    .values({name: bindparam(name) for name in ("member_id", "route", "key", "id", "request_hash", "at")})
    .on_conflict_do_nothing()
    .returning(AnswerRow.id)
)
KEPT = select(AnswerRow.request_hash, AnswerRow.status, AnswerRow.body).where(_PLACE)
ANSWER = update(AnswerRow).where(_PLACE).values(status=bindparam("status"), body=bindparam("body"))


class KeyReused(Invalid):
    """This Idempotency-Key was used for another request."""

    code = "idempotency-key-reused"
    zh = "这次提交与之前的一次冲突，请刷新后重新提交。"


async def once(
    tx: Tx,
    *,
    by: Actor,
    route: str,
    key: str,
    request: Any,
    status: int = 201,
    do: Callable[[], Awaitable[Any]],
) -> Response[bytes]:
    """Do something once per key and repeat its answer byte for byte; effect and answer commit together.

    A second request with the same key waits for the first, then gets its answer. A refusal stores nothing, so that
    the key may be used again. Another request under the same key is refused (IETF idempotency-key draft: 422).
    """
    digest = hashlib.sha256(msgspec.json.encode(request, order="deterministic")).digest()
    at = {"of_member": by.member_id, "of_route": route, "of_key": key}
    mine = await tx.scalar(
        TAKE,
        {
            "member_id": by.member_id,
            "route": route,
            "key": key,
            "id": uuid7(),
            "request_hash": digest,
            "at": clock.now(),
        },
    )
    if mine is None:
        kept = (await tx.execute(KEPT, at)).one()
        if kept.request_hash != digest:
            raise KeyReused()
        return _response(kept.body, kept.status)
    body = msgspec.json.encode(await do())
    await tx.execute(ANSWER, {**at, "status": status, "body": body})
    return _response(body, status)


async def has_answer(sessions: Sessions, *, by: Actor, route: str, key: str) -> bool:
    """Whether a key was answered before: a repeat is not one more use of a limit."""
    async with begin_read(sessions) as read:
        return await read.scalar(KEPT, {"of_member": by.member_id, "of_route": route, "of_key": key}) is not None


def _response(body: bytes, status: int) -> Response[bytes]:
    return Response(body, status_code=status, media_type="application/json", headers={"Cache-Control": "no-store"})
