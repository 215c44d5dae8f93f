"""Ids, cursors, keys, limits, settings, clock."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import example, given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry

from zhongcao.kit import clock, cursor, ids, limits, metrics
from zhongcao.kit.db import Sessions
from zhongcao.kit.http import Key, are_keys
from zhongcao.kit.kept import Kept
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.limits import Limit
from zhongcao.kit.nodes import NodeLease
from zhongcao.kit.problems import TooMany
from zhongcao.kit.settings import address_in_network, load

NOW = datetime(2023, 3, 21, 12, tzinfo=UTC)


@given(number=st.integers(0, 2**62), word=st.text(max_size=30))
def test_a_cursor_comes_back_as_it_went(number: int, word: str) -> None:
    assert cursor.decode(cursor.encode(number, word), int, str) == (number, word)


@pytest.mark.parametrize("text", ["", "!!!", "bm9wZQ", cursor.encode("a"), cursor.encode(1, 2)])
def test_a_cursor_that_we_did_not_make_is_refused(text: str) -> None:
    with pytest.raises(cursor.CursorUnreadable):
        cursor.decode(text, int)


@pytest.mark.parametrize("text", ["0", "7", "9" * 18, "8" + "9" * 18, "0" * 19])
def test_a_key_is_an_id_of_63_bits(text: str) -> None:
    assert msgspec.convert(text, Key) == text


@pytest.mark.parametrize("text", ["", "-1", "1 ", "x", "9" + "0" * 18, "1" * 20])
def test_what_is_no_id_is_no_key(text: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(text, Key)


@given(texts=st.lists(st.text("0189, x", max_size=20) | st.integers(0, 10**19).map(str), max_size=4))
@example(texts=["1,8"])
def test_many_are_keys_when_each_is_one(texts: list[str]) -> None:
    try:
        each = msgspec.convert(texts, list[Key]) == texts
    except msgspec.ValidationError:
        each = False
    assert are_keys(texts) is each
    assert not are_keys([*texts, "7\n"])


def test_ids_tell_their_time_and_never_go_back_with_the_clock() -> None:
    maker = ids.IdMaker(1)
    late = maker.make()
    assert abs((ids.time_of(late) - clock.now()).total_seconds()) < 2
    assert maker.make() > late


def test_whoever_is_forked_draws_other_chances_than_their_parent() -> None:
    chance = ids.Stocked()
    drawn = {chance.getrandbits(80) for _ in range(ids.STOCK + 9)}
    assert len(drawn) == ids.STOCK + 9
    hear, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(tell, b"%d" % chance.getrandbits(80))
        os._exit(0)
    os.waitpid(child, 0)
    assert int(os.read(hear, 99)) not in {*drawn, *(chance.getrandbits(80) for _ in range(3 * ids.STOCK))}
    os.close(hear)
    os.close(tell)


def test_chances_of_every_size_are_within_it() -> None:
    chance = ids.Stocked()
    assert {chance.getrandbits(1) for _ in range(200)} == {0, 1}
    assert chance.getrandbits(0) == 0
    assert 0 <= chance.getrandbits(200) < 1 << 200
    assert {chance.randrange(3) for _ in range(200)} == {0, 1, 2}


def test_the_mark_of_a_request_is_a_uuid7() -> None:
    assert UUID(hex=ids.uuid7_hex()).version == 7


def test_answers_are_counted_by_route_and_by_how_long_they_took() -> None:
    answers = metrics.Answers()
    for seconds in (0.001, 0.002, 0.003, 20.0):
        answers.note("GET", "/v1/here", 200, seconds)
    answers.note("GET", "/v1/here", 404, 0.001)
    registry = CollectorRegistry()
    registry.register(answers)
    of_route = {"method": "GET", "route": "/v1/here"}

    def told(name: str, **more: str) -> float | None:
        return registry.get_sample_value(name, {**of_route, **more})

    assert told("zhongcao_requests_total", status="200") == 4
    assert told("zhongcao_requests_total", status="404") == 1
    assert [told("zhongcao_request_seconds_bucket", le=le) for le in ("0.002", "0.005", "10.0", "+Inf")] == [3, 4, 4, 5]
    assert told("zhongcao_request_seconds_count") == 5
    assert told("zhongcao_request_seconds_sum") == pytest.approx(20.007)


def test_uuid7_sorts_by_time_and_says_its_version() -> None:
    made = [ids.uuid7() for _ in range(50)]
    assert {one.version for one in made} == {7}
    assert [one.int >> 80 for one in made] == sorted(one.int >> 80 for one in made)


def test_sealed_bytes_open_only_in_their_own_place(keys: KeyRing) -> None:
    sealed = keys.encrypt(b"110105", bound_to="real_name|number|1|2")
    assert keys.decrypt(sealed, bound_to="real_name|number|1|2") == b"110105"
    with pytest.raises(InvalidTag):
        keys.decrypt(sealed, bound_to="real_name|number|1|3")


def test_a_fresh_key_ring_is_private_and_stays_the_same(tmp_path: Path) -> None:
    first = KeyRing.load(tmp_path / "keys.json")
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600
    assert KeyRing.load(tmp_path / "keys.json").mac("a", b"x") == first.mac("a", b"x")
    assert first.mac("a", b"x") != first.mac("b", b"x")


def test_a_pseudonym_is_one_persons_for_a_year_under_one_ring(keys: KeyRing) -> None:
    other = KeyRing.ephemeral(b"other")
    names = [
        ring.pseudonym(who, at)
        for ring in (keys, other)
        for who in ("7", "8")
        for at in (NOW, NOW + timedelta(days=366))
    ]
    assert len(set(names)) == len(names) == 8
    assert {len(name) for name in names} == {32}
    assert keys.pseudonym("7", NOW + timedelta(days=200)) == names[0]
    assert names[0] == keys.mac("behaviour-2023", b"7").hex()[:32], "as the lake has known it"


async def test_a_limit_counts_and_then_tells_how_long_to_wait(sessions: Sessions) -> None:
    few = Limit("try", times=3, seconds=60)
    for _ in range(3):
        await limits.spend(sessions, few, "someone", now=NOW)
    with pytest.raises(TooMany) as refused:
        await limits.spend(sessions, few, "someone", now=NOW)
    assert 0 < refused.value.details["retry_after_seconds"] <= 61
    await limits.spend(sessions, few, "someone else", now=NOW)
    await limits.spend(sessions, few, "someone", now=NOW + timedelta(seconds=60))


async def test_two_processes_never_hold_the_same_node(sessions: Sessions) -> None:
    one, two = NodeLease(sessions), NodeLease(sessions)
    assert await one.take(NOW) != await two.take(NOW)
    assert await one.renew(NOW)
    later = NOW + timedelta(hours=2)
    three = NodeLease(sessions)
    assert await three.take(later) == one.node
    assert not await one.renew(later)
    ids.use_node(0)


def test_a_misspelt_setting_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="ZHONGCAO_PROT"):
        load({"ZHONGCAO_PROT": "1"})
    with pytest.raises(ValueError, match="port"):
        load({"ZHONGCAO_PORT": "many"})
    assert load({"ZHONGCAO_PORT": "1234", "DATABASE_URL": "postgresql://x"}).port == 1234


def test_the_address_told_is_one_that_a_browser_can_go_to() -> None:
    assert load({"ZHONGCAO_HOST": "::1"}).origin == "http://[::1]:8765"
    for everywhere in ("0.0.0.0", "::"):  # noqa: S104
        told = load({"ZHONGCAO_HOST": everywhere})
        assert told.origin == told.sandbox_origin == f"http://{address_in_network()}:8765"
    assert (
        load({"ZHONGCAO_HOST": "::", "ZHONGCAO_PUBLIC_URL": "https://shop.example/"}).origin == "https://shop.example"
    )


def test_a_shared_clock_file_moves_the_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_shift", None)
    clock.follow(tmp_path / "clock")
    clock.shift_to(tmp_path / "clock", NOW)
    assert abs(clock.now() - NOW) < timedelta(seconds=2)
    assert clock.day_in_china(datetime(2023, 3, 20, 16, tzinfo=UTC)).isoformat() == "2023-03-21"


async def test_what_is_kept_is_asked_once_until_its_time_is_over() -> None:
    now, asked = 0.0, []
    kept: Kept[int, str] = Kept(seconds=10, most=2, tick=lambda: now)

    async def find(keys: list[int]) -> dict[int, str]:
        asked.append(keys)
        return {key: f"{key} at {now:.0f}" for key in keys if key < 9}

    assert await kept.of([1, 9], find) == {1: "1 at 0"}
    assert await kept.of([1, 2, 9], find) == {1: "1 at 0", 2: "2 at 0"}
    now = 10.0
    assert await kept.of([2], find) == {2: "2 at 10"}
    assert asked == [[1, 9], [2, 9], [2]], "what nobody knows is asked again"
    await kept.of([3, 4], find)
    assert len(kept) == 2
