"""How full topics are: small ones are counted each time, full ones once in a while."""

from datetime import timedelta

from tests.factories import community
from tests.importing.folders import ask
from zhongcao.community import service
from zhongcao.community.service import TopicSizes
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


async def found(sessions: Sessions, sizes: TopicSizes | None, text: str = "防晒") -> list[tuple[str, int, int]]:
    """Names, notes and participants of topics that hold a text."""
    async with begin_read(sessions) as read:
        topics = await service.search_topics(read, text=text, viewer=0, limit=5, sizes=sizes)
    return [(one.name, one.notes, one.participants) for one in topics]


async def test_the_same_name_stands_first_then_the_fullest_and_full_ones_are_kept_a_while(sessions: Sessions) -> None:
    now = [0.0]
    sizes = TopicSizes(tick=lambda: now[0])
    for key, name, notes in ((901, "防晒", 2), (902, "夏日防晒", 60), (903, "防晒霜", 5), (904, "别的", 4)):
        await topic(sessions, key=key, name=name, notes=notes)
    await ask(sessions, "INSERT INTO community.topic (id, name, created_at) VALUES (905, '无人防晒', now())")
    assert await found(sessions, sizes) == [("防晒", 2, 2), ("夏日防晒", 60, 3), ("防晒霜", 5, 3)]
    await ask(sessions, "DELETE FROM community.topic_note WHERE topic_id IN (902, 903)")
    assert await found(sessions, sizes) == [("防晒", 2, 2), ("夏日防晒", 60, 3)], "a full one is counted later"
    now[0] = 6.1
    assert await found(sessions, sizes) == await found(sessions, None) == [("防晒", 2, 2)]
    assert await found(sessions, sizes, text="%") == []


async def test_full_topics_are_put_in_order_by_what_was_counted_some_minutes_ago(sessions: Sessions) -> None:
    now = [0.0]
    sizes = TopicSizes(tick=lambda: now[0])
    await topic(sessions, key=911, name="夏日防晒", notes=55)
    await topic(sessions, key=912, name="防晒霜", notes=54)

    async def fullest() -> list[tuple[str, int]]:
        async with begin_read(sessions) as read:
            found = await service.search_topics(read, text="晒", viewer=0, limit=1, sizes=sizes)
        return [(one.name, one.notes) for one in found]

    assert await fullest() == [("夏日防晒", 55)]
    await ask(
        sessions,
        "UPDATE community.topic_note SET topic_id = 912 WHERE topic_id = 911 AND note_id IN"
        " (SELECT note_id FROM community.topic_note WHERE topic_id = 911 ORDER BY note_id LIMIT 3)",
    )
    now[0] = 6.1
    assert await fullest() == [("夏日防晒", 52)], "what is shown is counted again, what is not shown is not"
    now[0] = 606.2
    assert await fullest() == [("防晒霜", 57)]
