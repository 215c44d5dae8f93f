"""Who forgot their password gets a code to their login, and sets a new one with it."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import msgspec
import pytest
from litestar import Litestar
from sqlalchemy import text

from tests.driving import PASSWORD, Browser
from tests.trade.conftest import travel as travel
from zhongcao.identity import jobs, rules, service
from zhongcao.identity.gateways import LettersAway, can_write_to
from zhongcao.identity.gateways.letters import SmtpLetters
from zhongcao.identity.schemas import Letter
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.jobs import Work
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.settings import Settings

Browse = Callable[[], Browser]
Drain = Callable[..., Awaitable[None]]
NEW = "an even longer passphrase"


def _login() -> str:
    return f"forgot-{clock.now().timestamp()}@example.com"


async def _letters(sessions: Sessions, login: str) -> list[str]:
    async with begin(sessions) as tx:
        found = await tx.execute(
            text("SELECT text FROM sandbox_post.letter WHERE recipient = :login ORDER BY id"), {"login": login}
        )
        return [re.findall(r"\d{6}", row[0])[0] for row in found]


async def _code(browser: Browser, work: Work, login: str) -> str:
    answer = await browser.post("/v1/password_codes", {"login": login}, expect=202)
    assert answer == {"holds_seconds": 600, "sandbox_url": "/sandbox/post"}
    await jobs.send_letters(work)
    return (await _letters(work.sessions, login.lower()))[-1]


async def _reset(browser: Browser, login: str, code: str, password: str = NEW, **more: Any) -> Any:
    return await browser.post("/v1/password_resets", {"login": login, "code": code, "password": password}, **more)


def _other(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


async def test_a_code_sets_a_new_password_and_signs_everybody_else_out(browse: Browse, work: Work) -> None:
    login = _login()
    member = await browse().sign_up("忘了的人", login)
    visitor = browse()
    code = await _code(visitor, work, login.upper())
    answer = await _reset(visitor, login, code, expect=201)
    assert answer["member"]["id"] == str(member.member_id)
    await member.get("/v1/me", expect=401)
    await browse().post("/v1/sessions", {"login": login, "password": PASSWORD}, expect=401)
    await browse().post("/v1/sessions", {"login": login, "password": NEW}, expect=201)
    refused = await _reset(browse(), login, code, "yet another passphrase", expect=401)
    assert refused["code"] == "identity.code-refused", "a code is good for one use"
    await browse().post("/v1/sessions", {"login": login, "password": NEW}, expect=201)
    page = await browse().call("GET", "/sandbox/post")
    assert code in page


async def test_nobody_learns_whether_a_login_is_somebodys(browse: Browse, work: Work, sessions: Sessions) -> None:
    known, unknown = _login(), f"nobody-{clock.now().timestamp()}@example.com"
    await browse().sign_up("在的人", known)
    answers = [await browse().post("/v1/password_codes", {"login": login}, expect=202) for login in (known, unknown)]
    assert answers[0] == answers[1]
    await jobs.send_letters(work)
    assert (len(await _letters(sessions, known)), await _letters(sessions, unknown)) == (1, [])
    refusals = [await _reset(browse(), login, "000000", expect=401) for login in (unknown, "no login at all")]
    assert {one["code"] for one in refusals} == {"identity.code-refused"}
    await browse().post("/v1/password_codes", {"login": "no login at all"}, expect=422)


async def test_five_guesses_kill_a_code(browse: Browse, work: Work) -> None:
    login = _login()
    await browse().sign_up("被猜的人", login)
    code = await _code(browse(), work, login)
    for _ in range(rules.CODE_GUESSES):
        await _reset(browse(), login, _other(code), expect=401)
    await _reset(browse(), login, code, expect=401)
    await browse().post("/v1/sessions", {"login": login, "password": PASSWORD}, expect=201)
    fresh = await _code(browse(), work, login)
    await _reset(browse(), login, fresh, expect=201)


async def test_a_weak_password_costs_no_guess(browse: Browse, work: Work) -> None:
    login = _login()
    await browse().sign_up("随便写的人", login)
    code = await _code(browse(), work, login)
    for _ in range(rules.CODE_GUESSES + 1):
        refused = await _reset(browse(), login, code, "12345678", expect=422)
        assert refused["code"] == "identity.password-weak"
    await _reset(browse(), login, code, expect=201)


async def test_a_code_ends_after_ten_minutes_and_with_the_next_one(
    browse: Browse, work: Work, travel: Callable[..., None], sessions: Sessions
) -> None:
    login = _login()
    await browse().sign_up("慢慢来的人", login)
    first = await _code(browse(), work, login)
    second = await _code(browse(), work, login)
    if first != second:
        await _reset(browse(), login, first, expect=401)
    travel(minutes=10, seconds=1)
    await _reset(browse(), login, second, expect=401)
    await browse().post("/v1/sessions", {"login": login, "password": PASSWORD}, expect=201)
    async with begin(sessions) as tx:
        assert await service.forget_dead_codes(tx, now=clock.now()) >= 1


async def test_suspended_members_do_not_come_in_by_a_code(browse: Browse, work: Work, sessions: Sessions) -> None:
    login = _login()
    member = await browse().sign_up("停用的人", login)
    code = await _code(browse(), work, login)
    async with begin(sessions) as tx:
        await tx.execute(
            text("UPDATE identity.member SET suspended_until = :until WHERE member_id = :one"),
            {"until": clock.now() + timedelta(days=1), "one": member.member_id},
        )
    refused = await _reset(browse(), login, code, expect=403)
    assert refused["code"] == "identity.account-suspended"


async def test_the_code_is_kept_as_a_hash_once_it_was_sent(browse: Browse, work: Work, sessions: Sessions) -> None:
    login = _login()
    await browse().sign_up("看看库里的人", login)
    code = await _code(browse(), work, login)
    async with begin(sessions) as tx:
        row = (
            await tx.execute(text("SELECT * FROM identity.password_code WHERE login = :login"), {"login": login})
        ).one()
    assert row.sealed is None
    assert row.due_at is None
    assert code.encode() not in bytes(row.code_hash)


async def test_a_letter_that_did_not_go_out_goes_a_minute_later(
    browse: Browse, work: Work, sessions: Sessions, travel: Callable[..., None]
) -> None:
    login = _login()
    await browse().sign_up("收不到信的人", login)
    await browse().post("/v1/password_codes", {"login": login}, expect=202)
    away = msgspec.structs.replace(
        work, settings=msgspec.structs.replace(work.settings, sandbox_url="http://test/away")
    )
    assert await jobs.send_letters(away) == 0
    assert await jobs.send_letters(work) == 0, "not at once"
    travel(seconds=61)
    assert await jobs.send_letters(work) == 1
    assert len(await _letters(sessions, login)) == 1


async def test_letters_go_out_at_once_so_that_one_that_hangs_holds_up_no_other(
    browse: Browse, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "other"):
        login = f"{name}-{_login()}"
        await browse().sign_up(login=login)
        await browse().post("/v1/password_codes", {"login": login}, expect=202)
    both_under_way = asyncio.Barrier(2)

    class Slow:
        async def send(self, letter: Letter) -> None:
            async with asyncio.timeout(10):
                await both_under_way.wait()

    monkeypatch.setattr(jobs, "open_letters", lambda *of: Slow())
    assert await jobs.send_letters(work) == 2
    assert await jobs.send_letters(work) == 0, "each is sent once"


async def test_a_fault_in_one_letter_sends_no_other_twice(
    browse: Browse, work: Work, travel: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    for name in ("faulty", "fine"):
        login = f"{name}-{_login()}"
        await browse().sign_up(login=login)
        await browse().post("/v1/password_codes", {"login": login}, expect=202)

    class Faulty:
        async def send(self, letter: Letter) -> None:
            if letter.recipient.startswith("faulty"):
                raise RuntimeError("a fault of ours")
            sent.append(letter.recipient)

    monkeypatch.setattr(jobs, "open_letters", lambda *of: Faulty())
    for _ in range(2):
        with pytest.raises(RuntimeError, match="a fault of ours"):
            await jobs.send_letters(work)
        travel(seconds=61)
    assert len(sent) == 1


async def test_the_sandbox_takes_signed_letters_only(browse: Browse, sessions: Sessions) -> None:
    letter = {"recipient": "forged@example.com", "subject": "x", "text": "123456"}
    await browse().post("/sandbox/post/letters", letter, expect=401, headers={"x-signature": "00"})
    assert await _letters(sessions, "forged@example.com") == []


def test_phones_are_written_to_in_the_sandbox_only() -> None:
    real = Settings(sandbox=False, smtp_url="smtps://mail.example:465")
    assert [can_write_to(login, real) for login in ("a@example.com", "+8613800138000")] == [True, False]
    assert [can_write_to(login, Settings()) for login in ("a@example.com", "+8613800138000")] == [True, True]
    assert not can_write_to("a@example.com", Settings(sandbox=False))
    careless = Settings(environment="production")
    assert not can_write_to("a@example.com", careless), "letters that open real accounts are shown to nobody"


async def test_in_production_nobody_looks_into_the_letter_box(
    browse: Browse, work: Work, app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    login = _login()
    await browse().sign_up("真的会员", login)
    code = await _code(browse(), work, login)
    monkeypatch.setitem(app.state._state, "settings", msgspec.structs.replace(work.settings, environment="production"))
    refused = await browse().call("GET", "/sandbox/post", expect=404)
    assert code not in str(refused)
    refused = await browse().post("/v1/password_codes", {"login": login}, expect=503)
    assert refused["code"] == "identity.no-way-to-write"


def test_a_letter_says_its_code_in_both_languages_and_never_in_a_log() -> None:
    subject, words = rules.letter_with("012345")
    assert "012345" in subject
    assert words.count("012345") == 2
    assert rules.is_mail("a@example.com")
    assert not rules.is_mail("+8613800138000")
    assert "012345" not in repr(Letter(recipient="a@example.com", subject=subject, text=words))


@asynccontextmanager
async def _mail_server(heard: list[bytes]) -> AsyncIterator[int]:
    """As much of a mail server (RFC 5321) as takes one letter, on a port of its own."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ready\r\n")
        while line := await reader.readline():
            heard.append(line)
            verb = line[:4].upper()
            if verb == b"DATA":
                writer.write(b"354 go on\r\n")
                while (line := await reader.readline()) != b".\r\n":
                    heard.append(line)
            writer.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 fine\r\n")
            await writer.drain()
            if verb == b"QUIT":
                break
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def test_letters_travel_by_smtp() -> None:
    heard: list[bytes] = []
    subject, words = rules.letter_with("987654")
    async with _mail_server(heard) as port:
        letters = SmtpLetters(f"smtp://127.0.0.1:{port}", "shop@zhongcao.example")
        await letters.send(Letter(recipient="reader@example.com", subject=subject, text=words))
    said = b"".join(heard)
    assert b"mail FROM:<shop@zhongcao.example>" in said.replace(b"MAIL", b"mail")
    assert b"RCPT TO:<reader@example.com>" in said.replace(b"rcpt", b"RCPT")
    start = next(place for place, line in enumerate(heard) if line.upper().startswith(b"DATA")) + 1
    message = message_from_bytes(b"".join(heard[start:-1]), policy=policy.default)
    assert (message["To"], message["Subject"]) == ("reader@example.com", subject)
    body = message.get_body()
    assert body is not None
    assert "987654" in body.get_content()


async def test_a_password_for_the_mail_server_goes_over_a_secure_line_only() -> None:
    heard: list[bytes] = []
    async with _mail_server(heard) as port:
        letters = SmtpLetters(f"smtp://name:secret@127.0.0.1:{port}", "shop@zhongcao.example")
        with pytest.raises(LettersAway):
            await letters.send(Letter(recipient="reader@example.com", subject="x", text="y"))
    assert b"secret" not in b"".join(heard)
    with pytest.raises(LettersAway):
        await SmtpLetters("smtp://127.0.0.1:9", "shop@zhongcao.example").send(
            Letter(recipient="reader@example.com", subject="x", text="y")
        )


async def test_two_resets_with_one_code_have_one_winner(
    browse: Browse, work: Work, app: Litestar, keys: KeyRing, sessions: Sessions
) -> None:
    login = _login()
    await browse().sign_up("两只手的人", login)
    code = await _code(browse(), work, login)
    first = await _reset(browse(), login, code, expect=201)
    second = await _reset(browse(), login, code, "the other hand's passphrase", expect=401)
    assert (first["member"]["nickname"], second["code"]) == ("两只手的人", "identity.code-refused")
