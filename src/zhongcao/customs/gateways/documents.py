"""From a declaration to its documents."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from zhongcao.customs import rules
from zhongcao.customs.gateways import ceb
from zhongcao.customs.gateways.ceb import BaseTransfer, Malformed, Message, Part, write_message
from zhongcao.customs.gateways.signature import Card
from zhongcao.customs.rules import Document
from zhongcao.customs.schemas import Registry, Submission, SubmissionLine, Withdrawal
from zhongcao.kit.ids import uuid7

CNY_CODE = "142"
CHINA = "142"
_KILOGRAM = "035"
_NAMESPACE = UUID("6f1a7c52-6a54-4f0e-9d0e-6d1f3c6b9a10")


class Buyer(NamedTuple):
    """The person who buys and pays, revealed for this one purpose."""

    name: str
    id_number: str


class Built(NamedTuple):
    """A message in its final bytes, with the declarations inside."""

    cop_msg_id: str
    type: str
    mailbox: str
    raw: bytes
    declarations: tuple[tuple[int, int], ...]


class Sender(NamedTuple):
    """Our mailbox at the e-port, and the card that signs."""

    transfer: BaseTransfer
    card: Card


def build_declarations(
    submissions: Sequence[Submission],
    buyers: dict[int, Buyer],
    *,
    registry: Registry,
    sender: Sender,
    now: datetime,
) -> tuple[list[Built], dict[tuple[int, int], str]]:
    """One message for each kind of document, over many declarations; and what could not be written, with reasons."""
    parts: dict[Document, list[tuple[tuple[int, int], Part]]] = {}
    wrong: dict[tuple[int, int], str] = {}
    for one in submissions:
        pair = (one.member_id, one.id)
        buyer = buyers.get(one.member_id)
        if buyer is None:
            wrong[pair] = "没有实名信息 / the buyer's real name is not known"
            continue
        try:
            documents = _documents(one, buyer, registry, now)
            for document in documents.values():
                ceb.write_part("check", document)
        except (Malformed, KeyError) as error:
            wrong[pair] = f"单证无法生成 / the documents cannot be written: {error}"
            continue
        for kind, document in documents.items():
            parts.setdefault(kind, []).append((pair, document))
    built = [_message([part for _, part in found], [pair for pair, _ in found], sender) for found in parts.values()]
    return built, wrong


def _documents(one: Submission, buyer: Buyer, registry: Registry, now: datetime) -> dict[Document, Part]:
    makers = {
        Document.ORDER: _order,
        Document.PAYMENT: _payment,
        Document.WAYBILL: _waybill,
        Document.LIST: _import_list,
    }
    # What customs has stored already is not declared a second time.
    stored = rules.RETURN_STATUS[120].rank
    documents = {}
    for kind, make in makers.items():
        row = rules.status_row(one.codes[kind]) if kind in one.codes else None
        if row is None or row.rank < stored:
            documents[kind] = make(one, buyer, registry, now)
    return documents


def _message(nodes: Sequence[Part], pairs: Sequence[tuple[int, int]], sender: Sender) -> Built:
    kind = ceb.TYPE_OF[type(nodes[0])]
    guid = ceb.guid_text(uuid7())
    message = Message(type=kind, guid=guid, nodes=tuple(nodes), sender=sender.transfer)
    return Built(guid, kind, sender.transfer.dxp_id, write_message(message, card=sender.card), tuple(pairs))


def _declared(kind: str, one: Submission, now: datetime) -> dict[str, Any]:
    # The same document of the same attempt keeps its number, however often it is built.
    number = uuid5(_NAMESPACE, f"{kind}|{one.cop_no}|{one.attempt}")
    return {"guid": ceb.guid_text(number), "app_time": ceb.stamp(now)}


def _platform(registry: Registry) -> dict[str, Any]:
    platform, shop = registry.party("platform"), registry.party("enterprise")
    return {"ebp_code": platform.code, "ebp_name": platform.name, "ebc_code": shop.code, "ebc_name": shop.name}


def _buyer(one: Submission, buyer: Buyer) -> dict[str, Any]:
    return {
        "buyer_id_type": "1",
        "buyer_id_number": buyer.id_number.upper(),
        "buyer_name": buyer.name,
        "buyer_telephone": one.consignee_phone[:30],
    }


def _carrier(one: Submission, registry: Registry) -> dict[str, Any]:
    known = registry.parties.get(f"carrier:{one.carrier_code}")
    return {
        "logistics_code": known.code if known else one.carrier_code,
        "logistics_name": known.name if known else one.carrier_name,
        "logistics_no": one.waybill_no,
    }


def _country(code: str) -> str:
    return rules.COUNTRIES[code]


def _order(one: Submission, buyer: Buyer, registry: Registry, now: datetime) -> ceb.Order:
    payer = registry.party(f"payment:{one.payment_provider}")
    head = ceb.OrderHead(
        **_declared("order", one, now),
        **_platform(registry),
        **_buyer(one, buyer),
        order_no=one.order_no,
        goods_value=ceb.yuan(one.goods_value),
        freight=ceb.yuan(one.freight),
        discount=ceb.yuan(one.discount),
        tax_total=ceb.yuan(one.tax_total),
        actural_paid=ceb.yuan(one.paid),
        currency=CNY_CODE,
        buyer_reg_no=str(one.member_id),
        pay_code=payer.code,
        pay_name=payer.name,
        pay_transaction_id=one.payment_transaction,
        consignee=one.consignee,
        consignee_telephone=one.consignee_phone,
        consignee_address=one.consignee_address,
        consignee_district=one.division_code[:6] if len(one.division_code) >= 6 else None,
    )
    return ceb.Order(head=head, lines=tuple(_order_line(line) for line in one.lines))


def _order_line(line: SubmissionLine) -> ceb.OrderLine:
    return ceb.OrderLine(
        gnum=line.line_no,
        item_no=str(line.sku_id),
        item_name=line.name,
        gmodel=line.content,
        bar_code=line.barcode or "无",
        unit=line.unit,
        qty=Decimal(line.quantity),
        price=ceb.yuan(line.price),
        total_price=ceb.yuan(line.total),
        currency=CNY_CODE,
        country=_country(line.origin_country),
    )


def _payment(one: Submission, buyer: Buyer, registry: Registry, now: datetime) -> ceb.Payment:
    payer, platform = registry.party(f"payment:{one.payment_provider}"), registry.party("platform")
    return ceb.Payment(
        head=ceb.PaymentHead(
            **_declared("payment", one, now),
            pay_code=payer.code,
            pay_name=payer.name,
            pay_transaction_id=one.payment_transaction,
            order_no=one.order_no,
            ebp_code=platform.code,
            ebp_name=platform.name,
            payer_id_type="1",
            payer_id_number=buyer.id_number.upper(),
            payer_name=buyer.name,
            amount_paid=ceb.yuan(one.paid),
            currency=CNY_CODE,
            pay_time=ceb.stamp(one.paid_at),
        )
    )


def _waybill(one: Submission, buyer: Buyer, registry: Registry, now: datetime) -> ceb.Logistics:
    return ceb.Logistics(
        head=ceb.LogisticsHead(
            **_declared("waybill", one, now),
            **_carrier(one, registry),
            order_no=one.order_no,
            freight=ceb.yuan(one.freight),
            insured_fee=Decimal(0),
            currency=CNY_CODE,
            weight=_kilograms(one.gross_weight_grams),
            consignee=one.consignee,
            consignee_address=one.consignee_address,
            consignee_telephone=one.consignee_phone,
        )
    )


def _import_list(one: Submission, buyer: Buyer, registry: Registry, now: datetime) -> ceb.Inventory:
    port, agent = registry.port(one.warehouse_code), registry.party("agent")
    net = sum(line.net_weight_grams * line.quantity for line in one.lines)
    head = ceb.InventoryHead(
        **_declared("list", one, now),
        **_platform(registry),
        **_carrier(one, registry),
        **_buyer(one, buyer),
        order_no=one.order_no,
        cop_no=one.cop_no,
        assure_code=registry.party("guarantor").code,
        ems_no=port.ems_no,
        decl_time=ceb.stamp(now)[:8],
        customs_code=port.customs_code,
        port_code=port.port_code,
        consignee_address=one.consignee_address,
        agent_code=agent.code,
        agent_name=agent.name,
        area_code=port.area_code,
        area_name=port.area_name,
        trade_mode=one.mode,
        traf_mode=port.traf_mode,
        country=CHINA,
        freight=ceb.yuan(one.freight),
        insured_fee=Decimal(0),
        currency=CNY_CODE,
        gross_weight=_kilograms(one.gross_weight_grams),
        net_weight=_kilograms(net),
    )
    return ceb.Inventory(head=head, lines=tuple(_list_line(line) for line in one.lines))


def _list_line(line: SubmissionLine) -> ceb.InventoryLine:
    tariff = rules.find_tariff(line.hs_code)
    weight = _kilograms(line.net_weight_grams * line.quantity)
    # The first legal unit is weight for most goods; a second one, when the tariff has it, counts pieces.
    first = weight if line.unit_statutory == _KILOGRAM else Decimal(line.quantity)
    second = tariff.unit2 if tariff and tariff.unit2 != line.unit_statutory else None
    return ceb.InventoryLine(
        gnum=line.line_no,
        item_record_no=line.item_record_no or f"R{line.sku_id}",
        item_no=str(line.sku_id),
        item_name=line.name,
        gcode=line.hs_code,
        gname=line.name,
        gmodel=line.content,
        bar_code=line.barcode or "无",
        country=_country(line.origin_country),
        currency=CNY_CODE,
        qty=Decimal(line.quantity),
        unit=line.unit,
        qty1=first,
        unit1=line.unit_statutory,
        qty2=None if second is None else weight if second == _KILOGRAM else Decimal(line.quantity),
        unit2=second,
        price=ceb.yuan(line.price),
        total_price=ceb.yuan(line.total),
    )


def _kilograms(grams: int) -> Decimal:
    return Decimal(grams).scaleb(-3)


def build_withdrawals(
    withdrawals: Sequence[Withdrawal],
    buyers: dict[int, Buyer],
    *,
    registry: Registry,
    sender: Sender,
    now: datetime,
) -> list[Built]:
    """Messages of cancellations (623) and returns (625); those of unknown buyers are left out."""
    parts: dict[str, list[tuple[tuple[int, int], Part]]] = {}
    for one in withdrawals:
        if one.member_id in buyers:
            document = _withdrawal(one, buyers[one.member_id], registry, now)
            parts.setdefault(one.kind, []).append(((one.member_id, one.declaration.id), document))
    return [_message([part for _, part in found], [pair for pair, _ in found], sender) for found in parts.values()]


def _withdrawal(one: Withdrawal, buyer: Buyer, registry: Registry, now: datetime) -> Part:
    declared, agent = one.declaration, registry.party("agent")
    head: dict[str, Any] = {
        **_platform(registry),
        **_carrier(declared, registry),
        **_buyer(declared, buyer),
        "guid": ceb.guid_text(uuid5(_NAMESPACE, one.cop_no)),
        "app_time": ceb.stamp(now),
        "customs_code": registry.port(declared.warehouse_code).customs_code,
        "order_no": declared.order_no,
        "cop_no": one.cop_no,
        "invt_no": one.invt_no,
        "agent_code": agent.code,
        "agent_name": agent.name,
        "reason": one.reason,
    }
    if one.kind == Document.CANCEL:
        return ceb.InvtCancel(**head)
    known = {line.line_no: line for line in declared.lines}
    lines = tuple(
        ceb.InvtRefundLine(
            gnum=number,
            gcode=known[number].hs_code,
            gname=known[number].name,
            qty=Decimal(quantity),
            unit=known[number].unit,
        )
        for number, quantity in one.lines
    )
    return ceb.InvtRefund(head=ceb.InvtRefundHead(**head), lines=lines)
