"""Rules of media: what the first bytes of a picture prove."""

import pytest
from PIL import Image

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


def test_a_placeholder_gives_the_colours_of_its_picture_back() -> None:
    picture = Image.new("RGB", (80, 60), (250, 240, 230))
    picture.paste((40, 60, 220), (0, 30, 80, 60))
    colours = rules.colours_of(rules.placeholder_of(picture))
    assert len(colours) == 12
    above, below = colours[:4], colours[8:]
    assert min(red for red, _, _ in above) > 200 > 120 > max(red for red, _, _ in below)
    assert all(blue > red for red, _, blue in below)
    assert rules.colours_of(rules.plain_placeholder("#0a141e")) == [(10, 20, 30)]
