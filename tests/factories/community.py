"""Notes, members and interactions for tests."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from tests.driving import Browser
from tests.factories import media
from zhongcao.community import service
from zhongcao.community.schemas import ImportedNote
from zhongcao.identity import service as identity
from zhongcao.identity.schemas import MemberRow
from zhongcao.kit import clock
from zhongcao.kit.db import Tx
from zhongcao.kit.ids import new_id


def once(key: str | None = None) -> dict[str, str]:
    """The header of one intention."""
    return {"Idempotency-Key": key or uuid4().hex}


async def note(browser: Browser, *, expect: int = 201, key: str | None = None, **fields: Any) -> dict[str, Any]:
    """A text note that the browser's member publishes, as the API answers it."""
    given = {"kind": "text", "title": "夏天的防晒心得", "body": "出门前二十分钟涂。#防晒", **fields}
    answer: dict[str, Any] = await browser.post("/v1/notes", given, headers=once(key), expect=expect)
    return answer


async def comment(
    browser: Browser, note_id: str, text: str, *, parent: str | None = None, expect: int = 201, key: str | None = None
) -> dict[str, Any]:
    """A comment of the browser's member on a note, or on a comment of it, as the API answers it."""
    given = {"text": text, "parent": parent}
    answer: dict[str, Any] = await browser.post(
        f"/v1/notes/{note_id}/comments", given, headers=once(key), expect=expect
    )
    return answer


async def picture_note(
    browser: Browser, *, tags: list[dict[str, Any]] | None = None, seed: int = 1, **fields: Any
) -> dict[str, Any]:
    """An image note with one uploaded picture and tags on it."""
    picture = await media.upload(browser, seed=seed)
    pictures = [{"id": picture["id"], "tags": tags or []}]
    return await note(browser, **{"kind": "image", "pictures": pictures, **fields})


async def members(tx: Tx, *, count: int, nickname: str = "会员") -> list[int]:
    """Members without credentials."""
    now = clock.now()
    rows = [MemberRow(id=new_id(), nickname=f"{nickname}{n}", interests=[], joined_at=now) for n in range(count)]
    await identity.import_members(tx, rows)
    return [row.id for row in rows]


async def imported_notes(
    tx: Tx, *, authors: list[int], count: int, published_at: datetime | None = None, **fields: Any
) -> list[int]:
    """Published notes of some authors in turn."""
    at = published_at or clock.now()
    rows = [
        ImportedNote(
            **{
                "id": new_id(),
                "author_id": authors[n % len(authors)],
                "title": f"第 {n} 篇",
                "body": "用了一个月，值得回购。",
                "published_at": at,
                **fields,
            }
        )
        for n in range(count)
    ]
    await service.import_notes(tx, rows)
    return [row.id for row in rows]
