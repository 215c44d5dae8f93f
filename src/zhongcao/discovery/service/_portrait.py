"""A member's portrait (画像): seen, corrected, forgotten; and what "not interested" changes."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

import msgspec

from zhongcao.community import service as community
from zhongcao.community.errors import NoteNotFound
from zhongcao.discovery import rules, store
from zhongcao.discovery.errors import SubjectUnknown
from zhongcao.discovery.rules import Act, Dismissal, GoodsDismissal, ShowDismissal, prices
from zhongcao.discovery.schemas import Aversion, Home, Portrait, Repurchase, Taste
from zhongcao.discovery.service._habits import acts_of, cycles_of
from zhongcao.discovery.service._projections import glance, remember
from zhongcao.discovery.service._wishes import said_by_city, tastes_with_interests, traits_of_stated
from zhongcao.identity import service as identity
from zhongcao.identity.rules import CITY_TIER_NAMES
from zhongcao.identity.schemas import Profile
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor
from zhongcao.live import service as live
from zhongcao.live.errors import ShowNotFound
from zhongcao.mall import service as mall
from zhongcao.mall.errors import ProductNotFound
from zhongcao.supply import service as supply

Words = dict[str, tuple[str, str]]


class Glance(msgspec.Struct, frozen=True, kw_only=True):
    """A member opened a note, looked at goods, or put them into the cart."""

    act: Act
    subject: int
    at: datetime


async def observe(tx: Tx, *, by: Actor, glances: Collection[Glance]) -> int:
    """Learn from what a member looked at; nothing when they switched personalisation off. Returns what was new."""
    if not by.signed_in or not glances:
        return 0
    if not (await identity.get_profile(tx, member_id=by.member_id)).personalised:
        return 0
    at_of = {(one.act.value, one.subject, day_in_china(one.at)): one.at for one in glances}
    rows = [
        {"member_id": by.member_id, "act": act, "subject_id": subject, "day": day, "at": at}
        for (act, subject, day), at in sorted(at_of.items())
    ]
    new = await store.add_glances(tx, rows)
    await remember(tx, [glance(by.member_id, Act(key[0]), key[1], at_of[key]) for key in new])
    return len(new)


async def get_portrait(tx: Tx | ReadTx, *, by: Actor, now: datetime) -> Portrait:
    """What is thought of a member's taste and habits, in words, the strongest first, and what they keep away."""
    profile = await identity.get_profile(tx, member_id=by.member_id)
    kept = await store.find_portrait(tx, by.member_id)
    chosen = await traits_of_stated(tx, profile)
    changed_at = kept.changed_at if kept else None
    fresh = rules.growth(changed_at, rules.TASTE_HALF_LIFE) if changed_at else 1.0
    tastes = tastes_with_interests(kept.tastes if kept else {}, chosen, fresh)
    most = max(tastes.values(), default=1.0)
    once = tastes.keys() - said_by_city(profile, kept.tastes if kept else {})
    strongest = sorted(once, key=lambda trait: (-tastes[trait], trait))[: rules.PORTRAIT_SHOWN]
    averse = await store.list_averse(tx, by.member_id, limit=rules.PORTRAIT_SHOWN)
    names = await _names(tx, [*strongest, *(row.subject for row in averse)], by=by)
    acts = acts_of(kept.recent if kept else {})
    return Portrait(
        personalised=profile.personalised,
        changed_at=changed_at,
        stage=rules.stage_of(joined_at=profile.joined_at, acts=acts, now=now),
        usual_hour=rules.usual_hour(acts),
        home=_home(profile),
        repurchases=await _repurchases(tx, by.member_id),
        tastes=[
            Taste(
                subject=trait,
                kind=rules.SUBJECT_KIND[trait[0]],
                zh=names[trait][0],
                en=names[trait][1],
                share=round(tastes[trait] / most, 3),
                chosen=trait in chosen,
            )
            for trait in strongest
            if trait in names
        ]
        + _style(kept.style if kept else {}, fresh)
        + _price_level(kept.style if kept else {}, fresh),
        aversions=[
            Aversion(
                subject=row.subject,
                kind=rules.SUBJECT_KIND[row.subject[0]],
                zh=names[row.subject][0],
                en=names[row.subject][1],
                reason=row.reason,
                at=row.averse_at,
            )
            for row in averse
            if row.subject in names
        ],
    )


def _home(profile: Profile) -> Home | None:
    """Where they told that they live; what people there act upon counts."""
    if not profile.city and not profile.city_tier:
        return None
    zh, en = CITY_TIER_NAMES.get(profile.city_tier or 0, ("", ""))
    return Home(city=profile.city, tier=profile.city_tier, tier_zh=zh, tier_en=en)


def _style(said: dict[str, float], fresh: float) -> list[Taste]:
    """The ends of axes that a member likes, the clearest first."""
    liked = zip(rules.AXES, rules.style_liked(said, fresh=fresh), strict=True)
    clear = sorted((one for one in liked if abs(one[1]) >= rules.STYLE_SHOWN), key=lambda one: -abs(one[1]))
    ends = [(f"{axis}{'+' if share > 0 else '-'}", abs(share)) for axis, share in clear]
    return [
        Taste(
            subject=f"v:{end}",
            kind="style",
            zh=rules.STYLE_ENDS[end][0],
            en=rules.STYLE_ENDS[end][1],
            share=round(share, 3),
            chosen=False,
        )
        for end, share in ends
    ]


def _price_level(said: dict[str, float], fresh: float) -> list[Taste]:
    """The level of prices that a member chooses, once it is clear."""
    leaning = prices.leaning(said, fresh=fresh)
    if abs(leaning) < prices.CLEAR:
        return []
    end = "v:price+" if leaning > 0 else "v:price-"
    zh, en = prices.ENDS[end]
    return [Taste(subject=end, kind="price", zh=zh, en=en, share=round(abs(leaning), 3), chosen=False)]


async def _repurchases(tx: Tx | ReadTx, member_id: int) -> list[Repurchase]:
    cycles = (await cycles_of(tx, member_id))[: rules.PORTRAIT_SHOWN]
    cards = await mall.cards(Tx(tx), [one.product for one in cycles])
    return [
        Repurchase(product=cards[one.product], days=round(one.days), last_at=one.last, due_at=one.due_at)
        for one in cycles
        if one.product in cards
    ]


async def forget_taste(tx: Tx, *, by: Actor, subject: str, now: datetime) -> None:
    """Forget one taste; only what the member does from now on can bring it back. One that is not there stays so."""
    _checked(subject)
    await _forget(tx, by=by, subject=subject, now=now)


async def forget_everything(tx: Tx, *, by: Actor, now: datetime) -> None:
    """Forget the whole portrait and all that was looked at; what was kept away stays away."""
    await store.drop_glances(tx, member_id=by.member_id)
    await _forget(tx, by=by, subject=rules.EVERYTHING, now=now)


async def forget_member(tx: Tx, *, member_id: int, now: datetime) -> None:
    """Let go all that is known of a member who left; acts that are told later bring nothing back."""
    await store.wait_fold_lock(tx)
    await store.drop_member(tx, member_id)
    await store.add_correction(tx, member_id=member_id, subject=rules.EVERYTHING, forgotten_at=now)


async def _forget(tx: Tx, *, by: Actor, subject: str, now: datetime) -> None:
    await store.wait_fold_lock(tx)  # whoever folds reads a portrait and writes it back
    kept = (await store.find_portraits(tx, [by.member_id])).get(by.member_id, store.Portrayed())
    tastes, recent, style = kept.tastes, kept.recent, kept.style
    if subject != rules.EVERYTHING and subject not in tastes and subject not in style:
        return
    await store.add_correction(tx, member_id=by.member_id, subject=subject, forgotten_at=now)
    if subject == rules.EVERYTHING:
        tastes, recent, style = {}, {}, {}
    left = {trait: weight for trait, weight in tastes.items() if trait != subject}
    looks = {end: weight for end, weight in style.items() if end != subject}
    notes = {key: int(key.split(":")[2]) for key in recent if key.split(":")[1] == "n"}
    traits = await store.traits_of_notes(tx, sorted(set(notes.values())))
    about = {key for key, note in notes.items() if subject in traits.get(note, [])}
    acts = {key: at for key, at in recent.items() if key not in about and not key.endswith(f":{subject}")}
    await store.set_portraits(tx, {by.member_id: store.Portrayed(left, acts, looks)}, now=now)


async def keep_away(tx: Tx, *, by: Actor, subject: str, now: datetime) -> None:
    """Show nothing of a subject any more: an author, a topic, a brand, a category, a product."""
    _checked(subject)
    if rules.SUBJECT_KIND[subject[0]] == "style" or not await _names(tx, [subject], by=by):
        raise SubjectUnknown(subject=subject)
    await _avert(tx, by=by, subject=subject, reason=rules.MUTED, now=now)
    await store.touch_portrait(tx, by.member_id, now=now)


async def let_back(tx: Tx, *, by: Actor, subject: str, now: datetime) -> None:
    """Let a subject be shown again; one that was never kept away changes nothing."""
    _checked(subject)
    await store.drop_aversions(tx, by.member_id, subject=subject)
    await store.touch_portrait(tx, by.member_id, now=now)


async def dismiss(tx: Tx, *, by: Actor, note_id: int, reason: Dismissal, now: datetime) -> None:
    """ "Not interested" in a note, with the reason; the very next page heeds it. Again changes the reason."""
    found = (await community.traits(tx, [note_id])).get(note_id)
    if found is None:
        raise NoteNotFound(note=str(note_id))
    traits = (await store.traits_of_notes(tx, [note_id])).get(note_id, [])
    about = [trait for trait in traits if trait[0] != "a"] if rules.makes_rarer(reason) else []
    await store.drop_aversions(tx, by.member_id, note_id=note_id)
    subject = rules.subject_of_dismissal(reason, note=note_id, author=found.author_id)
    if not await store.is_averse(tx, member_id=by.member_id, subject=subject):
        # An author who was muted in the portrait stays muted when this is taken back.
        await _avert(tx, by=by, subject=subject, reason=reason.value, now=now, note_id=note_id, traits=about)
    await store.touch_portrait(tx, by.member_id, now=now)


async def undo_dismissal(tx: Tx, *, by: Actor, note_id: int, now: datetime) -> None:
    """Take "not interested" back, whatever its reason was; again changes nothing."""
    await store.drop_aversions(tx, by.member_id, note_id=note_id)
    await store.touch_portrait(tx, by.member_id, now=now)


async def dismiss_goods(tx: Tx, *, by: Actor, product_id: int, reason: GoodsDismissal, now: datetime) -> None:
    """ "Not interested" in goods, with the reason; the very next page heeds it. Again changes the reason."""
    card = (await mall.cards(tx, [product_id])).get(product_id)
    if card is None:
        raise ProductNotFound(product=str(product_id))
    await _take_back_goods(tx, by, product_id, int(card.brand.id))
    subject = rules.subject_of_goods_dismissal(reason, product=product_id, brand=int(card.brand.id))
    if not await store.is_averse(tx, member_id=by.member_id, subject=subject):
        about = [f"c:{card.category_id}"] if rules.makes_rarer(reason) else []
        await _avert(tx, by=by, subject=subject, reason=reason.value, now=now, traits=about)
    await store.touch_portrait(tx, by.member_id, now=now)


async def undo_goods_dismissal(tx: Tx, *, by: Actor, product_id: int, now: datetime) -> None:
    """Take "not interested" in goods back, whatever its reason was; again changes nothing."""
    card = (await mall.cards(tx, [product_id])).get(product_id)
    await _take_back_goods(tx, by, product_id, int(card.brand.id) if card else 0)
    await store.touch_portrait(tx, by.member_id, now=now)


async def _take_back_goods(tx: Tx, by: Actor, product: int, brand: int) -> None:
    """What was muted in the portrait itself stays muted."""
    own = [GoodsDismissal.KIND.value, GoodsDismissal.OWNED.value]
    await store.drop_aversions(tx, by.member_id, subject=f"p:{product}", reasons=own)
    await store.drop_aversions(tx, by.member_id, subject=f"b:{brand}", reasons=[GoodsDismissal.BRAND.value])


async def dismiss_show(tx: Tx, *, by: Actor, show_id: int, reason: ShowDismissal, now: datetime) -> None:
    """ "Not interested" in a show, with the reason; the very next page heeds it. Again changes the reason."""
    show = (await live.shows(tx, [show_id], viewer=by.member_id, now=now)).get(show_id)
    if show is None:
        raise ShowNotFound(show=str(show_id))
    # Like a note, it takes back only what it sent away itself: a host who was muted otherwise stays so.
    await store.drop_aversions(tx, by.member_id, note_id=show_id)
    subject = rules.subject_of_show_dismissal(reason, show=show_id, host=int(show.host.id))
    if not await store.is_averse(tx, member_id=by.member_id, subject=subject):
        await _avert(tx, by=by, subject=subject, reason=reason.value, now=now, note_id=show_id)
    await store.touch_portrait(tx, by.member_id, now=now)


async def undo_show_dismissal(tx: Tx, *, by: Actor, show_id: int, now: datetime) -> None:
    """Take "not interested" in a show back, whatever its reason was; again changes nothing."""
    await store.drop_aversions(tx, by.member_id, note_id=show_id)
    await store.touch_portrait(tx, by.member_id, now=now)


async def _avert(
    tx: Tx,
    *,
    by: Actor,
    subject: str,
    reason: str,
    now: datetime,
    note_id: int | None = None,
    traits: Collection[str] = (),
) -> None:
    values = {"averse_at": now, "reason": reason, "note_id": note_id, "traits": list(traits)}
    await store.add_correction(tx, member_id=by.member_id, subject=subject, **values)
    await store.drop_surplus(tx, by.member_id, most=rules.CORRECTIONS_MAX)


def _checked(subject: str) -> None:
    if not rules.SUBJECT.fullmatch(subject):
        raise SubjectUnknown(subject=subject[:80])


async def _names(tx: Tx | ReadTx, subjects: Iterable[str], *, by: Actor) -> Words:
    """What each subject is called in Chinese and English; what nobody may see any more has no name."""
    by_kind: dict[str, list[str]] = {}
    for subject in subjects:
        by_kind.setdefault(subject[0], []).append(subject[2:])
    named: Words = {f"t:{name}": (f"#{name}", f"#{name}") for name in by_kind.get("t", [])}
    named |= {f"s:{need}": rules.NEEDS[need] for need in by_kind.get("s", []) if need in rules.NEEDS}
    keys = {kind: [int(key) for key in found] for kind, found in by_kind.items() if kind not in "ts"}
    members = await identity.cards(tx, keys.get("a", []))
    named |= {f"a:{key}": (card.nickname, card.nickname) for key, card in members.items()}
    for key, brand in (await supply.brands(tx, keys.get("b", []))).items():
        named[f"b:{key}"] = (brand.name_zh or brand.name_en, brand.name_en or brand.name_zh)
    if "c" in keys:
        tree: dict[int, Any] = {int(one.id): one for one in await mall.categories(tx)}
        named |= {f"c:{key}": (tree[key].name_zh, tree[key].name_en) for key in keys["c"] if key in tree}
    for key, card in (await mall.cards(tx, keys.get("p", []))).items():
        named[f"p:{key}"] = (card.title, card.title_en or card.title)
    for key, note in (await community.cards(tx, keys.get("n", []), viewer=by.member_id)).items():
        named[f"n:{key}"] = (note.title, note.title)
    return named
