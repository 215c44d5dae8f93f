"""Likes, collects, albums, comments and follows."""

from collections.abc import Callable

from tests.driving import Browser
from tests.factories import community
from zhongcao.community import service
from zhongcao.kit.db import Sessions, begin


async def counts(browser: Browser, note: str) -> dict[str, int]:
    found: dict[str, int] = (await browser.get(f"/v1/notes/{note}"))["counts"]
    return found


async def test_liking_twice_counts_once(browse: Callable[[], Browser], sessions: Sessions) -> None:
    author, reader = await browse().sign_up(), await browse().sign_up()
    note = (await community.note(author))["id"]
    for _ in range(2):
        await reader.put(f"/v1/notes/{note}/like", expect=204)
    seen = await reader.get(f"/v1/notes/{note}")
    assert (seen["liked"], seen["counts"]["likes"]) == (True, 1)
    for _ in range(2):
        await reader.delete(f"/v1/notes/{note}/like", expect=204)
    assert await counts(reader, note) == {"likes": 0, "collects": 0, "comments": 0}
    await reader.put("/v1/notes/123/like", expect=404)
    async with begin(sessions) as tx:
        assert await service.list_miscounted(tx) == []


async def test_notes_are_kept_in_albums(browse: Callable[[], Browser]) -> None:
    author, reader = await browse().sign_up(), await browse().sign_up()
    first, second = (await community.note(author))["id"], (await community.note(author, title="另一篇"))["id"]
    album = await reader.post("/v1/me/albums", {"name": "夏天"}, expect=201)
    assert (await reader.post("/v1/me/albums", {"name": "夏天"}, expect=409))["code"] == "community.album-exists"
    await reader.put(f"/v1/notes/{first}/collect", expect=204)
    await reader.put(f"/v1/notes/{second}/collect", {"album": album["id"]}, expect=204)
    await reader.put(f"/v1/notes/{second}/collect", {"album": "77"}, expect=404)
    albums = await reader.get("/v1/me/albums")
    assert [(one["name"], one["notes"]) for one in albums] == [(None, 1), ("夏天", 1)]
    await reader.put(f"/v1/notes/{first}/collect", {"album": album["id"]}, expect=204)
    assert (await counts(reader, first))["collects"] == 1
    inside = await reader.get("/v1/me/collects", params={"album": album["id"]})
    assert {card["id"] for card in inside["items"]} == {first, second}
    page = await reader.get("/v1/me/collects", params={"limit": 1})
    rest = await reader.get("/v1/me/collects", params={"limit": 1, "cursor": page["next_cursor"]})
    assert [card["id"] for card in page["items"] + rest["items"]] == [second, first]
    await reader.delete(f"/v1/notes/{first}/collect", expect=204)
    assert (await counts(reader, first))["collects"] == 0


async def test_comments_form_threads(browse: Callable[[], Browser], sessions: Sessions) -> None:
    author, reader = await browse().sign_up("作者"), await browse().sign_up("读者")
    note = (await community.note(author))["id"]
    path = f"/v1/notes/{note}/comments"
    old = await community.comment(reader, note, " 好用吗？\u202e ")
    new = await community.comment(reader, note, "求链接")
    answer = await community.comment(author, note, "很好用", parent=old["id"])
    page = await reader.get(path)
    assert [(one["id"], one["text"]) for one in page["items"]] == [
        (new["id"], "求链接"),
        (old["id"], "好用吗？"),
        (answer["id"], "很好用"),
    ]
    first = await reader.get(path, params={"limit": 2})
    rest = await reader.get(path, params={"limit": 2, "cursor": first["next_cursor"]})
    assert [one["id"] for one in first["items"] + rest["items"]] == [new["id"], old["id"], answer["id"]]
    stranger = await browse().sign_up()
    await stranger.delete(f"/v1/comments/{old['id']}", expect=404)
    await reader.delete(f"/v1/comments/{old['id']}", expect=204)
    await author.delete(f"/v1/comments/{new['id']}", expect=204)
    left = await reader.get(path)
    assert [(one["deleted"], one["text"]) for one in left["items"]] == [(True, ""), (False, "很好用")]
    assert (await counts(reader, note))["comments"] == 1
    await community.comment(reader, note, "x", parent=new["id"], expect=404)
    async with begin(sessions) as tx:
        assert await service.list_miscounted(tx) == []


async def test_follows_and_numbers_of_a_member(browse: Callable[[], Browser], sessions: Sessions) -> None:
    creator, fan = await browse().sign_up("达人"), await browse().sign_up("粉丝")
    note = (await community.note(creator))["id"]
    for _ in range(2):
        await fan.put(f"/v1/members/{creator.member_id}/follow", expect=204)
    await fan.put(f"/v1/notes/{note}/like")
    page = await fan.get(f"/v1/members/{creator.member_id}/community")
    assert (page["fans"], page["followees"], page["notes"], page["likes"], page["following"]) == (1, 0, 1, 1, True)
    assert (await fan.get(f"/v1/notes/{note}"))["following"] is True
    fans = await creator.get(f"/v1/members/{creator.member_id}/fans")
    assert [one["nickname"] for one in fans["items"]] == ["粉丝"]
    followees = await fan.get(f"/v1/members/{fan.member_id}/followees")
    assert [one["nickname"] for one in followees["items"]] == ["达人"]
    await fan.put(f"/v1/members/{fan.member_id}/follow", expect=422)
    await fan.put("/v1/members/77/follow", expect=404)
    for _ in range(2):
        await fan.delete(f"/v1/members/{creator.member_id}/follow", expect=204)
    assert (await fan.get(f"/v1/members/{creator.member_id}/community"))["fans"] == 0
    async with begin(sessions) as tx:
        assert await service.list_miscounted(tx) == []


async def test_blocking_ends_both_follows(browse: Callable[[], Browser], sessions: Sessions) -> None:
    one, other = await browse().sign_up(), await browse().sign_up()
    await one.put(f"/v1/members/{other.member_id}/follow")
    await other.put(f"/v1/members/{one.member_id}/follow")
    await one.put(f"/v1/members/{other.member_id}/block")
    page = await one.get(f"/v1/members/{other.member_id}/community")
    assert (page["fans"], page["followees"], page["blocked"]) == (0, 0, True)
    async with begin(sessions) as tx:
        assert await service.list_miscounted(tx) == []


async def test_comments_say_who_may_take_them_back(browse: Callable[[], Browser], visitor: Browser) -> None:
    author, reader = await browse().sign_up("作者"), await browse().sign_up("读者")
    note = (await community.note(author))["id"]
    path = f"/v1/notes/{note}/comments"
    asked = await community.comment(reader, note, "好用吗")
    assert (asked["by_author"], asked["may_delete"]) == (False, True)
    await community.comment(author, note, "好用", parent=asked["id"])
    told = {
        who: [(one["by_author"], one["may_delete"]) for one in (await browser.get(path))["items"]]
        for who, browser in {"author": author, "reader": reader, "visitor": visitor}.items()
    }
    assert told == {
        "author": [(False, True), (True, True)],
        "reader": [(False, True), (True, False)],
        "visitor": [(False, False), (True, False)],
    }


async def test_lists_of_people_say_how_one_stands_to_them(browse: Callable[[], Browser], visitor: Browser) -> None:
    star, fan, friend = [await browse().sign_up(name) for name in ("明星", "粉丝", "朋友")]
    for one in (fan, friend):
        await one.put(f"/v1/members/{star.member_id}/follow", expect=204)
    await star.put(f"/v1/members/{friend.member_id}/follow", expect=204)
    seen = (await star.get(f"/v1/members/{star.member_id}/fans"))["items"]
    assert [(one["nickname"], one["fans"], one["following"], one["follows_viewer"]) for one in seen] == [
        ("粉丝", 0, False, True),
        ("朋友", 1, True, True),
    ]
    followees = (await fan.get(f"/v1/members/{fan.member_id}/followees"))["items"]
    assert [(one["nickname"], one["following"], one["is_viewer"]) for one in followees] == [("明星", True, False)]
    strangers = (await visitor.get(f"/v1/members/{star.member_id}/fans"))["items"]
    assert {(one["following"], one["follows_viewer"], one["is_viewer"]) for one in strangers} == {(False, False, False)}
    page = await star.get(f"/v1/members/{friend.member_id}/community")
    assert (page["following"], page["follows_viewer"], page["is_viewer"]) == (True, True, False)


async def test_one_knows_the_topics_that_one_follows(browse: Callable[[], Browser]) -> None:
    member = await browse().sign_up()
    await community.note(member, body="#露营 #防晒")
    for name in ("露营", "防晒"):
        await member.put(f"/v1/topics/{name}/follow", expect=204)
    follows = await member.get("/v1/me/follows")
    assert (set(follows["topics"]), follows["brands"]) == ({"露营", "防晒"}, [])


async def test_following_tells_all_words_of_a_note(browse: Callable[[], Browser]) -> None:
    author, reader = await browse().sign_up(), await browse().sign_up()
    await reader.put(f"/v1/members/{author.member_id}/follow", expect=204)
    note = (await community.picture_note(author, body="一早去的，人少。#露营", location="莫干山"))["id"]
    await reader.put(f"/v1/notes/{note}/collect", expect=204)
    post = (await reader.get("/v1/feeds/following"))["items"][0]["note"]
    assert (post["id"], post["body"], post["location"], post["topics"]) == (
        note,
        "一早去的，人少。#露营",
        "莫干山",
        ["露营"],
    )
    assert (post["collected"], post["collects"], post["comments"], len(post["pictures"])) == (True, 1, 0, 1)
