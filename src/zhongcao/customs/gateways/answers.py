"""From customs' receipts to answers in plain terms."""

from zhongcao.customs.gateways import ceb
from zhongcao.customs.gateways.ceb import Message, Part
from zhongcao.customs.rules import TAX_NOTICE, Document
from zhongcao.customs.schemas import IncomingReceipt


def read_answers(message: Message) -> tuple[IncomingReceipt, ...]:
    """Every answer in a message of customs."""
    return tuple(_answer(message.type, node) for node in message.nodes)


def _answer(kind: str, node: Part) -> IncomingReceipt:
    match node:
        case ceb.Tax():
            return _notice(kind, node)
        case ceb.OrderReturn():
            document, key, lookup = Document.ORDER.value, f"{node.ebc_code}|{node.order_no}", node.order_no
        case ceb.PaymentReturn():
            document, lookup = Document.PAYMENT, node.pay_transaction_id
            key = f"{node.pay_code}|{lookup}"
        case ceb.LogisticsReturn():
            document, lookup = Document.WAYBILL, node.logistics_no
            key = f"{node.logistics_code}|{lookup}"
        case ceb.LogisticsStatusReturn():
            document, lookup = "signed", node.logistics_no
            key = f"{node.logistics_code}|{lookup}|{node.logistics_status}"
        case ceb.InventoryReturn():
            document, key, lookup = Document.LIST, node.cop_no, node.cop_no
        case ceb.InvtCancelReturn():
            document, key, lookup = Document.CANCEL, node.cop_no, node.cop_no
        case ceb.InvtRefundReturn():
            document, key, lookup = Document.REFUND, node.cop_no, node.cop_no
        case ceb.MessageReturn():
            document = "message"
            key = lookup = f"{node.ori_cop_msg_id}|{node.ori_message_type}"[:110]
        case _:
            raise ceb.Malformed(f"{kind} is no answer")
    numbers = (node.pre_no, node.invt_no) if isinstance(node, ceb.InventoryReturn) else (None, None)
    return IncomingReceipt(
        message_type=kind,
        document=document,
        key=key,
        lookup=lookup,
        code=int(node.return_status),
        returned_at=ceb.read_stamp(node.return_time),
        info=node.return_info,
        pre_no=numbers[0],
        invt_no=numbers[1],
    )


def _notice(kind: str, node: ceb.Tax) -> IncomingReceipt:
    head = node.head
    return IncomingReceipt(
        message_type=kind,
        document="tax",
        key=head.tax_no,
        lookup=head.order_no or "",
        code=TAX_NOTICE,
        returned_at=ceb.read_stamp(head.return_time),
        info=head.note or "",
        tax=(ceb.fen(head.customs_tax), ceb.fen(head.value_added_tax), ceb.fen(head.consumption_tax)),
    )
