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
:root{color-scheme:light dark;--paper:#faf7f2;--card:#fff;--sink:#f1ece4;--ink:#23201c;--ink2:#665f56;--line:#e6dfd5;
--edge:#8f877b;--pine:#14594a;--on-pine:#fff;--kaki:#c8401a;--gold:#8a6116;--gold-soft:#f6edd9;
font:15px/1.55 "PingFang SC","HarmonyOS Sans SC","Noto Sans CJK SC","Microsoft YaHei",system-ui,sans-serif}
@media(prefers-color-scheme:dark){:root{--paper:#141312;--card:#1e1c1a;--sink:#262320;--ink:#f2ede6;--ink2:#b5ada2;
--line:#35312c;--pine:#7fc8b2;--on-pine:#0e201b;--kaki:#ff8a5c;--gold:#e5b95b;--gold-soft:#33291a}}
*{box-sizing:border-box}
body{margin:0;min-height:100svh;display:grid;justify-items:center;align-content:start;background:var(--paper);
color:var(--ink)}
main{width:min(26rem,100%);min-height:100svh;padding:20px 16px calc(20px + env(safe-area-inset-bottom));display:flex;
flex-direction:column}
.tag{align-self:center;margin:0 0 24px;padding:3px 12px;border-radius:999px;background:var(--gold-soft);
color:var(--gold);font-size:13px;font-weight:600}
h1{margin:0;font-size:15px;font-weight:400;text-align:center;color:var(--ink2)}
.sum{margin:4px 0 20px;text-align:center;font-size:44px;line-height:1.2;font-weight:700;color:var(--kaki);
font-variant-numeric:tabular-nums}
.why{margin:16px 0;text-align:center;font-size:17px}
dl{display:grid;grid-template-columns:auto 1fr;gap:12px 16px;margin:0;padding:16px;border-radius:14px;
background:var(--card)}
dt{color:var(--ink2)}dd{margin:0;text-align:right;overflow-wrap:anywhere}
form{display:flex;flex-direction:column;flex:1}
details{margin:12px 0;padding:0 16px;border-radius:14px;background:var(--card)}
summary{min-height:48px;display:flex;align-items:center;justify-content:space-between;cursor:pointer;color:var(--ink2);
list-style:none}
summary::-webkit-details-marker{display:none}
summary::after{content:"";width:8px;height:8px;border:solid var(--ink2);border-width:0 2px 2px 0;
transform:rotate(45deg) translate(-3px,-3px)}
details[open] summary::after{transform:rotate(225deg)}
label{display:block;margin-bottom:4px;font-size:13px;color:var(--ink2)}
select,button{width:100%;min-height:48px;font:inherit;color:inherit;border-radius:14px;border:1px solid var(--edge);
background:var(--card)}
select{margin-bottom:16px;padding:0 12px}
.do{margin-top:auto;padding-top:24px;display:grid;gap:10px}
button{border-radius:999px;border-color:transparent;background:none;color:var(--ink2);cursor:pointer}
button.pay{min-height:52px;background:var(--pine);color:var(--on-pine);font-size:17px;font-weight:600}
a{align-self:center;display:flex;align-items:center;min-height:44px;padding:0 16px;color:var(--pine);font-weight:600}
:focus-visible{outline:2px solid var(--pine);outline-offset:2px}
@media(min-width:700px){body{align-content:center}main{min-height:0;padding:32px 24px}.do{margin-top:0}}
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

WORDS = {
    "zh": {
        "title": "沙箱收银台",
        "tag": "沙箱 · 不会真的付款",
        "to_pay": "需付款",
        "goods": "商品",
        "number": "商户订单号",
        "trial": "演练：让付款出点状况",
        "fault": "付款之后会发生什么",
        "pay": "确认付款",
        "decline": "暂不付款",
        "over": "这笔交易已经结束，不能再付款。",
        "broken": "这个付款请求无法识别。",
        "back": "返回商店",
    },
    "en": {
        "title": "Sandbox checkout",
        "tag": "Sandbox · no real money",
        "to_pay": "To pay",
        "goods": "Goods",
        "number": "Merchant's number",
        "trial": "Rehearsal: let something go wrong",
        "fault": "What happens after paying",
        "pay": "Pay now",
        "decline": "Not now",
        "over": "This trade has ended and cannot be paid any more.",
        "broken": "This payment request cannot be read.",
        "back": "Back to the shop",
    },
}


def language_of(accepted: str, *, chosen: str | None = None) -> str:
    """What the app was set to; else Chinese unless the browser asks for English first."""
    if chosen in ("en", "zh-CN"):
        return chosen[:2]
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
        f'<p class="tag">{words["tag"]}</p><h1>{words["to_pay"]}</h1>'
        f'<p class="sum">¥ {yuan(cny(order.amount))}</p>'
        f"<dl><dt>{words['goods']}</dt><dd>{escape(order.subject)}</dd>"
        f"<dt>{words['number']}</dt><dd>{escape(order.out_trade_no)}</dd></dl>"
        f'<form method="post" action="/sandbox/pay/confirm">{hidden}'
        f'<details><summary>{words["trial"]}</summary><label for="fault">{words["fault"]}</label>'
        f'<select id="fault" name="fault">{faults}</select></details>'
        f'<div class="do"><button class="pay" name="decision" value="pay">{words["pay"]}</button>'
        f'<button name="decision" value="decline">{words["decline"]}</button></div></form>',
    )


def message_page(key: str, *, language: str, order: PayOrder | None = None) -> bytes:
    """A page that says why there is nothing to pay here, and leads back to the shop where one is known."""
    words = WORDS[language]
    known = order is not None and order.return_url.startswith(("https://", "http://"))
    back = f'<a href="{escape(order.return_url)}">{words["back"]}</a>' if order is not None and known else ""
    said = f'<h1>{words["title"]}</h1><p class="why">{words[key]}</p>{back}'
    return _page(language, f'<p class="tag">{words["tag"]}</p>{said}')


def _page(language: str, content: str) -> bytes:
    code = "zh-CN" if language == "zh" else "en"
    return (
        f'<!doctype html><html lang="{code}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover">'
        f"<title>{WORDS[language]['title']}</title>"
        f"<style>{STYLE}</style></head><body><main>{content}</main></body></html>"
    ).encode()
