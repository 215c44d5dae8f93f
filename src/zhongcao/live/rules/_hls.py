"""HTTP Live Streaming (RFC 8216): what an encoder pushes is read here, and what players get is written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from zhongcao.live.errors import MediaMalformed, PlaylistUnreadable

PLAYLIST_BYTES_MAX = 64_000
MEDIA_BYTES_MAX = 8_000_000
WINDOW = 6
"""So many segments a player is offered while a show is on air."""
SECONDS_MAX = 30
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]{0,90}\.(m3u8|mp4|m4s|ts)", re.ASCII)
_DURATION = re.compile(r"#EXTINF:([0-9]{1,3}(?:\.[0-9]{1,9})?)\s*(?:,.*)?", re.ASCII)
_URI = re.compile(r'URI="([^"]*)"')
_TS_PACKET, _TS_SYNC = 188, 0x47
_FIRST_BOXES = (b"ftyp", b"styp", b"moof", b"sidx", b"emsg", b"prft", b"free", b"mdat")


class PieceKind(StrEnum):
    """What a pushed file is, by the end of its name."""

    PLAYLIST = "m3u8"
    MP4 = "mp4"
    M4S = "m4s"
    TS = "ts"


@dataclass(frozen=True, slots=True)
class Named:
    """A segment as a pushed playlist names it: its length, the head that it needs, whether pictures begin anew."""

    name: str
    milliseconds: int
    head: str | None
    breaks: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment as a player asks for it."""

    sequence: int
    milliseconds: int
    take: int
    address: str
    head: str | None


def kind_of(name: str) -> PieceKind:
    """What a pushed file is; refuses names that are no plain file names of HLS."""
    found = _NAME.fullmatch(name)
    if found is None:
        raise MediaMalformed(name=name[:120])
    return PieceKind(found[1])


def looks_like(kind: PieceKind, content: bytes) -> bool:
    """Whether content begins as files of this kind do: a box of ISO media, or packets of a transport stream."""
    if kind is PieceKind.TS:
        syncs = content[::_TS_PACKET]
        return len(content) % _TS_PACKET == 0 and bool(syncs) and set(syncs) == {_TS_SYNC}
    return len(content) >= 8 and int.from_bytes(content[:4]) >= 8 and content[4:8] in _FIRST_BOXES


def read_pushed(text: str) -> list[Named]:
    """The segments that a pushed playlist names, in order; one that only names other playlists has none."""
    lines = [line.strip() for line in text.splitlines()]
    if not lines or lines[0] != "#EXTM3U":
        raise PlaylistUnreadable(line=1)
    found: list[Named] = []
    length: int | None = None
    head: str | None = None
    breaks = False
    for number, line in enumerate(lines[1:], start=2):
        if line.startswith("#EXTINF:"):
            length = _milliseconds(line, number)
        elif line.startswith("#EXT-X-MAP:"):
            uri = _URI.search(line)
            if uri is None:
                raise PlaylistUnreadable(line=number)
            head = _file_of(uri[1], number)
        elif line == "#EXT-X-DISCONTINUITY":
            breaks = True
        elif line.startswith("#EXT-X-STREAM-INF"):
            return []
        elif line.startswith(("#EXT-X-BYTERANGE", "#EXT-X-PART:")) or _is_locked(line):
            raise PlaylistUnreadable(line=number)
        elif line and not line.startswith("#"):
            if length is None:
                raise PlaylistUnreadable(line=number)
            found.append(Named(_file_of(line, number), length, head, breaks))
            length, breaks = None, False
    return found


def _is_locked(line: str) -> bool:
    return line.startswith("#EXT-X-KEY:") and "METHOD=NONE" not in line


def _milliseconds(line: str, number: int) -> int:
    told = _DURATION.fullmatch(line)
    length = round(float(told[1]) * 1000) if told else 0
    if not 0 < length <= SECONDS_MAX * 1000:
        raise PlaylistUnreadable(line=number)
    return length


def _file_of(uri: str, number: int) -> str:
    """The name of the file at the end of an address; where an address leads is never followed."""
    name = uri.partition("?")[0].rpartition("/")[2]
    found = _NAME.fullmatch(name)
    if found is None or found[1] == PieceKind.PLAYLIST:
        raise PlaylistUnreadable(line=number)
    return name


def playlist(pieces: Sequence[Piece], *, first_take: int, is_over: bool) -> str:
    """A playlist of our own for players: the last segments while a show goes on, all of them once it is over."""
    target = max((-(-piece.milliseconds // 1000) for piece in pieces), default=1)
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", f"#EXT-X-TARGETDURATION:{target}"]
    lines.append(f"#EXT-X-MEDIA-SEQUENCE:{pieces[0].sequence if pieces else 0}")
    if pieces and pieces[0].take != first_take:
        lines.append(f"#EXT-X-DISCONTINUITY-SEQUENCE:{pieces[0].take - first_take}")
    if is_over:
        lines.append("#EXT-X-PLAYLIST-TYPE:VOD")
    take, head = pieces[0].take if pieces else 0, None
    for piece in pieces:
        if piece.take != take:
            lines.append("#EXT-X-DISCONTINUITY")
        if piece.head != head and piece.head is not None:
            lines.append(f'#EXT-X-MAP:URI="{piece.head}"')
        lines += [f"#EXTINF:{piece.milliseconds / 1000:.3f},", piece.address]
        take, head = piece.take, piece.head
    if is_over:
        lines.append("#EXT-X-ENDLIST")
    return "\n".join(lines) + "\n"
