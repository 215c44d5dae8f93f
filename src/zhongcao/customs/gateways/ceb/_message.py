"""The frame of a message: root, business nodes, sender, signature."""

import msgspec

from zhongcao.customs.gateways import signature, xml
from zhongcao.customs.gateways.ceb._codec import CEB, Malformed, read_part, write_part
from zhongcao.customs.gateways.ceb._documents import (
    Inventory,
    InvtCancel,
    InvtRefund,
    Logistics,
    LogisticsStatus,
    Order,
    Payment,
)
from zhongcao.customs.gateways.ceb._receipts import (
    InventoryReturn,
    InvtCancelReturn,
    InvtRefundReturn,
    LogisticsReturn,
    LogisticsStatusReturn,
    MessageReturn,
    OrderReturn,
    PaymentReturn,
    Tax,
)
from zhongcao.customs.gateways.ceb._types import C3, Part, To18, To30, To100, To1000

NODES: dict[str, tuple[str, type[Part]]] = {
    "CEB311Message": ("Order", Order),
    "CEB411Message": ("Payment", Payment),
    "CEB511Message": ("Logistics", Logistics),
    "CEB513Message": ("LogisticsStatus", LogisticsStatus),
    "CEB621Message": ("Inventory", Inventory),
    "CEB623Message": ("InvtCancel", InvtCancel),
    "CEB625Message": ("InvtRefund", InvtRefund),
    "CEB312Message": ("OrderReturn", OrderReturn),
    "CEB412Message": ("PaymentReturn", PaymentReturn),
    "CEB512Message": ("LogisticsReturn", LogisticsReturn),
    "CEB514Message": ("LogisticsStatusReturn", LogisticsStatusReturn),
    "CEB622Message": ("InventoryReturn", InventoryReturn),
    "CEB624Message": ("InvtCancelReturn", InvtCancelReturn),
    "CEB626Message": ("InvtRefundReturn", InvtRefundReturn),
    "CEB816Message": ("Tax", Tax),
    "CEB900Message": ("MessageReturn", MessageReturn),
}
"""Every message that we write or read: its business node and the struct of it."""

TYPE_OF: dict[type[Part], str] = {kind: name for name, (_, kind) in NODES.items()}


class BaseTransfer(Part, frozen=True, kw_only=True, rename="camel"):
    """Who sends the message, and through which mailbox."""

    cop_code: To18
    cop_name: To100
    dxp_mode: C3 = "DXP"
    dxp_id: To30
    note: To1000 | None = None


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A message: its type, its number, one or many documents of one kind, the sender."""

    type: str
    guid: str
    nodes: tuple[Part, ...]
    sender: BaseTransfer | None = None


def write_message(message: Message, *, card: signature.Card | None = None) -> bytes:
    """The message in canonical XML, signed when a card is given."""
    node, kind = NODES[message.type]
    assert all(type(one) is kind for one in message.nodes), message.type
    if not message.nodes:
        raise Malformed(f"{message.type} has no {node}")
    guid = xml.escape_attribute(message.guid)
    opening = f'<ceb:{message.type} xmlns:ceb="{CEB}" guid="{guid}" version="1.0">'
    body = [opening, *(write_part(node, one) for one in message.nodes)]
    if message.sender is not None:
        body.append(write_part("BaseTransfer", message.sender))
    closing = f"</ceb:{message.type}>"
    unsigned = "".join((*body, closing)).encode()
    if card is None:
        return unsigned
    sealed = signature.sign(unsigned, card, inherited=f' xmlns:ceb="{CEB}"')
    return unsigned.removesuffix(closing.encode()) + sealed + closing.encode()


def read_message(raw: bytes, *, signed: bool = False) -> Message:
    """The message in some XML; with `signed`, its signature must be there and fit."""
    try:
        root = xml.parse(raw)
        name = xml.local_name(root, CEB)
        if name not in NODES:
            raise Malformed(f"{name} is not a message that we know")
        if signed:
            signature.verify(root)
        return _read_nodes(root, name)
    except (xml.BadXml, signature.BadSignature) as error:
        raise Malformed(str(error)) from None


def _read_nodes(root: xml.Element, name: str) -> Message:
    node, kind = NODES[name]
    nodes: list[Part] = []
    sender: BaseTransfer | None = None
    for child in root:
        if child.tag == f"{{{CEB}}}{node}" and sender is None:
            nodes.append(read_part(child, kind))
        elif child.tag == f"{{{CEB}}}BaseTransfer" and sender is None:
            sender = read_part(child, BaseTransfer)
        elif child.tag not in (f"{{{CEB}}}BaseSubscribe", f"{{{CEB}}}ExtendMessage", signature.TAG):
            raise Malformed(f"{name}: {child.tag} is unknown or out of order")
    if not nodes:
        raise Malformed(f"{name} has no {node}")
    guid = root.get("guid") or ""
    if len(guid) != 36 or root.get("version") != "1.0":
        raise Malformed(f"{name}: guid of 36 characters and version 1.0 are required")
    return Message(type=name, guid=guid, nodes=tuple(nodes), sender=sender)
