"""Another web process believes who holds a session until it hears of a change, and no longer than the session lasts."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import msgspec
import pytest

from zhongcao.app import asgi
from zhongcao.identity import rules, service, store
from zhongcao.identity.store import _accounts as accounts
from zhongcao.identity.store._people import DECIDING
from zhongcao.identity.tables import MemberRow
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, Tx, begin
from zhongcao.kit.hearing import Hearing
from zhongcao.kit.http import SYSTEM, Actor
from zhongcao.kit.ids import new_id
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.settings import Settings

PASSWORD, NEXT = "correct horse battery", "an even longer passphrase"
NETWORK = "203.0.113.0/24"


class Tick:
    """This process's clock, which stands still until it is moved."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


class Process:
    """A web process beside the one that changes things: what it holds, what it heard, how often it asked."""

    def __init__(self, sessions: Sessions, tick: Tick) -> None:
        self.hearing, self.asked, self._sessions = Hearing(tick=tick), 0, sessions
        self.app: Any = SimpleNamespace(
            state={"actors": {}, "actor_cache_seconds": 0.0, "hearing": self.hearing, "sessions": sessions}
        )

    async def who(self, token: str) -> Actor | None:
        return await asgi.find_actor(self.app, token)

    async def listen(self) -> None:
        await self.hearing.listen(self._sessions)


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """A member who is signed in on two devices."""

    login: str
    token: str
    actor: Actor
    other: UUID


@pytest.fixture
def tick(monkeypatch: pytest.MonkeyPatch) -> Tick:
    made = Tick()
    monkeypatch.setattr(asgi, "time", SimpleNamespace(monotonic=made))
    return made


@pytest.fixture
async def far(real_sessions: Sessions, tick: Tick, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Process]:
    made = Process(real_sessions, tick)
    ask = service.find_holder

    async def counted(*given: Any, **named: Any) -> Any:
        made.asked += 1
        return await ask(*given, **named)

    monkeypatch.setattr(service, "find_holder", counted)
    await made.listen()
    yield made
    if made.hearing._session is not None:
        await made.hearing._session.close()


@pytest.fixture
def standing() -> Iterator[Callable[[timedelta], None]]:
    now = clock.now()
    yield lambda later: clock.stand(now + later)
    clock.stand(None)


@pytest.fixture
async def reader(real_sessions: Sessions, settings: Settings) -> Reader:
    login, now = f"held-{new_id()}@example.com", clock.now()
    known: dict[str, Any] = {"login": login, "password": PASSWORD, "network": NETWORK, "settings": settings, "now": now}
    async with begin(real_sessions) as tx:
        await service.sign_up(tx, nickname="小满", **known)
        other = await service.sign_in(tx, **known)
        first = await service.sign_in(tx, **known)
        holders = [await service.find_holder(tx, token=one.token, now=now) for one in (first, other)]
    mine, there = (one.actor for one in holders if one is not None)
    assert there.session is not None
    return Reader(login=login, token=first.token, actor=mine, other=there.session)


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What a change may need."""

    tx: Tx
    reader: Reader
    settings: Settings
    keys: KeyRing

    @property
    def of(self) -> dict[str, Any]:
        """A member, whoever changes it, and when."""
        return {"member_id": self.reader.actor.member_id, "by": SYSTEM, "now": clock.now()}

    @property
    def here(self) -> dict[str, Any]:
        """From where, and when."""
        return {"network": NETWORK, "settings": self.settings, "now": clock.now()}


async def _change_password(given: Given) -> None:
    await service.change_password(given.tx, by=given.reader.actor, old=PASSWORD, new=NEXT, **given.here)


async def _reset_password(given: Given) -> None:
    tx, keys, login = given.tx, given.keys, given.reader.login
    await service.ask_for_code(tx, keys, login=login, now=clock.now())
    letters = await service.take_letters(tx, keys, now=clock.now())
    (code,) = [re.findall(r"\d{6}", letter.text)[0] for letter, _ in letters if letter.recipient == login]
    await service.reset_password(tx, keys, login=login, code=code, password=NEXT, **given.here)


async def _erase(given: Given) -> None:
    by, now = given.reader.actor, clock.now()
    await service.ask_to_close(given.tx, by=by, password=PASSWORD, settings=given.settings, now=now)
    assert await service.erase_account(given.tx, member_id=by.member_id, now=now + timedelta(days=60))


async def _drop_others(given: Given) -> None:
    await store.drop_sessions(given.tx, member_id=given.reader.actor.member_id, except_for=given.reader.other)


Change = Callable[[Given], Awaitable[Any]]
ENDING: dict[str, Change] = {
    "sign out": lambda given: service.sign_out(given.tx, by=given.reader.actor),
    "signed out from another device": lambda given: service.end_session(
        given.tx,
        by=msgspec.structs.replace(given.reader.actor, session=given.reader.other),
        session=given.reader.actor.session or given.reader.other,
    ),
    "all other devices": _drop_others,
    "password changed": _change_password,
    "password reset by a code": _reset_password,
    "role granted": lambda given: service.grant_role(given.tx, role="editor", **given.of),
    "suspended": lambda given: service.suspend_member(given.tx, period=timedelta(days=1), reason="spam", **given.of),
    "let in again": lambda given: service.suspend_member(given.tx, period=timedelta(0), reason="appeal", **given.of),
    "account erased": _erase,
}


@pytest.mark.parametrize("change", ENDING.values(), ids=ENDING.keys())
async def test_what_ends_a_session_is_heard_in_another_process(
    change: Change, far: Process, reader: Reader, real_sessions: Sessions, settings: Settings, keys: KeyRing
) -> None:
    assert await far.who(reader.token) == reader.actor
    async with begin(real_sessions) as tx:
        await change(Given(tx=tx, reader=reader, settings=settings, keys=keys))
    assert await far.who(reader.token) == reader.actor, "not listened yet: it believes what it holds"
    await far.listen()
    assert await far.who(reader.token) is None


async def test_a_role_that_is_taken_away_is_heard(
    far: Process, reader: Reader, real_sessions: Sessions, settings: Settings
) -> None:
    of: dict[str, Any] = {"member_id": reader.actor.member_id, "by": SYSTEM, "now": clock.now()}
    async with begin(real_sessions) as tx:
        await service.grant_role(tx, role="editor", **of)
        fresh = await service.sign_in(
            tx, login=reader.login, password=PASSWORD, network=NETWORK, settings=settings, now=clock.now()
        )
    await far.listen()
    found = await far.who(fresh.token)
    assert found is not None
    assert found.holds("editor")
    async with begin(real_sessions) as tx:
        await service.revoke_role(tx, role="editor", **of)
    assert await far.who(fresh.token) == found
    await far.listen()
    assert await far.who(fresh.token) is None


async def test_who_becomes_an_author_or_no_longer_is_one_is_heard(
    far: Process, reader: Reader, real_sessions: Sessions
) -> None:
    of: dict[str, Any] = {"member_id": reader.actor.member_id, "by": SYSTEM, "now": clock.now()}
    for verified in ("expert", None):
        before = await far.who(reader.token)
        assert before is not None
        async with begin(real_sessions) as tx:
            await service.verify_member(tx, verified=verified, **of)
        assert await far.who(reader.token) == before
        await far.listen()
        after = await far.who(reader.token)
        assert after is not None
        assert after.holds("author") == (verified is not None)


async def test_nothing_that_find_session_reads_of_a_member_is_left_untold() -> None:
    read = {one.name for one in accounts._FIND_SESSION.selected_columns if one.table is MemberRow.__table__}
    assert read == DECIDING


async def test_a_nickname_makes_nobody_ask_again(far: Process, reader: Reader, real_sessions: Sessions) -> None:
    await far.who(reader.token)
    async with begin(real_sessions) as tx:
        await store.set_profile(tx, reader.actor.member_id, {"nickname": "大满"})
    await far.listen()
    asked = far.asked
    assert await far.who(reader.token) == reader.actor
    assert far.asked == asked


async def test_a_holder_is_believed_for_a_minute_while_the_process_listens(
    far: Process, reader: Reader, tick: Tick
) -> None:
    await far.who(reader.token)
    asked = far.asked
    for _ in range(int(asgi.ACTOR_HELD_SECONDS) - 1):
        tick.at += 1.0
        await far.listen()
        assert await far.who(reader.token) == reader.actor
    assert far.asked == asked
    tick.at += 1.0
    await far.listen()
    await far.who(reader.token)
    assert far.asked == asked + 1


async def test_a_process_that_does_not_hear_asks_again(far: Process, reader: Reader, tick: Tick) -> None:
    far.app.state["actor_cache_seconds"] = asgi.ACTOR_CACHE_SECONDS
    await far.who(reader.token)
    asked = far.asked
    far.hearing._lose()
    tick.at += 0.9
    await far.who(reader.token)
    assert far.asked == asked, "for a second it is believed anyway"
    tick.at += 0.2
    await far.who(reader.token)
    assert far.asked == asked + 1
    await far.listen()
    tick.at += 1.1
    await far.listen()
    await far.who(reader.token)
    assert far.asked == asked + 2, "what was read before it heard again is not believed"


async def test_what_is_heard_counts_within_the_first_second_too(
    far: Process, reader: Reader, real_sessions: Sessions
) -> None:
    far.app.state["actor_cache_seconds"] = asgi.ACTOR_CACHE_SECONDS
    await far.who(reader.token)
    async with begin(real_sessions) as tx:
        await service.sign_out(tx, by=reader.actor)
    await far.listen()
    assert await far.who(reader.token) is None


async def test_a_token_that_nobody_holds_is_remembered_for_a_second_only(far: Process, tick: Tick) -> None:
    far.app.state["actor_cache_seconds"] = asgi.ACTOR_CACHE_SECONDS
    for seconds, asked in ((0.0, 1), (0.9, 1), (0.2, 2)):
        tick.at += seconds
        await far.listen()
        assert await far.who("A" * 75) is None
        assert far.asked == asked


async def test_a_session_is_not_believed_beyond_its_end(
    far: Process,
    reader: Reader,
    real_sessions: Sessions,
    settings: Settings,
    standing: Callable[[timedelta], None],
) -> None:
    standing(timedelta(0))
    async with begin(real_sessions) as tx:
        await service.grant_role(tx, member_id=reader.actor.member_id, role="editor", by=SYSTEM, now=clock.now())
        clerk = await service.sign_in(
            tx, login=reader.login, password=PASSWORD, network=NETWORK, settings=settings, now=clock.now()
        )
    await far.listen()
    standing(rules.SEEN_STEP - timedelta(seconds=1))
    assert await far.who(clerk.token) is not None
    asked = far.asked
    standing(rules.STAFF_IDLE - timedelta(milliseconds=1))
    assert await far.who(clerk.token) is not None
    assert far.asked == asked
    standing(rules.STAFF_IDLE)
    assert await far.who(clerk.token) is None


async def test_a_sign_of_life_is_still_noted(
    far: Process,
    reader: Reader,
    real_sessions: Sessions,
    tick: Tick,
    standing: Callable[[timedelta], None],
) -> None:
    assert timedelta(seconds=asgi.ACTOR_HELD_SECONDS) < rules.SEEN_STEP
    await far.who(reader.token)
    later = rules.SEEN_STEP + timedelta(seconds=asgi.ACTOR_HELD_SECONDS)
    standing(later)
    tick.at += later.total_seconds()
    await far.listen()
    await far.who(reader.token)
    async with begin(real_sessions) as tx:
        assert reader.actor.session is not None
        row = await store.find_session(tx, member_id=reader.actor.member_id, session=reader.actor.session)
    assert row is not None
    assert row.seen_at == clock.now()
