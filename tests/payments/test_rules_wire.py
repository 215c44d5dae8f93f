"""The channel's wire: the vectors of its documentation, and nothing that was changed on the way passes."""

import hashlib
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from zhongcao.kit.money import cny
from zhongcao.payments import rules

REQUEST = {
    "app_id": "2021000000000001",
    "biz_content": (
        '{"out_trade_no":"RED20180527000001","product_code":"FAST_INSTANT_TRADE_PAY",'
        '"subject":"swisse","total_amount":"222.81"}'
    ),
    "charset": "utf-8",
    "method": "alipay.trade.page.pay",
    "notify_url": "https://shop.example/pay/alipay/notify",
    "sign_type": "RSA2",
    "timestamp": "2018-05-27 15:39:00",
    "version": "1.0",
}
NOTICE = {
    "app_id": "2021000000000001",
    "charset": "utf-8",
    "gmt_payment": "2018-05-27 15:40:01",
    "notify_id": "4a91b7a78a503640467525113fb7d8bg8e",
    "notify_time": "2018-05-27 15:40:02",
    "notify_type": "trade_status_sync",
    "out_trade_no": "RED20180527000001",
    "seller_id": "2088102119685838",
    "total_amount": "222.81",
    "trade_no": "2018052721001003030200089909",
    "trade_status": "TRADE_SUCCESS",
    "version": "1.0",
}


def test_the_string_of_a_request_is_the_documented_one() -> None:
    signed = rules.string_to_sign(dict(reversed(REQUEST.items())) | {"return_url": "", "sign": "ignored"})
    assert hashlib.sha256(signed).hexdigest() == "b0dd1324967cf9831c8048725652503bd75945aa92a60bba583139d668bbc944"


def test_a_request_of_ours_is_written_so(key: RSAPrivateKey) -> None:
    fields = rules.signed_request(
        "alipay.trade.page.pay",
        {
            "total_amount": "222.81",
            "subject": "swisse",
            "product_code": "FAST_INSTANT_TRADE_PAY",
            "out_trade_no": "RED20180527000001",
        },
        app_id="2021000000000001",
        key=key,
        now=datetime(2018, 5, 27, 7, 39, tzinfo=UTC),
        notify_url="https://shop.example/pay/alipay/notify",
    )
    assert {name: value for name, value in fields.items() if name != "sign"} == REQUEST
    assert rules.request_signed_well(fields, key.public_key())


def test_the_string_of_a_notification_leaves_out_the_kind_of_signature() -> None:
    signed = rules.string_to_sign(NOTICE | {"sign": "x", "sign_type": "RSA2"}, drop=frozenset({"sign", "sign_type"}))
    assert hashlib.sha256(signed).hexdigest() == "ed1d667b39b66f14aba7f9f311fb25ca53c20846ddb71f4c63708c6a039cf80b"


def test_a_notification_is_read_as_it_was_signed(key: RSAPrivateKey) -> None:
    fields = rules.read_notification(rules.signed_notification(NOTICE, key), key.public_key())
    assert fields is not None
    assert {name: fields[name] for name in NOTICE} == NOTICE


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: body.replace(b"222.81", b"222.82"),
        lambda body: body.replace(b"TRADE_SUCCESS", b"TRADE_CLOSED"),
        lambda body: body + b"&buyer_id=1",
        lambda body: body + b"&total_amount=222.81",
        lambda body: body.replace(b"sign=", b"sign=A"),
        lambda body: b"",
        lambda body: b"\xff\xfe",
        lambda body: urlencode(NOTICE).encode(),
    ],
)
def test_a_changed_notification_is_not_read(key: RSAPrivateKey, spoil) -> None:  # type: ignore[no-untyped-def]
    body = rules.signed_notification(NOTICE, key)
    assert rules.read_notification(spoil(body), key.public_key()) is None


def test_another_key_signs_nothing_for_us(key: RSAPrivateKey, strange_key: RSAPrivateKey) -> None:
    assert rules.read_notification(rules.signed_notification(NOTICE, strange_key), key.public_key()) is None


def test_an_answer_is_checked_over_its_raw_bytes(key: RSAPrivateKey) -> None:
    method = "alipay.trade.query"
    inner = b'{"code":"10000", "out_trade_no":"R1" ,"extra":{"a":"}"}}'
    body = b'{"alipay_trade_query_response":%s,"sign":"%s"}' % (inner, rules.sign(inner, key).encode())
    assert rules.read_answer(body, method, key.public_key()) == {
        "code": "10000",
        "out_trade_no": "R1",
        "extra": {"a": "}"},
    }
    assert rules.read_answer(body.replace(b"R1", b"R2"), method, key.public_key()) is None
    assert rules.read_answer(body, "alipay.trade.close", key.public_key()) is None
    assert rules.read_answer(b"<html>", method, key.public_key()) is None


@pytest.mark.parametrize(("fen", "text"), [(22281, "222.81"), (1, "0.01"), (100, "1.00"), (123456789, "1234567.89")])
def test_amounts_are_written_in_yuan(fen: int, text: str) -> None:
    assert rules.yuan(cny(fen)) == text
    assert rules.read_yuan(text) == cny(fen)


@pytest.mark.parametrize("text", ["", "1.001", "abc", "NaN", "Infinity", "1,00"])
def test_what_is_no_amount_is_none(text: str) -> None:
    assert rules.read_yuan(text) is None


def test_moments_are_shanghai_wall_time() -> None:
    assert rules.moment_text(datetime(2018, 5, 27, 7, 40, 1, tzinfo=UTC)) == "2018-05-27 15:40:01"
    assert rules.read_moment("2018-05-27 15:40:01") == datetime(2018, 5, 27, 7, 40, 1, tzinfo=UTC)
    assert rules.read_moment("yesterday") is None


def test_a_signature_holds_for_these_bytes_and_this_key_only(key: RSAPrivateKey, strange_key: RSAPrivateKey) -> None:
    signature = rules.sign("¥ 129.83".encode(), key)
    assert rules.signed_well("¥ 129.83".encode(), signature, key.public_key())
    assert not rules.signed_well("¥ 129.84".encode(), signature, key.public_key())
    assert not rules.signed_well("¥ 129.83".encode(), signature, strange_key.public_key())
    for rubbish in ("", "not base64!", "5pel"):
        assert not rules.signed_well("¥ 129.83".encode(), rubbish, key.public_key())


def test_an_answer_stands_under_the_name_of_its_method_and_is_signed_as_written(key: RSAPrivateKey) -> None:
    assert rules.answer_name("alipay.trade.query") == "alipay_trade_query_response"
    body = rules.signed_answer("alipay.trade.query", {"code": "10000", "msg": "成功"}, key)
    assert body.startswith('{"alipay_trade_query_response":{"code":"10000","msg":"成功"},"sign":"'.encode())
    assert rules.read_answer(body, "alipay.trade.query", key.public_key()) == {"code": "10000", "msg": "成功"}
    assert rules.read_answer(body.replace(b"10000", b"40004"), "alipay.trade.query", key.public_key()) is None
