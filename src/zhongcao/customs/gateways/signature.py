"""Signature of the e-port: enveloped XML-DSig, RSA with SHA-1 over canonical XML of 2001.

SHA-1 is what the message standard prescribes; signxml refuses it, hence these few lines. Nothing else uses them.
"""

import base64
import hashlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from zhongcao.customs.gateways import xml

DS = "http://www.w3.org/2000/09/xmldsig#"
TAG = f"{{{DS}}}Signature"
C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
RSA_SHA1 = f"{DS}rsa-sha1"
SHA1 = f"{DS}sha1"
ENVELOPED = f"{DS}enveloped-signature"


class BadSignature(ValueError):
    """The signature is missing, of another kind, or does not fit the message."""


class Card(msgspec.Struct, frozen=True):
    """The enterprise's card (操作员卡): private key, card number, certificate."""

    key: rsa.RSAPrivateKey
    number: str
    certificate: bytes  # DER

    @classmethod
    def load(cls, path: Path) -> "Card":
        """Read the card from a PEM file; an absent one is made, self-signed, for the sandbox."""
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            scratch = path.with_suffix(f".{os.getpid()}.new")
            with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(_fresh_pem())
            try:
                os.link(scratch, path)  # the first of several processes wins
            except FileExistsError:
                pass
            finally:
                scratch.unlink()
        return cls.from_pem(path.read_bytes())

    @classmethod
    def from_pem(cls, pem: bytes) -> "Card":
        """The card in a PEM with private key and certificate."""
        key = serialization.load_pem_private_key(pem, password=None)
        assert isinstance(key, rsa.RSAPrivateKey), "the e-port signs with RSA"
        certificate = x509.load_pem_x509_certificate(pem)
        number = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
        return cls(key, str(number), certificate.public_bytes(serialization.Encoding.DER))


def _fresh_pem() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "8930000000001")])
    # A card of the sandbox: validity is not its business, so it is simply long.
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2016, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2016, 1, 1, tzinfo=UTC) + timedelta(days=365 * 50))
        .sign(key, hashes.SHA256())
    )
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + certificate.public_bytes(serialization.Encoding.PEM)


def digest(canonical: bytes) -> str:
    """DigestValue of canonical bytes."""
    return base64.b64encode(hashlib.sha1(canonical, usedforsecurity=False).digest()).decode()


def sign(canonical: bytes, card: Card, *, inherited: str) -> bytes:
    """The Signature element for a message in canonical form; `inherited` are the root's namespaces."""
    parts = (
        f'<ds:CanonicalizationMethod Algorithm="{C14N}"></ds:CanonicalizationMethod>'
        f'<ds:SignatureMethod Algorithm="{RSA_SHA1}"></ds:SignatureMethod>'
        f'<ds:Reference URI=""><ds:Transforms><ds:Transform Algorithm="{ENVELOPED}"></ds:Transform></ds:Transforms>'
        f'<ds:DigestMethod Algorithm="{SHA1}"></ds:DigestMethod>'
        f"<ds:DigestValue>{digest(canonical)}</ds:DigestValue></ds:Reference></ds:SignedInfo>"
    )
    # Canonical XML of a part repeats the namespaces of its ancestors, so the signed bytes name them.
    signed = f'<ds:SignedInfo{inherited} xmlns:ds="{DS}">{parts}'.encode()
    value = base64.b64encode(card.key.sign(signed, padding.PKCS1v15(), hashes.SHA1())).decode()  # noqa: S303
    certificate = base64.b64encode(card.certificate).decode()
    return (
        f'<ds:Signature xmlns:ds="{DS}"><ds:SignedInfo>{parts}'
        f"<ds:SignatureValue>{value}</ds:SignatureValue>"
        f"<ds:KeyInfo><ds:KeyName>{xml.escape_text(card.number)}</ds:KeyName>"
        f"<ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>"
    ).encode()


def verify(root: xml.Element) -> str:
    """Check the one signature of a message against its own certificate; returns the card number.

    Whose certificate may sign for which sender is for the caller to decide.
    """
    found = root.findall(TAG)
    if len(found) != 1:
        raise BadSignature("exactly one signature is required")
    element = found[0]
    info = element.find(f"{{{DS}}}SignedInfo")
    if info is None:
        raise BadSignature("SignedInfo is missing")
    _check_algorithms(info)
    signed = xml.canonical(info)
    root.remove(element)
    if digest(xml.canonical(root)) != (info.findtext(f"{{{DS}}}Reference/{{{DS}}}DigestValue") or "").strip():
        raise BadSignature("the digest does not fit the message")
    try:
        raw = base64.b64decode(element.findtext(f"{{{DS}}}KeyInfo/{{{DS}}}X509Data/{{{DS}}}X509Certificate") or "")
        certificate = x509.load_der_x509_certificate(raw)
        value = base64.b64decode(element.findtext(f"{{{DS}}}SignatureValue") or "")
    except ValueError:
        raise BadSignature("certificate or value cannot be read") from None
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise BadSignature("the key is not RSA")
    try:
        key.verify(value, signed, padding.PKCS1v15(), hashes.SHA1())  # noqa: S303
    except InvalidSignature:
        raise BadSignature("the value does not fit") from None
    return element.findtext(f"{{{DS}}}KeyInfo/{{{DS}}}KeyName") or ""


def _check_algorithms(info: xml.Element) -> None:
    def algorithms(path: str) -> list[str]:
        return [
            found.get("Algorithm") for found in info.findall("/".join(f"{{{DS}}}{part}" for part in path.split("/")))
        ]

    references = info.findall(f"{{{DS}}}Reference")
    fits = (
        algorithms("CanonicalizationMethod") == [C14N]
        and algorithms("SignatureMethod") == [RSA_SHA1]
        and len(references) == 1
        and references[0].get("URI") == ""
        and algorithms("Reference/Transforms/Transform") == [ENVELOPED]
        and algorithms("Reference/DigestMethod") == [SHA1]
    )
    if not fits:
        raise BadSignature("the signature does not use the methods of the standard")
