"""Signing in, sessions, passwords."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import text

from tests.driving import PASSWORD, Browser
from tests.factories.identity import staff
from zhongcao.identity import rules, service
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, Tx
from zhongcao.kit.settings import Settings

Browse = Callable[[], Browser]
NEXT = "another long sentence"
START = datetime(2026, 1, 1, tzinfo=UTC)
IDLE = timedelta(days=30)


async def test_right_and_wrong_passwords(browse: Browse, visitor: Browser) -> None:
    member = await browse().sign_up(login="Lin@Example.com")
    answer = await visitor.post("/v1/sessions", {"login": "lin@example.COM", "password": PASSWORD}, expect=201)
    assert answer["member"]["id"] == str(member.member_id)
    assert answer["roles"] == ["member", "visitor"]
    assert answer["token"] != member.token
    wrong = await visitor.post("/v1/sessions", {"login": "lin@example.com", "password": "wrong"}, expect=401)
    unknown = await visitor.post("/v1/sessions", {"login": "nobody@example.com", "password": "wrong"}, expect=401)
    malformed = await visitor.post("/v1/sessions", {"login": "???", "password": "wrong"}, expect=401)
    for answer in (wrong, unknown, malformed):
        answer.pop("request_id")
    assert wrong == unknown == malformed


async def test_an_unknown_login_costs_as_much_work_as_a_known_one(tx: Tx, settings: Settings, browse: Browse) -> None:
    """Both verify one hash; without it the clock would tell who has an account."""
    await browse().sign_up(login="known@example.com")
    hashed: list[str | None] = []
    from_accounts = service._accounts
    real = from_accounts.password_fits

    async def counting(password_hash: str | None, password: str, *, memory_kib: int) -> bool:
        hashed.append(password_hash)
        return await real(password_hash, password, memory_kib=memory_kib)

    from_accounts.password_fits = counting
    try:
        for login in ("known@example.com", "unknown@example.com"):
            with pytest.raises(service._accounts.SignInRefused):
                await service.sign_in(tx, login=login, password="wrong", network="", settings=settings, now=clock.now())
    finally:
        from_accounts.password_fits = real
    assert len(hashed) == 2
    assert hashed[1] is None


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(app: Litestar) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as browser:
        new = {"login": "cookie@example.com", "password": PASSWORD, "nickname": "小满"}
        answer = await browser.post("/v1/accounts", json=new)
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("sid=")
        assert "HttpOnly" in cookie
        assert "samesite=lax" in cookie.lower()
        assert "Path=/" in cookie
        assert (await browser.get("/v1/me")).status_code == 200
        changes = {"nickname": "大满"}
        refused = await browser.patch("/v1/me", json=changes, headers={"Origin": "http://evil.example"})
        assert refused.status_code == 403
        assert refused.json()["code"] == "foreign-origin"
        assert (await browser.get("/v1/me")).json()["nickname"] == "小满"
        assert (await browser.patch("/v1/me", json=changes, headers={"Origin": "http://test"})).status_code == 200
        gone = await browser.delete("/v1/sessions/current", headers={"Origin": "http://test"})
        assert gone.status_code == 204
        assert "Max-Age=0" in gone.headers["set-cookie"]


async def test_signing_out_ends_the_token_and_only_that(browse: Browse) -> None:
    phone = await browse().sign_up(login="two@example.com")
    laptop = browse()
    laptop.token = (await laptop.post("/v1/sessions", {"login": "two@example.com", "password": PASSWORD}))["token"]
    listed = await laptop.get("/v1/me/sessions")
    assert sorted(item["is_this"] for item in listed) == [False, True]
    await phone.delete("/v1/sessions/current", expect=204)
    await phone.get("/v1/me", expect=401)
    await laptop.get("/v1/me", expect=200)


async def test_a_device_can_be_signed_out_from_another_but_not_by_a_stranger(browse: Browse) -> None:
    phone = await browse().sign_up(login="three@example.com")
    laptop, stranger = browse(), await browse().sign_up()
    laptop.token = (await laptop.post("/v1/sessions", {"login": "three@example.com", "password": PASSWORD}))["token"]
    other = next(item["id"] for item in await phone.get("/v1/me/sessions") if not item["is_this"])
    await stranger.delete(f"/v1/me/sessions/{other}", expect=404)
    await laptop.get("/v1/me", expect=200)
    await phone.delete(f"/v1/me/sessions/{other}", expect=204)
    await laptop.get("/v1/me", expect=401)


async def test_a_new_password_signs_every_device_out(browse: Browse) -> None:
    member = await browse().sign_up(login="four@example.com")
    old = member.token
    await member.put("/v1/me/password", {"old": "wrong", "new": NEXT}, expect=401)
    await member.put("/v1/me/password", {"old": PASSWORD, "new": "12345678"}, expect=422)
    await member.get("/v1/me", expect=200)
    member.token = (await member.put("/v1/me/password", {"old": PASSWORD, "new": NEXT}, expect=200))["token"]
    await member.get("/v1/me", expect=200)
    member.token = old
    await member.get("/v1/me", expect=401)
    await browse().post("/v1/sessions", {"login": "four@example.com", "password": PASSWORD}, expect=401)
    await browse().post("/v1/sessions", {"login": "four@example.com", "password": NEXT}, expect=201)


@pytest.mark.parametrize("token", ["", "x", "A" * 75, "A" * 5000, "\u00fc", "a.b.c", "////"])
async def test_what_is_no_token_is_nobody(tx: Tx, token: str) -> None:
    assert await service.find_holder(tx, token=token, now=clock.now()) is None


async def test_every_changed_bit_of_a_token_is_nobody(browse: Browse, tx: Tx) -> None:
    member = await browse().sign_up()
    assert member.token is not None
    for place in range(0, len(member.token), 5):
        mark = "A" if member.token[place] != "A" else "B"
        forged = member.token[:place] + mark + member.token[place + 1 :]
        assert await service.find_holder(tx, token=forged, now=clock.now()) is None
    holder = await service.find_holder(tx, token=member.token, now=clock.now())
    assert holder is not None
    assert holder.actor.member_id == member.member_id
    assert holder.actor.roles == {"visitor", "member"}


async def test_only_a_hash_of_the_token_is_kept(browse: Browse, tx: Tx) -> None:
    member = await browse().sign_up()
    assert member.token is not None
    rows = (await tx.execute(text("SELECT * FROM identity.session"))).all()
    assert member.token[-40:] not in repr(rows)


async def test_asking_who_it_is_takes_one_statement(browse: Browse, tx: Tx, asked: list[str]) -> None:
    member = await browse().sign_up()
    assert member.token is not None
    asked.clear()
    now = clock.now()
    await service.find_holder(tx, token=member.token, now=now)
    assert len(asked) == 1
    await service.find_holder(tx, token=member.token, now=now + rules.SEEN_STEP)
    assert len(asked) == 3
    await service.find_holder(tx, token=member.token, now=now + rules.SEEN_STEP + timedelta(seconds=1))
    assert len(asked) == 4


@pytest.mark.parametrize(
    ("created", "seen", "is_staff", "ends"),
    [
        (timedelta(0), timedelta(0), False, timedelta(days=30)),
        (timedelta(0), timedelta(days=29), False, timedelta(days=59)),
        (timedelta(0), timedelta(days=80), False, timedelta(days=90)),
        (timedelta(0), timedelta(0), True, timedelta(minutes=30)),
        (timedelta(0), timedelta(hours=11, minutes=50), True, timedelta(hours=12)),
    ],
)
def test_when_a_session_ends(created: timedelta, seen: timedelta, is_staff: bool, ends: timedelta) -> None:
    answer = rules.session_ends_at(created_at=START + created, seen_at=START + seen, idle=IDLE, is_staff=is_staff)
    assert answer == START + ends


async def test_idle_sessions_end_sooner_for_staff(browse: Browse, sessions: Sessions, tx: Tx) -> None:
    member, clerk = await browse().sign_up(), await staff(sessions, browse(), "support")
    now = clock.now()
    assert member.token is not None
    assert clerk.token is not None
    assert await service.find_holder(tx, token=clerk.token, now=now + timedelta(minutes=29)) is not None
    assert await service.find_holder(tx, token=clerk.token, now=now + timedelta(minutes=58)) is not None
    assert await service.find_holder(tx, token=clerk.token, now=now + timedelta(minutes=89)) is None
    assert await service.find_holder(tx, token=member.token, now=now + timedelta(days=29)) is not None
    assert await service.find_holder(tx, token=member.token, now=now + timedelta(days=60)) is None
    assert await service.forget_ended_sessions(tx, now=now + timedelta(days=125)) >= 2
    left = text("SELECT count(*) FROM identity.session WHERE member_id IN (:member, :clerk)")
    both = {"member": member.member_id, "clerk": clerk.member_id}
    assert (await tx.execute(left, both)).scalar_one() == 0


async def test_a_weaker_hash_is_made_again_at_sign_in(browse: Browse, tx: Tx, settings: Settings) -> None:
    await browse().sign_up(login="five@example.com")
    statement = text(
        "SELECT password_hash FROM identity.credential JOIN identity.login USING (member_id)"
        " WHERE login = 'five@example.com'"
    )
    before = (await tx.execute(statement)).scalar_one()
    assert before.startswith("$argon2id$v=19$m=64,t=2,p=1$")
    stronger = Settings(password_memory_kib=128)
    await service.sign_in(
        tx, login="five@example.com", password=PASSWORD, network="", settings=stronger, now=clock.now()
    )
    after = (await tx.execute(statement)).scalar_one()
    assert after.startswith("$argon2id$v=19$m=128,t=2,p=1$")
    await service.sign_in(
        tx, login="five@example.com", password=PASSWORD, network="", settings=stronger, now=clock.now()
    )
    assert (await tx.execute(statement)).scalar_one() == after


async def test_guessing_is_slowed_down_per_account_and_network(
    app: Litestar, browse: Browse, settings: Settings
) -> None:
    await browse().sign_up(login="six@example.com")
    limited = Settings(public_url=settings.public_url, password_memory_kib=64, rate_limits=True, environment="test")
    app.state["settings"] = limited
    try:
        guess = {"login": "six@example.com", "password": "wrong"}
        for _ in range(5):
            await browse().post("/v1/sessions", guess, expect=401)
        answer = await browse().post("/v1/sessions", {**guess, "password": PASSWORD}, expect=429)
        assert 0 < answer["details"]["retry_after_seconds"] <= 61
        for number in range(5):
            new = {"login": f"n{number}@example.com", "password": PASSWORD, "nickname": "小满"}
            await browse().post("/v1/accounts", new, expect=201)
        new = {"login": "n6@example.com", "password": PASSWORD, "nickname": "小满"}
        await browse().post("/v1/accounts", new, expect=429)
    finally:
        app.state["settings"] = settings
    await browse().post("/v1/sessions", {"login": "n6@example.com", "password": PASSWORD}, expect=401)
