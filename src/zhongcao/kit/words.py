"""Words for search: Chinese without a dictionary, Latin folded.

Chinese, Japanese and Korean runs become single characters and pairs of neighbours; what is written with letters and
digits becomes whole words in lower case without accents. A query looks for pairs, so that 面霜 finds 保湿面霜 and not
every text that holds 面 and 霜 somewhere.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

_CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003ffff"
_RUN = re.compile(f"([{_CJK}]+)|([0-9a-z\u00df-\u024f\u0370-\u03ff\u0400-\u04ff]+)")
_PART = re.compile("[0-9]+|[^0-9]+")
_STOP_CHARACTERS = frozenset("的了和是与及也就都而吗呢吧啊呀着之の")
"""Characters that say nothing alone; within a pair they stay, since 目的 is a word."""
_STOP_WORDS = frozenset({"the", "a", "an", "of", "and", "for", "with", "to", "in"})
_LETTERS_FOLDED = str.maketrans({"ß": "ss", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th"})
WORD_LETTERS_MAX = 40
QUERY_WORDS_MAX = 24
WORDS_PER_TEXT_MAX = 8000

Weighted = tuple[str, str]
"""A text and how much its words count: A most, D least."""


def index_words(text: str) -> list[str]:
    """The words under which a text can be found, in order, each as often as it occurs."""
    words: list[str] = []
    for run, word in _RUN.findall(fold(text)):
        if word:
            if word not in _STOP_WORDS:
                words.append(word[:WORD_LETTERS_MAX])
                if not (word.isalpha() or word.isdigit()):
                    words += _PART.findall(word[:WORD_LETTERS_MAX])  # 200ml is found by 200 ml as well
            continue
        words += [character for character in run if character not in _STOP_CHARACTERS]
        words += map("".join, pairwise(run))
    return words


def query_words(text: str) -> list[str]:
    """The words that a query looks for, without repetition: pairs of Chinese characters, or one that stands alone."""
    words: list[str] = []
    for run, word in _RUN.findall(fold(text)):
        if word:
            if word not in _STOP_WORDS:
                words.append(word[:WORD_LETTERS_MAX])
        elif len(run) == 1:
            words.append(run)
        else:
            words += map("".join, pairwise(run))
    return list(dict.fromkeys(words))[:QUERY_WORDS_MAX]


def fold(text: str) -> str:
    """Full-width as half-width, capitals as small letters, accents dropped (NFKC, simple folding)."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", text).lower()
    return _folder().sub(_without_accents, text)


def vector(*texts: Weighted) -> str:
    """The value of a tsvector column: words with positions and weights; bind it and cast it to tsvector."""
    places: dict[str, list[str]] = {}
    at = 0
    for text, weight in texts:
        for word in index_words(text):
            at += 1
            if at > WORDS_PER_TEXT_MAX:
                break
            found = places.setdefault(word, [])
            if len(found) < 4:
                found.append(f"{at}{weight}")
    return " ".join(f"'{word}':{','.join(found)}" for word, found in places.items())


def find_all(text: str) -> str:
    """A tsquery for texts that hold every word of a query; its last Latin word may go on. Empty: nothing to ask."""
    return " & ".join(_terms(query_words(text)))


def find_any(text: str) -> str:
    """A tsquery for texts that hold at least one word of a query."""
    return " | ".join(_terms(query_words(text)))


def find_said(names: Iterable[str], weight: str = "ABCD") -> str:
    """A tsquery for texts that say at least one of some names, word behind word, where words have such a weight."""
    said = [" <-> ".join(f"'{word}':{weight}" for word in query_words(name)) for name in names]
    return " | ".join(f"({phrase})" for phrase in said if phrase)


def _terms(words: Iterable[str]) -> list[str]:
    terms = [f"'{word}'" for word in words]
    if terms and terms[-1].isascii() and len(terms[-1]) > 3:
        terms[-1] += ":*"
    return terms


@lru_cache(maxsize=1)
def _folder() -> re.Pattern[str]:
    return re.compile("[\u00c0-\u024f\u1e00-\u1eff\u0370-\u04ff]+")


def _without_accents(found: re.Match[str]) -> str:
    apart = unicodedata.normalize("NFD", found.group())
    return "".join(c for c in apart if not unicodedata.combining(c)).translate(_LETTERS_FOLDED)
