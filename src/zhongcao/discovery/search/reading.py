"""What a query asks for: the brand, the kind of goods, the need, the price, and the words that are left."""

import re
from collections.abc import Iterator, Sequence

import msgspec

from zhongcao.discovery import rules
from zhongcao.discovery.search.lexicon import BRAND, CONCERN, GOODS, NOISE, Entry, Lexicon
from zhongcao.discovery.search.wording import STOP, latin, pairs, plain, runs

UNITS_MAX = 24
"""So many things are looked for at the most."""
_DIGITS = {sign: at for at, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_N = r"([0-9]+(?:\.[0-9]+)?|[一二两三四五六七八九十百千万]+)"
_YUAN = r"(?: ?(?:元|块钱|块|rmb|cny|yuan))"
_CURRENCY = r"(?:rmb|cny|yuan)? ?"
_UPPER = (
    re.compile(rf"{_N}{_YUAN}? ?(?:以内|以下|之内|之下|内的|封顶)"),
    re.compile(rf"(?:不超过|不超|低于|少于|最多|小于) ?{_N}{_YUAN}?"),
    re.compile(rf"\b(?:under|below|less than|up to|within|cheaper than|at most) {_CURRENCY}{_N}{_YUAN}?\b"),
)
_LOWER = (
    re.compile(rf"{_N}{_YUAN}? ?(?:以上|起步)"),
    re.compile(rf"(?:不低于|高于|超过|至少|大于) ?{_N}{_YUAN}?"),
    re.compile(rf"\b(?:over|above|more than|at least) {_CURRENCY}{_N}{_YUAN}?\b"),
)
_RANGE = (
    re.compile(rf"(?<![a-z0-9]){_N}{_YUAN}? ?(?:到|至|-|~| ) ?{_N}{_YUAN}(?:之间)?"),
    re.compile(rf"\bbetween {_CURRENCY}{_N} and {_CURRENCY}{_N}{_YUAN}?\b"),
)
_ABOUT = re.compile(rf"{_N}{_YUAN}? ?(?:左右|上下|价位)")


class Unit(msgspec.Struct, frozen=True):
    """One thing that is looked for: tokens that say it, each with its weight. The first one weighs the unit."""

    terms: list[tuple[str, float]]
    counts: bool = True
    """Whether a result has to hold its share of such units; what only refines the order does not count."""
    leads: bool = False
    """Whether it names the kind of goods: a result is of one of the kinds that are named."""
    between: bool = False
    """A pair within a longer run: where nothing holds it, two words meet there."""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What a query asks for; prices in fen."""

    text: str
    units: list[Unit]
    brand: Entry | None = None
    goods: Entry | None = None
    concerns: list[Entry] = []
    price_from: int | None = None
    price_to: int | None = None


def read(query: str, lexicon: Lexicon, *, price: bool = True) -> Reading:
    """Take a query apart; `price` off leaves numbers as words."""
    text = plain(query)
    price_from = price_to = None
    if price:
        text, price_from, price_to = price_of(text)
    found = lexicon.find(text)
    units = list(_units(text, found, lexicon))[:UNITS_MAX] or list(_refining(text))
    of_kind = {kind: [entry for _, _, entry in found if entry.kind == kind] for kind in (BRAND, GOODS, CONCERN)}
    return Reading(
        text=text,
        units=units,
        brand=next((entry for entry in of_kind[BRAND] if entry.target), None),
        goods=next((entry for entry in reversed(of_kind[GOODS]) if entry.target), None),
        concerns=of_kind[CONCERN],
        price_from=price_from,
        price_to=price_to,
    )


def price_of(text: str) -> tuple[str, int | None, int | None]:
    """The price that a plain query names, in fen, and what is left of the query."""
    for pattern in _RANGE:
        if hit := pattern.search(text):
            low, high = _number(hit[1]), _number(hit[2])
            if 0 < low < high:
                return _without(text, hit), _fen(low), _fen(high)
    for pattern in _UPPER:
        if (hit := pattern.search(text)) and _number(hit[1]) >= rules.SEARCH_PRICE_YUAN_MIN:
            return _without(text, hit), None, _fen(_number(hit[1]))
    for pattern in _LOWER:
        if (hit := pattern.search(text)) and _number(hit[1]) >= rules.SEARCH_PRICE_YUAN_MIN:
            return _without(text, hit), _fen(_number(hit[1])), None
    if (hit := _ABOUT.search(text)) and _number(hit[1]) >= rules.SEARCH_PRICE_YUAN_MIN:
        low, high = rules.SEARCH_PRICE_ABOUT
        return _without(text, hit), _fen(_number(hit[1]) * low), _fen(_number(hit[1]) * high)
    return text, None, None


def _without(text: str, hit: re.Match[str]) -> str:
    return " ".join((text[: hit.start()] + " " + text[hit.end() :]).split())


def _fen(yuan: float) -> int:
    return round(yuan * 100)


def _number(written: str) -> float:
    """A number in digits or in Chinese: 两百五 is not meant exactly and reads as 205."""
    if written[0].isdigit():
        return float(written)
    total = digit = 0
    for sign in written:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        else:
            total += (digit or 1) * _SCALES[sign]
            digit = 0
    return float(total + digit)


def _units(text: str, found: Sequence[tuple[int, int, Entry]], lexicon: Lexicon) -> Iterator[Unit]:
    """Meanings as they were found, and what lies between them as words and pairs of characters."""
    at = 0
    seen: set[str] = set()
    for start, end, entry in [*found, (len(text), len(text), None)]:
        yield from _fresh(_plain_units(text[at:start], lexicon), seen)
        at = end
        if entry is None:
            continue
        if entry.kind == NOISE:
            continue
        if entry.token not in seen:
            seen.add(entry.token)
            helps = [(token, rules.SEARCH_HELP_WEIGHT) for token in entry.helps]
            yield Unit([(entry.token, 1.0), *helps], leads=entry.kind == GOODS)
        # The very words that were typed order what means the same.
        yield from _fresh(_refining(text[start:end]), seen)


def _fresh(units: Iterator[Unit], seen: set[str]) -> Iterator[Unit]:
    for unit in units:
        if unit.terms[0][0] not in seen:
            seen.add(unit.terms[0][0])
            yield unit


def _plain_units(text: str, lexicon: Lexicon) -> Iterator[Unit]:
    for run, word in runs(text):
        if word:
            whole = latin(word)
            if whole:
                yield Unit([(whole[0], 1.0), *((part, 0.3) for part in whole[1:])])
        elif len(run) == 1:
            if entry := lexicon.named(run):
                yield Unit([(entry.token, 1.0), (run, rules.SEARCH_PAIR_WEIGHT)])
            elif run not in STOP:
                yield Unit([(run, rules.SEARCH_PAIR_WEIGHT)], counts=False)
        else:
            kept = [pair for pair in pairs(run) if not (pair[0] in STOP and pair[1] in STOP)]
            for place, pair in enumerate(kept):
                weak = pair[0] in STOP or pair[1] in STOP
                inner = 0 < place < len(kept) - 1
                yield Unit([(pair, rules.SEARCH_PAIR_WEIGHT if weak else 1.0)], counts=not weak, between=inner)


def _refining(text: str) -> Iterator[Unit]:
    for run, word in runs(text):
        for token in latin(word)[:1] if word else pairs(run):
            yield Unit([(token, rules.SEARCH_PAIR_WEIGHT)], counts=False)
