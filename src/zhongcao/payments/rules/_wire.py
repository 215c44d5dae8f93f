"""The wire of the Alipay open platform, v1 gateway: how requests, answers and notifications are written and signed.

The sandbox speaks exactly this, so both channels share every line of it. Signatures are RSA2: RSA PKCS#1 v1.5 with
SHA-256 over sorted `key=value` pairs; pages and notifications are signed without any network.
"""

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import parse_qsl, urlencode

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from zhongcao.kit.money import Money, cny

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
NOTIFICATION_ACCEPTED = b"success"
"""The only answer after which a channel stops repeating a notification: these seven bytes."""
NOTIFY_MINUTES = (4, 10, 10, 60, 120, 360, 900)
"""Pauses before a notification is repeated: eight times in all within 25 hours."""
_FIELDS_MAX = 60


def string_to_sign(fields: Mapping[str, str], *, drop: frozenset[str] = frozenset({"sign"})) -> bytes:
    """What is signed: the fields that are not empty, sorted by name, joined un-encoded as k=v with ampersands."""
    return "&".join(
        f"{name}={value}" for name, value in sorted(fields.items()) if name not in drop and value != ""
    ).encode()


def sign(content: bytes, key: RSAPrivateKey) -> str:
    """RSA2 signature of bytes, in base64."""
    return base64.b64encode(key.sign(content, PKCS1v15(), SHA256())).decode()


def signed_well(content: bytes, signature: str, key: RSAPublicKey) -> bool:
    """Whether a base64 RSA2 signature of bytes was made by the owner of the key."""
    try:
        key.verify(base64.b64decode(signature, validate=True), content, PKCS1v15(), SHA256())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def signed_request(
    method: str,
    content: Mapping[str, Any],
    *,
    app_id: str,
    key: RSAPrivateKey,
    now: datetime,
    notify_url: str = "",
    return_url: str = "",
) -> dict[str, str]:
    """The form fields of a request to the gateway, signed by the merchant."""
    fields = {
        "app_id": app_id,
        "biz_content": msgspec.json.encode(content, order="sorted").decode(),
        "charset": "utf-8",
        "method": method,
        "notify_url": notify_url,
        "return_url": return_url,
        "sign_type": "RSA2",
        "timestamp": moment_text(now),
        "version": "1.0",
    }
    fields = {name: value for name, value in fields.items() if value}
    return fields | {"sign": sign(string_to_sign(fields), key)}


def request_signed_well(fields: Mapping[str, str], key: RSAPublicKey) -> bool:
    """Whether a request was signed by the merchant; `sign_type` is part of what is signed."""
    return fields.get("sign_type") == "RSA2" and signed_well(string_to_sign(fields), fields.get("sign", ""), key)


def signed_notification(fields: Mapping[str, str], key: RSAPrivateKey) -> bytes:
    """The body of a notification, signed by the channel; `sign_type` is not part of what is signed."""
    signature = sign(string_to_sign(fields, drop=_NOT_IN_NOTICE), key)
    return urlencode({**fields, "sign": signature, "sign_type": "RSA2"}).encode()


def read_notification(body: bytes, key: RSAPublicKey) -> dict[str, str] | None:
    """The fields of a notification if the channel signed these very bytes, else None."""
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True, max_num_fields=_FIELDS_MAX)
    except (UnicodeDecodeError, ValueError):
        return None
    fields = dict(pairs)
    if len(fields) != len(pairs):  # a field given twice could be read in two ways
        return None
    if not signed_well(string_to_sign(fields, drop=_NOT_IN_NOTICE), fields.get("sign", ""), key):
        return None
    return fields


_NOT_IN_NOTICE = frozenset({"sign", "sign_type"})


def answer_name(method: str) -> str:
    """Under which name the answer to a method stands in the JSON."""
    return method.replace(".", "_") + "_response"


def signed_answer(method: str, content: Mapping[str, Any], key: RSAPrivateKey) -> bytes:
    """The gateway's answer: the inner object as written, and a signature over exactly those bytes."""
    inner = msgspec.json.encode(content)
    signature = sign(inner, key)
    return b'{"%s":%s,"sign":"%s"}' % (answer_name(method).encode(), inner, signature.encode())


class _Answer(msgspec.Struct):
    sign: str = ""


def read_answer(body: bytes, method: str, key: RSAPublicKey) -> dict[str, Any] | None:
    """The inner object of an answer if the channel signed its raw bytes, else None."""
    try:
        parts = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
        inner = bytes(parts[answer_name(method)])
        signature = msgspec.json.decode(parts["sign"], type=str)
        if not signed_well(inner, signature, key):
            return None
        return msgspec.json.decode(inner, type=dict[str, Any])
    except (msgspec.DecodeError, KeyError):
        return None


def yuan(amount: Money) -> str:
    """An amount as channels write it: yuan with two decimals."""
    return f"{amount.amount // 100}.{amount.amount % 100:02d}"


def read_yuan(text: str) -> Money | None:
    """An amount in yuan with at most two decimals; None when it is not one."""
    try:
        fen = Decimal(text) * 100
    except InvalidOperation:
        return None
    return cny(int(fen)) if fen.is_finite() and fen == int(fen) else None


def moment_text(moment: datetime) -> str:
    """A moment as channels write it: Shanghai wall time to the second."""
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def read_moment(text: str) -> datetime | None:
    """A moment that a channel wrote; None when it is not one."""
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI)
    except ValueError:
        return None
