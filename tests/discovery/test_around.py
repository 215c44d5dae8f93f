"""What stands around a note, a topic and a member: related notes, the warmest, news, missed, people."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from tests.driving import Browser
from tests.factories import community
from zhongcao.discovery import service
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin

Drain = Callable[..., Awaitable[None]]


async def test_related_notes_share_topics_and_leave_out_the_note(
    browse: Callable[[], Browser], visitor: Browser, drain: Drain
) -> None:
    one, other = await browse().sign_up(), await browse().sign_up()
    note = (await community.note(one, title="防晒霜怎么选", body="先看肤质。#防晒 #夏天"))["id"]
    close = (await community.note(other, title="防晒喷雾", body="补涂方便。#防晒 #夏天"))["id"]
    far = (await community.note(other, title="夏天的汽水", body="冰一冰。#夏天"))["id"]
    await community.note(other, title="冬天的围巾", body="暖和。#冬天")
    await drain("discovery")
    found = await visitor.get(f"/v1/notes/{note}/related")
    assert [card["id"] for card in found] == [close, far]
    await other.delete(f"/v1/notes/{close}")
    await drain("discovery")
    assert [card["id"] for card in await visitor.get(f"/v1/notes/{note}/related")] == [far]
    assert await visitor.get("/v1/notes/123/related") == []


async def test_the_warmest_notes_of_a_topic_come_first(
    browse: Callable[[], Browser], visitor: Browser, drain: Drain
) -> None:
    author, reader = await browse().sign_up(), await browse().sign_up()
    notes = [(await community.note(author, title=f"露营 {n}", body="#露营"))["id"] for n in range(3)]
    await reader.put(f"/v1/notes/{notes[0]}/collect", expect=204)
    await reader.put(f"/v1/notes/{notes[0]}/like", expect=204)
    await reader.put(f"/v1/notes/{notes[1]}/like", expect=204)
    await drain("discovery")
    first = await visitor.get("/v1/feeds/topics/露营", params={"limit": 2})
    rest = await visitor.get("/v1/feeds/topics/露营", params={"limit": 2, "cursor": first["next_cursor"]})
    assert [card["id"] for card in first["items"] + rest["items"]] == notes
    assert rest["next_cursor"] is None
    assert (await visitor.get("/v1/feeds/topics/没有的话题"))["items"] == []
    await visitor.get("/v1/feeds/topics/露营", params={"cursor": "x"}, expect=422)


async def test_following_knows_news_what_was_missed_and_people(
    browse: Callable[[], Browser], sessions: Sessions, drain: Drain
) -> None:
    reader = await browse().sign_up()
    async with begin(sessions) as tx:
        friend, stranger = await community.members(tx, count=2, nickname="作者")
        old = await community.imported_notes(
            tx, authors=[friend, stranger], count=4, published_at=clock.now() - timedelta(days=3)
        )
        await service.adopt_notes(tx, note_ids=old)
    await reader.put(f"/v1/members/{friend}/follow", expect=204)
    await reader.put(f"/v1/notes/{old[0]}/like", expect=204)
    around = await reader.get("/v1/feeds/following/around")
    assert [(one["member"]["id"], one["note"]) for one in around["news"]] == [(str(friend), str(old[2]))]
    assert [card["id"] for card in around["missed"]] == [str(old[2])]
    people = [(one["member"]["id"], one["member"]["following"], len(one["notes"])) for one in around["people"]]
    assert people == [(str(stranger), False, 2)]
