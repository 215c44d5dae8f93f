"""Shows, hosts with a real name, and media made of constants, for tests."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from tests.driving import Browser
from tests.factories import identity as identity_factory
from tests.factories import media
from zhongcao.identity import rules as identity_rules
from zhongcao.identity import service as identity
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, Tx, begin
from zhongcao.kit.keyring import KeyRing


def box(kind: bytes, content: bytes = b"") -> bytes:
    """A box of ISO media: length, kind, content."""
    return (8 + len(content)).to_bytes(4) + kind + content


HEAD = box(b"ftyp", b"iso6\0\0\0\0iso6cmfc") + box(b"moov", box(b"mvhd", bytes(100)))
"""A head that names no tracks: nothing here plays it."""


def piece(number: int, *, size: int = 64) -> bytes:
    """A media segment; each number gives another."""
    inside = box(b"mfhd", bytes(4) + number.to_bytes(4)) + box(b"traf", bytes(16))
    return box(b"styp", b"msdh\0\0\0\0msdh") + box(b"moof", inside) + box(b"mdat", number.to_bytes(size))


def packets(number: int, count: int = 4) -> bytes:
    """A segment of a transport stream."""
    return b"".join(b"\x47" + number.to_bytes(187) for _ in range(count))


def pushed(names: Sequence[str], *, head: str | None = "init.mp4", seconds: float = 2.0, first: int = 0) -> str:
    """A playlist as encoders write it."""
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-TARGETDURATION:2", f"#EXT-X-MEDIA-SEQUENCE:{first}"]
    if head:
        lines.append(f'#EXT-X-MAP:URI="{head}"')
    for name in names:
        lines += [f"#EXTINF:{seconds:.6f},", name]
    return "\n".join(lines) + "\n"


async def host(browser: Browser, sessions: Sessions, keys: KeyRing, *, number: int = 1, name: str = "小满") -> Browser:
    """Sign the browser up as somebody who may go live."""
    await browser.sign_up(name)
    async with begin(sessions) as tx:
        await named(tx, keys, browser.member_id, number=number)
    return browser


async def named(tx: Tx, keys: KeyRing, member_id: int, *, number: int = 1) -> None:
    """Give a member a real name."""
    assert isinstance(tx, AsyncSession)
    await identity.keep_real_name(
        tx,
        keys,
        member_id=member_id,
        name="林小满",
        id_number=identity_factory.id_number(number),
        consent_version=identity_rules.CONSENT_VERSION,
        now=clock.now(),
    )


async def show(
    browser: Browser,
    *,
    products: Sequence[str] = (),
    starts_at: datetime | str | None = None,
    expect: int = 201,
    key: str | None = None,
    cover: str | None = None,
    **fields: Any,
) -> dict[str, Any]:
    """A show that the browser's member announces, as the API answers it."""
    cover = cover or (await media.upload(browser))["id"]
    given = {"title": "今晚试色", "cover_id": cover, "products": list(products), **fields}
    if starts_at is not None:
        given["starts_at"] = starts_at if isinstance(starts_at, str) else starts_at.isoformat()
    headers = {"Idempotency-Key": key or uuid4().hex}
    answer: dict[str, Any] = await browser.post("/v1/shows", given, headers=headers, expect=expect)
    return answer


async def push(browser: Browser, key: str, name: str, content: bytes | str, *, expect: int = 204) -> Any:
    """Push a file as an encoder does."""
    content = content.encode() if isinstance(content, str) else content
    return await browser.call("PUT", f"/v1/live_ingest/{key}/{name}", content=content, expect=expect)


async def stream(browser: Browser, show_id: str, *, numbers: Sequence[int] = (1, 2, 3)) -> str:
    """Push some seconds into a show; answers the key."""
    key: str = (await browser.post(f"/v1/shows/{show_id}/stream_key", expect=200))["key"]
    await push(browser, key, "init.mp4", HEAD)
    await push_pieces(browser, key, numbers)
    return key


async def push_pieces(browser: Browser, key: str, numbers: Sequence[int]) -> None:
    """Push segments, and the playlist that names them."""
    for number in numbers:
        await push(browser, key, f"seg{number}.m4s", piece(number))
    await push(browser, key, "live.m3u8", pushed([f"seg{number}.m4s" for number in numbers], first=numbers[0]))


async def on_air(browser: Browser, *, products: Sequence[str] = (), **fields: Any) -> dict[str, Any]:
    """A show of the browser's member that is on air."""
    made = await show(browser, products=products, **fields)
    await stream(browser, made["id"])
    answer: dict[str, Any] = await browser.post(f"/v1/shows/{made['id']}/start", expect=200)
    return answer
