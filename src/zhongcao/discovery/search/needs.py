"""What a note says about needs: of skin, of a stage of life; read out of its words with the names that search knows."""

from collections import Counter
from collections.abc import Sequence
from functools import cache

from zhongcao.discovery import rules
from zhongcao.discovery.search.lexicon import CONCERN, Lexicon
from zhongcao.discovery.search.wording import plain


def needs_of(title: str, topics: Sequence[str], body: str) -> list[str]:
    """The codes of the needs that a note is about, the one it names most often first."""
    named = _said(" ".join((title, *topics)))
    said = named + _said(body)
    about = [need for need, times in said.most_common() if named[need] or times >= rules.NEED_SAID_MIN]
    return about[: rules.NEEDS_OF_NOTE_MAX]


def _said(text: str) -> Counter[str]:
    return Counter(entry.code for _, _, entry in _names().find(plain(text)))


@cache
def _names() -> Lexicon:
    """The names of needs alone, without those of brands and goods."""
    return Lexicon([one for one in Lexicon.of_shop((), ()).entries if one.kind == CONCERN and one.code in rules.NEEDS])
