"""What lies around something: notes like a note, the best of a topic, news and people around a member."""

import math
from datetime import datetime

from zhongcao.community import service as community
from zhongcao.community.schemas import NoteCard
from zhongcao.discovery import rules, store
from zhongcao.discovery.rules import HEAT_HALF_LIFE
from zhongcao.discovery.schemas import Around, Introduction, News
from zhongcao.discovery.service._ask import Ask
from zhongcao.discovery.service._recall import rank_home
from zhongcao.discovery.service._wishes import unwanted
from zhongcao.kit import cursor
from zhongcao.kit.cursor import CursorUnreadable, Page
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor


async def related(tx: Tx | ReadTx, *, by: Actor, note_id: int, limit: int, now: datetime) -> list[NoteCard]:
    """Published notes that share most with a note: goods, brand, topic, author; warm ones first among equals."""
    traits = (await store.traits_of_notes(tx, [note_id])).get(note_id, [])
    if not traits:
        return []
    unit = rules.growth(now, HEAT_HALF_LIFE)
    scored = []
    for row in await store.list_alike(tx, traits=traits, without=note_id, limit=rules.RELATED_CANDIDATES_MAX):
        shared = sum(rules.TRAIT_WEIGHT[trait[0]] for trait in set(traits) & set(row.traits))
        scored.append((shared + 0.2 * math.log1p(row.heat / unit), row.note_id, row.author_id))
    chosen: list[int] = []
    per_author: dict[int, int] = {}
    for _, key, author in sorted(scored, reverse=True):
        per_author[author] = per_author.get(author, 0) + 1
        if per_author[author] <= rules.RELATED_PER_AUTHOR_MAX:
            chosen.append(key)
    shown = await community.cards(tx, chosen[: limit * 2], viewer=by.member_id)
    return [shown[key] for key in chosen if key in shown][:limit]


async def popular_of_topic(tx: Tx | ReadTx, *, by: Actor, name: str, after: str | None, limit: int) -> Page[NoteCard]:
    """Notes of a topic, the warmest first."""
    topic = await community.find_topic(tx, name=name, viewer=by.member_id)
    if topic is None:
        return Page([])
    before = _place(after) if after else None
    rows = await store.page_of_trait(tx, trait=f"t:{topic.name}", before=before, limit=limit + 1)
    shown = await community.cards(tx, [row.note_id for row in rows[:limit]], viewer=by.member_id)
    items = [shown[row.note_id] for row in rows[:limit] if row.note_id in shown]
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(items, cursor.encode(repr(last.heat), last.note_id) if last else None)


async def around(tx: Tx | ReadTx, *, by: Actor, now: datetime) -> Around:
    """What Following shows besides the newest notes: who has news, what was missed, whom one might follow."""
    followees = await community.followees(tx, by.member_id)
    return Around(
        news=await _news(tx, by=by, followees=followees, now=now),
        missed=await _missed(tx, by=by, followees=followees, now=now),
        people=await _people(tx, by=by, followees=followees, now=now),
    )


async def _news(tx: Tx | ReadTx, *, by: Actor, followees: list[int], now: datetime) -> list[News]:
    newest = await community.list_newest_since(
        tx, author_ids=followees, since=now - rules.NEWS_DAYS, before=now, limit=rules.NEWS_NOTES_MAX
    )
    latest: dict[int, tuple[int, datetime]] = {}
    for note_id, author, at in newest:
        latest.setdefault(author, (note_id, at))
    shown = await community.fellows(tx, list(latest)[: rules.NEWS_PEOPLE_MAX], viewer=by.member_id)
    return [News(member=shown[key], note=str(note_id), at=at) for key, (note_id, at) in latest.items() if key in shown]


async def _missed(tx: Tx | ReadTx, *, by: Actor, followees: list[int], now: datetime) -> list[NoteCard]:
    """The warmest notes of the last days by people one follows, without those of today and those one liked."""
    since, before = now - rules.MISSED_FROM, now - rules.MISSED_TO
    ids = await store.warmest_of(tx, author_ids=followees, since=since, before=before, limit=3 * rules.MISSED_MAX)
    shown = await community.cards(tx, ids, viewer=by.member_id)
    found = [shown[key] for key in ids if key in shown and not shown[key].liked]
    return found[: rules.MISSED_MAX]


async def _people(tx: Tx | ReadTx, *, by: Actor, followees: list[int], now: datetime) -> list[Introduction]:
    """Authors of what would be shown to this member whom they do not follow yet, each with a few notes."""
    kept = await store.find_viewer(tx, by.member_id, feeds=1)
    ask = Ask(viewer=by.member_id, now=now, seed=0, tastes=kept.tastes, unwanted=unwanted(kept))
    found = await rank_home(tx, ask)
    known = {by.member_id, *followees}
    authors = [one for one in dict.fromkeys(found.authors[found.order].tolist()) if one not in known]
    authors = authors[: rules.PEOPLE_MAX]
    best = await store.best_of_authors(tx, author_ids=authors, each=rules.PEOPLE_NOTES)
    shown = await community.cards(tx, [note for notes in best.values() for note in notes], viewer=by.member_id)
    members = await community.fellows(tx, authors, viewer=by.member_id)
    people = []
    for author in authors:
        notes = [shown[key] for key in best.get(author, []) if key in shown]
        if notes and author in members:
            people.append(Introduction(member=members[author], notes=notes))
    return people


def _place(after: str) -> tuple[float, int]:
    heat, note = cursor.decode(after, str, int)
    try:
        return float(heat), note
    except ValueError:
        raise CursorUnreadable() from None
