"""A shop of any size for measuring the search: words with the frequencies of a language, made from a seed.

Goods and notes are written straight into the tables, since a million notes through the import take the better part of
an hour; what the search reads of them is what an import would have left.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any

import msgspec

from zhongcao.discovery.search.lexicon import BRAND, GOODS, WORD, Lexicon
from zhongcao.kit.words import vector
from zhongcao.mall.rules import TAXONOMY

FIRST_PRODUCT, FIRST_SKU, FIRST_NOTE, FIRST_NAMED, FIRST_TOPIC = 10**17, 2 * 10**17, 3 * 10**17, 5 * 10**17, 6 * 10**17
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
DAYS = 500
VOCABULARY = 20_000
CHARACTERS = 1_500
Connection = Any
"""An open connection of asyncpg."""
NOTES_A_COPY = 20_000
SHOWN_EVERY = 3
"""Each third note shows a product."""
MEMBERS_SHARE = 10
"""One member who can be found by name for so many notes."""
TOPICS = 5_000


class Corpus:
    """The words of one seed, and texts and queries made of them."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(f"corpus {seed}")
        entries = Lexicon.of_shop([], []).entries
        self.kinds = [entry.names[0] for entry in entries if entry.kind == GOODS]
        self.needs = [entry.names[0] for entry in entries if entry.kind == WORD]
        self.brands = [entry.names[0] for entry in entries if entry.kind == BRAND and entry.names]
        signs = [chr(0x4E00 + self._rng.randrange(0x5000)) for _ in range(CHARACTERS)]
        words = {"".join(self._rng.choices(signs, k=self._rng.choice((2, 2, 2, 3)))) for _ in range(VOCABULARY)}
        self._words = [*self.needs, *sorted(words)]
        # Zipf's law: the word of rank n is said 1/n as often as the first one.
        self._weights = list(accumulate(1 / (rank + 10) for rank in range(len(self._words))))

    def text(self, words: int) -> list[str]:
        """Some words in the frequencies of a language."""
        return self._rng.choices(self._words, cum_weights=self._weights, k=words)

    def product_title(self, brand: str) -> str:
        """A title as shops write them."""
        return f"{brand} {''.join(self.text(4))}{self._rng.choice(self.kinds)} {self._rng.randrange(1, 20) * 10}ml"

    def note(self) -> tuple[str, str]:
        """Title and body of a note."""
        title = "".join([*self.text(3), self._rng.choice(self.kinds)])
        return title[:60], "，".join("".join(self.text(6)) for _ in range(self._rng.randrange(3, 10)))

    def nickname(self) -> str:
        """What a member calls themselves: two words, or a word and what they care for."""
        return "".join(self.text(1)) + self._rng.choice([*self.kinds, *self.text(len(self.kinds))])

    def topics(self, count: int) -> list[str]:
        """Names of topics: kinds and needs, both together, and words with a kind."""
        both = [f"{need}{kind}" for need in self.needs for kind in self.kinds]
        said = [*self.kinds, *self.needs, *self._rng.sample(both, min(len(both), count // 2))]
        said += ["".join(self.text(1)) + self._rng.choice(self.kinds) for _ in range(2 * count)]
        return list(dict.fromkeys(name[:30] for name in said))[:count]

    def query(self) -> str:
        """What someone may search for: kind and need, brand and kind, words of the language, a price, one word."""
        way = self._rng.randrange(10)
        kind, brand = self._rng.choice(self.kinds), self._rng.choice(self.brands)
        if way < 3:
            return f"{self._rng.choice(self.needs)}{kind}"
        if way < 5:
            return f"{brand}{kind}"
        if way < 7:
            return "".join(self.text(2))
        if way < 8:
            return f"{kind}{self._rng.randrange(1, 9) * 100}以内"
        return kind if way < 9 else "".join(self.text(1))

    def moment(self) -> datetime:
        """Some moment within the shop's life."""
        return BEGIN + timedelta(minutes=self._rng.randrange(DAYS * 1440))

    def chance(self, most: int) -> int:
        """A number below another."""
        return self._rng.randrange(most)


async def fill(connection: Connection, corpus: Corpus, *, skus: int, notes: int, say: Any) -> None:
    """Write goods and notes beside what is there; the statistics of the tables are brought up to date."""
    brands = [
        (row["id"], row["name_zh"] or row["name_en"]) for row in await connection.fetch("SELECT * FROM supply.brand")
    ]
    authors = [row["member_id"] for row in await connection.fetch("SELECT member_id FROM identity.member LIMIT 5000")]
    say("writing goods")
    products = await _goods(connection, corpus, brands, skus)
    for start in range(0, notes, NOTES_A_COPY):
        await _notes(connection, corpus, authors, products, range(start, min(start + NOTES_A_COPY, notes)))
        say(f"writing notes: {start:,}")
    say("members and topics")
    await _people(connection, corpus, notes // MEMBERS_SHARE)
    await _topics(connection, corpus, notes)
    say("standings")
    await connection.execute(
        "INSERT INTO discovery.standing (note_id, author_id, published_at, heat, traits, words)"
        " SELECT id, author_id, published_at, 1 + id % 97, '{}', ''::tsvector FROM community.note WHERE id >= $1"
        " ON CONFLICT DO NOTHING",
        FIRST_NOTE,
        timeout=600,
    )
    await connection.execute("ANALYZE", timeout=600)


async def _people(connection: Connection, corpus: Corpus, count: int) -> None:
    """Members who are found by their names."""
    for start in range(0, count, NOTES_A_COPY):
        keys = [FIRST_NAMED + number for number in range(start, min(start + NOTES_A_COPY, count))]
        names = [corpus.nickname()[:20] for _ in keys]
        await connection.execute(
            "INSERT INTO identity.member (member_id, nickname, interests, roles, personalised, joined_at)"
            " SELECT id, name, '{}', '{}', true, now() FROM unnest($1::bigint[], $2::text[]) AS m (id, name)",
            keys,
            names,
        )
        await connection.execute(
            "INSERT INTO discovery.findable_member (member_id, words)"
            " SELECT id, words::tsvector FROM unnest($1::bigint[], $2::text[]) AS m (id, words)",
            keys,
            [vector((name, "A")) for name in names],
        )


async def _topics(connection: Connection, corpus: Corpus, notes: int) -> None:
    """Topics of which few are full: the n-th joins about as many notes as a language says its n-th word."""
    names = corpus.topics(TOPICS)
    await connection.execute(
        "INSERT INTO community.topic (id, name, created_at)"
        " SELECT $1::bigint + n, name, now() FROM unnest($2::text[]) WITH ORDINALITY AS t (name, n)"
        " ON CONFLICT DO NOTHING",
        FIRST_TOPIC,
        names,
    )
    await connection.execute(
        "INSERT INTO community.topic_note (topic_id, note_id, author_id)"
        " SELECT t.id, n.id, n.author_id FROM community.note AS n JOIN community.topic AS t ON t.id = $1::bigint + 1"
        "  + floor(power($2::float, ((hashint8(n.id) & 1048575) / 1048576.0)::float))::bigint"
        " WHERE n.id >= $3 AND n.id < $3 + $4 ON CONFLICT DO NOTHING",
        FIRST_TOPIC,
        float(len(names)),
        FIRST_NOTE,
        notes,
        timeout=600,
    )


async def _goods(connection: Connection, corpus: Corpus, brands: Sequence[tuple[int, str]], skus: int) -> int:
    places = [place.id for place in TAXONOMY]
    products = skus // 2

    def rows() -> Iterator[tuple[Any, ...]]:
        for number in range(products):
            brand, name = brands[corpus.chance(len(brands))]
            at, price = corpus.moment(), 1_900 + corpus.chance(90_000)
            title = corpus.product_title(name)
            place = places[corpus.chance(len(places))]
            counts = (0, corpus.chance(5_000))
            yield (
                FIRST_PRODUCT + number, title, "", "".join(corpus.text(20)), brand, place, "listed", [], "{}", price,
                "CNY", *counts, None, at, at, at,
            )  # fmt: skip

    columns = (
        "id", "title", "title_en", "description", "brand_id", "category_id", "state", "picture_ids", "attributes",
        "price_amount", "currency", "sold_count", "popularity", "sold_out_at", "created_at", "updated_at", "listed_at",
    )  # fmt: skip
    await connection.copy_records_to_table("product", schema_name="mall", columns=columns, records=rows(), timeout=600)
    await connection.execute(
        "INSERT INTO mall.sku (id, product_id, variant, variant_en, weight_grams, state, position, created_at)"
        " SELECT $1::bigint + n, $2::bigint + n / 2, (n % 2)::text, '', 100, 'listed', n % 2, now()"
        " FROM generate_series(0, $3::bigint - 1) AS n",
        FIRST_SKU,
        FIRST_PRODUCT,
        products * 2,
        timeout=600,
    )
    return products


async def _notes(connection: Connection, corpus: Corpus, authors: Sequence[int], products: int, numbers: range) -> None:
    made: list[tuple[Any, ...]] = []
    shown: list[tuple[Any, ...]] = []
    for number in numbers:
        title, body = corpus.note()
        at, author = corpus.moment(), authors[corpus.chance(len(authors))]
        made.append((author, FIRST_NOTE + number, "text", "published", title, body, "zh-CN", [], at, at))
        if number % SHOWN_EVERY == 0 and products:
            shown.append((FIRST_PRODUCT + corpus.chance(products), FIRST_NOTE + number, author, False))
    columns = (
        "author_id", "id", "kind", "state", "title", "body", "language", "topics", "created_at", "published_at",
    )  # fmt: skip
    await connection.copy_records_to_table("note", schema_name="community", columns=columns, records=made, timeout=600)
    links = ("product_id", "note_id", "author_id", "verified")
    await connection.copy_records_to_table(
        "product_note", schema_name="community", columns=links, records=shown, timeout=600
    )


class Asked(msgspec.Struct, frozen=True):
    """A search as it is sent: what for, and among what."""

    query: str
    kind: str


def questions(corpus: Corpus, count: int) -> list[Asked]:
    """Searches: two of five for notes, two for goods, one for everything."""
    kinds = ("notes", "products", "notes", "products", "all")
    return [Asked(corpus.query(), kinds[number % len(kinds)]) for number in range(count)]
