"""Recall: the first step of Discover, what might be shown to a viewer, from eleven sources.

Popular, fresh, alike, followed, kin, picked, waiting for first readers, befriended (liked by several whom they follow),
near (by vectors), what an audience of similar taste acts upon, and what people of their place do. They are lists in a
pool that this process holds (`feeds/pool.py`); the database is asked while there is no pool, while it is stale, and for
a viewer who has seen most of what the lists hold.
"""

from collections.abc import Awaitable, Callable

import numpy as np

from zhongcao.discovery import rules, store
from zhongcao.discovery.feeds.found import BLAND, Candidate, Found, gathered, in_arrays
from zhongcao.discovery.feeds.pool import Wanted
from zhongcao.discovery.service._ask import Ask
from zhongcao.discovery.service._channels import heard
from zhongcao.discovery.service._home import HOME
from zhongcao.kit import log, metrics
from zhongcao.kit.db import ReadTx, Tx

SOURCE_LIMITS = {"popular": 160, "fresh": 60, "alike": 120, "followed": 60, "waiting": rules.WAITING_MAX}
"""And kin, living picks, what is befriended, near, an audience's, and a place's."""
STRONGEST_TASTES = 24
Recall = Callable[[Tx | ReadTx, Ask], Awaitable[Found]]


async def rank_home(tx: Tx | ReadTx, ask: Ask) -> Found:
    """A feed for this viewer: the best notes first, mixed and explained."""
    return HOME.run(ask, await recall(tx, ask))


async def recall(tx: Tx | ReadTx, ask: Ask) -> Found:
    """Notes that the viewer has not seen yet."""
    strongest = sorted(ask.tastes, key=ask.tastes.__getitem__, reverse=True)[:STRONGEST_TASTES]
    wanted = Wanted(
        viewer=ask.viewer,
        seen=ask.seen,
        channel=ask.channel,
        tastes=list(dict.fromkeys([*strongest, *sorted(ask.interests)])),
        followees=sorted(ask.followees),
        kin=in_arrays(ask.kin)[0],
        picked=ask.picked,
        befriended=ask.befriended,
        near=in_arrays(ask.near)[0],
        audience=sorted(ask.audience),
        place=sorted({*ask.city, *ask.tier}),
        limits=SOURCE_LIMITS,
    )
    found: Found | None = None
    if ask.pool is not None:
        try:
            found = ask.pool.take(wanted)
        except Exception as error:  # a feed goes on with what the database finds
            metrics.feed_stages.labels("home", "recall", "failed").inc()
            log.get("feeds").warning("nothing recalled from the pool", error=repr(error)[:300])
        else:
            if len(found) >= rules.FEED_LENGTH:
                return found
    asked = _asked(tx, ask, wanted)
    return await (heard("home", "asked", asked, nothing=found) if found is not None and len(found) else asked)


async def _asked(tx: Tx | ReadTx, ask: Ask, wanted: Wanted) -> Found:
    """The same from the database, in one statement."""
    rows = await store.list_candidates(
        tx,
        viewer=wanted.viewer,
        seen=wanted.seen.tolist(),
        channel=wanted.channel,
        tastes=sorted(wanted.tastes),
        followees=wanted.followees,
        kin=sorted(ask.kin),
        picked=wanted.picked,
        befriended=wanted.befriended,
        near=sorted(ask.near),
        audience=wanted.audience,
        place=wanted.place,
        since=ask.now - rules.CHANCE_DAYS,
        limits=SOURCE_LIMITS,
    )
    by_note: dict[int, Candidate] = {}
    for note, author, heat, published, traits, style, source, shown, opened in rows:
        one = by_note.get(note)
        if one is None:
            one = by_note[note] = Candidate(note_id=note, author_id=author, heat=heat, published=published)
            one.traits, one.style, one.shown, one.opened = traits, style or BLAND, shown, opened
        one.sources |= source
    found = gathered(list(by_note.values()))
    if ask.fans is None or not by_note:
        return found
    authors = found.authors.tolist()
    fans, debuts = await ask.fans.of(tx, authors), await ask.fans.debuts(tx, authors)
    return found.but(
        fans=np.array([fans.get(one, 0) for one in authors], np.int64),
        debut=np.array([debuts.get(one, 0) for one in authors], np.int64),
    )
