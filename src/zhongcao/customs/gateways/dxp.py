"""The DXP envelope (传输报文) in which every message travels."""

import base64
import binascii
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from zhongcao.customs.gateways import xml
from zhongcao.customs.rules import SHANGHAI

DXP = "http://www.chinaport.gov.cn/dxp"


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """A message on its way: number, sender, receiver, time, type, content."""

    cop_msg_id: Annotated[str, Meta(min_length=1, max_length=255)]
    sender_id: Annotated[str, Meta(min_length=1, max_length=16)]
    receiver_id: Annotated[str, Meta(min_length=1, max_length=18)]
    created_at: datetime
    message_type: Annotated[str, Meta(min_length=1, max_length=30)]
    data: bytes


def write_envelope(envelope: Envelope) -> bytes:
    """The envelope as XML."""
    created = envelope.created_at.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M:%S")
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><DxpMsg xmlns="{DXP}" ver="1.0"><TransInfo>'
        f"<CopMsgId>{xml.escape_text(envelope.cop_msg_id)}</CopMsgId>"
        f"<SenderId>{xml.escape_text(envelope.sender_id)}</SenderId>"
        f"<ReceiverIds><ReceiverId>{xml.escape_text(envelope.receiver_id)}</ReceiverId></ReceiverIds>"
        f"<CreatTime>{created}</CreatTime><MsgType>{xml.escape_text(envelope.message_type)}</MsgType></TransInfo>"
        f"<Data>{base64.b64encode(envelope.data).decode()}</Data>"
        "<AddInfo><FileName></FileName><IcCard></IcCard></AddInfo></DxpMsg>"
    ).encode()


def read_envelope(raw: bytes) -> Envelope:
    """The envelope in some XML; raises BadXml when it is not one."""
    root = xml.parse(raw)
    if xml.local_name(root, DXP) != "DxpMsg":
        raise xml.BadXml("not a DxpMsg")

    def text(path: str) -> str:
        found: str | None = root.findtext("/".join(f"{{{DXP}}}{part}" for part in path.split("/")))
        return (found or "").strip()

    try:
        created = datetime.strptime(text("TransInfo/CreatTime"), "%Y-%m-%dT%H:%M:%S").replace(tzinfo=SHANGHAI)
        return msgspec.convert(
            {
                "cop_msg_id": text("TransInfo/CopMsgId"),
                "sender_id": text("TransInfo/SenderId"),
                "receiver_id": text("TransInfo/ReceiverIds/ReceiverId"),
                "created_at": created,
                "message_type": text("TransInfo/MsgType"),
                "data": base64.b64decode(text("Data"), validate=True),
            },
            Envelope,
        )
    except (ValueError, binascii.Error, msgspec.ValidationError) as error:
        raise xml.BadXml(f"DxpMsg: {error}") from None
