"""How full topics are: small ones are counted each time, full ones by a sweep."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from tests.factories import community
from tests.importing.folders import ask
from zhongcao.community import service
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin, begin_read


async def topic(sessions: Sessions, *, key: int, name: str, notes: int) -> None:
    """A topic with so many notes of three authors."""
    async with begin(sessions) as tx:
        authors = await community.members(tx, count=3)
        at = clock.now() - timedelta(days=1)
        made = await community.imported_notes(tx, authors=authors, count=notes, published_at=at)
    listed = ", ".join(str(one) for one in made)
    await ask(sessions, f"INSERT INTO community.topic (id, name, created_at) VALUES ({key}, '{name}', now())")  # noqa: S608
    await ask(
        sessions,
        "INSERT INTO community.topic_note (topic_id, note_id, author_id)"  # noqa: S608
        f" SELECT {key}, id, author_id FROM community.note WHERE id IN ({listed})",
    )


async def found(sessions: Sessions, text: str = "防晒", limit: int = 5) -> list[tuple[str, int, int]]:
    """Names, notes and participants of topics that hold a text."""
    async with begin_read(sessions) as read:
        topics = await service.search_topics(read, text=text, viewer=0, limit=limit)
    return [(one.name, one.notes, one.participants) for one in topics]


async def sweep(sessions: Sessions) -> None:
    """Some minutes pass."""
    async with begin(sessions) as tx:
        await service.count_full_topics(tx, now=clock.now())


async def test_the_same_name_stands_first_then_the_fullest_and_empty_ones_are_left_out(sessions: Sessions) -> None:
    for key, name, notes in ((901, "防晒", 2), (902, "夏日防晒", 60), (903, "防晒霜", 5), (904, "别的", 4)):
        await topic(sessions, key=key, name=name, notes=notes)
    await ask(sessions, "INSERT INTO community.topic (id, name, created_at) VALUES (905, '无人防晒', now())")
    told = [("防晒", 2, 2), ("夏日防晒", 60, 3), ("防晒霜", 5, 3)]
    assert await found(sessions) == told, "before the first sweep everything is counted"
    await sweep(sessions)
    assert await found(sessions) == told
    assert await found(sessions, limit=2) == told[:2]
    assert await found(sessions, text="%") == []


async def test_full_topics_stand_as_the_last_sweep_counted_them_and_small_ones_as_they_are(sessions: Sessions) -> None:
    await topic(sessions, key=911, name="夏日防晒", notes=55)
    await topic(sessions, key=912, name="防晒霜", notes=49)
    await sweep(sessions)
    assert await found(sessions, text="晒") == [("夏日防晒", 55, 3), ("防晒霜", 49, 3)]
    await ask(
        sessions,
        "UPDATE community.topic_note SET topic_id = 912 WHERE topic_id = 911 AND note_id IN"
        " (SELECT note_id FROM community.topic_note WHERE topic_id = 911 ORDER BY note_id LIMIT 10)",
    )
    assert await found(sessions, text="晒") == [("防晒霜", 59, 6), ("夏日防晒", 55, 3)]
    await sweep(sessions)
    assert await found(sessions, text="晒") == [("防晒霜", 59, 6), ("夏日防晒", 45, 3)], "45 are counted as one looks"
    await ask(sessions, "DELETE FROM community.topic_note WHERE topic_id = 911")
    assert await found(sessions, text="晒") == [("防晒霜", 59, 6)]


async def test_more_people_than_notes_are_refused(sessions: Sessions) -> None:
    await topic(sessions, key=921, name="防晒", notes=50)
    await sweep(sessions)
    with pytest.raises(IntegrityError, match="people_wrote_notes"):
        await ask(sessions, "UPDATE community.topic_size SET participants = notes + 1")
    assert await found(sessions) == [("防晒", 50, 3)]
