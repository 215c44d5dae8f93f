"""Pictures for tests: drawn here, uploaded like any member's."""

import io
import random
from typing import Any

from PIL import Image

from tests.driving import Browser


def drawing(width: int = 320, height: int = 400, *, seed: int = 1) -> Image.Image:
    """A picture of coloured patches; each seed gives another."""
    dice = random.Random(seed)
    small = Image.new("RGB", (7, 7))
    small.putdata([(dice.randrange(256), dice.randrange(256), dice.randrange(256)) for _ in range(49)])
    return small.resize((width, height), Image.Resampling.BICUBIC)


def encoded(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """A picture's file."""
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


async def upload(browser: Browser, content: bytes | None = None, *, expect: int = 201, seed: int = 1) -> dict[str, Any]:
    """Upload a picture as the browser's member."""
    content = encoded(drawing(seed=seed)) if content is None else content
    files = {"file": ("../../etc/passwd.html", content, "text/html")}
    answer: dict[str, Any] = await browser.call("POST", "/v1/media", files=files, expect=expect)
    return answer
