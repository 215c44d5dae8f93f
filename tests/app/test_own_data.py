"""Members take a copy of all that is kept of them along, and nothing of anybody else."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from litestar import Litestar
from sqlalchemy import BigInteger, LargeBinary, Table, text

from tests.driving import PASSWORD, Browser
from tests.factories import community, trade
from tests.factories import moderation as moderation_factory
from zhongcao.app.owndata import _parts as parts
from zhongcao.app.owndata._archive import columns_of
from zhongcao.app.wiring import load_tables
from zhongcao.kit.db import Base, Sessions, begin
from zhongcao.kit.keyring import KeyRing

Browse = Callable[[], Browser]
load_tables()
KNOWING = {"member_id", "author_id", "owner_id", "fan_id", "unit_id", "person", "by_id"}
TABLES = sorted(Base.metadata.tables.values(), key=lambda table: table.fullname)
PARTS = {part.table: part for chapter in parts.CHAPTERS for part in chapter.parts}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.fullname)
def test_every_table_that_knows_a_member_goes_into_the_copy_or_says_why_not(table: Table) -> None:
    knows = table.info.get("group") == "user" or KNOWING & set(table.columns.keys())
    stands = [table.fullname in PARTS, table.fullname in parts.LEFT]
    assert sum(stands) == (1 if knows else 0), f"{table.fullname}: put it into the copy, or say why it stays"


@pytest.mark.parametrize("part", PARTS.values(), ids=lambda part: part.table)
def test_a_part_is_found_by_its_member_and_leaves_out_what_exists(part: parts.Part) -> None:
    table = Base.metadata.tables[part.table]
    assert isinstance(table.c[part.owner].type, BigInteger)
    assert part.without <= set(table.columns.keys())
    assert not any(isinstance(column.type, LargeBinary) for column in columns_of(part, table))
    leading = [next(iter(table.primary_key.columns)).name]
    leading += [next(iter(index.columns)).name for index in table.indexes if index.dialect_kwargs == {}]
    assert part.owner in leading, f"finding a member's rows in {part.table} would read all of it"


async def _copy(browser: Browser, password: str = PASSWORD) -> zipfile.ZipFile:
    content = await browser.file("POST", "/v1/me/data", json={"password": password})
    packed = zipfile.ZipFile(io.BytesIO(content))
    assert packed.testzip() is None
    return packed


def _read(packed: zipfile.ZipFile, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(packed.read(name))
    return rows


async def test_the_copy_holds_what_a_member_did_told_and_bought(
    browse: Browse, app: Litestar, sessions: Sessions, keys: KeyRing
) -> None:
    member, other = browse(), await browse().sign_up("阿远")
    address = await trade.shopper(member, sessions, keys)
    await member.call("PATCH", "/v1/me", json={"city": "杭州市", "skin_type": "dry"})
    note = await community.picture_note(member, title="<b>干皮</b>的冬天")
    theirs = await community.note(other, title="别人的笔记")
    await community.comment(member, theirs["id"], "好实用")
    await community.comment(other, theirs["id"], "别人的评论")
    await member.put(f"/v1/notes/{theirs['id']}/like")
    await moderation_factory.report(member, int(theirs["id"]))
    order = await trade.order(member, address, (await trade.sku(sessions), 1))
    packed = await _copy(member)

    assert [row["skin_type"] for row in _read(packed, "account/member.json")] == ["dry"]
    assert [row["id"] for row in _read(packed, "account/address.json")] == [address]
    assert [row["masked_number"][-4:] for row in _read(packed, "account/real_name.json")]
    assert [row["id"] for row in _read(packed, "notes/note.json")] == [note["id"]]
    assert [row["text"] for row in _read(packed, "community/comment.json")] == ["好实用"]
    assert [row["note_id"] for row in _read(packed, "community/note_like.json")] == [theirs["id"]]
    assert [row["subject"] for row in _read(packed, "community/report.json")] == [f"note:{theirs['id']}"]
    assert [row["order_no"] for row in _read(packed, "shopping/orders.json")] == [order["order_no"]]
    assert len(_read(packed, "shopping/order_line.json")) == 1
    pictures = [name for name in packed.namelist() if name.startswith("pictures/")]
    assert len(pictures) == 1
    assert packed.read(pictures[0])[8:12] == b"WEBP"

    page = packed.read("index.html").decode()
    assert "&lt;b&gt;干皮&lt;/b&gt;的冬天" in page
    assert f'src="{pictures[0]}"' in page
    assert all(f'href="{name}"' in page for name in packed.namelist() if name.endswith(".json"))


async def test_nothing_of_others_and_no_secret_is_in_it(browse: Browse, sessions: Sessions, keys: KeyRing) -> None:
    member, other = browse(), browse()
    await trade.shopper(member, sessions, keys)
    await trade.shopper(other, sessions, keys)
    await community.note(other, title="只属于别人的标题")
    packed = await _copy(member)
    everything = "".join(packed.read(name).decode() for name in packed.namelist() if not name.endswith("webp"))
    assert "只属于别人的标题" not in everything
    assert str(other.member_id) not in everything
    async with begin(sessions) as tx:
        secrets = (
            await tx.execute(
                text("SELECT password_hash FROM identity.credential WHERE member_id = :member"),
                {"member": member.member_id},
            )
        ).scalars()
    assert all(secret not in everything for secret in secrets)
    assert not {"password_hash", "secret_hash", "sealed", "name_sealed", "person_key"} & set(everything.split('"'))


async def test_a_newcomer_gets_a_copy_too(browse: Browse) -> None:
    packed = await _copy(await browse().sign_up("新来的"))
    assert _read(packed, "notes/note.json") == []
    assert "新来的" in packed.read("index.html").decode()


async def test_the_copy_wants_the_password_and_leaves_a_trace(browse: Browse, sessions: Sessions) -> None:
    member = await browse().sign_up()

    async def traces() -> int:
        async with begin(sessions) as tx:
            statement = "SELECT count(*) FROM identity.audit WHERE action = 'own_data.taken' AND by_id = :member"
            return int(await tx.scalar(text(statement), {"member": member.member_id}))

    refused = await member.post("/v1/me/data", {"password": "not this one"}, expect=401)
    assert refused["code"] == "identity.sign-in-refused"
    await member.post("/v1/me/data", {"password": ""}, expect=422)
    await member.post("/v1/me/data", {}, expect=422)
    await browse().post("/v1/me/data", {"password": PASSWORD}, expect=401)
    assert await traces() == 0
    await _copy(member)
    await _copy(member)
    assert await traces() == 2
