"""The customs messages on the wire: golden files, field order, lengths, and what is refused."""

from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.customs import messages
from zhongcao.customs.gateways import ceb, dxp, xml
from zhongcao.customs.gateways.ceb import Malformed, Message, Part, read_message, write_message

GOLDEN = Path(__file__).parent / "golden"
GUID = messages.guid(999)
STATUS = {"return_status": "120", "return_time": "20260301103000123", "return_info": "[Code:2600;Desc:入库成功]"}
CODES = {"customs_code": "4604", "agent_code": "3301964TEST", "ebp_code": "3301964TEST", "ebc_code": "3301964TEST"}
NUMBERS = {"cop_no": "CT0001", "pre_no": "B20260301000000001", "invt_no": "46042026I000000001"}

TAX = ceb.Tax(
    head=ceb.TaxHeadRd(
        guid=messages.guid(20),
        return_time="20260301103000",
        invt_no="46042026I000000001",
        tax_no="T46042026I000000001",
        customs_tax=Decimal(0),
        value_added_tax=Decimal("28.21"),
        consumption_tax=Decimal(0),
        status="1",
        order_no="T0001",
    ),
    lines=(
        ceb.TaxListRd(
            gnum=1,
            gcode="1901101000",
            tax_price=Decimal("310"),
            customs_tax=Decimal(0),
            value_added_tax=Decimal("28.21"),
            consumption_tax=Decimal(0),
        ),
    ),
)
NODES: dict[str, Part] = {
    "CEB311Message": messages.order(),
    "CEB411Message": messages.payment(),
    "CEB511Message": messages.waybill(),
    "CEB513Message": messages.signed_for(),
    "CEB621Message": messages.import_list(),
    "CEB623Message": messages.cancellation(),
    "CEB625Message": messages.refund(),
    "CEB312Message": ceb.OrderReturn(
        guid=messages.guid(10), ebp_code="3301964TEST", ebc_code="3301964TEST", order_no="T0001", **STATUS
    ),
    "CEB412Message": ceb.PaymentReturn(
        guid=messages.guid(11), pay_code="312226TEST", pay_transaction_id="PT0001", **STATUS
    ),
    "CEB512Message": ceb.LogisticsReturn(
        guid=messages.guid(12), logistics_code="3301980TEST", logistics_no="WT0001", **STATUS
    ),
    "CEB514Message": ceb.LogisticsStatusReturn(
        guid=messages.guid(13), logistics_code="3301980TEST", logistics_no="WT0001", logistics_status="S", **STATUS
    ),
    "CEB622Message": ceb.InventoryReturn(guid=messages.guid(14), **CODES, **NUMBERS, **STATUS),
    "CEB624Message": ceb.InvtCancelReturn(guid=messages.guid(15), **CODES, **NUMBERS, **STATUS),
    "CEB626Message": ceb.InvtRefundReturn(guid=messages.guid(16), **CODES, **NUMBERS, **STATUS),
    "CEB816Message": TAX,
    "CEB900Message": ceb.MessageReturn(
        guid=messages.guid(17),
        return_status="-999999",
        return_time="20260301103000123",
        return_info="XML invalid",
        ori_cop_msg_id=messages.guid(1),
        ori_message_type="CEB621Message",
    ),
}


def message(kind: str) -> Message:
    return Message(type=kind, guid=GUID, nodes=(NODES[kind],), sender=messages.SENDER)


@pytest.mark.parametrize("kind", list(NODES))
def test_golden(kind: str) -> None:
    written = write_message(message(kind))
    golden = GOLDEN / f"{kind}.xml"
    assert written == golden.read_bytes(), f"{golden.name} differs"
    assert read_message(written) == message(kind)


@pytest.mark.parametrize("kind", list(NODES))
def test_what_we_write_is_canonical_xml(kind: str) -> None:
    written = write_message(message(kind))
    assert etree.tostring(etree.fromstring(written), method="c14n") == written


def test_head_of_an_order_keeps_the_order_and_the_spelling_of_the_standard() -> None:
    root = etree.fromstring(write_message(message("CEB311Message")))
    names = [etree.QName(child).localname for child in root[0][0]]
    expected = (
        "guid appType appTime appStatus orderType orderNo ebpCode ebpName ebcCode ebcName goodsValue freight discount "
        "taxTotal acturalPaid currency buyerRegNo buyerName buyerTelephone buyerIdType buyerIdNumber payCode payName "
        "payTransactionId consignee consigneeTelephone consigneeAddress consigneeDistrict"
    )
    assert " ".join(names) == expected


@pytest.mark.parametrize(
    ("part", "changes"),
    [
        (messages.order, {"order_no": "x" * 61}),
        (messages.order, {"currency": "14"}),
        (messages.order, {"goods_value": Decimal("-1")}),
        (messages.order, {"goods_value": Decimal("0.000001")}),
        (messages.order, {"goods_value": Decimal(10) ** 14}),
        (messages.order, {"goods_value": Decimal("NaN")}),
        (messages.import_list, {"cop_no": "x" * 21}),
        (messages.import_list, {"trade_mode": "12100"}),
        (messages.import_list, {"decl_time": "2026030"}),
        (messages.payment, {"pay_time": "20260301"}),
        (messages.cancellation, {"reason": "x" * 201}),
    ],
)
def test_values_out_of_range_are_never_written(part: object, changes: dict[str, object]) -> None:
    one = part(**changes)  # type: ignore[operator]
    with pytest.raises(Malformed):
        write_message(Message(type=ceb.TYPE_OF[type(one)], guid=GUID, nodes=(one,)))


def test_characters_that_xml_cannot_carry_are_never_written() -> None:
    for bad in ("a\x00b", "a\x0bb", "a\ud800b", "a\uffffb"):
        with pytest.raises(Malformed):
            write_message(Message(type="CEB311Message", guid=GUID, nodes=(messages.order(ebp_name=bad),)))


def wire(kind: str) -> str:
    return write_message(message(kind)).decode()


@pytest.mark.parametrize(
    "broken",
    [
        wire("CEB311Message").replace("<ceb:orderNo>T0001</ceb:orderNo>", ""),
        wire("CEB311Message").replace("<ceb:orderNo>T0001</ceb:orderNo>", "<ceb:orderNo></ceb:orderNo>"),
        wire("CEB311Message").replace("<ceb:orderType>I</ceb:orderType>", "<ceb:colour>I</ceb:colour>"),
        wire("CEB311Message").replace("acturalPaid", "actualPaid"),
        wire("CEB311Message").replace("<ceb:qty>2</ceb:qty>", "<ceb:qty>zwei</ceb:qty>"),
        wire("CEB311Message").replace("<ceb:qty>2</ceb:qty>", "<ceb:qty>2</ceb:qty><ceb:qty>3</ceb:qty>"),
        wire("CEB311Message").replace("<ceb:gnum>1</ceb:gnum>", "<ceb:gnum>0</ceb:gnum>"),
        wire("CEB311Message").replace("http://www.chinaport.gov.cn/ceb", "http://example.org/ceb"),
        wire("CEB311Message").replace("CEB311Message", "CEB303Message"),
        wire("CEB311Message").replace('version="1.0"', 'version="2.0"'),
        wire("CEB311Message").replace(GUID, "short"),
        wire("CEB311Message").replace("<ceb:orderNo>T0001", "<ceb:orderNo>T00<!-- x -->01"),
        '<!DOCTYPE x [<!ENTITY e "boom">]>' + wire("CEB311Message").replace("T0001", "&e;"),
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">' + wire("CEB311Message"),
        "<?stylesheet x?>" + wire("CEB311Message").replace("<ceb:Order>", "<?x y?><ceb:Order>"),
        "not xml at all",
        "",
    ],
)
def test_broken_messages_are_refused(broken: str) -> None:
    with pytest.raises(Malformed):
        read_message(broken.encode())


def test_too_large_messages_are_refused_before_they_are_parsed() -> None:
    with pytest.raises(xml.BadXml, match="larger"):
        xml.parse(b"<a>" + b" " * xml.BYTES_MAX + b"</a>")


text = st.text(
    alphabet=st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), min_size=1, max_size=90
)


@given(name=text, value=st.decimals(min_value=0, max_value=10**13, places=5))
def test_any_text_and_amount_survive_the_wire(name: str, value: Decimal) -> None:
    one = messages.order(ebp_name=name, goods_value=value)
    written = write_message(Message(type="CEB311Message", guid=GUID, nodes=(one,)))
    assert etree.tostring(etree.fromstring(written), method="c14n") == written
    (read,) = read_message(written).nodes
    assert isinstance(read, ceb.Order)
    assert (read.head.ebp_name, read.head.goods_value) == (name, value)


def test_many_documents_in_one_message() -> None:
    nodes = tuple(messages.import_list(f"T{number:04}") for number in range(200))
    whole = Message(type="CEB621Message", guid=GUID, nodes=nodes, sender=messages.SENDER)
    assert read_message(write_message(whole)) == whole


def test_envelope_round_trip() -> None:
    envelope = dxp.Envelope(
        cop_msg_id=GUID,
        sender_id="DXPENT0000000001",
        receiver_id="DXPEDCCEB0000002",
        created_at=messages.AT,
        message_type="CEB311Message",
        data=b"\x00<xml>&",
    )
    assert dxp.read_envelope(dxp.write_envelope(envelope)) == envelope
    broken = dxp.write_envelope(envelope).replace(b"<Data>", b"<Data>***")
    with pytest.raises(xml.BadXml):
        dxp.read_envelope(broken)
    with pytest.raises(xml.BadXml):
        dxp.read_envelope(dxp.write_envelope(msgspec.structs.replace(envelope, sender_id="x" * 17)))


def test_times_of_fourteen_and_seventeen_digits() -> None:
    assert ceb.read_stamp("20260301103000") == messages.AT
    assert ceb.read_stamp("20260301103000123").microsecond == 123_000
    assert ceb.stamp(messages.AT) == "20260301103000"
    assert ceb.stamp_millis(ceb.read_stamp("20260301103000123")) == "20260301103000123"


def test_yuan_and_fen() -> None:
    assert (ceb.yuan(33821), ceb.fen(Decimal("338.21"))) == (Decimal("338.21"), 33821)
    with pytest.raises(ValueError, match="whole number"):
        ceb.fen(Decimal("0.001"))
