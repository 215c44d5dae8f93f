"""One form for all writing: simplified, half-width, small letters; and how Chinese characters sound."""

import re
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from importlib import resources
from itertools import product
from operator import add

from zhongcao.kit import words

CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003ffff"
_BETWEEN = re.compile(f"[^{CJK}0-9a-z\u00df-\u024f\u0370-\u03ff\u0400-\u04ff%.+]+|[.+%]+(?![0-9])")
_RUN = re.compile(f"([{CJK}]+)|([0-9a-z\u00df-\u024f\u0370-\u03ff\u0400-\u04ff]+)")
_PART = re.compile("[0-9]+|[^0-9]+")
STOP = frozenset("的了和是与及也就都而吗呢吧啊呀着之の有在我你他她它这那个很太") | {
    *("the", "a", "an", "of", "and", "for", "with", "to", "in", "on", "is", "my", "i", "it"),
}
"""What says nothing alone."""
WORD_LETTERS_MAX = 40
SOUNDS_MAX = 4
"""So many ways of reading one name are remembered."""
_VAGUE = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_VAGUE_ENDS = (("ang", "an"), ("eng", "en"), ("ing", "in"))


def table(name: str) -> list[str]:
    """The lines of one of our own tables, without comments."""
    text = resources.files(__package__).joinpath("tables", name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def plain(text: str) -> str:
    """A text in the one form: simplified characters, half-width, small letters, single blanks between what is said."""
    folded = words.fold(text)
    if not folded.isascii():
        folded = folded.translate(_simplified())
    return _BETWEEN.sub(" ", folded).strip()


def runs(text: str) -> list[tuple[str, str]]:
    """The Chinese runs and the Latin words of a plain text, in order: one of each pair is empty."""
    return _RUN.findall(text)


def pairs(run: str) -> list[str]:
    """Neighbouring characters of a Chinese run."""
    return list(map(add, run, run[1:]))


def latin(word: str) -> list[str]:
    """A Latin word and its parts: 200ml is found by 200 and by ml too."""
    if word in STOP:
        return []
    word = word[:WORD_LETTERS_MAX]
    return [word] if word.isalpha() or word.isdigit() else [word, *_PART.findall(word)]


def hashed(token: str) -> int:
    """A number of 64 bits that stands for a token in every process and on every machine."""
    return int.from_bytes(blake2b(token.encode(), digest_size=8).digest(), "little")


def is_chinese(text: str) -> bool:
    """Whether a text is written in Chinese characters, at least in part."""
    return any(run for run, _ in _RUN.findall(text))


def sounds(name: str) -> list[tuple[str, ...]]:
    """How a name may be read, syllable by syllable; nothing when one of its characters is unknown."""
    readings: list[tuple[str, ...]] = []
    for run, word in _RUN.findall(name):
        if word:
            readings.append((word,))
        for character in run:
            known = _sounds().get(character)
            if known is None:
                return []
            readings.append(known)
    ways: list[tuple[str, ...]] = []
    for way in product(*readings):
        ways.append(way)
        if len(ways) == SOUNDS_MAX:
            break
    return ways


def vague(syllables: tuple[str, ...]) -> str:
    """The sound as people mix it up: z and zh, c and ch, s and sh, n and l, an and ang are the same."""
    heard = []
    for syllable in syllables:
        for clear, blurred in _VAGUE:
            if syllable.startswith(clear):
                syllable = blurred + syllable[2:]
        for clear, blurred in _VAGUE_ENDS:
            if syllable.endswith(clear):
                syllable = syllable[: -len(clear)] + blurred
        heard.append("l" + syllable[1:] if syllable.startswith("n") and len(syllable) > 1 else syllable)
    return "'".join(heard)


def misspellings(word: str) -> Iterator[str]:
    """A word and each form of it with one sign left out: two words that share one differ by one slip at the most."""
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def slips(one: str, other: str, *, most: int) -> int:
    """How many slips (signs missing, too many, wrong or swapped) lie between two words; `most + 1` when too many."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, sign in enumerate(one, start=1):
        earlier, before, row = before, row, [at] + [0] * len(other)
        for to, wanted in enumerate(other, start=1):
            row[to] = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (sign != wanted))
            if at > 1 and to > 1 and sign == other[to - 2] and one[at - 2] == wanted:
                row[to] = min(row[to], earlier[to - 2] + 1)
        if min(row) > most:
            return most + 1
    return row[-1]


@lru_cache(maxsize=1)
def _simplified() -> dict[int, str]:
    signs = "".join(table("simplified.txt"))
    return {ord(signs[at]): signs[at + 1] for at in range(0, len(signs), 2)}


@lru_cache(maxsize=1)
def _sounds() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in table("pinyin.txt"):
        syllable, _, signs = line.partition(" ")
        for sign in signs:
            found[sign] = (*found.get(sign, ()), syllable)
    return found


@lru_cache(maxsize=1)
def syllables() -> frozenset[str]:
    """Every syllable of standard Chinese, without tones."""
    return frozenset(line.partition(" ")[0] for line in table("pinyin.txt"))
