"""A note or a comment that is sent twice, by a queue, a double press or a lost answer, is there once."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import msgspec
import pytest
from litestar import Litestar
from sqlalchemy import text

from tests.driving import Browser
from tests.factories import community
from zhongcao.community import rules
from zhongcao.kit.db import Sessions, begin

NOTES = "SELECT count(*) FROM community.note WHERE author_id = :member"
COMMENTS = "SELECT count(*) FROM community.comment WHERE member_id = :member"
NOTE = {"kind": "text", "title": "一次就好", "body": "按了两下。"}


async def count(sessions: Sessions, statement: str, member: int) -> int:
    async with begin(sessions) as tx:
        return int((await tx.execute(text(statement), {"member": member})).scalar_one())


async def test_the_same_key_publishes_one_note(browse: Callable[[], Browser], sessions: Sessions) -> None:
    author = await browse().sign_up()
    first = await community.note(author, key="one-intention")
    again = await community.note(author, key="one-intention")
    assert again == first
    assert await count(sessions, NOTES, author.member_id) == 1
    another = await community.note(author, key="another-intention")
    assert another["id"] != first["id"]
    other = await browse().sign_up()
    assert (await community.note(other, key="one-intention"))["author"]["id"] == str(other.member_id)


async def test_the_same_key_with_other_words_is_refused_and_changes_nothing(
    browse: Callable[[], Browser], sessions: Sessions
) -> None:
    author = await browse().sign_up()
    first = await community.note(author, key="one-intention")
    refused = await community.note(author, key="one-intention", title="改了标题", expect=422)
    assert refused["code"] == "idempotency-key-reused"
    assert await count(sessions, NOTES, author.member_id) == 1
    assert (await author.get(f"/v1/notes/{first['id']}"))["title"] == first["title"]


async def test_after_a_refusal_the_key_is_free(browse: Callable[[], Browser], sessions: Sessions) -> None:
    author = await browse().sign_up()
    await community.note(author, key="one-intention", title="", body=" ", expect=422)
    await community.note(author, key="one-intention")
    assert await count(sessions, NOTES, author.member_id) == 1


@pytest.mark.parametrize("path", ["/v1/notes", "/v1/notes/{note}/comments"])
async def test_publishing_needs_a_key(browse: Callable[[], Browser], sessions: Sessions, path: str) -> None:
    author = await browse().sign_up()
    note = await community.note(author)
    body = NOTE if path == "/v1/notes" else {"text": "好看"}
    await author.post(path.format(note=note["id"]), body, expect=400)
    await author.post(path.format(note=note["id"]), body, headers=community.once("short"), expect=422)
    held = [await count(sessions, statement, author.member_id) for statement in (NOTES, COMMENTS)]
    assert held == [1, 0]


async def test_the_same_key_says_one_comment(browse: Callable[[], Browser], sessions: Sessions) -> None:
    author, reader = await browse().sign_up("作者"), await browse().sign_up("读者")
    note, other = (await community.note(author))["id"], (await community.note(author))["id"]
    first = await community.comment(reader, note, "求链接", key="one-intention")
    assert await community.comment(reader, note, "求链接", key="one-intention") == first
    for refused in (
        await community.comment(reader, note, "求求链接", key="one-intention", expect=422),
        await community.comment(reader, other, "求链接", key="one-intention", expect=422),
        await community.comment(reader, note, "求链接", parent=first["id"], key="one-intention", expect=422),
    ):
        assert refused["code"] == "idempotency-key-reused"
    assert await count(sessions, COMMENTS, reader.member_id) == 1
    shown = await author.get(f"/v1/notes/{note}")
    assert shown["counts"]["comments"] == 1


async def test_ten_presses_at_once_publish_once(real_app: Litestar, real_sessions: Sessions) -> None:
    browser = await Browser(real_app).sign_up(login=f"presses-{uuid4().hex}@example.com")
    headers = {**community.once("ten-at-once"), "Authorization": f"Bearer {browser.token}"}
    http: httpx.AsyncClient = real_app.state["http"]

    async def press(path: str, body: dict[str, Any]) -> dict[str, Any]:
        answers = await asyncio.gather(*(http.post(path, json=body, headers=headers) for _ in range(10)))
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.content for answer in answers}) == 1
        made: dict[str, Any] = answers[0].json()
        return made

    note = await press("/v1/notes", NOTE)
    await press(f"/v1/notes/{note['id']}/comments", {"text": "好看"})
    held = [await count(real_sessions, statement, browser.member_id) for statement in (NOTES, COMMENTS)]
    assert held == [1, 1]


async def test_a_repeat_is_not_one_more_use_of_the_day(
    app: Litestar, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = await Browser(app).sign_up()
    limited = msgspec.structs.replace(app.state["settings"], rate_limits=True)
    monkeypatch.setitem(app.state, "settings", limited)
    await community.note(browser, key="first-of-today")
    for _ in range(rules.NOTES_PER_DAY_MAX):
        await community.note(browser, key="first-of-today")
    await community.note(browser, key="second-of-today")
    assert await count(sessions, NOTES, browser.member_id) == 2
