"""Goods between the notes of Discover (笔记间的好物): what a member seems to want to buy.

What might be offered is asked for when a feed is ranked; the stage `offer_goods` then decides places and goods, and the
feed keeps them (`_between.py` shows them). The feed of everyone has none.
"""

from collections.abc import Mapping
from datetime import datetime

import numpy as np

from zhongcao.discovery import rules
from zhongcao.discovery.feeds.found import Found, Mask, Real, among, code_of, codes_of, matched, named
from zhongcao.discovery.feeds.offering import Offered, drawn, fitting, lately, windows
from zhongcao.discovery.rules import Act
from zhongcao.discovery.service._ask import Ask, Offers
from zhongcao.discovery.service._habits import bought_and_due
from zhongcao.discovery.service._shelf import DUE, EXPECTED, LOOKED, NOTED, SIMILAR, GoodsShelf
from zhongcao.discovery.service._wishes import shares_of
from zhongcao.discovery.store import Known
from zhongcao.kit.db import ReadTx, Tx


async def offers_for(
    tx: Tx | ReadTx,
    *,
    member: int,
    kept: Known,
    kin: Mapping[int, float],
    now: datetime,
    shelf: GoodsShelf | None,
) -> Offers | None:
    """What might be offered to a member; nothing to whom nothing is known of, or who saw enough of it today."""
    shown = lately(kept.offered, now=now)
    if shown.today >= rules.OFFERS_A_DAY or not (kept.recent or kept.tastes):
        return None
    strongest = shares_of(kept.tastes)
    looked = _looked_at(kept.recent, now=now)
    noted = {int(trait[2:]): share for trait, share in strongest.items() if trait[0] == "p"}
    kin = dict(sorted(kin.items(), key=lambda one: -one[1])[: rules.OFFER_KIN])
    bought, due = bought_and_due(kept.bought, now=now)
    goods = await (shelf or GoodsShelf()).goods(tx, sorted({*looked, *noted, *kin, *due}), now=now)
    return Offers(
        goods=goods,
        looked=looked,
        noted=noted,
        kin=kin,
        due=due,
        kinds={trait: share for trait, share in strongest.items() if trait[0] == "c"},
        away=shown.goods | (bought - due.keys()),
        most=rules.OFFERS_A_DAY - shown.today,
        notes_since=shown.notes_since,
    )


def _looked_at(recent: Mapping[str, float], *, now: datetime) -> dict[int, float]:
    """Goods that a member looked at or put into the cart of late, up to 1; half of it after a day."""
    found: dict[int, float] = {}
    for key, at in recent.items():
        act, _, product = key.split(":")
        if act in (Act.LOOK, Act.CART):
            days = max(now.timestamp() - at, 0.0) / 86_400
            found[int(product)] = max(found.get(int(product), 0.0), 0.5**days)
    return found


def offer_goods(ask: Ask, found: Found) -> Found:
    """Mix: now and then goods between the notes, where the viewer seems to want something to buy."""
    offers = ask.offers
    if offers is None or not len(found):
        return found
    places = windows(len(found), notes_since=offers.notes_since)[: offers.most]
    parts = _parts(offers)
    score = sum(parts.values(), start=np.zeros(len(offers.goods)))
    wanted = np.flatnonzero(score >= rules.OFFER_LEAST)
    if not places or not len(wanted):
        return found
    is_liked = offers.goods.against(ask.distaste) < rules.goods.SINK
    wanted = wanted[(is_liked & ~_kept_away(ask, offers))[wanted]]
    pool = wanted[np.argsort(-score[wanted], kind="stable")][: rules.OFFER_POOL]
    reasons, offered = list(parts), []
    for window, lot in zip(places, drawn(score[pool].tolist(), places=len(places), seed=ask.seed + 1), strict=False):
        row = int(pool[lot.place])
        speaks = [float(part[row]) for part in parts.values()]
        offered.append(
            Offered(
                place=fitting(found, window, offers.goods.traits[row]),
                product=int(offers.goods.ids[row]),
                reason=reasons[int(np.argmax(speaks))],
                sources=sum(SOURCE[reason] for reason, much in zip(reasons, speaks, strict=True) if much > 0),
                score=round(float(score[row]), 4),
                propensity=round(lot.propensity, 4),
                pool=lot.pool,
            )
        )
    return found.but(offered=offered)


SOURCE = {"due": DUE, "looked": LOOKED, "noted": NOTED, "kin": EXPECTED, "category": SIMILAR}


def _parts(offers: Offers) -> dict[str, Real]:
    """What speaks for each of the goods, by the reason that is told for it; what speaks for none is left out."""
    ids, similar = offers.goods.ids, np.zeros(len(offers.goods))
    for trait, share in offers.kinds.items():
        if share >= rules.OFFER_KIND_LEAST:
            best = np.flatnonzero(offers.goods.traits[:, 2] == code_of(trait))[: rules.OFFER_BEST]
            similar[best] = np.maximum(similar[best], share)
    spoken = {
        "due": (offers.due, rules.DUE_WEIGHT),
        "looked": (offers.looked, 1.0),
        "noted": (offers.noted, 0.8),
        "kin": (offers.kin, 0.6),
    }
    parts = {reason: weight * matched(worths, ids) for reason, (worths, weight) in spoken.items() if worths}
    return parts | {"category": 0.4 * similar} if offers.kinds else parts


def _kept_away(ask: Ask, offers: Offers) -> Mask:
    """What the viewer bought, was shown of late, or keeps away by itself, its brand or its kind."""
    away = named(offers.goods.ids, offers.away)
    if ask.unwanted:
        away |= np.logical_or.reduce(among(offers.goods.traits, codes_of(ask.unwanted)), axis=1)
    return away
