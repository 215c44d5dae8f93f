"""Words that people may mean: found by their beginning, their sound, their initials, and with one slip.

Each word has some keys: `s` how it is written, `p` how it sounds (yashilandai), `i` its initials (ysld), `v` its sound
as people mix it up, `d` the word with one sign left out. All keys stand in one sorted list.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Self

import numpy as np

from zhongcao.discovery import rules
from zhongcao.discovery.search.artifact import Texts, packed, unpacked
from zhongcao.discovery.search.lexicon import Lexicon
from zhongcao.discovery.search.wording import is_chinese, misspellings, plain, runs, slips, sounds, vague

CHINESE_SLIP_MIN, LATIN_SLIP_MIN = 4, 4
WINDOW_MAX = 8
PINYIN_MIN = 4
INITIALS_MIN, INITIALS_MAX = 3, 8
LOOKED_AT_MAX = 400
"""Of so many words with the same beginning the best are offered."""
Known = Callable[[str], int]
"""In how many documents a token stands."""


class Vocabulary:
    """Words with their weights, best first, and the keys under which they are found."""

    def __init__(self, words: Texts, weights: Any, keys: Texts, targets: Any) -> None:
        self._words, self._weights, self._keys, self._targets = words, weights, keys, targets

    @classmethod
    def of(cls, arrays: Mapping[str, Any]) -> Self:
        """Out of the arrays that `arranged` made."""
        return cls(unpacked(arrays, "words"), arrays["weights"], unpacked(arrays, "keys"), arrays["targets"])

    def exactly(self, key: str) -> list[str]:
        """The words with this key, best first."""
        at = self._keys.find(key)
        found = []
        while 0 <= at < len(self._keys) and self._keys[at] == key:
            found.append(int(self._targets[at]))
            at += 1
        return [self._words[number] for number in sorted(found)]

    def starting(self, typed: str, most: int) -> list[str]:
        """The best words that begin as typed: written so, sounding so, or with these initials."""
        form = typed.replace(" ", "")
        if not form:
            return []
        spans = [self._keys.starting("s" + form)]
        if form.isascii():
            spans += [self._keys.starting("p" + form), self._keys.starting("i" + form) if len(form) > 1 else range(0)]
        numbers: dict[int, None] = {}
        for span in spans:
            near = (int(self._targets[at]) for at in span[:LOOKED_AT_MAX])
            numbers |= dict.fromkeys(heapq.nsmallest(most, near))
        return [self._words[number] for number in heapq.nsmallest(most, numbers)]

    def corrected(self, text: str, lexicon: Lexicon, known: Known) -> str | None:
        """What a plain query probably means when nothing is found as it is written; None when it is as good as any."""
        if text.isascii():
            heard = self._heard(text.replace(" ", "").replace("'", ""), known)
            changed = heard or self._latin(text, known)
        else:
            changed = self._latin(text, known)
            changed = self._chinese(changed or text, lexicon, known) or changed
        return changed if changed and changed != text else None

    def _heard(self, sound: str, known: Known) -> str | None:
        """Pinyin as the words that it spells, or initials as the word that they begin."""
        if not sound.isalpha() or known(sound):
            return None
        if spelled := self._spelled(sound):
            return "".join(spelled) if is_chinese("".join(spelled)) else None
        if INITIALS_MIN <= len(sound) <= INITIALS_MAX and (words := self.exactly("i" + sound)):
            return words[0]
        return None

    def _spelled(self, sound: str) -> list[str]:
        """The fewest words whose sounds make up a whole; nothing when there is a rest."""
        best: list[list[str] | None] = [[], *([None] * len(sound))]
        for end in range(PINYIN_MIN, len(sound) + 1):
            for start in range(max(0, end - 40), end - PINYIN_MIN + 1):
                before = best[start]
                if before is None or (best[end] is not None and len(best[end] or ()) <= len(before) + 1):
                    continue
                if words := self.exactly("p" + sound[start:end]):
                    best[end] = [*before, words[0]]
        return best[len(sound)] or []

    def _latin(self, text: str, known: Known) -> str | None:
        """Latin words that nothing holds, replaced by what is one slip away."""
        changed = text
        for _, word in runs(text):
            odd = word.isalpha() and len(word) >= LATIN_SLIP_MIN and not known(word)
            if odd and (near := self._near(word)):
                changed = changed.replace(word, near, 1)
        return changed if changed != text else None

    def _chinese(self, text: str, lexicon: Lexicon, known: Known) -> str | None:
        """Stretches that nothing is called and hardly anything holds, replaced by what sounds or looks alike."""
        for start, stretch in _unknown(text, lexicon):
            for length in range(min(len(stretch), WINDOW_MAX), 1, -1):
                for at in range(len(stretch) - length + 1):
                    window = stretch[at : at + length]
                    if all(known(window[pair : pair + 2]) > 0 for pair in range(length - 1)):
                        continue
                    if near := self._alike(window):
                        place = start + at
                        return text[:place] + near + text[place + length :]
        return None

    def _alike(self, window: str) -> str | None:
        for way in sounds(window):
            for word in self.exactly("v" + vague(way)):
                if word != window:
                    return word
        return self._near(window) if len(window) >= CHINESE_SLIP_MIN else None

    def _near(self, word: str) -> str | None:
        """The best word that is one slip away."""
        seen: dict[str, None] = {}
        for form in misspellings(word):
            for key in ("s" + form, "d" + form):
                seen |= dict.fromkeys(self.exactly(key))
        for near in seen:
            form = near.replace(" ", "")
            if form != word and is_chinese(form) == is_chinese(word) and slips(word, form, most=1) == 1:
                return near
        return None


def _unknown(text: str, lexicon: Lexicon) -> Iterator[tuple[int, str]]:
    """Stretches of Chinese characters without a known name in them, with their places."""
    at = 0
    for start, end, _ in [*lexicon.find(text), (len(text), len(text), None)]:
        place = at
        for part in text[at:start].split(" "):
            run = "".join(run for run, _ in runs(part))
            if len(run) > 1 and run in part:
                yield place + part.index(run), run
            place += len(part) + 1
        at = end


def gathered(lexicon: Lexicon, others: Iterable[tuple[str, float]]) -> dict[str, float]:
    """All words that may be meant: every name we know, and others (topics, what many asked for) with their weights."""
    words: dict[str, float] = {}
    for entry in lexicon.entries:
        for place, name in enumerate(entry.names):
            words[name] = max(words.get(name, 0.0), (3.0 if entry.target else 2.0) - min(place, 9) / 10)
            for part in name.split() if " " in name else ():
                if len(part) >= LATIN_SLIP_MIN:
                    words.setdefault(part, 0.5)
    for text, weight in others:
        form = plain(text)
        if 1 < len(form) <= 30:
            words[form] = max(words.get(form, 0.0), weight)
    return words


def arranged(words: Mapping[str, float]) -> dict[str, Any]:
    """Words as the arrays that `Vocabulary` reads, the heaviest first."""
    best = heapq.nsmallest(rules.SEARCH_WORDS_MAX, words, key=lambda word: (-words[word], word))
    keys = sorted({(key, number) for number, word in enumerate(best) for key in _keys(word)})
    return {
        **packed(best, "words"),
        "weights": np.asarray([words[word] for word in best], np.float32),
        **packed([key for key, _ in keys], "keys"),
        "targets": np.asarray([number for _, number in keys], np.int32),
    }


def _keys(word: str) -> Iterator[str]:
    form = word.replace(" ", "")
    chinese = is_chinese(form)
    yield "s" + form
    if chinese:
        for way in sounds(form):
            yield "p" + "".join(way)
            yield "i" + "".join(syllable[0] for syllable in way)
            if len(form) > 1:
                yield "v" + vague(way)
    if len(form) >= (CHINESE_SLIP_MIN if chinese else LATIN_SLIP_MIN) and len(form) <= 16:
        for spelled in misspellings(form):
            yield "d" + spelled
