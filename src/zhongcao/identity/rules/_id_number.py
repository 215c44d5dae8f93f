"""Resident ID numbers (公民身份号码, GB 11643-1999) and the names beside them."""

import re
import unicodedata
from datetime import date

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_MARKS = "10X98765432"
CONSENT_VERSION = "2026-11"
"""The consent text (单独同意) shown now: what is collected, for customs only, and how to take it back."""
CONSENT_TEXTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # 个人信息保护法 art. 29-30: sensitive data needs a separate consent that says what for and what follows.
    "2026-11": (
        (
            "收集内容：您的姓名和居民身份证号码。",
            "唯一用途：跨境商品清关。海关要求订购人与支付人为同一人，并据此计算您的年度额度；提交给海关和承运人，不作他用。",
            "保存方式：用您账户专属的密钥加密保存，页面上只显示打码后的内容。",
            "您可以随时在「设置 · 实名信息」里撤回同意，密钥会被销毁，任何人都无法再读取。"
            "不同意不影响浏览和购买海外直邮商品。",
        ),
        (
            "What we collect: your name and resident ID number.",
            "What for: customs clearance of cross-border goods, and nothing else. Customs requires that buyer and "
            "payer are the same person and counts your annual allowance by it; only customs and the carrier get it.",
            "How it is kept: encrypted under a key that belongs to your account; screens show it masked.",
            "You may take your consent back at any time in Settings, Real name: the key is destroyed and nobody can "
            "read it any more. Without it you can still look around and buy goods sent directly from abroad.",
        ),
    ),
}
"""Every version of the consent (单独同意) to keeping a real name, in Chinese and English."""
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[·.'-])*", re.UNICODE)
_SHAPE = re.compile(r"\d{17}[\dX]", re.ASCII)


def normal_id_number(text: str) -> str:
    """The number as customs writes it: half-width, no spaces, a capital X."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def check_mark(seventeen: str) -> str:
    """The eighteenth sign that belongs to seventeen digits (ISO 7064 MOD 11-2)."""
    return CHECK_MARKS[sum(int(digit) * weight for digit, weight in zip(seventeen, WEIGHTS, strict=True)) % 11]


def id_number_is_valid(number: str, *, today: date) -> bool:
    """Whether a normalised number has 18 signs, a birthday that was, and the right check sign (身份证校验)."""
    if not _SHAPE.fullmatch(number) or check_mark(number[:17]) != number[17]:
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return date(1850, 1, 1) <= born <= today


def normal_name(text: str) -> str:
    """A name so that two spellings of it compare equal: NFKC, no spaces, one kind of middle dot."""
    # the dots are unified first: NFKC would turn the half-width one into another
    unified = re.sub("[\u2022\u2027\u22c5\u30fb\uff65]", "\u00b7", text)
    return "".join(unicodedata.normalize("NFKC", unified).replace("\u30fb", "\u00b7").split())


def name_is_plausible(name: str) -> bool:
    """Whether a normalised name has 2 to 40 letters, with dots only inside."""
    return 2 <= len(name) <= 40 and bool(_NAME.fullmatch(name)) and name[-1] not in "·.'-"


def masked_name(name: str) -> str:
    """The first sign of a name and a star for each other: 张**."""
    return name[:1] + "*" * (len(name) - 1)


def masked_number(number: str) -> str:
    """Three signs in front and four at the end: 110***********002X."""
    return number[:3] + "*" * (len(number) - 7) + number[-4:]


def may_reveal(roles: frozenset[str]) -> bool:
    """Whether someone may read real names in clear: customs officers, and our own customs documents."""
    return not roles.isdisjoint({"customs", "system"})
