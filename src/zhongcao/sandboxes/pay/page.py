"""The pay page: plain HTML without script, in Chinese or English."""

import base64
import hashlib
from html import escape
from urllib.parse import urlsplit

from zhongcao.kit.money import cny
from zhongcao.payments.rules import yuan
from zhongcao.sandboxes.pay.rules import FAULT_NAMES, Fault
from zhongcao.sandboxes.pay.service import PayOrder

STYLE = """
:root{color-scheme:light dark;font:16px/1.5 system-ui,"PingFang SC","Microsoft YaHei",sans-serif}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:Canvas}
main{width:min(26rem,calc(100vw - 2rem));padding:2rem;box-sizing:border-box;border:1px solid #8884;border-radius:1rem}
.tag{display:inline-block;padding:.1rem .6rem;border-radius:1rem;background:#fa03;font-size:.8rem}
.sum{font-size:2.4rem;font-weight:700;margin:.5rem 0}
dl{display:grid;grid-template-columns:auto 1fr;gap:.3rem 1rem;margin:1rem 0;font-size:.9rem}
dt{opacity:.7}dd{margin:0;text-align:right;overflow-wrap:anywhere}
label{display:block;font-size:.9rem;margin:1rem 0 .3rem}
select,button{width:100%;box-sizing:border-box;min-height:2.9rem;font:inherit}
select,button{border-radius:.6rem;border:1px solid #8886}
button{margin-top:.8rem;cursor:pointer}
button.pay{background:#1668dc;border-color:#1668dc;color:#fff;font-weight:600}
button:focus-visible,select:focus-visible{outline:3px solid #1668dc88;outline-offset:2px}
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

WORDS = {
    "zh": {
        "title": "沙箱收银台",
        "tag": "沙箱 · 不会真的付款",
        "goods": "商品",
        "number": "商户订单号",
        "fault": "模拟情况",
        "pay": "确认付款",
        "decline": "暂不付款",
        "over": "这笔交易已经结束，不能再付款。",
        "broken": "这个付款请求无法识别。",
    },
    "en": {
        "title": "Sandbox checkout",
        "tag": "Sandbox · no real money",
        "goods": "Goods",
        "number": "Merchant's number",
        "fault": "What happens next",
        "pay": "Pay now",
        "decline": "Not now",
        "over": "This trade has ended and cannot be paid any more.",
        "broken": "This payment request cannot be read.",
    },
}


def language_of(accepted: str) -> str:
    """Chinese unless the browser asks for English first."""
    return "en" if accepted.strip().lower().startswith("en") else "zh"


def content_policy(order: PayOrder | None) -> str:
    """What the page may do: nothing but show itself and send its form, whose answer leads back to the shop."""
    back = ""
    if order is not None and order.return_url:
        parts = urlsplit(order.return_url)
        back = f" {parts.scheme}://{parts.netloc}"
    return (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'{back}; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


def pay_page(order: PayOrder, *, language: str) -> bytes:
    """The page on which a buyer confirms or declines; its hidden fields are the merchant's signed request."""
    words = WORDS[language]
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in order.fields.items()
    )
    place = 0 if language == "zh" else 1
    faults = "".join(f'<option value="{fault.value}">{escape(FAULT_NAMES[fault][place])}</option>' for fault in Fault)
    return _page(
        language,
        f'<p class="tag">{words["tag"]}</p><h1>{words["title"]}</h1>'
        f'<p class="sum">¥ {yuan(cny(order.amount))}</p>'
        f"<dl><dt>{words['goods']}</dt><dd>{escape(order.subject)}</dd>"
        f"<dt>{words['number']}</dt><dd>{escape(order.out_trade_no)}</dd></dl>"
        f'<form method="post" action="/sandbox/pay/confirm">{hidden}'
        f'<label for="fault">{words["fault"]}</label><select id="fault" name="fault">{faults}</select>'
        f'<button class="pay" name="decision" value="pay">{words["pay"]}</button>'
        f'<button name="decision" value="decline">{words["decline"]}</button></form>',
    )


def message_page(key: str, *, language: str) -> bytes:
    """A page that says why there is nothing to pay here."""
    words = WORDS[language]
    return _page(language, f'<p class="tag">{words["tag"]}</p><h1>{words["title"]}</h1><p>{words[key]}</p>')


def _page(language: str, content: str) -> bytes:
    code = "zh-CN" if language == "zh" else "en"
    return (
        f'<!doctype html><html lang="{code}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{WORDS[language]["title"]}</title>'
        f"<style>{STYLE}</style></head><body><main>{content}</main></body></html>"
    ).encode()
