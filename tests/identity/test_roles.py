"""Who gives roles to whom; suspension; the first administrator."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from tests.driving import PASSWORD, Browser
from tests.factories.identity import staff
from zhongcao.identity import service
from zhongcao.identity.errors import AdminExists
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, Tx
from zhongcao.kit.settings import Settings

Browse = Callable[[], Browser]


async def test_an_administrator_gives_and_takes_roles(browse: Browse, sessions: Sessions) -> None:
    admin, clerk = await staff(sessions, browse(), "admin"), await browse().sign_up(login="clerk@example.com")
    where = f"/v1/console/members/{clerk.member_id}/roles"
    await admin.put(f"{where}/buyer", expect=204)
    await admin.put(f"{where}/buyer", expect=204)
    await clerk.get("/v1/me", expect=401)
    signed_in = await clerk.post("/v1/sessions", {"login": "clerk@example.com", "password": PASSWORD})
    assert signed_in["roles"] == ["buyer", "member", "visitor"]
    holders = await admin.get("/v1/console/members?role=buyer")
    assert [item["id"] for item in holders["items"]] == [str(clerk.member_id)]
    await admin.delete(f"{where}/buyer", expect=204)
    assert (await admin.get("/v1/console/members?role=buyer"))["items"] == []
    log = await admin.get(f"/v1/console/audit?subject=member:{clerk.member_id}")
    assert [(item["action"], item["before"], item["after"]) for item in log["items"]] == [
        ("identity.revoke_role", {"roles": ["buyer"]}, {"roles": []}),
        ("identity.grant_role", {"roles": []}, {"roles": ["buyer"]}),
    ]


async def test_roles_that_nobody_gives(browse: Browse, sessions: Sessions) -> None:
    admin, clerk = await staff(sessions, browse(), "admin"), await browse().sign_up()
    for role in ("system", "member", "king"):
        await admin.put(f"/v1/console/members/{clerk.member_id}/roles/{role}", expect=422)
    own = f"/v1/console/members/{admin.member_id}/roles"
    assert (await admin.put(f"{own}/finance", expect=403))["code"] == "identity.own-role"
    await admin.delete(f"{own}/admin", expect=403)
    await admin.put("/v1/console/members/5/roles/buyer", expect=404)
    await clerk.put(f"/v1/console/members/{clerk.member_id}/roles/admin", expect=403)
    assert (await admin.get("/v1/console/members?role=finance"))["items"] == []
    await admin.get("/v1/console/members?role=king", expect=422)


async def test_accounts_are_listed_page_by_page(browse: Browse, sessions: Sessions) -> None:
    members = [await browse().sign_up() for _ in range(4)]
    admin = await staff(sessions, browse(), "admin")
    first = await admin.get("/v1/console/members?limit=3")
    second = await admin.get(f"/v1/console/members?limit=3&cursor={first['next_cursor']}")
    ids = [int(item["id"]) for item in first["items"] + second["items"]]
    assert ids[:5] == [admin.member_id, *reversed([member.member_id for member in members])]


async def test_a_suspended_account_is_out_until_it_is_let_in(browse: Browse, sessions: Sessions) -> None:
    moderator, member = await staff(sessions, browse(), "moderator"), await browse().sign_up(login="bad@example.com")
    where = f"/v1/console/members/{member.member_id}/suspension"
    await moderator.put(where, {"days": 7, "reason": "spam"}, expect=204)
    await member.get("/v1/me", expect=401)
    signing_in = {"login": "bad@example.com", "password": PASSWORD}
    assert (await browse().post("/v1/sessions", signing_in, expect=403))["code"] == "identity.account-suspended"
    await browse().post("/v1/sessions", {**signing_in, "password": "wrong"}, expect=401)
    await moderator.put(where, {"days": 0, "reason": "appeal"}, expect=204)
    await browse().post("/v1/sessions", signing_in, expect=201)
    await moderator.put("/v1/console/members/5/suspension", {"days": 1, "reason": "x"}, expect=404)


async def test_a_verified_creator_is_shown_as_one(browse: Browse, sessions: Sessions) -> None:
    editor, member = await staff(sessions, browse(), "editor"), await browse().sign_up()
    where = f"/v1/console/members/{member.member_id}/verification"
    await editor.put(where, {"verified": "expert"}, expect=204)
    assert (await browse().get(f"/v1/members/{member.member_id}"))["verified"] == "expert"
    await editor.put(where, {"verified": "queen"}, expect=422)
    await editor.put(where, {"verified": None}, expect=204)
    assert (await browse().get(f"/v1/members/{member.member_id}"))["verified"] is None


async def test_there_is_one_first_administrator(tx: Tx, settings: Settings) -> None:
    await tx.execute(text("UPDATE identity.member SET roles = '{}'"))
    first = {"password": PASSWORD, "nickname": "店长", "settings": settings, "now": clock.now()}
    answer = await service.create_first_admin(tx, login="boss@example.com", **first)
    assert "admin" in answer.roles
    with pytest.raises(AdminExists):
        await service.create_first_admin(tx, login="boss2@example.com", **first)
    assert (
        await tx.execute(text("SELECT count(*) FROM identity.member WHERE 'admin' = ANY (roles)"))
    ).scalar_one() == 1
    assert (await tx.execute(text("SELECT count(*) FROM identity.login WHERE login LIKE 'boss%'"))).scalar_one() == 1
