"""A live show that the demo member has announced: its room and its studio are screens like others."""

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from PIL import Image, ImageDraw

from zhongcao.app.webapp.pending import Sender
from zhongcao.sample.logins import MEMBER

TITLE = "换季护肤，慢慢挑不着急"
AHEAD = timedelta(days=2)
GOODS = 4
SIDE = (900, 1200)
PAPER, SUN = (226, 239, 234), (200, 110, 60)


def announce(send: Sender, hand_in: Callable[[bytes], str]) -> str:
    """The show that the demo member has announced; `hand_in` uploads its cover where there is none yet."""
    shows: list[dict[str, Any]] = send("GET", "/v1/me/shows", role=MEMBER)["items"]
    waiting = [one["id"] for one in shows if one["state"] == "announced"]
    if waiting:
        return str(waiting[0])
    goods = [one["id"] for one in send("GET", f"/v1/products?limit={GOODS}")["items"]]
    starts_at = (datetime.now(UTC) + AHEAD).isoformat()
    body = {"title": TITLE, "cover_id": hand_in(_cover()), "starts_at": starts_at, "products": goods}
    return str(send("POST", "/v1/shows", body, role=MEMBER, key=f"furnish-show-{len(shows)}")["id"])


def _cover() -> bytes:
    """A sun over paper, as covers are held: upright."""
    picture = Image.new("RGB", SIDE, PAPER)
    width, height = SIDE
    ImageDraw.Draw(picture).ellipse((width * 0.2, height * 0.2, width * 0.8, height * 0.65), fill=SUN)
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=85)
    return written.getvalue()
