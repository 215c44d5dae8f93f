"""What a query finds, attempt by attempt, strictest first; the first that finds something is the answer."""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from zhongcao.discovery import rules
from zhongcao.discovery.search.ranking import Counts, Hits, Narrow, Order, Ranked, everything, match, rank
from zhongcao.discovery.search.reading import Reading, Unit, read
from zhongcao.discovery.search.shelf import Held

PRODUCTS, NOTES = "products", "notes"
SPARE = 20
"""So many more than a page are ranked, since some may have been withdrawn a moment ago."""


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """How something shall be found: order, narrowing, with or without what is known about whoever asks.

    `without` names what shall not be read out of the query: brand, price, spelling.
    """

    sort: str = "best"
    narrow: Narrow = Narrow()
    personal: bool = True
    without: frozenset[str] = frozenset()


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One way of understanding a query: how much of it a result holds, and what is read out of it as a filter."""

    share: float
    brand: bool = True
    price: bool = True
    relaxed: tuple[str, ...] = ()


ATTEMPTS = (
    Attempt(share=rules.SEARCH_MASS),
    Attempt(share=rules.SEARCH_MASS_LEAST, relaxed=("words",)),
    Attempt(share=rules.SEARCH_MASS, brand=False, relaxed=("brand",)),
    Attempt(share=rules.SEARCH_MASS_LEAST, brand=False, relaxed=("words", "brand")),
    Attempt(share=rules.SEARCH_MASS, price=False, relaxed=("price",)),
    Attempt(share=rules.SEARCH_MASS_LEAST, brand=False, price=False, relaxed=("words", "brand", "price")),
)
"""Fewer words, then other brands stand behind what holds everything; a price is given up only when nothing is left."""


class Answer(msgspec.Struct, kw_only=True):
    """What the index says to a query: keys in order, and what is told beside them."""

    keys: list[int]
    total: int
    exact: int
    """So many of them, the first ones, hold all that was asked for."""
    reading: Reading
    narrow: Narrow
    corrected: str | None
    relaxed: tuple[str, ...]
    count: Callable[[], Counts]
    counts: Counts = msgspec.field(default_factory=Counts)


def find(
    held: Held,
    *,
    query: str,
    kind: str,
    wish: Wish,
    most: int,
    facets: bool,
    now: float,
    tastes: Mapping[str, float] | None = None,
    clicks: Mapping[int, float] | None = None,
) -> Answer:
    """The best results of one kind for a query; `now` is seconds since 1970.

    What is written in a way that nothing holds is read as what it probably means, before anything is given up.
    """
    reading = read(query, held.engine.lexicon, price="price" not in wish.without)
    corrected: str | None = None

    def attempted(attempt: Attempt) -> Answer:
        narrow = _narrowed(reading, wish, kind, attempt)
        hits = _matched(held, reading, kind, narrow, wish, attempt)
        order = Order(
            sort=wish.sort,
            kind=kind,
            prefer=f"c:{reading.goods.target}" if reading.goods else "",
            tastes=tastes or {},
            clicks=clicks or {},
        )
        best = rank(hits, narrow, order, now=now, most=most + SPARE)
        return _answer(best, reading, narrow, attempt, corrected)

    answer = attempted(ATTEMPTS[0])
    if not answer.total and "spelling" not in wish.without:
        corrected = held.engine.vocabulary.corrected(reading.text, held.engine.lexicon, _known(held, kind))
        if corrected is not None:
            prices_read = reading.price_from, reading.price_to
            reading = read(corrected, held.engine.lexicon, price=False)
            reading = msgspec.structs.replace(reading, price_from=prices_read[0], price_to=prices_read[1])
            answer = attempted(ATTEMPTS[0])
    for attempt in ATTEMPTS[1:]:
        enough = rules.SEARCH_ENOUGH if attempt.price and wish.sort == "best" else 1
        if answer.total < enough and _may_add(attempt, reading, wish, kind):
            answer = _joined(answer, attempted(attempt))
    if facets:
        answer.counts = answer.count()
    return answer


def _may_add(attempt: Attempt, reading: Reading, wish: Wish, kind: str) -> bool:
    """Whether giving this up can change anything: only goods are narrowed by what a query says."""
    if "words" in attempt.relaxed:
        return True
    if kind != PRODUCTS:
        return False
    return reading.brand is not None if not attempt.brand else bool(reading.price_from or reading.price_to)


def _joined(first: Answer, wider: Answer) -> Answer:
    """What was found before, and behind it what a wider attempt adds; without an addition it is as if not tried."""
    known = set(first.keys)
    added = [key for key in wider.keys if key not in known]
    if not added:
        return first
    return msgspec.structs.replace(
        wider,
        keys=first.keys + added,
        exact=first.exact if first.total else 0,
        narrow=first.narrow if first.total else wider.narrow,
    )


def _answer(best: Ranked, reading: Reading, narrow: Narrow, attempt: Attempt, corrected: str | None) -> Answer:
    return Answer(
        keys=best.keys,
        total=best.total,
        exact=0 if attempt.relaxed else best.total,
        reading=reading,
        narrow=narrow,
        corrected=corrected,
        relaxed=attempt.relaxed if best.total else (),
        count=best.count,
    )


def _known(held: Held, kind: str) -> Callable[[str], int]:
    """In how many documents of a kind a token stands."""
    indexes = [part.index for part in held.parts[kind]]
    return lambda token: sum(index.size(index.term(token)) for index in indexes)


def _matched(held: Held, reading: Reading, kind: str, narrow: Narrow, wish: Wish, attempt: Attempt) -> Hits:
    """What holds enough of the words; a brand that narrows, or was taken off, is no word that must be held."""
    units = reading.units
    brand = reading.brand
    if brand is not None and any(unit.counts for unit in units if unit.terms[0][0] != brand.token):
        if narrow.brand == brand.target:
            units = [unit for unit in units if unit.terms[0][0] != brand.token]
        elif "brand" in wish.without or not attempt.brand:
            units = [Unit(unit.terms, unit.counts and unit.terms[0][0] != brand.token) for unit in units]
    if not units and narrow != Narrow():
        return everything(held.parts[kind])  # `under 200` and nothing else
    return match(
        held.parts[kind],
        units,
        attempt.share,
        unknown="words" not in attempt.relaxed,
        kind_suffices=attempt.share <= rules.SEARCH_MASS_LEAST,
    )


def _narrowed(reading: Reading, wish: Wish, kind: str, attempt: Attempt) -> Narrow:
    """What the member chose, and of goods what the query says: its brand and its price."""
    narrow = wish.narrow
    if kind != PRODUCTS:
        return narrow
    if narrow.brand is None and attempt.brand and reading.brand is not None and "brand" not in wish.without:
        narrow = msgspec.structs.replace(narrow, brand=reading.brand.target)
    if narrow.price_from is None and narrow.price_to is None and attempt.price:
        narrow = msgspec.structs.replace(narrow, price_from=reading.price_from, price_to=reading.price_to)
    return narrow


def nearby_words(held: Held, answer: Answer, popular: Sequence[str]) -> list[str]:
    """Other ways on: names that begin alike, what the query means without the rest, what others search for."""
    reading = answer.reading
    meant = [entry.zh for entry in (reading.brand, reading.goods, *reading.concerns) if entry is not None]
    alike = held.engine.vocabulary.starting(reading.text[:2], rules.SEARCH_NEARBY_MAX) if reading.text else []
    found = dict.fromkeys([*meant, *alike, *popular])
    return [word for word in found if word != reading.text][: rules.SEARCH_NEARBY_MAX]
