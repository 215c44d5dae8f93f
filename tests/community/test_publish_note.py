"""Publishing, reading, editing and withdrawing notes."""

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import text

from tests.driving import Browser
from tests.factories import community, identity, mall, media
from tests.factories.moderation import report
from zhongcao.kit.db import Sessions, Tx, begin

OF_AUTHOR = "SELECT count(*) FROM community.note WHERE author_id = :author"


async def count(sessions: Sessions, statement: str, **values: object) -> int:
    async with begin(sessions) as tx:
        return int((await tx.execute(text(statement), values)).scalar_one())


async def test_a_picture_note_with_goods_tags(browse: Callable[[], Browser], sessions: Sessions) -> None:
    author, reader = await browse().sign_up("小满"), await browse().sign_up("阿岚")
    async with begin(sessions) as tx:
        sku = await mall.sku(tx)
    tag = {"kind": "goods", "x": 0.25, "y": 0.75, "text": "橄榄卸妆油", "product_id": sku.product_id}
    note = await community.picture_note(author, tags=[tag], title=" 空瓶记 ", topics=["空瓶"], body="回购 #卸妆")
    assert note["title"] == "空瓶记"
    assert note["topics"] == ["空瓶", "卸妆"]
    assert note["pictures"][0]["tags"] == [{**tag, "direction": "right", "brand_id": None}]
    assert note["state"] == "published"
    assert note["verified_purchase"] is None
    seen = await reader.get(f"/v1/notes/{note['id']}")
    assert {**seen, "mine": True} == note
    goods = await reader.get(f"/v1/notes/{note['id']}/goods")
    assert [(one["id"], one["title"]) for one in goods] == [(sku.product_id, "橄榄卸妆油")]
    await reader.get("/v1/notes/123/goods", expect=404)
    listed = await reader.get(f"/v1/products/{sku.product_id}/notes")
    assert [card["id"] for card in listed["items"]] == [note["id"]]
    assert listed["items"][0]["goods"] == 1
    assert listed["items"][0]["cover"]["id"] == note["pictures"][0]["picture"]["id"]
    assert (await reader.get("/v1/topics/卸妆"))["notes"] == 1
    assert [card["id"] for card in (await reader.get("/v1/topics/卸妆/notes"))["items"]] == [note["id"]]
    assert [card["id"] for card in (await reader.get(f"/v1/members/{author.member_id}/notes"))["items"]] == [note["id"]]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"kind": "image"}, "community.note-invalid"),
        ({"title": "", "body": "  \u200b "}, "community.note-invalid"),
        ({"rating": {"overall": 5}}, "community.note-invalid"),
        ({"order": "12"}, "community.note-invalid"),
        ({"order": "12", "line": 1}, "community.purchase-not-received"),
        ({"title": "题" * 61}, "invalid"),
        ({"rating": {"overall": 6}}, "invalid"),
        ({"unknown": 1}, "invalid"),
    ],
)
async def test_what_cannot_be_published_changes_nothing(
    browse: Callable[[], Browser], sessions: Sessions, fields: dict[str, object], code: str
) -> None:
    author = await browse().sign_up()
    before = await count(sessions, "SELECT count(*) FROM community.note")
    status = 409 if code.endswith("received") else 422
    answer = await community.note(author, expect=status, **fields)
    assert answer["code"] == code
    assert await count(sessions, "SELECT count(*) FROM community.note") == before


async def test_an_unknown_product_or_a_foreign_picture_is_refused(
    browse: Callable[[], Browser], sessions: Sessions
) -> None:
    author, other = await browse().sign_up(), await browse().sign_up()
    picture = await media.upload(other)
    answer = await community.note(author, expect=409, kind="image", pictures=[{"id": picture["id"]}])
    assert answer["code"] == "media.picture-not-yours"
    mine = await media.upload(author, seed=2)
    tag = {"kind": "goods", "x": 0, "y": 1, "text": "不存在", "product_id": "77"}
    answer = await community.note(author, expect=422, kind="image", pictures=[{"id": mine["id"], "tags": [tag]}])
    assert answer["details"]["faults"] == ["tags: product 77 does not exist"]
    assert await count(sessions, OF_AUTHOR, author=author.member_id) == 0


async def test_a_visitor_publishes_nothing(visitor: Browser) -> None:
    await community.note(visitor, expect=401)


async def test_a_draft_is_seen_by_its_author_only_until_it_is_published(
    browse: Callable[[], Browser], sessions: Sessions
) -> None:
    author, reader = await browse().sign_up(), await browse().sign_up()
    note = await community.note(author, draft=True)
    assert note["state"] == "draft"
    path = f"/v1/notes/{note['id']}"
    await reader.get(path, expect=404)
    await reader.put(f"{path}/like", expect=404)
    assert (await reader.get("/v1/topics/防晒", expect=404))["code"] == "community.target-not-found"
    mine = await author.get("/v1/me/notes", params={"note_state": "draft"})
    assert [card["id"] for card in mine["items"]] == [note["id"]]
    assert (await author.get("/v1/me/notes"))["items"] == []
    published = await author.post(f"{path}/publication")
    assert published["state"] == "published"
    await reader.get(path, expect=200)
    again = await author.post(f"{path}/publication", expect=409)
    assert again["code"] == "community.state-conflict"


async def test_an_edit_keeps_what_was_said_before(browse: Callable[[], Browser]) -> None:
    author, reader = await browse().sign_up(), await browse().sign_up()
    note = await community.note(author)
    path = f"/v1/notes/{note['id']}"
    await reader.call("PATCH", path, json={"title": "偷改"}, expect=404)
    edited = await author.call("PATCH", path, json={"title": "秋天也要防晒"}, expect=200)
    assert (edited["version"], edited["title"], edited["body"]) == (2, "秋天也要防晒", note["body"])
    same = await author.call("PATCH", path, json={"title": "秋天也要防晒"}, expect=200)
    assert same["version"] == 2
    history = await author.get(f"{path}/edits")
    assert [(one["version"], one["title"]) for one in history] == [(1, note["title"])]
    await reader.get(f"{path}/edits", expect=404)


async def test_a_deleted_note_is_gone_from_every_list(browse: Callable[[], Browser], sessions: Sessions) -> None:
    author, reader = await browse().sign_up(), await browse().sign_up()
    async with begin(sessions) as tx:
        sku = await mall.sku(tx)
    tag = {"kind": "goods", "x": 0.5, "y": 0.5, "text": "卸妆油", "product_id": sku.product_id}
    note = await community.picture_note(author, tags=[tag])
    path = f"/v1/notes/{note['id']}"
    await reader.put(f"{path}/like")
    await reader.delete(path, expect=404)
    await author.delete(path)
    await author.get(path, expect=404)
    await author.delete(path, expect=404)
    assert (await reader.get(f"/v1/products/{sku.product_id}/notes"))["items"] == []
    assert (await reader.get("/v1/topics/防晒/notes"))["items"] == []
    await reader.delete(f"{path}/like", expect=204)


async def test_staff_let_notes_through_and_take_them_down(browse: Callable[[], Browser], sessions: Sessions) -> None:
    author, reader = await browse().sign_up(), await browse().sign_up()
    moderator = await identity.staff(sessions, browse(), "moderator")
    note = await community.note(author)
    decision = f"/v1/console/notes/{note['id']}/decision"
    await reader.post(decision, {"decision": "hide", "ground": "rules"}, expect=403)
    await moderator.post(decision, {"decision": "hide"}, expect=422)
    await moderator.post(decision, {"decision": "hide", "ground": "spam", "reason": "广告"}, expect=204)
    await reader.get(f"/v1/notes/{note['id']}", expect=404)
    assert (await author.get(f"/v1/notes/{note['id']}"))["state"] == "hidden"
    await moderator.post(decision, {"decision": "publish"}, expect=204)
    await reader.get(f"/v1/notes/{note['id']}", expect=200)
    subject = f"note:{note['id']}"
    audited = await count(sessions, "SELECT count(*) FROM identity.audit WHERE subject = :subject", subject=subject)
    assert audited == 2


async def test_a_blocked_member_sees_nothing_of_the_author(browse: Callable[[], Browser]) -> None:
    author, reader = await browse().sign_up(), await browse().sign_up()
    note = await community.note(author)
    await author.put(f"/v1/members/{reader.member_id}/block")
    await reader.get(f"/v1/notes/{note['id']}", expect=404)
    assert (await reader.get(f"/v1/members/{author.member_id}/notes"))["items"] == []
    refused = await reader.put(f"/v1/members/{author.member_id}/follow", expect=403)
    assert refused["code"] == "community.blocked"
    await author.delete(f"/v1/members/{reader.member_id}/block")
    await reader.get(f"/v1/notes/{note['id']}", expect=200)


async def test_reading_a_note_takes_few_statements(browse: Callable[[], Browser], asked: list[str]) -> None:
    author = await browse().sign_up()
    note = await community.picture_note(author)
    reader = browse()
    asked.clear()
    await reader.get(f"/v1/notes/{note['id']}")
    assert len(asked) <= 4, asked
    asked.clear()
    await reader.get(f"/v1/members/{author.member_id}/notes")
    assert len(asked) <= 3, asked


async def test_imported_notes_are_there_once(tx: Tx) -> None:
    authors = await community.members(tx, count=3)
    ids = await community.imported_notes(tx, authors=authors, count=7, topics=["回购"])
    assert len(set(ids)) == 7
    topic = (await tx.execute(text("SELECT count(*) FROM community.topic_note"))).scalar_one()
    assert topic >= 7
    known = await tx.execute(text("SELECT count(*) FROM community.note WHERE id = ANY(:ids)"), {"ids": ids})
    assert known.scalar_one() == 7


async def test_a_held_note_waits_for_a_moderator(
    browse: Callable[[], Browser], sessions: Sessions, drain: Callable[..., Awaitable[None]]
) -> None:
    author, reader = await browse().sign_up(), await browse().sign_up()
    moderator = await identity.staff(sessions, browse(), "moderator")
    note = await community.note(author, title="这不是高仿")
    path = f"/v1/notes/{note['id']}"
    assert note["state"] == "in_review"
    await reader.get(path, expect=404)
    waiting = await moderator.get("/v1/console/notes", params={"limit": 50})
    assert [one["held_for"] for one in waiting["items"] if one["note"]["id"] == note["id"]] == [["counterfeit"]]
    cases = await moderator.get("/v1/console/reports")
    case = next(one for one in cases["items"] if one["subject"] == f"note:{note['id']}")
    await moderator.post(f"/v1/console/reports/{case['id']}/decision", {"decision": "keep", "reason": "没有问题"})
    await drain("nothing")
    assert (await reader.get(path))["state"] == "published"
    refused = await community.note(author, expect=422, title="出售枪支")
    assert refused["code"] == "community.note-refused"


async def test_moderators_see_who_wrote_what_was_reported(
    browse: Callable[[], Browser], sessions: Sessions, drain: Callable[..., Awaitable[None]]
) -> None:
    author, reader = await browse().sign_up(), await browse().sign_up()
    moderator = await identity.staff(sessions, browse(), "moderator")
    note = await community.note(author, title="空瓶记", body="用完了。")
    said = await community.comment(reader, note["id"], "加我领券")
    await report(reader, int(note["id"]))
    await report(author, int(said["id"]), kind="comment")
    await report(reader, 123)
    await drain()
    cases = {one["subject"]: one for one in (await moderator.get("/v1/console/reports"))["items"]}
    seen = {subject: (one["author"], one["excerpt"]) for subject, one in cases.items()}
    assert seen == {
        f"note:{note['id']}": (str(author.member_id), "空瓶记 用完了。"),
        f"comment:{said['id']}": (str(reader.member_id), "加我领券"),
        "note:123": (None, ""),
    }
    case = cases[f"comment:{said['id']}"]["id"]
    await moderator.post(f"/v1/console/reports/{case}/decision", {"decision": "remove", "reason": "spam"})
    strikes = await moderator.get(f"/v1/console/members/{reader.member_id}/strikes")
    assert [(one["subject"], one["reason"]) for one in strikes] == [(f"comment:{said['id']}", "spam")]
    assert await moderator.get(f"/v1/console/members/{author.member_id}/strikes") == []
