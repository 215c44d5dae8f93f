"""What a note sets off: comments and answers, likes, collects, follows."""

import random
from itertools import accumulate

import msgspec

from zhongcao.sample.notes import Note
from zhongcao.sample.people import SKIN_ZH, Person
from zhongcao.sample.writing import phrases, remarks

LIKES, COLLECTS, FOLLOWS = 11_000, 3_600, 2_600


class Comment(msgspec.Struct, frozen=True):
    """A remark under a note; ``answers`` is the key of the remark it replies to."""

    key: str
    note: str
    member: str
    text: str
    minutes_ago: int
    answers: str | None = None


class Touch(msgspec.Struct, frozen=True):
    """A like or a collect of a note."""

    member: str
    note: str
    minutes_ago: int


class Follow(msgspec.Struct, frozen=True):
    """One member follows another."""

    member: str
    followee: str
    minutes_ago: int


def make_touches(seed: int, kind: str, people: list[Person], notes: list[Note]) -> list[Touch]:
    """Likes or collects: well-known writers and good notes draw more, and people touch what they care about."""
    chance = random.Random(f"{kind} {seed}")
    wanted = LIKES if kind == "like" else COLLECTS
    liked_longer = ("guide", "routine", "compare")
    pulls = list(
        accumulate(
            note.pull**0.75 * (1.5 if kind == "collect" and note.kind in liked_longer else 1.0) for note in notes
        )
    )
    seen: dict[tuple[str, str], Touch] = {}
    while len(seen) < wanted:
        note = chance.choices(notes, cum_weights=pulls)[0]
        member = chance.choice(people)
        cares = note.products[0].family in member.interests
        if member is note.author or (not cares and chance.random() < 0.6):
            continue
        later = int(note.minutes_ago * (1 - chance.random() ** 3))
        seen.setdefault((member.key, note.key), Touch(member.key, note.key, max(min(later, note.minutes_ago - 1), 0)))
    return list(seen.values())


def make_follows(seed: int, people: list[Person]) -> list[Follow]:
    """Who follows whom: a few are followed by many."""
    chance = random.Random(f"follow {seed}")
    weights = list(accumulate(person.standing for person in people))
    seen: dict[tuple[str, str], Follow] = {}
    while len(seen) < FOLLOWS:
        member, followee = chance.choice(people), chance.choices(people, cum_weights=weights)[0]
        if member is followee:
            continue
        days = min(member.joined_days_ago, followee.joined_days_ago)
        seen.setdefault((member.key, followee.key), Follow(member.key, followee.key, chance.randrange(days * 1440)))
    return list(seen.values())


def make_comments(seed: int, people: list[Person], notes: list[Note]) -> list[Comment]:
    """Remarks under notes, some answered by the author."""
    chance = random.Random(f"comment {seed}")
    comments: list[Comment] = []
    for note in notes:
        count = min(int(chance.paretovariate(1.1) * (2.2 if note.kind == "question" else 1.1) * (1 + note.pull)), 14)
        said: set[str] = set()
        for _ in range(count):
            member = chance.choice(people)
            kind: tuple[str, ...] = chance.choices((remarks.AGREE, remarks.DOUBT, remarks.ASK), (52, 18, 30))[0]
            if note.language == "en" and chance.random() < 0.7:
                kind = remarks.ENGLISH
            text = _said(chance, kind, note, member)
            if member is note.author or text in said:
                continue
            said.add(text)
            key, minutes = f"c{len(comments) + 1:05d}", chance.randrange(max(note.minutes_ago - 1, 1))
            comments.append(Comment(key, note.key, member.key, text, minutes))
            if kind is remarks.ASK and chance.random() < 0.7 and minutes > 2:
                reply = _said(chance, remarks.REPLY, note, note.author)
                comments.append(
                    Comment(
                        f"c{len(comments) + 1:05d}", note.key, note.author.key, reply, chance.randrange(minutes), key
                    )
                )
    return comments


def _said(chance: random.Random, choices: tuple[str, ...], note: Note, member: Person) -> str:
    product = chance.choice(note.products)
    sku = chance.choice(product.skus)
    facts = {
        "skin": SKIN_ZH[member.skin_type],
        "city": member.city.name,
        "sort": product.sort.zh,
        "brand": product.brand.zh,
        "price": f"{sku.price / 100:g}",
        "option": sku.variant,
        "friend": chance.choice(phrases.FRIENDS),
        "days": chance.randint(2, 9),
        "weeks": chance.randint(2, 9),
        "bit": chance.choice(product.sort.regret),
    }
    return chance.choice(choices).format_map(facts)
