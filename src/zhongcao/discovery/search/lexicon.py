"""What things are called: brands, categories, needs and other words, each with all of its names in both languages."""

from collections.abc import Iterable, Sequence
from typing import Self

import msgspec

from zhongcao.discovery.search.wording import is_chinese, plain, table

BRAND, GOODS, CONCERN, WORD, NOISE = "brand", "goods", "concern", "word", "noise"
_SIGNS = {BRAND: "b", GOODS: "g", CONCERN: "c", WORD: "w", NOISE: "x"}
_LATIN_NAME_MIN = 2


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One meaning: the token that stands for it, its names in plain writing, and the brand or category it means."""

    token: str
    kind: str
    zh: str
    en: str
    names: list[str]
    target: int = 0
    code: str = ""
    helps: list[str] = []
    within: list[str] = []


class BrandName(msgspec.Struct, frozen=True):
    """A brand of the shop."""

    id: int
    zh: str
    en: str


class CategoryName(msgspec.Struct, frozen=True):
    """A category of the shop."""

    id: int
    code: str
    zh: str
    en: str


class Lexicon:
    """All meanings, and the longest names found in a text."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = list(entries)
        self.brands = {entry.target: entry for entry in self.entries if entry.kind == BRAND and entry.target}
        self.places = {entry.target: entry for entry in self.entries if entry.kind == GOODS and "/" not in entry.code}
        self._named: dict[str, Entry] = {}
        lengths: dict[str, set[int]] = {}
        for entry in self.entries:
            for name in entry.names:
                if name not in self._named:
                    self._named[name] = entry
                    if len(name) > 1:  # a single character is a name only where it stands alone
                        lengths.setdefault(name[:2], set()).add(len(name))
        self._lengths = {start: sorted(found, reverse=True) for start, found in lengths.items()}

    @classmethod
    def of_shop(cls, brands: Iterable[BrandName], categories: Iterable[CategoryName]) -> Self:
        """Our own table, joined with the brands and categories of this shop."""
        return cls(_joined(_read(), list(brands), list(categories)))

    def find(self, text: str) -> list[tuple[int, int, Entry]]:
        """The names within a plain text, from left to right, the longest first: from, to, meaning."""
        found: list[tuple[int, int, Entry]] = []
        at, end = 0, len(text)
        lengths, named = self._lengths, self._named
        while at < end - 1:
            for length in lengths.get(text[at : at + 2], ()):
                if at + length > end:
                    continue
                entry = named.get(text[at : at + length])
                if entry is not None and _stands_alone(text, at, at + length):
                    found.append((at, at + length, entry))
                    at += length
                    break
            else:
                at += 1
        return found

    def tokens(self, text: str) -> list[str]:
        """What a plain text means, once for each time it is said; a kind of mask is a mask as well."""
        said = []
        for _, _, entry in self.find(text):
            said.append(entry.token)
            said += entry.within
        return said

    def named(self, name: str) -> Entry | None:
        """The meaning of exactly this plain name."""
        return self._named.get(name)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """A Latin name is no part of a longer word."""
    if start and _is_letter(text[start - 1]) and _is_letter(text[start]):
        return False
    return end >= len(text) or not (_is_letter(text[end]) and _is_letter(text[end - 1]))


def _is_letter(sign: str) -> bool:
    return sign.isalnum() and sign < "\u3000"


def _read() -> list[Entry]:
    entries = []
    for line in table("words.txt"):
        head, _, rest = line.partition(": ")
        kind, _, code = head.partition(" ")
        rest, _, within = rest.partition(" > ")
        names, _, helps = rest.partition(" | ")
        entry = _entry(kind, code, names.split(", "), helps.split(", ") if helps else [])
        entries.append(msgspec.structs.replace(entry, within=within.split(", ") if within else []))
    return entries


def _entry(kind: str, code: str, names: Sequence[str], helps: Sequence[str] = (), target: int = 0) -> Entry:
    forms = list(dict.fromkeys(form for name in names if (form := plain(name))))
    latin = [name for name in names if not is_chinese(name)]
    leading = code or forms[0]
    return Entry(
        token=f"={_SIGNS[kind]}:{leading}",
        kind=kind,
        zh=names[0],
        en=latin[0].title() if latin and kind == BRAND else latin[0] if latin else names[0],
        names=[form for form in forms if _may_be_named(form)],
        target=target,
        code=code,
        helps=[help if help.startswith("=") else f"=w:{plain(help)}" for help in helps],
    )


def _may_be_named(form: str) -> bool:
    return (len(form) >= _LATIN_NAME_MIN or is_chinese(form)) and not form.replace(" ", "").isdigit()


def _joined(own: list[Entry], brands: list[BrandName], categories: list[CategoryName]) -> list[Entry]:
    """The shop's brands and categories take the names that we know for them; others come with their own."""
    by_name = {name: entry for entry in own if entry.kind == BRAND for name in entry.names}
    known = {entry.code: entry for entry in own if entry.kind == GOODS}
    shops = {place.code: place for place in categories}
    made: list[Entry] = []
    taken: set[str] = set()
    for brand in brands:
        forms = [form for name in (brand.zh, brand.en) if (form := plain(name)) and _may_be_named(form)]
        entry = next((by_name[form] for form in forms if form in by_name), None)
        if entry is None or entry.token in taken:
            if not forms:
                continue
            entry = msgspec.structs.replace(_entry(BRAND, "", [brand.zh or brand.en]), token=f"=b:{brand.id}", names=[])
        taken.add(entry.token)
        names = list(dict.fromkeys([*entry.names, *forms]))
        made.append(
            msgspec.structs.replace(
                entry, names=names, target=brand.id, zh=brand.zh or brand.en, en=brand.en or brand.zh
            )
        )
    for place in categories:
        entry = known.get(place.code) or _entry(GOODS, place.code, [place.zh, place.en])
        forms = [form for name in (place.zh, place.en) if (form := plain(name)) and _may_be_named(form)]
        names = list(dict.fromkeys([*entry.names, *forms]))
        above = [*entry.within, *(f"=g:{code}" for code in _above(place.code))]
        made.append(
            msgspec.structs.replace(entry, names=names, target=place.id, zh=place.zh, en=place.en, within=above)
        )
        taken.add(entry.token)
    return made + [_placed(entry, shops) for entry in own if entry.token not in taken]


def _placed(entry: Entry, shops: dict[str, CategoryName]) -> Entry:
    """A kind of goods within a category, as the shop has that."""
    code, _, part = entry.code.partition("/")
    if not part:
        return entry
    within = [f"=g:{above}" for above in (code, *_above(code))]
    return msgspec.structs.replace(entry, within=within, target=shops[code].id if code in shops else 0)


def _above(code: str) -> list[str]:
    parts = code.split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts))]
