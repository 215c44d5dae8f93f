"""The two languages in which people are told things: which one somebody prefers, and a sentence that has both."""

import re
from collections.abc import Mapping
from typing import Any, Literal, Self

import msgspec

Language = Literal["zh", "en"]
_TAG = re.compile(r"\s*([A-Za-z]{1,8}|\*)(?:-[A-Za-z0-9]{1,8})*\s*(?:;\s*q\s*=\s*([0-9.]{1,5})\s*)?$")


def language_of(accepted: str, *, unless_said: Language = "en") -> Language:
    """The language somebody prefers, by their Accept-Language header: the better liked of Chinese and English."""
    best: tuple[float, Language] | None = None
    for part in accepted[:400].split(","):
        found = _TAG.match(part)
        if not found or found[1].lower() not in ("zh", "en"):
            continue
        liked = _number(found[2])
        if liked > 0 and (best is None or liked > best[0]):
            best = (liked, "zh" if found[1].lower() == "zh" else "en")
    return best[1] if best else unless_said


def _number(text: str | None) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0


class Said(msgspec.Struct, frozen=True):
    """A sentence of the API in both languages; the screen shows the one that its reader chose."""

    zh: str
    en: str


class Saying(str):
    """A sentence in English that knows itself in Chinese too; `within` and `said` choose when it is told."""

    zh: str

    def __new__(cls, en: str, zh: str) -> Self:
        """Both languages."""
        made = super().__new__(cls, en)
        made.zh = zh
        return made

    def said(self, language: Language) -> str:
        """The sentence in one language."""
        return self.zh if language == "zh" else str(self)


def within(told: Any, language: Language) -> Any:
    """The same plain data with every saying in it said in one language."""
    match told:
        case Saying():
            return told.said(language)
        case Mapping():
            return {key: within(value, language) for key, value in told.items()}
        case list() | tuple():
            return [within(one, language) for one in told]
        case _:
            return told


_CHECKS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), zh)
    for pattern, zh in (
        (r"Object missing required field `(.+?)`", "缺少“{0}”。"),
        (r"Object contains unknown field `(.+?)`", "不认识“{0}”这一项。"),
        (r"Expected `str` of length <= ([0-9]+)", "最多 {0} 个字符。"),
        (r"Expected `str` of length >= ([0-9]+)", "至少 {0} 个字符。"),
        (r"Expected `array` of length <= ([0-9]+)", "最多 {0} 项。"),
        (r"Expected `array` of length >= ([0-9]+)", "至少 {0} 项。"),
        (r"Expected `(?:int|float|decimal)` <= (-?[0-9.]+)", "不能大于 {0}。"),
        (r"Expected `(?:int|float|decimal)` >= (-?[0-9.]+)", "不能小于 {0}。"),
        (r"Expected `(?:int|float|decimal)` < (-?[0-9.]+)", "必须小于 {0}。"),
        (r"Expected `(?:int|float|decimal)` > (-?[0-9.]+)", "必须大于 {0}。"),
        (r"Expected `str` matching regex", "格式不对。"),
        (r"Invalid enum value (.+?)(?: - at|$)", "不能是 {0}。"),
        (r"Expected `(?:int|float|decimal)`", "请填写数字。"),
        (r"Expected `(?:date|datetime)`|Invalid RFC3339", "请填写正确的日期时间。"),
        (r"Expected `(.+?)`, got `(.+?)`", "类型不对：应为 {0}，收到 {1}。"),
        (r"Missing required (.+?) parameter '(.+?)'", "缺少参数“{1}”。"),
    )
)


def check_in_chinese(message: str) -> str:
    """What a check of the request's shape says, in Chinese; a sentence that we do not know stays general."""
    for pattern, zh in _CHECKS:
        if found := pattern.search(message):
            return zh.format(*found.groups())
    return "填写的内容不对，请检查。"
