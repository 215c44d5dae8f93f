"""Rules of live shows: states, who sees what, waiting, and playlists read and written."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.live import HEAD, packets, piece, pushed
from zhongcao.live import rules
from zhongcao.live.errors import MediaMalformed, PlaylistUnreadable
from zhongcao.live.rules import Named, Piece, PieceKind, ShowState

NOW = datetime(2026, 11, 29, 20, tzinfo=UTC)


def test_a_show_that_is_over_never_comes_back() -> None:
    over = {ShowState.ENDED, ShowState.CANCELLED, ShowState.STOPPED}
    assert {to for state in over for to in ShowState if rules.may_advance(state, to)} == {ShowState.STOPPED}
    assert rules.may_advance(ShowState.ANNOUNCED, ShowState.ON_AIR)
    assert not rules.may_advance(ShowState.ANNOUNCED, ShowState.ENDED)


@given(st.sampled_from(ShowState), st.booleans(), st.booleans(), st.booleans())
def test_who_may_not_see_a_show_is_neither_host_nor_staff(
    state: ShowState, is_host: bool, is_staff: bool, blocked: bool
) -> None:
    seen = rules.may_see(state=state, is_host=is_host, is_staff=is_staff, blocked=blocked)
    hidden = state in (ShowState.CANCELLED, ShowState.STOPPED)
    assert seen == (is_host or is_staff or not (blocked or hidden))


@given(st.sampled_from(ShowState), st.booleans(), st.booleans())
def test_only_the_host_watches_before_it_begins_and_nobody_after_a_stop(
    state: ShowState, is_host: bool, aired: bool
) -> None:
    may = rules.may_watch(state=state, is_host=is_host, aired=aired)
    if state is ShowState.ANNOUNCED:
        assert may == is_host
    else:
        assert may == (aired and state in (ShowState.ON_AIR, ShowState.ENDED))


def test_every_waiting_show_is_looked_after_some_time() -> None:
    def due(state: ShowState, media_at: datetime | None = None, started_at: datetime | None = NOW) -> datetime | None:
        return rules.due_at(state, starts_at=NOW, started_at=started_at, media_at=media_at)

    assert due(ShowState.ANNOUNCED, started_at=None) == NOW + timedelta(hours=6)
    assert due(ShowState.ON_AIR) == NOW + timedelta(minutes=3)
    assert due(ShowState.ON_AIR, NOW - timedelta(minutes=2)) == NOW + timedelta(minutes=3)
    assert due(ShowState.ON_AIR, NOW + timedelta(hours=1)) == NOW + timedelta(hours=1, minutes=3)
    assert due(ShowState.ON_AIR, NOW + timedelta(hours=13)) == NOW + timedelta(hours=12)
    assert [due(state) for state in (ShowState.ENDED, ShowState.CANCELLED, ShowState.STOPPED)] == [None] * 3


def test_media_that_nobody_sees_are_kept_for_a_while() -> None:
    due = {state: rules.media_due_at(state, now=NOW) for state in ShowState}
    assert due == {
        ShowState.ANNOUNCED: None,
        ShowState.ON_AIR: None,
        ShowState.ENDED: NOW + timedelta(hours=1),
        ShowState.CANCELLED: NOW + timedelta(hours=1),
        ShowState.STOPPED: NOW + timedelta(days=60),
    }


@given(st.lists(st.integers(0, 90_000), max_size=60))
def test_a_line_that_waited_as_told_is_let_through(milliseconds: list[int]) -> None:
    said = [NOW - timedelta(milliseconds=one) for one in milliseconds]
    wait = rules.seconds_to_wait(said, now=NOW)
    assert 0 <= wait <= 60
    assert rules.seconds_to_wait(said, now=NOW + timedelta(seconds=wait)) == 0
    recent = [one for one in said if NOW - one < timedelta(minutes=1)]
    if wait == 0:
        assert len(recent) < 20
        assert all(NOW - one >= timedelta(seconds=2) for one in said)


def test_visitors_count_as_far_as_they_watched_together() -> None:
    assert rules.came_at_least(members=3, most_at_once=8) == 8
    assert rules.came_at_least(members=9, most_at_once=8) == 9


@pytest.mark.parametrize(
    ("source", "show"),
    [
        ("show:123", 123),
        ("note:123", None),
        (None, None),
        ("show:", None),
        ("show:12a", None),
        ("show:" + "9" * 19, None),
        ("show:0", None),
        ("show:0018", None),
    ],
)
def test_an_order_names_the_show_that_led_to_it(source: str | None, show: int | None) -> None:
    assert rules.show_of_source(source) == show
    assert rules.id_in((source or "").removeprefix("show:")) == show


@pytest.mark.parametrize("name", ["", "a.exe", "../a.ts", "a/b.ts", ".ts", "a.ts\n", "a.TS", "х.ts", "a" * 100 + ".ts"])
def test_names_that_are_no_file_names_are_refused(name: str) -> None:
    with pytest.raises(MediaMalformed):
        rules.kind_of(name)


def test_files_are_known_by_how_they_begin() -> None:
    assert rules.kind_of("seg-1_0.m4s") is PieceKind.M4S
    assert rules.looks_like(PieceKind.MP4, HEAD)
    assert rules.looks_like(PieceKind.M4S, piece(1))
    assert rules.looks_like(PieceKind.TS, packets(1))
    assert not rules.looks_like(PieceKind.TS, piece(1))
    assert not rules.looks_like(PieceKind.M4S, packets(1))
    assert not rules.looks_like(PieceKind.M4S, b"<html><script>")
    assert not any(rules.looks_like(kind, b"") for kind in (PieceKind.TS, PieceKind.MP4, PieceKind.M4S))


def test_a_pushed_playlist_is_read() -> None:
    text = pushed(["a.m4s", "https://elsewhere.example/x/../b.m4s?c=d"])
    assert rules.read_pushed(text) == [Named("a.m4s", 2000, "init.mp4", False), Named("b.m4s", 2000, "init.mp4", False)]
    text = "#EXTM3U\r\n#EXTINF:1.5,\r\na.ts\r\n#EXT-X-DISCONTINUITY\r\n#EXTINF:2,title\r\nb.ts\r\n#EXT-X-ENDLIST\r\n"
    assert rules.read_pushed(text) == [Named("a.ts", 1500, None, False), Named("b.ts", 2000, None, True)]
    assert rules.read_pushed("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlive.m3u8\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "#EXTM3U\na.ts",
        "#EXTM3U\n#EXTINF:0,\na.ts",
        "#EXTM3U\n#EXTINF:31,\na.ts",
        "#EXTM3U\n#EXTINF:nan,\na.ts",
        "#EXTM3U\n#EXTINF:2,\n../etc/passwd",
        "#EXTM3U\n#EXTINF:2,\nother.m3u8",
        '#EXTM3U\n#EXT-X-MAP:BYTERANGE="1@0"',
        '#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="k"\n#EXTINF:2,\na.ts',
        "#EXTM3U\n#EXTINF:2,\n#EXT-X-BYTERANGE:10@0\na.ts",
    ],
)
def test_playlists_that_we_cannot_serve_are_refused(text: str) -> None:
    with pytest.raises(PlaylistUnreadable):
        rules.read_pushed(text)


@given(st.text(max_size=300))
def test_whatever_is_pushed_is_read_or_refused(text: str) -> None:
    for start in ("", "#EXTM3U\n"):
        try:
            found = rules.read_pushed(start + text)
        except PlaylistUnreadable:
            continue
        assert all(0 < one.milliseconds <= 30_000 for one in found)


def test_players_get_a_window_and_afterwards_all_of_it() -> None:
    pieces = [Piece(7, 2000, 2, "media/a.m4s", "media/h.mp4"), Piece(8, 2500, 3, "media/b.m4s", "media/h.mp4")]
    assert rules.playlist(pieces, first_take=1, is_over=False).splitlines() == [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        "#EXT-X-TARGETDURATION:3",
        "#EXT-X-MEDIA-SEQUENCE:7",
        "#EXT-X-DISCONTINUITY-SEQUENCE:1",
        '#EXT-X-MAP:URI="media/h.mp4"',
        "#EXTINF:2.000,",
        "media/a.m4s",
        "#EXT-X-DISCONTINUITY",
        "#EXTINF:2.500,",
        "media/b.m4s",
    ]
    whole = rules.playlist(pieces, first_take=2, is_over=True).splitlines()
    assert (whole[4], whole[-1]) == ("#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-ENDLIST")


@given(st.lists(st.tuples(st.integers(1, 30_000), st.booleans()), min_size=1, max_size=40))
def test_what_we_write_we_could_read_again(parts: list[tuple[int, bool]]) -> None:
    take, pieces = 1, []
    for number, (length, breaks) in enumerate(parts, start=1):
        take += breaks and number > 1
        pieces.append(Piece(number, length, take, f"media/{number}.ts", None))
    text = rules.playlist(pieces, first_take=1, is_over=True)
    named = rules.read_pushed(text)
    assert [one.milliseconds for one in named] == [length for length, _ in parts]
    assert [one.breaks for one in named] == [breaks and number > 0 for number, (_, breaks) in enumerate(parts)]
    longest = max(length for length, _ in parts)
    target = re.search(r"TARGETDURATION:(\d+)", text)
    assert target is not None
    assert longest <= int(target[1]) * 1000 < longest + 1000
