"""What a member has who has been here for a while: people to follow, notes of one's own, and others who answer.

Made through the API as the demo people would do it, and only where the demo member has none yet: without it the
screens of following, messages, albums and drafts would be seen empty.
"""

from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import uuid4

from zhongcao.app.webapp.pending import Sender
from zhongcao.sample.logins import MEMBER

NOTE: dict[str, Any] = {
    "title": "换季干皮，这罐我用到见底",
    "body": "两颊起皮的时候厚敷一层，第二天不卡粉。油皮别学我，晚上用就够了。",
    "topics": ["干皮"],
}
NEWS: dict[str, Any] = {
    "title": "编辑部本周在用：三样过冬的东西",
    "body": "室内一开暖气就干，桌上常备这几样。都是自己掏钱买的，空了还会再买。",
    "topics": ["干皮"],
}
"""What somebody writes whom the demo member follows."""
DRAFT = {"kind": "text", "title": "出差洗漱包怎么收", "body": "先记三件：分装瓶、毛巾、卸妆膏。", "draft": True}
ANSWERS = {
    "editor": "写得很清楚，收进这周的选题啦。",
    "buyer": "谢谢反馈，大罐的这周补货。",
    "support": "有问题随时来找我～",
}
"""Who of the staff likes, keeps, follows and says what."""
FOLLOWED, KEPT = 4, 7
READ, SEEN_GOODS, BASKET = 18, 12, 9


class Copy(Protocol):
    """Hands in a picture of the shop once more, as the demo member's own; its id, or None while it is not drawn."""

    def __call__(self, url: str) -> str | None: ...


def keep_company(send: Sender, copy: Copy, album: str) -> None:
    """Let the demo member follow, keep and write, and others answer."""

    def ask(path: str) -> list[Any]:
        found: list[Any] = send("GET", path, role=MEMBER)["items"]
        return found

    me = send("GET", "/v1/me", role=MEMBER)["id"]
    feed = [one["note"] for one in send("GET", "/v1/feeds/discover?limit=40")["items"]]
    if not ask(f"/v1/members/{me}/followees"):
        for author in list(dict.fromkeys(note["author"]["id"] for note in feed))[:FOLLOWED]:
            send("PUT", f"/v1/members/{author}/follow", role=MEMBER)
        _write_news(send)
    if not ask(f"/v1/me/collects?album={album}"):
        for note in feed[:KEPT]:
            send("PUT", f"/v1/notes/{note['id']}/collect", {"album": album}, role=MEMBER)
            send("PUT", f"/v1/notes/{note['id']}/like", role=MEMBER)
    _look_around(send, feed)
    if not ask("/v1/me/notes?note_state=draft"):
        send("POST", "/v1/notes", DRAFT, role=MEMBER, key="furnish-draft")
    if not ask("/v1/me/notes?note_state=published"):
        _write(send, copy, me)


def _look_around(send: Sender, feed: list[dict[str, Any]]) -> None:
    """What a screen tells while the demo member looks: without it the funnel of the loop begins with zeros."""
    told = send("GET", "/v1/console/funnel", role="admin")
    if any(step["count"] for step in told["steps"] if step["step"] == "impression"):
        return
    goods = send("GET", f"/v1/products?limit={SEEN_GOODS}")["items"]
    seen = [{"kind": "impression", "note": note["id"], "position": place} for place, note in enumerate(feed)]
    seen += [{"kind": "click", "note": note["id"]} for note in feed[:READ]]
    seen += [{"kind": "product_view", "product": one["id"]} for one in goods]
    seen += [{"kind": "add_to_cart", "product": one["id"]} for one in goods[:BASKET]]
    common = {"at": datetime.now(UTC).isoformat(), "session": "furnish", "feed": "discover"}
    events = [{"id": str(uuid4()), **common, **one} for one in seen]
    send("POST", "/v1/events", {"events": events}, role=MEMBER)


def _write_news(send: Sender) -> None:
    """An editor is followed and then writes: that is told among the member's messages."""
    editor = send("GET", "/v1/me", role="editor")["id"]
    send("PUT", f"/v1/members/{editor}/follow", role=MEMBER)
    send("POST", "/v1/notes", NEWS | {"kind": "text"}, role="editor", key="furnish-news")


def _write(send: Sender, copy: Copy, me: str) -> None:
    """A note of the demo member, and what others say to it."""
    product = send("GET", "/v1/products?limit=1")["items"][0]
    picture = copy(product["picture"]["card_url"])
    pictures = [{"id": picture, "alt": product["title"]}] if picture else []
    body = NOTE | {"kind": "image" if pictures else "text", "pictures": pictures}
    note = send("POST", "/v1/notes", body, role=MEMBER, key="furnish-note")["id"]
    for role, text in ANSWERS.items():
        send("PUT", f"/v1/notes/{note}/like", role=role)
        send("PUT", f"/v1/notes/{note}/collect", {}, role=role)
        send("PUT", f"/v1/members/{me}/follow", role=role)
        send("POST", f"/v1/notes/{note}/comments", {"text": text}, role=role, key=f"furnish-{role}")
