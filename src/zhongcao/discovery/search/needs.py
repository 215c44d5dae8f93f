"""What notes and goods say about needs: of skin, of a stage of life; read out of words with the names of search."""

from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache

from zhongcao.discovery import rules
from zhongcao.discovery.search.lexicon import CONCERN, Lexicon
from zhongcao.discovery.search.wording import plain


def needs_of(title: str, topics: Sequence[str], body: str) -> list[str]:
    """The codes of the needs that a note is about, the one it names most often first."""
    named = _said(" ".join((title, *topics)))
    said = named + _said(body)
    about = [need for need, times in said.most_common() if named[need] or times >= rules.NEED_SAID_MIN]
    return about[: rules.NEEDS_OF_NOTE_MAX]


@lru_cache(maxsize=20_000)
def needs_of_goods(title: str, title_en: str, category: int) -> tuple[str, ...]:
    """The codes of the needs that goods are for by their title and kind; a title is read once, and another one anew."""
    return tuple(one for one in needs_of(f"{title} {title_en}", (), "") if category in rules.categories_for(one))


def names_of(need: str) -> list[str]:
    """How texts name a need."""
    return [name for one in _names().entries if one.code == need for name in one.names]


def _said(text: str) -> Counter[str]:
    return Counter(entry.code for _, _, entry in _names().find(plain(text)))


@cache
def _names() -> Lexicon:
    """The names of needs alone, without those of brands and goods."""
    return Lexicon([one for one in Lexicon.of_shop((), ()).entries if one.kind == CONCERN and one.code in rules.NEEDS])
