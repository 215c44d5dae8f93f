"""Sweeps of payments: the only place that talks to payment channels, always outside transactions."""

from collections.abc import Iterable

from zhongcao.kit import clock, log
from zhongcao.kit.db import begin
from zhongcao.kit.jobs import Work, every, in_lanes
from zhongcao.payments import service
from zhongcao.payments.errors import ProviderUnknown
from zhongcao.payments.gateways import Channel, open_channel
from zhongcao.payments.rules import ChannelAccount, RefundAnswer, TradeReport
from zhongcao.payments.service import DueAttempt, DueRefund


@every(seconds=5)
async def ask_about_unpaid(work: Work) -> int:
    """Ask channels about payments that nobody told us about, and close there what was given up."""
    async with begin(work.sessions) as tx:
        taken = await service.take_attempts(tx, now=clock.now())
    accounts = _accounts(work, (due.provider for due in taken))
    taken = [due for due in taken if due.provider in accounts]

    async def follow(due: DueAttempt) -> TradeReport | None:
        channel = _open(work, accounts[due.provider])
        if due.closing:
            await channel.close(due.number)
        return await channel.find_trade(due.number)

    for due, report in await in_lanes(work, taken, follow):
        async with begin(work.sessions) as tx:
            await service.record_attempt(tx, account=accounts[due.provider], due=due, report=report, now=clock.now())
    return len(taken)


@every(seconds=2)
async def send_refunds(work: Work) -> int:
    """Send promised refunds, and ask about those whose answer was lost; never send one twice on a guess."""
    async with begin(work.sessions) as tx:
        taken = await service.take_refunds(tx, now=clock.now())
    accounts = _accounts(work, (due.provider for due in taken))
    taken = [due for due in taken if due.provider in accounts]

    async def send(due: DueRefund) -> tuple[RefundAnswer, str]:
        channel = _open(work, accounts[due.provider])
        if due.ask:
            return await channel.find_refund(number=due.number, refund_no=due.refund_no)
        return await channel.refund(number=due.number, refund_no=due.refund_no, amount=due.amount, reason=due.reason)

    for due, (answer, words) in await in_lanes(work, taken, send):
        async with begin(work.sessions) as tx:
            await service.record_refund(tx, due=due, answer=answer, error=words or None, now=clock.now())
    return len(taken)


def _open(work: Work, account: ChannelAccount) -> Channel:
    return open_channel(work.http, account, now=clock.now())


def _accounts(work: Work, providers: Iterable[str]) -> dict[str, ChannelAccount]:
    """Our accounts at these channels; one that was taken out of the settings waits, and holds up no other."""
    accounts: dict[str, ChannelAccount] = {}
    for provider in set(providers):
        try:
            accounts[provider] = service.channel_account(work.settings, provider)
        except ProviderUnknown:
            log.get("payments").error("payments wait at a channel that is not set up", provider=provider)
    return accounts
