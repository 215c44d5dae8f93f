"""Some six hundred and fifty notes: who wrote what about which goods, with which pictures, and when."""

import random
from datetime import date, timedelta

import msgspec

from zhongcao.sample.drawing import Recipe, spots
from zhongcao.sample.goods import Product
from zhongcao.sample.people import Person
from zhongcao.sample.staging import close_up, compose_picture
from zhongcao.sample.writing import composer, journeys, phrases, titles

COUNT = 660
DAYS = 240
KINDS = {
    "review": 33,
    "regret": 14,
    "compare": 12,
    "guide": 10,
    "routine": 12,
    "empties": 5,
    "gift": 3,
    "question": 4,
    "english": 7,
}
TITLES = {
    "review": titles.REVIEW,
    "regret": titles.REGRET,
    "compare": titles.COMPARE,
    "routine": titles.ROUTINE,
    "empties": titles.EMPTIES,
    "gift": titles.GIFT,
    "question": titles.QUESTION,
    "english": titles.ENGLISH,
    "guide": journeys.TITLES,
}


class Tag(msgspec.Struct, frozen=True):
    """A product tag on a picture; the position is a share of width and height."""

    product: str
    x: float
    y: float
    direction: str
    text: str


class Picture(msgspec.Struct, frozen=True):
    """A picture that can be drawn, and the tags on it."""

    recipe: Recipe
    tags: tuple[Tag, ...]


class Note(msgspec.Struct, frozen=True):
    """A note of the sample world; ``minutes_ago`` counts back from the moment of planting."""

    key: str
    kind: str
    author: Person
    title: str
    body: str
    language: str
    topics: tuple[str, ...]
    city: str | None
    products: tuple[Product, ...]
    pictures: tuple[Picture, ...]
    minutes_ago: int
    rating: int | None
    pull: float


def make_notes(seed: int, people: list[Person], products: list[Product], today: date) -> list[Note]:
    """All notes, newest first; no two have the same title or the same words."""
    chance = random.Random(f"notes {seed}")
    kinds, weights = list(KINDS), list(KINDS.values())
    uses: dict[str, int] = {}
    notes: list[Note] = []
    known_titles: set[str] = set()
    for number in range(COUNT):
        kind = kinds[number] if number < len(kinds) else chance.choices(kinds, weights)[0]
        minutes_ago = int(8 + DAYS * 1440 * (number / COUNT) ** 1.6 + chance.randint(0, 25))
        author = _author(chance, people, kind)
        chosen = _choose(chance, kind, author, products, uses)
        day = today - timedelta(minutes=minutes_ago)
        note = _write(chance, f"n{number + 1:04d}", kind, author, chosen, day, minutes_ago)
        notes.append(msgspec.structs.replace(note, title=_own_title(chance, note, known_titles)))
        known_titles.add(notes[-1].title)
    return notes


def _own_title(chance: random.Random, note: Note, known: set[str]) -> str:
    """The note's title, or with a few words more where somebody had the same idea before."""
    if note.title not in known:
        return note.title
    first = note.products[0]
    more = [first.flavour[0], first.short, note.author.city.name, first.brand.zh, note.author.nickname]
    if note.language == "en":
        more = [first.title_en, first.flavour[1], first.brand.en]
    chance.shuffle(more)
    for count in range(1, len(more) + 1):
        title = f"{note.title}{' · ' if note.language == 'en' else '｜'}{' '.join(more[:count])}"
        if title not in known:
            return title
    return f"{note.title}（{note.key[1:]}）"


def _author(chance: random.Random, people: list[Person], kind: str) -> Person:
    weights = [person.standing + 0.02 for person in people]
    if kind == "english":
        readers = [
            person
            for person in people
            if person.nickname.isascii() or any(ch.isascii() and ch.isalpha() for ch in person.nickname)
        ]
        return chance.choice(readers)
    return chance.choices(people, weights)[0]


def _choose(
    chance: random.Random, kind: str, author: Person, products: list[Product], uses: dict[str, int]
) -> list[Product]:
    """Goods for a note: what the author cares about, and what few have written about yet."""

    def rare(pool: list[Product], count: int) -> list[Product]:
        weighed = sorted(pool, key=lambda one: (uses.get(one.key, 0) / one.appeal**0.5) + chance.random() * 0.8)
        picked: list[Product] = []
        for one in weighed:
            if all(one.sort.kind != other.sort.kind for other in picked) or kind == "compare":
                picked.append(one)
            if len(picked) == count:
                break
        for one in picked:
            uses[one.key] = uses.get(one.key, 0) + 1
        return picked

    if kind == "guide":
        town = chance.choice(journeys.TOWNS)
        return rare([one for one in products if one.brand.country == town.country], chance.choice((3, 3, 4)))
    cared = [one for one in products if one.family in author.interests] if chance.random() < 0.8 else products
    if kind == "compare":
        first = rare(cared, 1)[0]
        return [first, *rare([one for one in products if one.sort is first.sort and one.brand is not first.brand], 1)]
    if kind in ("routine", "empties", "gift"):
        family = chance.choice(sorted({one.family for one in cared}))
        pool = cared if kind == "gift" else [one for one in cared if one.family == family]
        if kind == "empties":
            pool = [one for one in cared if one.sort.months is not None]
        found = rare(pool, chance.choice((3, 3, 4)))
        return found if len(found) > 1 else rare([one for one in products if one.sort.months is not None], 3)
    return rare(cared, 1 if kind != "english" or chance.random() < 0.6 else 2)


def _write(
    chance: random.Random, key: str, kind: str, author: Person, products: list[Product], day: date, minutes_ago: int
) -> Note:
    facts = composer.circumstances(chance, author, products, day)
    pen = composer.Composer(chance, facts, products[0])
    first = products[0]
    if kind == "guide":
        title, body, topics = _journey(pen, products)
    else:
        body = {
            "review": lambda: composer.review(pen, first),
            "regret": lambda: composer.disappointment(pen, first),
            "compare": lambda: composer.comparison(pen, first, products[1]),
            "question": lambda: composer.question(pen, first),
            "english": lambda: composer.english(pen, products),
        }.get(kind, lambda: composer.bundle(pen, products, kind))()
        title = pen.one(TITLES[kind])
        topics = _topics(chance, kind, first)
    if kind == "english":
        title = title[0].upper() + title[1:]
    return Note(
        key=key,
        kind=kind,
        author=author,
        title=title,
        body=body,
        language="en" if kind == "english" else "zh-CN",
        topics=topics,
        city=author.city.name if chance.random() < 0.55 else None,
        products=tuple(products),
        pictures=_pictures(chance, key, products, kind, int(str(facts["month"]))),
        minutes_ago=minutes_ago,
        rating={"regret": chance.choice((1, 2, 2)), "review": chance.choice((4, 4, 5, 5, 3))}.get(kind),
        pull=(author.standing + 0.05)
        * chance.paretovariate(1.2)
        * (1.4 if kind in ("regret", "guide") else 0.5 if kind == "question" else 1.0),
    )


def _journey(pen: composer.Composer, products: list[Product]) -> tuple[str, str, tuple[str, ...]]:
    """A shopping guide to the town whose brands these are."""
    chance = pen.chance
    town = chance.choice([one for one in journeys.TOWNS if one.country == products[0].brand.country])
    streets = list(town.streets)
    chance.shuffle(streets)
    pen.facts.update(town=town.name, street=streets[0], days=chance.randint(2, 9))
    lines = [pen.one(journeys.OPENINGS)]
    for number, product in enumerate(products, start=1):
        sku = product.skus[0]
        pen.facts.update(
            i="一二三四五"[number - 1],
            street=streets[(number - 1) % len(streets)],
            product=product.short,
            price=f"{sku.price / 100:.0f}",
            abroad=round(sku.price / 100 * chance.uniform(0.8, 1.05)),
            praise=pen.one(product.sort.praise),
            regret=pen.one(product.sort.regret),
            habit=pen.one(product.sort.habit),
            minutes=chance.randint(8, 45),
        )
        lines.append(pen.one(journeys.STOPS))
    advice = list(town.advice)
    chance.shuffle(advice)
    pen.facts.update(advice=advice[0], advice2=advice[1])
    lines.append(pen.one(journeys.ENDINGS))
    return pen.one(journeys.TITLES), "\n\n".join(lines), ("旅行购物攻略", f"{town.name}买什么")


def _topics(chance: random.Random, kind: str, product: Product) -> tuple[str, ...]:
    family = list(phrases.TOPICS[product.family])
    chance.shuffle(family)
    special = {
        "regret": chance.choice(phrases.REGRET_TOPICS),
        "empties": "我的空瓶记",
        "gift": "礼物清单",
        "question": "听劝",
        "english": "English notes",
    }.get(kind)
    return tuple(([special] if special else []) + family[: chance.choice((1, 1, 2))])


def _pictures(chance: random.Random, key: str, products: list[Product], kind: str, month: int) -> tuple[Picture, ...]:
    """The first picture shows everything; further ones look closer."""
    number = int(key[1:])
    pictures = [_tagged(compose_picture(chance, products, number * 16, month), products)]
    extra = 0 if kind == "question" else chance.choices((0, 1, 2), (50, 36, 14))[0]
    for turn in range(extra):
        product = products[turn % len(products)]
        pictures.append(
            _tagged(close_up(chance, product, number * 16 + turn + 1, month, pictures[0].recipe), [product])
        )
    return tuple(pictures)


def _tagged(recipe: Recipe, products: list[Product]) -> Picture:
    tags = []
    for spot, product in zip(spots(recipe), products, strict=True):
        tags.append(
            Tag(
                product=product.key,
                x=spot.x,
                y=spot.y,
                direction="left" if spot.x > 0.5 else "right",
                text=product.short,
            )
        )
    return Picture(recipe=recipe, tags=tuple(tags))
