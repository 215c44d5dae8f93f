"""Payment channels: one protocol, one wire for the sandbox and for Alipay."""

from datetime import datetime
from typing import Protocol

import httpx

from zhongcao.kit.money import Money
from zhongcao.payments.gateways.alipay import AlipayChannel
from zhongcao.payments.gateways.notices import read_report
from zhongcao.payments.rules import ChannelAccount, RefundAnswer, TradeReport

__all__ = ["Channel", "open_channel", "read_report"]


class Channel(Protocol):
    """What we ask of a payment channel; an unclear answer means that nothing is known, never that it failed."""

    async def find_trade(self, number: str) -> TradeReport | None:
        """What the channel knows about a payment."""

    async def close(self, number: str) -> bool:
        """Let the channel take no money for a payment any more; False when it did not clearly agree."""

    async def refund(self, *, number: str, refund_no: str, amount: Money, reason: str) -> tuple[RefundAnswer, str]:
        """Send money back; the refund's number makes it happen once. The answer comes with the channel's words."""

    async def find_refund(self, *, number: str, refund_no: str) -> tuple[RefundAnswer, str]:
        """What became of a refund."""


def open_channel(http: httpx.AsyncClient, account: ChannelAccount, *, now: datetime) -> Channel:
    """The channel of an account; sandbox and Alipay differ only in address and keys."""
    return AlipayChannel(http, account, now=now)
