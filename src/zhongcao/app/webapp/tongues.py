"""Finds sentences of ours that stand on a screen in the wrong language.

What members and brands wrote is in whatever language they wrote it in; it came in answers of the API, so
whatever a screen shows and no answer told is ours. Of texts that the API gives in both languages only the right one
counts as told.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

HAN = re.compile(r"[\u3400-\u9fff]")
WORD = re.compile(r"[A-Za-z]*[a-z][A-Za-z]*")
LETTERS_MIN = 3
KEYS = frozenset({"ctrl", "esc", "enter"})
DEVICES = frozenset(
    {"wechat", "edge", "firefox", "chrome", "safari", "iphone", "ipad", "android", "windows", "macos", "linux"}
)
"""Names that the list of signed-in devices puts together (`settings/device.ts`); the same in both languages."""
PART_MIN = 6
"""A shorter part of what somebody wrote may also be a word of ours."""
NAMED = frozenset({"topic", "author", "note"})
"""Of these kinds people made up the names themselves, one for both languages."""
_BETWEEN = re.compile(r"[\s,.:;()]+")
_QUOTED = re.compile(r"'((?:[^'\\\n]|\\.)*)'")
_FILLED = re.compile(r"\\\{\w+\\\}")


class Sentences(msgspec.Struct, frozen=True):
    """Our own sentences in both languages, as the screens keep them."""

    chinese: frozenset[str]
    english: frozenset[str]
    filled: tuple[re.Pattern[str], ...]
    """English sentences with something to fill in."""
    latin: frozenset[str]
    """Latin words that Chinese sentences use too."""


def read_sentences(web: Path) -> Sentences:
    """All sentences of both faces, out of their sources."""
    chinese: set[str] = set()
    english: set[str] = set()
    for file in sorted(web.glob("src/*/words/*.ts")):
        for quoted in _QUOTED.findall(file.read_text(encoding="utf-8")):
            text = re.sub(r"\\(.)", r"\1", quoted)
            if HAN.search(text):
                chinese.add(text)
            else:
                english.update(text.split("|"))
    return Sentences(
        chinese=frozenset(chinese),
        english=frozenset(text for text in english if "{" not in text),
        filled=tuple(re.compile(_FILLED.sub(".+", re.escape(text))) for text in sorted(english) if _has_words(text)),
        latin=(KEYS | DEVICES).union(word.lower() for text in chinese for word in WORD.findall(text)),
    )


def _has_words(text: str) -> bool:
    return "{" in text and bool(WORD.search(re.sub(r"\{\w+\}", "", text)))


def leftovers(shown: Iterable[str], told: Iterable[str], *, english: bool, sentences: Sentences) -> list[str]:
    """Texts on a screen that are in the other language than the screen, though they are ours."""
    data = {text for one in told for text in _strings(msgspec.json.decode(one), english=english)}
    letters = HAN if english else WORD
    parts = sorted((one for one in data if letters.search(one) and len(one) > 1), key=len, reverse=True)
    initials = {one[0] for one in data if one}
    found = []
    for text in dict.fromkeys(" ".join(one.split()) for one in shown):
        if text in data or (len(text) == 1 and text in initials) or not letters.search(text):
            continue
        if english:
            wrong = text in sentences.chinese or _is_ours(text, parts, HAN)
        else:
            wrong = _is_english(text, parts, sentences)
        if wrong:
            found.append(text)
    return found


def _is_english(text: str, parts: list[str], sentences: Sentences) -> bool:
    if not HAN.search(text) and (text in sentences.english or any(one.fullmatch(text) for one in sentences.filled)):
        return text not in sentences.chinese and not {word.lower() for word in WORD.findall(text)} <= sentences.latin
    left = _without(text, parts)
    words = [word for word in WORD.findall(left) if len(word) >= LETTERS_MIN and word.lower() not in sentences.latin]
    return bool(words) and not _part_of(text, parts)


def _is_ours(text: str, parts: list[str], letters: re.Pattern[str]) -> bool:
    return bool(letters.search(_without(text, parts))) and not _part_of(text, parts)


def _without(text: str, parts: list[str]) -> str:
    for part in parts:
        text = text.replace(part, " ")
    return text


def _part_of(text: str, parts: list[str]) -> bool:
    """Whether this is a piece of something longer that somebody wrote: a paragraph, a line of a list."""
    return len(text) >= PART_MIN and any(text in " ".join(part.split()) for part in parts)


def _strings(value: Any, *, english: bool) -> Iterator[str]:
    """All texts of an answer, less those that it also gives in the language of the screen."""
    if isinstance(value, str):
        yield " ".join(value.split())
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one, english=english)
    elif isinstance(value, dict):
        for key, one in value.items():
            if not _said_better(value, key, english=english):
                yield from _strings(one, english=english)
            elif english and key == "en":
                yield from _names_within(str(one), str(value.get("zh")))


def _names_within(english: str, chinese: str) -> Iterator[str]:
    """Chinese words within an English sentence that stand in the Chinese one as well: what somebody is called."""
    if english != chinese:
        yield from (word for word in _BETWEEN.split(english) if HAN.search(word) and word in chinese)


def _said_better(answer: dict[str, Any], key: str, *, english: bool) -> bool:
    stem, wanted = key.removesuffix("_zh").removesuffix("_en"), "en" if english else "zh"
    if english and key == "en" and HAN.search(str(answer[key])):
        # A sentence that should be English is not: whatever of it is nobody's own is found on the screen.
        return answer.get("kind") not in NAMED
    if key in ("zh", "en"):
        return key != wanted and bool(answer.get(wanted))
    if english:
        return not key.endswith("_en") and bool(answer.get(f"{stem}_en"))
    return key.endswith("_en") and bool(answer.get(stem) or answer.get(f"{stem}_zh"))
