"""What the window remembers of a document, and how it answers about it."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from zhongcao.customs import rules as customs
from zhongcao.customs.gateways import ceb
from zhongcao.customs.gateways.ceb import Malformed, Part
from zhongcao.sandboxes.customs_window import answers, rules
from zhongcao.sandboxes.customs_window.rules import ListFacts, ListLine, OrderFacts, PaymentFacts, WaybillFacts

Facts = OrderFacts | PaymentFacts | WaybillFacts | ListFacts
Hash = Callable[[str], str]
KINDS: dict[str, type[Facts]] = {
    "order": OrderFacts,
    "payment": PaymentFacts,
    "waybill": WaybillFacts,
    "list": ListFacts,
}
"""The documents that must come together."""


class Document(NamedTuple):
    """A document by kind and business key, with what is remembered of it."""

    kind: str
    key: str
    order_no: str
    facts: Facts


def facts_of(node: Part, sender: str, hashed: Hash, now: datetime) -> Document:
    """What the window remembers of a document."""
    match node:
        case ceb.Order(head=head):
            order = OrderFacts(
                dxp_id=sender,
                ebp_code=head.ebp_code,
                ebc_code=head.ebc_code,
                paid=ceb.fen(head.actural_paid),
                freight=ceb.fen(head.freight),
                tax_total=ceb.fen(head.tax_total),
                buyer=hashed(f"{head.buyer_name}|{head.buyer_id_number}"),
                consignee=hashed(f"{head.consignee}|{head.consignee_telephone}|{head.consignee_address}"),
                pay_transaction=head.pay_transaction_id or "",
                lines=tuple((line.gnum, _plain(line.qty), _plain(line.total_price)) for line in node.lines),
                faults=rules.order_faults(node),
                inspection_wished=rules.INSPECTION_WISH in head.consignee_address,
            )
            return Document("order", f"{head.ebc_code}|{head.order_no}", head.order_no, order)
        case ceb.Payment(head=head):
            payment = PaymentFacts(
                dxp_id=sender,
                pay_code=head.pay_code,
                pay_transaction=head.pay_transaction_id,
                amount=ceb.fen(head.amount_paid),
                payer=hashed(f"{head.payer_name}|{head.payer_id_number}"),
                faults=rules.payment_faults(node),
            )
            return Document("payment", f"{head.pay_code}|{head.pay_transaction_id}", head.order_no, payment)
        case ceb.Logistics(head=head):
            waybill = WaybillFacts(
                dxp_id=sender,
                logistics_code=head.logistics_code,
                logistics_no=head.logistics_no,
                consignee=hashed(f"{head.consignee}|{head.consignee_telephone}|{head.consignee_address}"),
                faults=rules.waybill_faults(node),
            )
            return Document("waybill", f"{head.logistics_code}|{head.logistics_no}", head.order_no, waybill)
        case ceb.Inventory():
            return _list_facts(node, sender, hashed, now)
    raise Malformed(f"{type(node).__name__} is nothing that can be declared")


def _list_facts(one: ceb.Inventory, sender: str, hashed: Hash, now: datetime) -> Document:
    head = one.head
    for line in one.lines:
        ceb.fen(line.total_price)  # refuses fractions of a fen before anything is computed from them
    facts = ListFacts(
        dxp_id=sender,
        ebp_code=head.ebp_code,
        ebc_code=head.ebc_code,
        agent_code=head.agent_code,
        assure_code=head.assure_code,
        customs_code=head.customs_code,
        cop_no=head.cop_no,
        logistics_code=head.logistics_code,
        logistics_no=head.logistics_no,
        buyer=hashed(f"{head.buyer_name}|{head.buyer_id_number}"),
        person=hashed(head.buyer_id_number),
        freight=ceb.fen(head.freight + head.insured_fee),
        lines=tuple(
            ListLine(
                gnum=line.gnum,
                hs10=line.gcode,
                content=line.gmodel,
                quantity=_plain(line.qty),
                total=_plain(line.total_price),
            )
            for line in one.lines
        ),
        faults=rules.list_faults(one, customs.legal_date(now)),
    )
    return Document("list", f"{head.ebc_code}|{head.order_no}", head.order_no, facts)


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")


def say(
    one: Document, number: int, code: int, info: str, at: datetime, invt_no: str | None = None
) -> list[dict[str, Any]]:
    """The answer about a document, queued for its sender."""
    facts = one.facts
    said: Part
    if isinstance(facts, OrderFacts):
        said = answers.order_return(one.order_no, facts, code, info, at)
    elif isinstance(facts, PaymentFacts):
        said = answers.payment_return(facts, code, info, at)
    elif isinstance(facts, WaybillFacts):
        said = answers.waybill_return(facts, code, info, at)
    else:
        said = answers.list_return(facts, number, code, info, at, invt_no)
    return [answers.row(said, dxp_id=facts.dxp_id, subject=one.order_no, due_at=at)]
