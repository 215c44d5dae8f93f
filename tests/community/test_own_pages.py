"""What only a member sees of themselves: likes, albums, blocks, descriptions of pictures, purchases to share."""

from collections.abc import Callable

from tests.driving import Browser
from tests.factories import community, media


async def test_liked_notes_are_listed_by_when_they_were_liked(browse: Callable[[], Browser]) -> None:
    author, reader, other = await browse().sign_up(), await browse().sign_up(), await browse().sign_up()
    notes = [(await community.note(author, title=f"第 {n} 篇"))["id"] for n in range(3)]
    for note in (notes[2], notes[0], notes[1]):
        await reader.put(f"/v1/notes/{note}/like", expect=204)
    first = await reader.get("/v1/me/likes", params={"limit": 2})
    rest = await reader.get("/v1/me/likes", params={"limit": 2, "cursor": first["next_cursor"]})
    assert [card["id"] for card in first["items"] + rest["items"]] == [notes[1], notes[0], notes[2]]
    await author.delete(f"/v1/notes/{notes[0]}")
    await reader.delete(f"/v1/notes/{notes[1]}/like")
    assert [card["id"] for card in (await reader.get("/v1/me/likes"))["items"]] == [notes[2]]
    assert (await other.get("/v1/me/likes"))["items"] == []


async def test_an_album_is_renamed_and_removed_without_losing_notes(browse: Callable[[], Browser]) -> None:
    author, reader, other = await browse().sign_up(), await browse().sign_up(), await browse().sign_up()
    note = (await community.note(author))["id"]
    summer = (await reader.post("/v1/me/albums", {"name": "夏天"}))["id"]
    await reader.post("/v1/me/albums", {"name": "冬天"})
    await reader.put(f"/v1/notes/{note}/collect", {"album": summer})
    renamed = await reader.call("PATCH", f"/v1/me/albums/{summer}", json={"name": " 盛夏 "}, expect=200)
    assert (renamed["name"], renamed["notes"]) == ("盛夏", 1)
    taken = await reader.call("PATCH", f"/v1/me/albums/{summer}", json={"name": "冬天"}, expect=409)
    assert taken["code"] == "community.album-exists"
    await reader.call("PATCH", f"/v1/me/albums/{summer}", json={"name": " "}, expect=422)
    await other.call("PATCH", f"/v1/me/albums/{summer}", json={"name": "偷"}, expect=404)
    await other.delete(f"/v1/me/albums/{summer}", expect=404)
    assert [one["name"] for one in await reader.get("/v1/me/albums")] == [None, "冬天", "盛夏"]
    await reader.delete(f"/v1/me/albums/{summer}", expect=204)
    assert [(one["name"], one["notes"]) for one in await reader.get("/v1/me/albums")] == [(None, 1), ("冬天", 0)]
    assert [card["id"] for card in (await reader.get("/v1/me/collects"))["items"]] == [note]


async def test_blocked_members_are_listed_to_whoever_blocked_them(browse: Callable[[], Browser]) -> None:
    one, other = await browse().sign_up(), await browse().sign_up("路人")
    await one.put(f"/v1/members/{other.member_id}/block", expect=204)
    assert [card["nickname"] for card in (await one.get("/v1/me/blocks"))["items"]] == ["路人"]
    assert (await other.get("/v1/me/blocks"))["items"] == []
    await one.delete(f"/v1/members/{other.member_id}/block", expect=204)
    assert (await one.get("/v1/me/blocks"))["items"] == []


async def test_a_picture_carries_words_for_those_who_cannot_see_it(browse: Callable[[], Browser]) -> None:
    author = await browse().sign_up()
    first, second = await media.upload(author, seed=1), await media.upload(author, seed=2)
    pictures = [{"id": second["id"], "alt": " 窗边的面霜\u202e "}, {"id": first["id"]}]
    note = await community.note(author, kind="image", pictures=pictures)
    assert [one["alt"] for one in note["pictures"]] == ["窗边的面霜", ""]
    assert [one["picture"]["id"] for one in note["pictures"]] == [second["id"], first["id"]]
    too_long = [{"id": first["id"], "alt": "长" * 201}]
    await community.note(author, kind="image", pictures=too_long, expect=422)
