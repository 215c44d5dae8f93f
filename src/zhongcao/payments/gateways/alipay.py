"""The Alipay open platform over HTTP: query, close, refund. The sandbox answers the same questions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import httpx

from zhongcao.kit import log
from zhongcao.kit.money import Money
from zhongcao.payments import rules
from zhongcao.payments.gateways.notices import read_report
from zhongcao.payments.rules import ChannelAccount, RefundAnswer, TradeReport, TradeStatus

SUCCESS = "10000"
REFUSED = "40004"
UNCLEAR_REASONS = frozenset({"ACQ.SYSTEM_ERROR", "aop.ACQ.SYSTEM_ERROR"})
"""Reasons behind 40004 that leave open what happened."""


class AlipayChannel:
    """One merchant's account at an Alipay-like gateway; `now` dates what is asked."""

    def __init__(self, http: httpx.AsyncClient, account: ChannelAccount, *, now: datetime) -> None:
        self._http = http
        self._account = account
        self._now = now

    async def find_trade(self, number: str) -> TradeReport | None:
        """What the channel knows about a payment; a trade that nobody opened is absent, not unclear."""
        answer = await self._ask("alipay.trade.query", {"out_trade_no": number})
        if answer is None:
            return None
        if answer.get("code") == SUCCESS and answer.get("out_trade_no") == number:
            return read_report(answer)
        if answer.get("sub_code") == "ACQ.TRADE_NOT_EXIST":
            return TradeReport(number=number, status=TradeStatus.ABSENT)
        return None

    async def close(self, number: str) -> bool:
        """Let the channel take no money for a payment any more."""
        answer = await self._ask("alipay.trade.close", {"out_trade_no": number})
        return answer is not None and answer.get("code") == SUCCESS

    async def refund(self, *, number: str, refund_no: str, amount: Money, reason: str) -> tuple[RefundAnswer, str]:
        """Send money back once per refund number."""
        answer = await self._ask(
            "alipay.trade.refund",
            {
                "out_trade_no": number,
                "out_request_no": refund_no,
                "refund_amount": rules.yuan(amount),
                "refund_reason": reason,
            },
        )
        if answer is None:
            return RefundAnswer.UNCLEAR, "no clear answer"
        if answer.get("code") == SUCCESS:
            return RefundAnswer.DONE, ""
        words = f"{answer.get('sub_code', '')} {answer.get('sub_msg', '')}".strip()
        if answer.get("code") == REFUSED and answer.get("sub_code") not in UNCLEAR_REASONS:
            return RefundAnswer.REFUSED, words
        return RefundAnswer.UNCLEAR, words

    async def find_refund(self, *, number: str, refund_no: str) -> tuple[RefundAnswer, str]:
        """What became of a refund."""
        answer = await self._ask(
            "alipay.trade.fastpay.refund.query", {"out_trade_no": number, "out_request_no": refund_no}
        )
        if answer is None or answer.get("code") != SUCCESS:
            return RefundAnswer.UNCLEAR, "no clear answer"
        if answer.get("refund_status") == "REFUND_SUCCESS" and answer.get("out_request_no") == refund_no:
            return RefundAnswer.DONE, ""
        return RefundAnswer.ABSENT, ""

    async def _ask(self, method: str, content: Mapping[str, Any]) -> dict[str, Any] | None:
        fields = rules.signed_request(
            method, content, app_id=self._account.app_id, key=self._account.merchant_key, now=self._now
        )
        try:
            answer = await self._http.post(self._account.gateway_url, data=fields)
        except httpx.HTTPError as error:
            log.get("payments").warning("channel away", provider=self._account.provider, error=repr(error)[:200])
            return None
        found = rules.read_answer(answer.content, method, self._account.channel_key)
        if found is None:
            log.get("payments").warning("answer without a right signature", provider=self._account.provider)
        return found
