"""Rules of moderation: what a text may hold, who waits for a moderator, what strikes lead to."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

NEW_ACCOUNT = timedelta(days=3)
"""For so long an account counts as new."""
LINKS_MAX, LINKS_MAX_NEW = 5, 2
REPEATS_MAX = 3
"""The same long text may be posted so often a day; the next one waits for a moderator."""
REPEAT_WINDOW = timedelta(days=1)
REPEAT_LENGTH_MIN = 15
"""Shorter texts ("so pretty!") are repeated by honest people."""
STRIKE_LASTS = timedelta(days=90)
SUSPENSIONS: tuple[tuple[int, timedelta], ...] = ((5, timedelta(days=30)), (3, timedelta(days=7)))
"""So many living strikes keep an account out for so long; the first row that fits counts."""


class Decision(StrEnum):
    """What happens to a text at once."""

    PASS = "pass"  # noqa: S105 - a word, not a secret
    HOLD = "hold"
    REFUSE = "refuse"


class CaseState(StrEnum):
    """The life of a case: opened by a held text or a report, closed by a moderator."""

    OPEN = "open"
    KEPT = "kept"
    REMOVED = "removed"


TRANSITIONS: dict[CaseState, frozenset[CaseState]] = {
    CaseState.OPEN: frozenset({CaseState.KEPT, CaseState.REMOVED}),
    CaseState.KEPT: frozenset(),
    CaseState.REMOVED: frozenset(),
}


class SubjectKind(StrEnum):
    """What can be reported."""

    NOTE = "note"
    COMMENT = "comment"
    MEMBER = "member"
    PRODUCT = "product"
    PICTURE = "picture"
    SHOW = "show"


class ReportReason(StrEnum):
    """Why something is reported."""

    SPAM = "spam"
    FAKE = "fake"
    ABUSE = "abuse"
    ILLEGAL = "illegal"
    PRIVACY = "privacy"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class SensitiveWord:
    """A word with what it leads to, from a day on, and why."""

    word: str
    decision: Decision
    topic: str
    since: date


_LAW = date(2019, 1, 1)  # E-Commerce Law: platforms act against counterfeits, fake trade and fake reviews (art. 17, 42)
_COSMETICS = date(2021, 1, 1)  # Cosmetics Supervision Regulation art. 43: no medical claims for cosmetics
SENSITIVE_WORDS: tuple[SensitiveWord, ...] = (
    *(SensitiveWord(word, Decision.REFUSE, "forbidden-goods", date(2018, 3, 1)) for word in (
        "出售枪支", "买卖枪支", "冰毒", "海洛因", "代开发票", "办假证", "迷药", "窃听器", "赌博网站", "裸聊",
    )),
    *(SensitiveWord(word, Decision.HOLD, "counterfeit", _LAW) for word in (
        "高仿", "超A货", "顶级复刻", "一比一复刻", "原单尾货", "莆田货", "专柜验货随意",
    )),
    *(SensitiveWord(word, Decision.HOLD, "fake-trade", _LAW) for word in (
        "刷单", "刷好评", "好评返现", "兼职打字", "日结高薪", "加群领红包",
    )),
    *(SensitiveWord(word, Decision.HOLD, "medical-claim", _COSMETICS) for word in (
        "包治百病", "根治痘痘", "根治湿疹", "替代药物", "无效退款治", "祖传秘方",
    )),
)  # fmt: skip
"""Words of our own choosing. Criticism of goods is not among them: bad reviews are never held for being bad."""

_PHONE = re.compile(r"(?<!\d)1[3-9](?:[\s._-]{0,2}\d){9}(?!\d)")
_EMAIL = re.compile(r"[\w.+-]{2,}@[\w-]+\.[a-z]{2,}", re.IGNORECASE)
_MESSENGER = re.compile(
    r"(?:微信|薇信|威信|维信|扣扣|企鹅|whatsapp|telegram|(?<![a-z])(?:v[\s.]?x|wechat|weixin|qq))"
    r"[号群:：\s.是加我+]{0,6}[a-z0-9_-]{5,20}",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|(?<![@\w])[a-z0-9-]+\.(?:com|cn|net|org|top|xyz|shop|vip|cc)\b", re.IGNORECASE
)


def screen_text(texts: Iterable[str], *, is_new: bool, earlier: int, on: date) -> tuple[Decision, list[str]]:
    """Whether texts pass, wait or are refused, and why; `earlier` counts the same text before, within a day."""
    text = unicodedata.normalize("NFKC", "\n".join(texts))
    packed = "".join(mark for mark in text.casefold() if mark.isalnum())
    found = {
        (entry.decision, entry.topic)
        for entry in SENSITIVE_WORDS
        if entry.since <= on and entry.word.casefold() in packed
    }
    if _PHONE.search(text) or _EMAIL.search(text) or _MESSENGER.search(text):
        found.add((Decision.HOLD, "contact-details"))
    if len(_LINK.findall(text)) > (LINKS_MAX_NEW if is_new else LINKS_MAX):
        found.add((Decision.HOLD, "too-many-links"))
    if earlier >= REPEATS_MAX:
        found.add((Decision.HOLD, "repeated"))
    reasons = sorted({reason for _, reason in found})
    for decision in (Decision.REFUSE, Decision.HOLD):
        if any(kind is decision for kind, _ in found):
            return decision, reasons
    return Decision.PASS, []


def repeatable_text(texts: Iterable[str]) -> str | None:
    """What is compared to find the same text again: letters and digits only; None when it is too short to matter."""
    packed = "".join(mark for mark in unicodedata.normalize("NFKC", "".join(texts)).casefold() if mark.isalnum())
    return packed if len(packed) >= REPEAT_LENGTH_MIN else None


def is_new_account(*, joined_at: datetime | None, now: datetime) -> bool:
    """Whether an author is so new that more care is taken; an unknown one is."""
    return joined_at is None or now - joined_at < NEW_ACCOUNT


def suspension_for(strikes: int) -> timedelta | None:
    """How long an account with so many living strikes is kept out, or None."""
    return next((period for least, period in SUSPENSIONS if strikes >= least), None)


def subject_name(kind: SubjectKind, number: int) -> str:
    """How a reported thing is written: note:123."""
    return f"{kind.value}:{number}"


def excerpt_of(texts: Sequence[str]) -> str:
    """What a moderator sees in the queue."""
    return " ".join(" ".join(texts).split())[:300]
