"""What a payment channel may tell us, and what it counts for."""

from datetime import datetime
from enum import StrEnum

import msgspec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from zhongcao.kit.money import Money

SANDBOX_APP_ID = "2021000000000001"
SANDBOX_SELLER_ID = "2088102119685838"


class ChannelAccount(msgspec.Struct, frozen=True, kw_only=True):
    """Our account as a merchant at one channel, with our key and the channel's."""

    provider: str
    gateway_url: str
    app_id: str
    seller_id: str
    merchant_key: RSAPrivateKey
    channel_key: RSAPublicKey


class TradeStatus(StrEnum):
    """How a channel names the state of a trade (交易状态)."""

    WAIT_BUYER_PAY = "WAIT_BUYER_PAY"
    TRADE_SUCCESS = "TRADE_SUCCESS"  # paid, can be refunded
    TRADE_FINISHED = "TRADE_FINISHED"  # paid, can no longer be refunded
    TRADE_CLOSED = "TRADE_CLOSED"  # never paid in time, or refunded in full
    ABSENT = "ABSENT"  # the buyer never opened the page


class TradeReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a channel says about one payment, by notification or in answer to a query."""

    number: str
    status: TradeStatus
    transaction_no: str = ""
    amount: Money | None = None
    app_id: str = ""
    seller_id: str = ""
    paid_at: datetime | None = None
    refunded: bool = False


class Verdict(StrEnum):
    """What a report counts for."""

    PAYS = "pays"
    WAITS = "waits"
    ENDED = "ended"
    WRONG_AMOUNT = "wrong_amount"
    WRONG_SELLER = "wrong_seller"
    WRONG_APP = "wrong_app"


PAID_STATUSES = frozenset({TradeStatus.TRADE_SUCCESS, TradeStatus.TRADE_FINISHED})


def judge(report: TradeReport, *, account: ChannelAccount, due: Money) -> Verdict:
    """A report pays only when app, seller and amount are ours to the fen; a signature alone is not enough."""
    if report.app_id and report.app_id != account.app_id:
        return Verdict.WRONG_APP
    if report.seller_id and report.seller_id != account.seller_id:
        return Verdict.WRONG_SELLER
    if report.status not in PAID_STATUSES:
        return Verdict.ENDED if report.status is TradeStatus.TRADE_CLOSED else Verdict.WAITS
    if report.amount != due:
        return Verdict.WRONG_AMOUNT
    return Verdict.PAYS


class RefundAnswer(StrEnum):
    """How a channel answered to a refund, or to the question about one."""

    DONE = "done"
    REFUSED = "refused"
    UNCLEAR = "unclear"  # no answer, or one that leaves it open
    ABSENT = "absent"  # the channel does not know this refund
