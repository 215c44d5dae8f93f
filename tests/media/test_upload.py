"""Uploads: what comes in, what is left of it, and what never gets in."""

import io
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from litestar import Litestar
from PIL import Image
from sqlalchemy import text

from tests.driving import Browser
from tests.factories.media import drawing, encoded, upload
from zhongcao.kit.db import Tx
from zhongcao.kit.settings import Settings
from zhongcao.media import rules

Browse = Callable[[], Browser]
GIF_SCRIPT = b"GIF89a/*" + b"\0" * 40 + b"*/=1;alert(document.domain)"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


async def _bytes_of(app: Litestar, url: str, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        return await client.get(url, headers=headers)


async def _nothing_kept(tx: Tx) -> bool:
    return (await tx.execute(text("SELECT count(*) FROM media.picture WHERE added_at >= now()"))).scalar_one() == 0


def _png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(width: int, height: int, *extra: bytes, rows: bytes = b"") -> bytes:
    header = _png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(extra) + _png_chunk(b"IDAT", rows) + _png_chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
async def test_every_usual_format_comes_in(browse: Browse, app: Litestar, kind: str) -> None:
    member = await browse().sign_up()
    picture = await upload(member, encoded(drawing(1500, 2000), kind))
    assert (picture["width"], picture["height"]) == (1080, 1440)
    assert len(picture["placeholder"]) == 28
    for size, width in rules.WIDTHS.items():
        answer = await _bytes_of(app, picture[f"{size}_url"])
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "image/webp"
        with Image.open(io.BytesIO(answer.content)) as shown:
            assert shown.size == (width, width * 4 // 3)


async def test_small_pictures_are_not_blown_up_and_long_ones_stay_long(browse: Browse) -> None:
    member = await browse().sign_up()
    small = await upload(member, encoded(drawing(100, 60)))
    assert (small["width"], small["height"]) == (100, 60)
    tall = await upload(member, encoded(drawing(1000, 8000)))
    assert (tall["width"], tall["height"]) == (540, 4320)
    one = await upload(member, encoded(Image.new("RGB", (1, 1), "#ff8800"), "PNG"))
    assert (one["width"], one["height"], one["colour"]) == (1, 1, "#ff8800")


async def test_a_phone_picture_is_turned_upright_and_loses_where_it_was_taken(browse: Browse, app: Litestar) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SecretPhone"
    exif.get_ifd(0x8825)[2] = (31.0, 14.0, 0.0)
    content = encoded(drawing(400, 300), exif=exif.tobytes(), comment=b"SecretComment")
    assert b"SecretPhone" in content
    picture = await upload(await browse().sign_up(), content)
    assert (picture["width"], picture["height"]) == (300, 400)
    for kind in ("image/webp", "image/avif"):
        answer = await _bytes_of(app, picture["full_url"], Accept=kind)
        assert answer.headers["content-type"] == kind
        for secret in (b"Secret", b"Exif\0\0", b"GPS"):
            assert secret not in answer.content
        with Image.open(io.BytesIO(answer.content)) as shown:
            assert not shown.getexif()


@pytest.mark.parametrize("tail", [b"<script>alert(1)</script>", b"PK\x03\x04" + b"\0" * 30, b"%PDF-1.7 x"])
async def test_what_hangs_on_a_picture_is_cut_off(browse: Browse, app: Litestar, tail: bytes) -> None:
    picture = await upload(await browse().sign_up(), encoded(drawing()) + tail)
    for size in rules.WIDTHS:
        assert tail not in (await _bytes_of(app, picture[f"{size}_url"])).content


async def test_transparent_parts_become_white(browse: Browse, app: Litestar) -> None:
    clear = Image.new("RGBA", (40, 40), (255, 0, 0, 0))
    picture = await upload(await browse().sign_up(), encoded(clear, "PNG"))
    assert picture["colour"] == "#ffffff"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "unknown-format"),
        (b"GIF", "unknown-format"),
        (SVG, "unknown-format"),
        (b"<html><script>alert(1)</script></html>", "unknown-format"),
        (b"%PDF-1.7\n1 0 obj", "unknown-format"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "unknown-format"),
        (b"MZ" + b"\0" * 60, "unknown-format"),
        (b"\x7fELF" + b"\0" * 60, "unknown-format"),
        (b"\0\0\0\x18ftypisom" + b"\0" * 40, "unknown-format"),
        (encoded(drawing(9, 9), "BMP"), "unknown-format"),
        (encoded(drawing(9, 9), "TIFF"), "unknown-format"),
        (encoded(drawing(9, 9), "ICO"), "unknown-format"),
        (GIF_SCRIPT, "unreadable"),
        (encoded(drawing())[:2000], "unreadable"),
        (encoded(drawing(), "PNG")[:3000], "unreadable"),
        (encoded(drawing(), "WEBP")[:500], "unreadable"),
        (b"\xff\xd8\xff" + b"\0" * 500, "unreadable"),
        (b"RIFF\x10\0\0\0WEBPVP8 " + b"\xff" * 50, "unreadable"),
        (b"\0\0\0\x1cftypavif" + b"\xff" * 90, "unreadable"),
    ],
)
async def test_what_is_no_picture_stays_out(browse: Browse, tx: Tx, content: bytes, reason: str) -> None:
    answer = await upload(await browse().sign_up(), content, expect=422)
    assert answer["code"] in ("media.picture-unreadable", "invalid")
    assert answer["details"].get("reason", reason) == reason
    assert await _nothing_kept(tx)


def _frame_bomb() -> bytes:
    frames = [Image.new("P", (1000, 1000), number) for number in range(2)]
    return encoded(frames[0], "GIF", save_all=True, append_images=frames[::-1] * 52, duration=10)


BOMBS: list[tuple[str, Callable[[], bytes], str]] = [
    ("12 000 x 12 000 in a few kB", lambda: _png(12_000, 12_000, rows=zlib.compress(b"\0" * 9000)), "too-many-pixels"),
    ("2 billion wide", lambda: _png(2**31 - 1, 1, rows=b""), "too-many-pixels"),
    ("one side too long", lambda: _png(17_000, 10, rows=b""), "too-many-pixels"),
    ("too many frames times pixels", _frame_bomb, "too-many-frames"),
]


@pytest.mark.parametrize(("make", "reason"), [bomb[1:] for bomb in BOMBS], ids=[bomb[0] for bomb in BOMBS])
async def test_bombs_are_defused_by_their_header(
    browse: Browse, tx: Tx, make: Callable[[], bytes], reason: str
) -> None:
    content = make()
    assert len(content) < 3_000_000
    answer = await upload(await browse().sign_up(), content, expect=413)
    assert (answer["code"], answer["details"]["reason"]) == ("media.picture-too-big", reason)
    assert await _nothing_kept(tx)


async def test_compressed_text_inside_a_picture_is_no_way_in(browse: Browse, tx: Tx) -> None:
    bomb = zlib.compress(b"\0" * 80_000_000, 9)
    for chunk in (_png_chunk(b"zTXt", b"k\0\0" + bomb), _png_chunk(b"iCCP", b"k\0\0" + bomb)):
        rows = zlib.compress(b"\0" * 5 * 4)
        await upload(await browse().sign_up(), _png(4, 4, chunk, rows=rows), expect=422)
    assert await _nothing_kept(tx)


async def test_a_decoder_that_wants_too_much_memory_is_stopped() -> None:
    """The child's own limit, without our header check in front of it."""
    script = (
        "from zhongcao.media.gateways import cleaner\n"
        "cleaner.confine()\n"
        "try:\n    held = bytearray(800 * 1024 * 1024)\nexcept MemoryError:\n    print('stopped')\n"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: ASYNC221
    assert run.stdout.strip() == "stopped"


async def test_too_many_bytes_and_parts_and_no_file(browse: Browse, tx: Tx) -> None:
    member = await browse().sign_up()
    big = encoded(drawing()) + b"\0" * rules.UPLOAD_BYTES_MAX
    assert (await upload(member, big, expect=413))["code"] == "media.picture-too-big"
    await upload(member, b"\0" * 26_000_000, expect=413)
    await member.call("POST", "/v1/media", data={"file": "text"}, files={"x": b"1"}, expect=422)
    parts = [(f"p{number}", (None, b"x")) for number in range(1200)]
    await member.call("POST", "/v1/media", files=parts, expect=400)
    await browse().call("POST", "/v1/media", files={"file": b"1"}, expect=401)
    assert await _nothing_kept(tx)


async def test_uploads_are_limited_per_member(app: Litestar, browse: Browse, settings: Settings) -> None:
    member = await browse().sign_up()
    app.state["settings"] = Settings(public_url=settings.public_url, rate_limits=True)
    try:
        for _ in range(30):
            await upload(member, b"no picture", expect=422)
        await upload(member, b"no picture", expect=429)
    finally:
        app.state["settings"] = settings


@pytest.mark.needs_data
async def test_the_smallest_files_of_every_type(browse: Browse, shared_data: Path) -> None:
    folder = shared_data / "media" / "tiny"
    if not folder.exists():
        pytest.skip("the corpus of tiny files is not here")
    member, seen = await browse().sign_up(), {}
    for path in sorted(folder.iterdir()):
        if path.is_file():
            files = {"file": (path.name, path.read_bytes(), "image/png")}
            async with httpx.AsyncClient(transport=httpx.ASGITransport(member.app), base_url="http://test") as client:
                headers = {"Authorization": f"Bearer {member.token}"}
                answer = await client.post("/v1/media", files=files, headers=headers)
            seen[path.name] = answer.status_code
    accepted = {name for name, status in seen.items() if status == 201}
    whole = {"gif.gif", "gif-transparent.gif", "jpeg.jpg", "webp.webp", "png-transparent.png"}
    assert accepted <= whole | {"png-truncated.png"}  # lacks its end mark only; all its pixels are there
    assert "jpeg.jpg" in accepted
    assert {status for name, status in seen.items() if name not in accepted} <= {413, 422}
