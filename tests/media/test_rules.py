"""Rules of media: what the first bytes of a picture prove."""

import pytest

from zhongcao.media import rules


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"GIF89a", "GIF"),
        (b"RIFF\x00\x00\x00\x00WEBP", "WEBP"),
        (b"\x00\x00\x00\x20ftypavif", "AVIF"),
        (b"RIFF\x00\x00\x00\x00WAVE", None),
        (b"\x00\x00\x00\x20ftypheic", None),
        (b"<svg xmlns=", None),
        (b"%PDF-1.7", None),
        (b"", None),
    ],
)
def test_the_first_bytes_prove_the_format(head: bytes, name: str | None) -> None:
    assert rules.picture_format(head) == name
