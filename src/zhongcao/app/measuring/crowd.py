"""A shop of any size for measuring feeds, written by the database itself: members, goods, notes, standings, portraits.

A million notes through the import take the better part of an hour. Here each row is made of its number and the seed,
part after part, in one statement each; what feeds and the search read of it is what an import and its acts would have
left. Texts are put together of sentences and names that the corpus of the same seed says, each row other ones.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from zhongcao.app.measuring.corpus import Corpus
from zhongcao.discovery import service as discovery
from zhongcao.discovery.kin.table import NOTE, PRODUCT, Kin, name, named, save
from zhongcao.discovery.rules import AXES, LANDMARK, TASTE_HALF_LIFE, growth
from zhongcao.discovery.search import shelf
from zhongcao.discovery.vectors import table as vectors
from zhongcao.discovery.vectors.groups import LISTED
from zhongcao.discovery.vectors.kernels import SIZE
from zhongcao.discovery.vectors.learning import AUDIENCES_MAX, placed
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.ids import new_id
from zhongcao.kit.objects import Objects
from zhongcao.kit.settings import Settings
from zhongcao.kit.words import vector

FIRST_PRODUCT, FIRST_SKU, FIRST_NOTE, FIRST_MEMBER, FIRST_TOPIC = (one * 10**17 for one in (1, 2, 3, 4, 6))
SAID = 100_000
"""So many sentences, openings, ends of titles and names are said; rows draw theirs among them."""
TOPICS = 5_000
A_PART = 100_000
SECONDS_MAX = 1_200
"""A part is not begun any more when filling took so long."""
NEIGHBOURS = 32
Say = Callable[[str], None]


class Crowd(msgspec.Struct, frozen=True):
    """How much of each is made beside the sample."""

    notes: int
    skus: int
    members: int


LARGE = ("identity.member", "community.note", "discovery.standing", "discovery.exposure")
_INDEXES = """
    SELECT schemaname, indexname, indexdef FROM pg_indexes
    WHERE schemaname || '.' || tablename = ANY ($1) AND indexname LIKE 'ix_%' AND indexname <> 'ix_note_id'
    ORDER BY indexname
"""
_DRAW = "((hashint8extended(n, $3::bigint + {salt}) & 2147483647) / 2147483648.0)"


def _drawn(salt: int, most: str, *, skew: int = 1) -> str:
    """A number below another, the same for a row each time; skewed ones are often small."""
    return f"floor(power({_DRAW.format(salt=salt)}, {skew}) * {most})::bigint"


_SAID = """
    CREATE TEMPORARY TABLE said (
        place bigint PRIMARY KEY, goods text NOT NULL, opening text NOT NULL, closing text NOT NULL,
        sentence text NOT NULL, name text NOT NULL, words text NOT NULL
    )
"""


def _words(column: str, salt: int, *, each: str = "0") -> str:
    """One of the texts that were said, drawn for a row."""
    place = f"floor({_DRAW.format(salt=f'{salt} + {each}')} * {SAID})::bigint"
    return f"(SELECT {column} FROM said WHERE said.place = {place})"  # noqa: S608 - numbers of our own, here and below


_MEMBERS = f"""
    INSERT INTO identity.member (member_id, nickname, interests, roles, personalised, joined_at)
    SELECT {FIRST_MEMBER} + n, {_words("name", 70)}, '{{}}', '{{}}', true, now() - n % 700 * interval '1 day'
    FROM generate_series($1::bigint, $2::bigint - 1) AS n
"""  # noqa: S608
_TASTES = ", ".join(
    [f"'t:话题' || {_drawn(10 + one, '5000', skew=2)}, 3.0 + {one}" for one in range(8)]
    + [f"'b:' || (SELECT ids[1 + {_drawn(30 + one, 'cardinality(ids)')}] FROM brands), 4.0" for one in range(3)]  # noqa: S608
    + [f"'c:' || (SELECT ids[1 + {_drawn(40 + one, 'cardinality(ids)')}] FROM places), 5.0" for one in range(3)]  # noqa: S608
    + [f"'a:' || {FIRST_MEMBER} + {_drawn(50 + one, '$4::bigint', skew=3)}, 2.0" for one in range(4)]
)
_RECENT = ", ".join(
    f"'like:n:' || {FIRST_NOTE} + {_drawn(60 + one, '$5::bigint')}, extract(epoch FROM now()) - {one * 3600}"
    for one in range(10)
)
_STYLE = ", ".join(f"({_drawn(90 + one, '201')} - 100)::smallint" for one in range(len(AXES)))
_STYLE_LIKED = ", ".join(
    f"'v:{axis}' || CASE WHEN n % {place + 2} = 0 THEN '+' ELSE '-' END, {4 * growth(clock.now(), TASTE_HALF_LIFE)}"
    for place, axis in enumerate(AXES)
)
_PORTRAITS = f"""
    WITH brands AS MATERIALIZED (SELECT array_agg(id ORDER BY id) AS ids FROM supply.brand),
        places AS MATERIALIZED (SELECT array_agg(id ORDER BY id) AS ids FROM mall.category)
    INSERT INTO discovery.portrait (member_id, tastes, recent, style)
    SELECT {FIRST_MEMBER} + n, jsonb_build_object({_TASTES}), jsonb_build_object({_RECENT}),
        jsonb_build_object({_STYLE_LIKED})
    FROM generate_series($1::bigint, $2::bigint - 1) AS n
    ON CONFLICT DO NOTHING
"""  # noqa: S608
_AT = f"now() - power({_DRAW.format(salt=3)}, 2) * interval '500 days' - interval '1 minute'"
_PRODUCTS = f"""
    WITH brands AS MATERIALIZED (SELECT array_agg(id ORDER BY id) AS ids FROM supply.brand),
        places AS MATERIALIZED (SELECT array_agg(id ORDER BY id) AS ids FROM mall.category)
    INSERT INTO mall.product (id, title, title_en, description, brand_id, category_id, state, picture_ids, attributes,
        price_amount, currency, sold_count, popularity, created_at, updated_at, listed_at)
    SELECT {FIRST_PRODUCT} + n, coalesce(nullif(brand.name_zh, ''), brand.name_en) || ' ' || {_words("goods", 71)}, '',
        {_words("sentence", 72)} || {_words("sentence", 73)} || {_words("sentence", 74)}, brand.id,
        (SELECT ids[1 + {_drawn(2, "cardinality(ids)")}] FROM places), 'listed', '{{}}', '{{}}',
        1900 + {_drawn(75, "90000")}, 'CNY', 0, n % 5000, at, at, at
    FROM generate_series($1::bigint, $2::bigint - 1) AS n, LATERAL (SELECT {_AT} AS at) AS moment, LATERAL (
        SELECT id, name_zh, name_en FROM supply.brand
        WHERE id = (SELECT ids[1 + {_drawn(1, "cardinality(ids)")}] FROM brands)
    ) AS brand
"""  # noqa: S608
_SKUS = f"""
    INSERT INTO mall.sku (id, product_id, variant, variant_en, weight_grams, state, position, created_at)
    SELECT {FIRST_SKU} + n, {FIRST_PRODUCT} + n / 2, (n % 2)::text, '', 100, 'listed', n % 2, now()
    FROM generate_series($1::bigint, $2::bigint - 1) AS n WHERE $3::bigint IS NOT NULL
"""  # noqa: S608
_NOTES = f"""
    WITH covers AS MATERIALIZED (SELECT array_agg(id ORDER BY id) AS ids FROM media.picture WHERE state <> 'refused')
    INSERT INTO community.note
        (author_id, id, kind, state, title, body, language, topics, cover_id, likes, created_at, published_at)
    SELECT {FIRST_MEMBER} + {_drawn(4, "$4::bigint", skew=3)}, {FIRST_NOTE} + n, 'image', 'published',
        left({_words("opening", 80)} || {_words("closing", 81)}, 60),
        (SELECT string_agg({_words("sentence", 100, each="nth")}, '，') FROM generate_series(0, 2 + n % 7) AS nth),
        'zh-CN', '{{}}',
        (SELECT ids[1 + {_drawn(5, "cardinality(ids)")}] FROM covers), {_drawn(6, "3000", skew=4)}, at, at
    FROM generate_series($1::bigint, $2::bigint - 1) AS n, LATERAL (SELECT {_AT} AS at) AS moment
"""  # noqa: S608
_STANDINGS = f"""
    INSERT INTO discovery.standing (note_id, author_id, published_at, heat, traits, style, words)
    SELECT note.id, note.author_id, note.published_at,
        power(2.0, extract(epoch FROM note.published_at - '{LANDMARK.isoformat()}') / 259200) * (1 + note.likes / 10.0),
        ARRAY['a:' || note.author_id, 't:话题' || {_drawn(7, "5000", skew=2)}, 't:话题' || {_drawn(8, "5000", skew=2)}]
        || CASE WHEN p.id IS NULL THEN '{{}}' ELSE ARRAY['b:' || p.brand_id, 'c:' || p.category_id, 'p:' || p.id] END,
        ARRAY[{_STYLE}], ''::tsvector
    FROM generate_series($1::bigint, $2::bigint - 1) AS n JOIN community.note AS note ON note.id = {FIRST_NOTE} + n
    LEFT JOIN mall.product AS p ON n % 3 = 0 AND p.id = {FIRST_PRODUCT} + {_drawn(9, "greatest($4::bigint, 1)", skew=2)}
"""  # noqa: S608
_EXPOSURES = f"""
    INSERT INTO discovery.exposure (note_id, published_at, shown, opened)
    SELECT note.id, note.published_at, seen, seen / 14
    FROM generate_series($1::bigint, $2::bigint - 1) AS n JOIN community.note AS note ON note.id = {FIRST_NOTE} + n,
        LATERAL (SELECT {_drawn(9, "4000", skew=2)} AS seen) AS counted
"""  # noqa: S608
_SHOWN = f"""
    INSERT INTO community.product_note (product_id, note_id, author_id, verified)
    SELECT {FIRST_PRODUCT} + {_drawn(9, "greatest($4::bigint, 1)", skew=2)}, note.id, note.author_id, false
    FROM generate_series($1::bigint, $2::bigint - 1) AS n JOIN community.note AS note ON note.id = {FIRST_NOTE} + n
    WHERE n % 3 = 0
"""  # noqa: S608
_FINDABLE = f"""
    INSERT INTO discovery.findable_member (member_id, words)
    SELECT {FIRST_MEMBER} + n, {_words("words", 70)}::tsvector FROM generate_series($1::bigint, $2::bigint - 1) AS n
"""  # noqa: S608
_TOPICS = f"""
    INSERT INTO community.topic (id, name, created_at)
    SELECT {FIRST_TOPIC} + n, name, now() FROM unnest($1::text[]) WITH ORDINALITY AS t (name, n) ON CONFLICT DO NOTHING
"""  # noqa: S608
_JOINED = f"""
    INSERT INTO community.topic_note (topic_id, note_id, author_id)
    SELECT topic.id, note.id, note.author_id
    FROM generate_series($1::bigint, $2::bigint - 1) AS n JOIN community.note AS note ON note.id = {FIRST_NOTE} + n
    JOIN community.topic AS topic
        ON topic.id = {FIRST_TOPIC} + 1 + floor(power($4::bigint::float8, {_DRAW.format(salt=90)}::float8))::bigint
"""  # noqa: S608
"""The n-th topic joins about as many notes as a language says its n-th word: few are full."""


class Filling(msgspec.Struct):
    """What was made so far; parts are made one after the other, so that a shop can be measured while it grows."""

    connection: Any
    corpus: Corpus
    say: Say
    made: Crowd = Crowd(0, 0, 0)
    began: float = msgspec.field(default_factory=time.monotonic)

    @property
    def seed(self) -> int:
        """What all rows are drawn from."""
        return self.corpus.seed

    async def grow(self, wanted: Crowd) -> None:
        """Make what is missing; members and goods first, since notes speak of them."""
        made, wide = self.made, wanted
        authors = max(wide.members // 5, 1)
        products = max(wide.skus // 2, 1)
        await self._speak()
        indexes = await self._without_indexes()
        await self._parts("members", _MEMBERS, made.members, wide.members)
        await self._parts("products", _PRODUCTS, made.skus // 2, products if wide.skus else 0)
        await self._parts("SKUs", _SKUS, made.skus, wide.skus // 2 * 2)
        await self._parts("notes", _NOTES, made.notes, wide.notes, authors)
        await self._parts("standings", _STANDINGS, made.notes, wide.notes, products)
        await self._parts("exposures", _EXPOSURES, made.notes, wide.notes)
        await self._parts("portraits", _PORTRAITS, made.members, wide.members, authors, max(wide.notes, 1))
        for index, definition in indexes.items():
            self.say(f"indexes: {index}")
            await self.connection.execute(definition, timeout=SECONDS_MAX)
        self.say("statistics")
        await self.connection.execute("VACUUM ANALYZE", timeout=600)
        self.made = wide

    async def name_and_join(self) -> None:
        """What only the search reads: goods that notes show, members found by their names, topics, few of them full."""
        made = self.made
        topics = self.corpus.topics(TOPICS)
        await self.connection.execute(_TOPICS, topics)
        await self._parts("shown goods", _SHOWN, 0, made.notes, max(made.skus // 2, 1))
        await self._parts("names", _FINDABLE, 0, made.members)
        await self._parts("topics", _JOINED, 0, made.notes, len(topics))
        await self.connection.execute("VACUUM ANALYZE", timeout=600)

    async def _speak(self) -> None:
        """Let the corpus say the texts of which rows are made, once."""
        if await self.connection.fetchval("SELECT to_regclass('pg_temp.said') IS NOT NULL"):
            return
        self.say("words")
        corpus = self.corpus
        rows = []
        for number in range(SAID):
            name = corpus.nickname()
            opening, closing = "".join(corpus.text(3)), corpus.kind()
            rows.append((number, corpus.goods(), opening, closing, "".join(corpus.text(6)), name, vector((name, "A"))))
        await self.connection.execute(_SAID)
        await self.connection.copy_records_to_table("said", records=rows)
        await self.connection.execute("ANALYZE said")

    async def _without_indexes(self) -> dict[str, str]:
        """Take the indexes of large tables off, which rows one by one would make slow; how each is made again."""
        await self.connection.execute("SET synchronous_commit = off; SET maintenance_work_mem = '512MB'")
        found = await self.connection.fetch(_INDEXES, list(LARGE))
        for row in found:
            await self.connection.execute(f"DROP INDEX {row['schemaname']}.{row['indexname']}")
        return {row["indexname"]: row["indexdef"] for row in found}

    async def _parts(self, what: str, statement: str, start: int, stop: int, *more: int) -> None:
        for first in range(start, stop, A_PART):
            if time.monotonic() - self.began > SECONDS_MAX:
                raise TimeoutError(f"filling took more than {SECONDS_MAX} s; {what} stand at {first:,}")
            await self.connection.execute(
                statement, first, min(first + A_PART, stop), self.seed, *more, timeout=SECONDS_MAX
            )
            self.say(f"{what}: {min(first + A_PART, stop):,} ({time.monotonic() - self.began:.0f} s)")


_TASTED = """
    WITH readers AS (
        SELECT member_id, row_number() OVER (ORDER BY member_id) AS nth FROM identity.member WHERE nickname LIKE $1
    )
    INSERT INTO discovery.portrait (member_id, tastes, recent, style)
    SELECT r.member_id, p.tastes, p.recent, p.style
    FROM readers AS r JOIN discovery.portrait AS p ON p.member_id = $2::bigint + r.nth * 37 % $3::bigint
    ON CONFLICT (member_id) DO UPDATE SET tastes = excluded.tastes, recent = excluded.recent, style = excluded.style
"""
_FOLLOWING = """
    INSERT INTO community.follow (member_id, kind, target_id, at)
    SELECT member_id, 'member', $2::bigint + (member_id % 131 + one * one * 17) % $3::bigint, now()
    FROM identity.member, generate_series(1, 20) AS one WHERE nickname LIKE $1
    ON CONFLICT DO NOTHING
"""


async def give_tastes(connection: Any, *, readers: str, members: int) -> None:
    """Give those who read, by their nickname, the portraits of some of the crowd, and twenty authors to follow."""
    await connection.execute(_TASTED, readers, FIRST_MEMBER, members)
    await connection.execute(_FOLLOWING, readers, FIRST_MEMBER, max(members // 5, 1))


async def publish_kin(sessions: Sessions, objects: Objects, settings: Settings, *, notes: int, seed: int) -> None:
    """A table of kin as large as one of all notes, with neighbours drawn from the seed."""
    dice = np.random.default_rng(seed)
    names = np.array([name(FIRST_NOTE, NOTE)], np.uint64) + np.arange(notes, dtype=np.uint64) * np.uint64(2)
    neighbours = dice.integers(0, notes, (notes, NEIGHBOURS), dtype=np.int32)
    weights = np.linspace(1, 0.1, NEIGHBOURS, dtype=np.float32)[None, :].repeat(notes, axis=0)
    table: Kin = named(names, neighbours, weights)
    await _publish(sessions, objects, settings, "kin", lambda path: save(table, path, {}))


async def publish_vectors(
    sessions: Sessions, objects: Objects, settings: Settings, *, notes: int, goods: int, seed: int
) -> None:
    """Vectors of all notes and goods, each near one of a thousand points, and as many audiences as there can be."""
    dice = np.random.default_rng(seed)
    firsts = ((name(FIRST_NOTE, NOTE), notes), (name(FIRST_PRODUCT, PRODUCT), goods))
    names = np.concatenate([np.uint64(first) + 2 * np.arange(count, dtype=np.uint64) for first, count in firsts])
    points = dice.standard_normal((1_000, SIZE), np.float32)
    things = points[dice.integers(0, len(points), len(names))]
    things += dice.standard_normal((len(names), SIZE), np.float32) / 2
    table = placed(
        names,
        things,
        gram=np.eye(SIZE, dtype=np.float32),
        penalty=0.0,
        audiences=points[:AUDIENCES_MAX] / np.linalg.norm(points[:AUDIENCES_MAX], axis=1, keepdims=True),
        lists=FIRST_NOTE + dice.integers(0, notes, (AUDIENCES_MAX, LISTED)),
    )
    await _publish(sessions, objects, settings, "vectors", lambda path: vectors.save(table, path, {}))


async def _publish(
    sessions: Sessions, objects: Objects, settings: Settings, kind: discovery.Kind, write: Callable[[Path], int]
) -> None:
    version = new_id()
    path = settings.data_dir / kind / f"{version}.{kind}"
    size = write(path)
    parts = await shelf.publish(objects, version, path, folder=kind)
    async with begin(sessions) as tx:
        await discovery.publish_learnt(
            tx,
            kind=kind,
            version=version,
            verdict={"invented": True},
            counts=True,
            size_bytes=size,
            parts=parts,
            seconds=0.0,
            now=clock.now(),
        )
