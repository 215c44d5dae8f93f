"""Opening an account."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from tests.driving import PASSWORD, Browser
from tests.factories.identity import staff
from zhongcao.kit.db import Sessions, Tx

Browse = Callable[[], Browser]


async def _members(tx: Tx) -> int:
    return (await tx.execute(text("SELECT count(*) FROM identity.member"))).scalar_one()


async def test_a_new_member_is_signed_in_and_sees_their_profile(browse: Browse) -> None:
    member = await browse().sign_up("  小\u202e满\u200b ")
    profile = await member.get("/v1/me")
    assert profile["id"] == str(member.member_id)
    assert profile["nickname"] == "小满"
    assert profile["personalised"] is True
    assert await browse().get(f"/v1/members/{member.member_id}") == {
        "id": str(member.member_id),
        "nickname": "小满",
        "avatar_url": None,
        "verified": None,
    }


async def test_a_login_belongs_to_one_account(browse: Browse, tx: Tx) -> None:
    await browse().sign_up(login="138 0013 8000")
    before = await _members(tx)
    again = {"login": "+8613800138000", "password": PASSWORD, "nickname": "二号"}
    answer = await browse().post("/v1/accounts", again, expect=409)
    assert answer["code"] == "identity.login-taken"
    assert await _members(tx) == before


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"login": "nobody"}, "identity.login-malformed"),
        ({"login": "a@b"}, "identity.login-malformed"),
        ({"login": "12345678901"}, "identity.login-malformed"),
        ({"password": "short"}, "identity.password-weak"),
        ({"password": "zhongcao2026"}, "identity.password-weak"),
        ({"password": "qwertyuiop12"}, "identity.password-weak"),
        ({"password": "x" * 257}, "invalid"),
        ({"nickname": "\u200b\u202e"}, "identity.nickname-empty"),
        ({"nickname": "长" * 41}, "invalid"),
        ({"roles": ["admin"]}, "invalid"),
        ({"id": "1"}, "invalid"),
    ],
)
async def test_what_cannot_be_an_account_is_refused(
    visitor: Browser, tx: Tx, change: dict[str, str], code: str
) -> None:
    before = await _members(tx)
    given = {"login": "lin@example.com", "password": PASSWORD, "nickname": "林", **change}
    assert (await visitor.post("/v1/accounts", given, expect=422))["code"] == code
    assert await _members(tx) == before


async def test_staff_roles_come_with_the_next_sign_in(browse: Browse, sessions: Sessions) -> None:
    clerk = await browse().sign_up()
    old = clerk.token
    await staff(sessions, clerk, "buyer", "support")
    assert clerk.token != old
    assert (await clerk.get("/v1/me"))["id"] == str(clerk.member_id)
    clerk.token = old
    await clerk.get("/v1/me", expect=401)
