"""Screening with memory, reports, the queue, decisions, strikes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from tests.driving import Browser
from tests.factories.identity import staff
from tests.factories.moderation import report
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, Tx
from zhongcao.kit.http import SYSTEM
from zhongcao.moderation import service

Browse = Callable[[], Browser]
LONG = "这瓶精华我已经用到第三瓶了,真心推荐给干皮的姐妹们"


async def _facts(tx: Tx) -> list[Any]:
    statement = text("SELECT topic, body FROM kit.outbox WHERE topic LIKE 'moderation.%' AND at >= now() ORDER BY seq")
    return [tuple(row) for row in (await tx.execute(statement)).all()]


async def test_the_same_long_text_again_and_again_waits(browse: Browse, tx: Tx) -> None:
    member, other = await browse().sign_up(), await browse().sign_up()
    now = clock.now()

    async def said(by: Browser, after: timedelta = timedelta(0), texts: tuple[str, ...] = (LONG,)) -> str:
        return (await service.screen(tx=tx, texts=texts, author_id=by.member_id, now=now + after)).decision

    assert [await said(member) for _ in range(4)] == ["pass", "pass", "pass", "hold"]
    assert await said(member, texts=("  " + LONG.replace(",", " , "),)) == "hold"
    assert await said(other) == "pass"
    assert await said(member, after=timedelta(days=1, seconds=1)) == "pass"
    assert [await said(member, texts=("好看",)) for _ in range(6)] == ["pass"] * 6
    assert await service.forget_said(tx, now=now + timedelta(days=4)) == 2
    assert (await tx.execute(text("SELECT count(*) FROM moderation.said"))).scalar_one() == 0


async def test_new_accounts_link_less_than_old_ones(browse: Browse, tx: Tx) -> None:
    member = await browse().sign_up()
    wanted = {"tx": tx, "texts": ["www.a.cn www.b.cn www.c.cn"], "author_id": member.member_id}
    verdict = await service.screen(**wanted, now=clock.now())
    assert (verdict.decision, verdict.reasons) == ("hold", ["too-many-links"])
    assert (await service.screen(**wanted, now=clock.now() + timedelta(days=4))).decision == "pass"


async def test_reports_of_one_thing_are_one_case(browse: Browse, sessions: Sessions, tx: Tx) -> None:
    first, second = await browse().sign_up(), await browse().sign_up()
    moderator = await staff(sessions, browse(), "moderator")
    await report(first, 7, reason="fake", text="假货\u202e!")
    await report(first, 7, reason="spam")
    await report(second, 7, reason="spam")
    await report(second, 8, kind="comment")
    queue = (await moderator.get("/v1/console/reports"))["items"]
    assert [(case["subject"], case["state"], case["author"]) for case in queue] == [
        ("note:7", "open", None),
        ("comment:8", "open", None),
    ]
    assert [(line["reason"], line["text"]) for line in queue[0]["reports"]] == [("fake", "假货!"), ("spam", "")]
    assert [(topic, body["subject"]) for topic, body in await _facts(tx)] == [
        ("moderation.SubjectReported", "note:7"),
        ("moderation.SubjectReported", "note:7"),
        ("moderation.SubjectReported", "comment:8"),
    ]


async def test_a_decision_is_made_once_and_told(browse: Browse, sessions: Sessions, tx: Tx) -> None:
    member, moderator = await browse().sign_up(), await staff(sessions, browse(), "moderator")
    await report(member, 7)
    await report(member, 8)
    first, second = (await moderator.get("/v1/console/reports"))["items"]
    where = f"/v1/console/reports/{first['id']}/decision"
    await member.post(where, {"decision": "remove", "reason": "x"}, expect=403)
    assert (await _facts(tx))[2:] == []
    answer = await moderator.post(where, {"decision": "remove", "reason": "counterfeit"}, expect=200)
    assert (answer["state"], answer["decided_by"]) == ("removed", str(moderator.member_id))
    again = await moderator.post(where, {"decision": "keep", "reason": "x"}, expect=409)
    assert again["code"] == "moderation.case-decided"
    keep = {"decision": "keep", "reason": "fine"}
    await moderator.post(f"/v1/console/reports/{second['id']}/decision", keep, expect=200)
    await moderator.post("/v1/console/reports/5/decision", keep, expect=404)
    assert (await _facts(tx))[2:] == [
        ("moderation.SubjectRemoved", {"subject": "note:7", "reason": "counterfeit"}),
        ("moderation.SubjectKept", {"subject": "note:8"}),
    ]
    assert (await moderator.get("/v1/console/reports"))["items"] == []
    assert [case["subject"] for case in (await moderator.get("/v1/console/reports?state=removed"))["items"]] == [
        "note:7"
    ]
    log = text(
        "SELECT action, subject, before, after FROM identity.audit"
        " WHERE action = 'moderation.decide' AND at >= now() ORDER BY id"
    )
    assert [tuple(row) for row in (await tx.execute(log)).all()] == [
        ("moderation.decide", "note:7", {"state": "open"}, {"state": "removed", "reason": "counterfeit"}),
        ("moderation.decide", "note:8", {"state": "open"}, {"state": "kept", "reason": "fine"}),
    ]
    await report(member, 7)  # what was decided may be reported anew
    assert len((await moderator.get("/v1/console/reports"))["items"]) == 1


async def test_held_things_join_the_queue(browse: Browse, sessions: Sessions, tx: Tx) -> None:
    author, reader = await browse().sign_up(), await browse().sign_up()
    now = clock.now()
    held = {"subject": "note:9", "author_id": author.member_id, "texts": ["加微信", " abc"], "now": now}
    case_id = await service.hold(tx, reasons=["contact-details"], **held)
    assert await service.hold(tx, reasons=["repeated"], **held) == case_id
    await tx.commit()
    await report(reader, 9)
    moderator = await staff(sessions, browse(), "moderator")
    (case,) = (await moderator.get("/v1/console/reports"))["items"]
    assert case["id"] == str(case_id)
    assert case["reasons"] == ["contact-details", "repeated", "reported"]
    assert (case["author"], case["excerpt"]) == (str(author.member_id), "加微信 abc")


async def test_strikes_add_up_to_a_suspension_and_expire(browse: Browse, sessions: Sessions, tx: Tx) -> None:
    author, moderator = await browse().sign_up(), await staff(sessions, browse(), "moderator")
    now = clock.now()
    for number in (1, 2, 2):
        await service.add_strike(
            tx, member_id=author.member_id, subject=f"note:{number}", reason="spam", by=SYSTEM, now=now
        )
    await tx.commit()
    assert len(await moderator.get(f"/v1/console/members/{author.member_id}/strikes")) == 2
    await author.get("/v1/me", expect=200)
    case_id = await service.hold(tx, subject="note:3", author_id=author.member_id, reasons=["spam"], now=now)
    await tx.commit()
    await moderator.post(f"/v1/console/reports/{case_id}/decision", {"decision": "remove", "reason": "spam"})
    await author.get("/v1/me", expect=401)
    assert await service.list_strikes(tx, member_id=author.member_id, now=now + timedelta(days=91)) == []


@pytest.mark.parametrize(
    "change",
    [{"kind": "order"}, {"reason": "boring"}, {"id": "x"}, {"id": "-1"}, {"text": "x" * 501}, {"state": "kept"}],
)
async def test_what_cannot_be_reported(browse: Browse, tx: Tx, change: dict[str, Any]) -> None:
    member = await browse().sign_up()
    given = {"kind": "note", "id": "7", "reason": "spam", **change}
    await member.post("/v1/reports", given, expect=422)
    await browse().post("/v1/reports", {"kind": "note", "id": "7", "reason": "spam"}, expect=401)
    assert (await tx.execute(text('SELECT count(*) FROM moderation."case" WHERE opened_at >= now()'))).scalar_one() == 0


async def test_the_queue_is_read_page_by_page(browse: Browse, sessions: Sessions) -> None:
    member, moderator = await browse().sign_up(), await staff(sessions, browse(), "moderator")
    for number in range(1, 6):
        await report(member, number)
    first = await moderator.get("/v1/console/reports?limit=3")
    second = await moderator.get(f"/v1/console/reports?limit=3&cursor={first['next_cursor']}")
    assert [case["subject"] for case in first["items"] + second["items"]] == [f"note:{n}" for n in range(1, 6)]
    assert second["next_cursor"] is None
    for cursor in ("nonsense", "WyI5OTk5OTk5OTk5OTk5OTk5OTk5Il0"):
        await moderator.get(f"/v1/console/reports?cursor={cursor}", expect=422)
