"""The signature of the e-port: the digest vector, a signature that fits, and everything that does not."""

from pathlib import Path

import pytest
from lxml import etree

from tests.customs import messages
from zhongcao.customs.gateways import signature
from zhongcao.customs.gateways.ceb import Malformed, Message, read_message, write_message
from zhongcao.customs.gateways.signature import Card

VECTOR = (
    b'<ceb:CEB513Message xmlns:ceb="http://www.chinaport.gov.cn/ceb" guid="4CDE1CFD-EDED-46B1-946C-B8022E42FC94" '
    b'version="1.0"><ceb:LogisticsStatus><ceb:guid>4CDE1CFD-EDED-46B1-946C-B8022E42FC94</ceb:guid><ceb:appType>1'
    b"</ceb:appType><ceb:note></ceb:note></ceb:LogisticsStatus></ceb:CEB513Message>"
)


@pytest.fixture(scope="module")
def card(tmp_path_factory: pytest.TempPathFactory) -> Card:
    return Card.load(tmp_path_factory.mktemp("card") / "card.pem")


def signed(card: Card) -> bytes:
    message = Message(type="CEB311Message", guid=messages.guid(999), nodes=(messages.order(),), sender=messages.SENDER)
    return write_message(message, card=card)


def test_digest_vector() -> None:
    loose = (
        b'<?xml version="1.0" encoding="UTF-8"?>\n<ceb:CEB513Message version="1.0" '
        b'guid="4CDE1CFD-EDED-46B1-946C-B8022E42FC94" xmlns:ceb="http://www.chinaport.gov.cn/ceb"><ceb:LogisticsStatus>'
        b"<ceb:guid>4CDE1CFD-EDED-46B1-946C-B8022E42FC94</ceb:guid><ceb:appType>1</ceb:appType><ceb:note/>"
        b"</ceb:LogisticsStatus></ceb:CEB513Message>"
    )
    assert etree.tostring(etree.fromstring(loose), method="c14n") == VECTOR
    assert signature.digest(VECTOR) == "LrzT+f8WJozEsEsYDaFsIi2SJTE="


def test_a_signed_message_is_read(card: Card) -> None:
    read = read_message(signed(card), signed=True)
    assert read.nodes == (messages.order(),)
    assert signature.verify(etree.fromstring(signed(card))) == card.number


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"338.21", b"338.20"),
        (b"<ds:DigestValue>", b"<ds:DigestValue>A"),
        (b"<ds:SignatureValue>", b"<ds:SignatureValue>AAAA"),
        (b"<ds:X509Certificate>", b"<ds:X509Certificate>AAAA"),
        (b"xmldsig#rsa-sha1", b"xmldsig#hmac-sha1"),
        (b'URI=""', b'URI="#x"'),
        (b"<ds:SignedInfo>", b"<ds:SignedInfoX>"),
    ],
)
def test_a_changed_message_is_refused(card: Card, old: bytes, new: bytes) -> None:
    raw = signed(card)
    assert old in raw
    with pytest.raises(Malformed):
        read_message(raw.replace(old, new), signed=True)


def test_a_message_without_a_signature_is_refused_where_one_is_required() -> None:
    unsigned = write_message(Message(type="CEB311Message", guid=messages.guid(1), nodes=(messages.order(),)))
    with pytest.raises(Malformed, match="signature"):
        read_message(unsigned, signed=True)


def test_the_card_is_made_once_and_kept_to_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "card.pem"
    first, second = Card.load(path), Card.load(path)
    assert first.certificate == second.certificate
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]
