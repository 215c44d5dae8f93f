"""Members close their accounts: asked for with the password, taken back until the day comes, never for staff."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from tests.driving import PASSWORD, Browser
from tests.factories import identity as make
from zhongcao.identity import rules, service
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin

Browse = Callable[[], Browser]


async def _close(browser: Browser, password: str = PASSWORD, **more: Any) -> Any:
    return await browser.put("/v1/me/closing", {"password": password}, **more)


def test_there_are_fifteen_days_to_think_it_over() -> None:
    asked = datetime.fromisoformat("2026-11-29T08:00:00+00:00")
    assert rules.account_closes_at(asked) == asked + timedelta(days=15)
    assert rules.may_close(frozenset({"member", "author"}))
    assert not rules.may_close(frozenset({"member", "editor"}))


async def test_asking_again_leaves_the_day_where_it_was(browse: Browse) -> None:
    member = await browse().sign_up()
    assert (await member.get("/v1/me"))["closes_at"] is None
    first = await _close(member)
    assert first["closes_at"] is not None
    assert (await _close(member))["closes_at"] == first["closes_at"]
    assert (await member.get("/v1/me"))["closes_at"] == first["closes_at"]


async def test_a_change_of_mind_leaves_everything_as_it_was(browse: Browse) -> None:
    member = await browse().sign_up("留下的人")
    before = await member.get("/v1/me")
    await _close(member)
    assert await member.delete("/v1/me/closing") == before
    assert await member.delete("/v1/me/closing") == before, "twice changes nothing"


async def test_who_does_not_know_the_password_closes_nothing(browse: Browse) -> None:
    member = await browse().sign_up()
    refused = await _close(member, "somebody else's guess", expect=401)
    assert refused["code"] == "identity.sign-in-refused"
    assert (await member.get("/v1/me"))["closes_at"] is None
    await _close(browse(), expect=401)


async def test_staff_give_their_roles_back_first(browse: Browse, sessions: Sessions) -> None:
    editor = await make.staff(sessions, await browse().sign_up(), "editor")
    refused = await _close(editor, expect=409)
    assert refused["code"] == "identity.staff-stays"
    assert (await editor.get("/v1/me"))["closes_at"] is None


async def test_who_began_to_work_here_meanwhile_stays(browse: Browse, sessions: Sessions) -> None:
    member = await browse().sign_up("新同事")
    await _close(member)
    await make.staff(sessions, member, "buyer")
    later = clock.now() + timedelta(days=16)
    async with begin(sessions) as tx:
        assert not await service.erase_account(tx, member_id=member.member_id, now=later)
        assert await service.list_accounts_to_close(tx, now=later, limit=10) == []
    me = await member.get("/v1/me")
    assert (me["nickname"], me["closes_at"]) == ("新同事", None)


async def test_an_account_is_erased_when_its_day_has_come_and_only_then(browse: Browse, sessions: Sessions) -> None:
    login = f"leaving-{clock.now().timestamp()}@example.com"
    member = await browse().sign_up("要走的人", login)
    await make.address(member)
    await member.call("PATCH", "/v1/me", json={"city": "杭州市", "skin_type": "dry", "interests": ["防晒"]})
    await _close(member)
    later = clock.now() + timedelta(days=15, minutes=1)
    async with begin(sessions) as tx:
        assert not await service.erase_account(tx, member_id=member.member_id, now=clock.now())
        assert await service.erase_account(tx, member_id=member.member_id, now=later)
        assert not await service.erase_account(tx, member_id=member.member_id, now=later), "again changes nothing"
        profile = await service.get_profile(tx, member_id=member.member_id)
    assert profile.nickname == rules.CLOSED_NAME
    assert (profile.city, profile.skin_type, profile.interests, profile.personalised) == (None, None, [], False)
    await member.get("/v1/me", expect=401)
    await browse().get(f"/v1/members/{member.member_id}", expect=404)
    await browse().post("/v1/sessions", {"login": login, "password": PASSWORD}, expect=401)
    again = await browse().sign_up("又来了", login)
    assert again.member_id != member.member_id, "the login is free again"
    async with begin(sessions) as tx:
        traces = await tx.execute(
            text("SELECT action FROM identity.audit WHERE subject = :subject ORDER BY at, id"),
            {"subject": f"member:{member.member_id}"},
        )
        assert [row[0] for row in traces] == ["identity.ask_to_close", "identity.erase_account"]
