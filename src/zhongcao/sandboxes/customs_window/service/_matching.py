"""The window matches order, payment, waybill and list (三单对碰), checks them, and releases or refuses."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

import msgspec

from zhongcao.customs import rules as customs
from zhongcao.customs.rules import Channel
from zhongcao.kit.db import Tx
from zhongcao.sandboxes.customs_window import answers, rules, store
from zhongcao.sandboxes.customs_window.rules import ListFacts, OrderFacts, PaymentFacts, Profile, WaybillFacts
from zhongcao.sandboxes.customs_window.service._documents import KINDS, Document, say


class _Set(NamedTuple):
    """The four documents of an order, complete."""

    order_no: str
    documents: dict[str, Document]
    number: int
    attempt: int
    invt_no: str

    @property
    def listed(self) -> ListFacts:
        """What the list says."""
        return cast(ListFacts, self.documents["list"].facts)

    @property
    def inspection_wished(self) -> bool:
        """Whether the consignee asked to see an inspection."""
        return cast(OrderFacts, self.documents["order"].facts).inspection_wished

    def faults(self) -> tuple[str, ...]:
        """Why the four do not belong together."""
        facts = {kind: document.facts for kind, document in self.documents.items()}
        return rules.match_faults(
            cast(OrderFacts, facts["order"]),
            cast(PaymentFacts, facts["payment"]),
            cast(WaybillFacts, facts["waybill"]),
            self.listed,
        )


async def match_documents(tx: Tx, order_nos: Sequence[str], *, profile: Profile, now: datetime) -> None:
    """Judge every order whose four documents are all there, whichever came last."""
    complete = _complete(await store.lock_documents_of(tx, order_nos))
    if not complete:
        return
    on = customs.legal_date(now)
    used = await store.lock_quotas(tx, [one.listed.person for one in complete], on.year)
    said: list[dict[str, Any]] = []
    refused: list[str] = []
    passed: list[str] = []
    released: list[tuple[str, str, datetime]] = []
    for one in complete:
        faults = one.faults()
        if not faults and one.attempt == 1 and rules.draw(profile, "reject", one.order_no) < profile.reject_ppm:
            faults = ("抽查：商品归类存疑，请核实后重新申报",)
        assessed = None if faults else rules.assess(one.listed, on=on, used=used[one.listed.person])
        if assessed is not None and assessed.channel in (Channel.GENERAL_TRADE, Channel.SPLIT_REQUIRED):
            faults = ("超过年度交易限值" if assessed.channel is Channel.GENERAL_TRADE else "超过单次交易限值",)
        if faults or assessed is None:
            refused.append(one.order_no)
            info = "；".join(faults)
            for document in one.documents.values():
                said += say(document, one.number, rules.REJECTED, info, now)
            continue
        used[one.listed.person] += assessed.value
        release_at = _pass(said, one, assessed, profile, now)
        passed.append(one.order_no)
        released.append((one.documents["list"].key, one.invt_no, release_at))
    await store.set_quotas(tx, used, on.year)
    if refused:
        await store.set_codes(tx, rules.REJECTED, refused)
    if passed:
        await store.set_codes(tx, rules.STORED, passed)
        await store.release_lists(tx, released)
    await store.add_answers(tx, said)


def _complete(rows: Sequence[Any]) -> list[_Set]:
    by_order: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row.code == rules.DECLARING:
            by_order.setdefault(row.order_no, {})[row.kind] = row
    complete = []
    for order_no, found in sorted(by_order.items()):
        if found.keys() == KINDS.keys():
            documents = {
                kind: Document(kind, row.key, order_no, msgspec.convert(row.body, KINDS[kind]))
                for kind, row in found.items()
            }
            listed, year = found["list"], customs.legal_date(found["list"].stored_at).year
            facts = cast(ListFacts, documents["list"].facts)
            number = answers.list_number(facts.customs_code, year, listed.number)
            complete.append(_Set(order_no, documents, listed.number, listed.attempt, number))
    return complete


def _pass(
    said: list[dict[str, Any]], one: _Set, assessed: rules.Assessment, profile: Profile, now: datetime
) -> datetime:
    """Queue everything that customs will say about an order that passed; answers when it is released."""
    for document in one.documents.values():
        said += say(document, one.number, rules.STORED, f"逻辑校验通过[{document.key}]", now, one.invt_no)
    listed, at = one.documents["list"], now
    if one.inspection_wished:
        said += say(listed, one.number, 500, "查验", at, one.invt_no)
        at += rules.WISHED_INSPECTION_LASTS
    for purpose, ppm, code, info, lasts in (
        ("review", profile.review_ppm, 300, "人工审核", profile.review_lasts),
        ("inspect", profile.inspect_ppm, 500, "查验", profile.inspection_lasts),
    ):
        if rules.draw(profile, purpose, one.order_no) < ppm:
            said += say(listed, one.number, code, info, at, one.invt_no)
            at += lasts
    said += say(listed, one.number, rules.CONCLUDED, f"海关审结[{listed.key}]", at, one.invt_no)
    at += profile.release_after
    said += say(listed, one.number, rules.RELEASED, "放行", at, one.invt_no)
    notice = answers.tax_notice(one.order_no, one.listed, one.invt_no, assessed, at)
    said.append(answers.row(notice, dxp_id=one.listed.dxp_id, subject=one.order_no, due_at=at))
    said += say(listed, one.number, 899, "结关", at + profile.close_after, one.invt_no)
    return at
