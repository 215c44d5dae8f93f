"""Leases of node numbers, so that no two processes make the same ids."""

import os
import socket
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import SmallInteger, String, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from zhongcao.kit.db import Base, Instant, Sessions, begin, table_args
from zhongcao.kit.ids import NODE_BITS, use_node, uuid7

LEASE = timedelta(hours=1)


class NodeRow(Base):
    """Which process makes ids as which node, until when."""

    __tablename__ = "node"
    __table_args__ = table_args(schema="kit", group="local")
    node: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    holder: Mapped[UUID]
    process: Mapped[str] = mapped_column(String(120))
    until_at: Mapped[datetime] = mapped_column(Instant)


class NodeLease:
    """One process's hold on a node number; renew it well within the hour."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._holder = uuid7()
        self.node = -1

    async def take(self, now: datetime) -> int:
        """Lease a free number and make ids with it. Number 0 is never leased: it belongs to tests and imports."""
        process = f"{socket.gethostname()}:{os.getpid()}"
        async with begin(self._sessions) as tx:
            taken = set(await tx.scalars(select(NodeRow.node).where(NodeRow.until_at > now).with_for_update()))
            for node in range(1, 1 << NODE_BITS):
                if node in taken:
                    continue
                row = {"node": node, "holder": self._holder, "process": process, "until_at": now + LEASE}
                mine = await tx.scalar(
                    insert(NodeRow)
                    .values(row)
                    .on_conflict_do_update(index_elements=[NodeRow.node], set_=row, where=or_(NodeRow.until_at <= now))
                    .returning(NodeRow.node)
                )
                if mine is not None:
                    use_node(node)
                    self.node = node
                    return node
        raise RuntimeError("all node numbers are taken")

    async def renew(self, now: datetime) -> bool:
        """Hold on for another hour; False when someone else has it, and this process must stop making ids."""
        async with begin(self._sessions) as tx:
            kept = await tx.scalar(
                update(NodeRow)
                .where(NodeRow.node == self.node, NodeRow.holder == self._holder)
                .values(until_at=now + LEASE)
                .returning(NodeRow.node)
            )
        return kept is not None
