"""The load client reads pages by hand: it finds what a parser finds, and tells what a page of the app tells."""

import asyncio
from itertools import cycle
from typing import Any

import msgspec

from zhongcao.app.measuring.feed import Reader, batch_of_events, notes_of
from zhongcao.insight.rules import BATCH_MAX, EventKind
from zhongcao.insight.schemas import EventBatch
from zhongcao.kit import clock
from zhongcao.rehearsal.line import Answer, Line

decode = msgspec.json.Decoder(EventBatch).decode


def page_of(notes: list[str], *, page: str | None = "77", cursor: str | None = "bmV4dA") -> bytes:
    """A page as the shop answers it, its words full of names that it has itself."""
    said = '"note":{"id":"1" "page":"2" "next_cursor":"3"'
    items = [{"note": {"id": one, "title": said}, "reason": {"zh": said}, "page": page} for one in notes]
    return msgspec.json.encode({"items": items, "goods": [], "next_cursor": cursor})


class Told(Line):
    """A line over which these pages come."""

    def __init__(self, *pages: bytes) -> None:
        super().__init__("http://shop.test")
        self.asked: list[str] = []
        self._pages = list(pages)

    async def ask(self, method: str, path: str, body: bytes = b"", **rest: Any) -> Answer:
        """The next page."""
        self.asked.append(path)
        return Answer(200, b"HTTP/1.1 200 OK\r\n", self._pages.pop(0), 0.001)


def test_a_batch_is_what_the_shop_takes_and_no_two_ids_are_the_same() -> None:
    notes = [str(10**15 + place).encode() for place in range(BATCH_MAX)]
    batches = [decode(batch_of_events(notes[:20], page=b"77")), decode(batch_of_events(notes))]
    first, longest = (batch.events for batch in batches)
    assert [one.note for one in longest] == [note.decode() for note in notes]
    assert [one.position for one in longest] == list(range(BATCH_MAX))
    assert {(one.kind, one.feed, one.page) for one in first} == {(EventKind.IMPRESSION, "discover", "77")}
    assert {one.page for one in longest} == {None}
    assert abs((clock.now() - first[0].at).total_seconds()) < 60
    ids = {batch.id for batch in batches} | {one.id for one in first + longest}
    assert len(ids) == 2 + len(first) + len(longest)


def test_notes_are_found_by_hand() -> None:
    assert notes_of(page_of(["12", "7", "12"])) == [b"12", b"7", b"12"]
    assert notes_of(page_of([])) == []


def test_a_reader_goes_on_where_the_page_ended_and_tells_its_notes() -> None:
    line = Told(page_of(["1", "2"]), page_of(["3"], page=None, cursor=None), page_of([]), page_of(["4"] * 20))

    async def see() -> list[tuple[str, bytes] | None]:
        reader = Reader(line, cycle(["anna", "ben", "chen"]))
        seen = [await reader.see() for _ in range(4)]
        assert (len(reader.first), len(reader.more)) == (2, 2)
        return seen

    seen = asyncio.run(see())
    told = [(token, decode(batch).events) for token, batch in filter(None, seen)]
    assert [(token, [(one.note, one.page) for one in events]) for token, events in told] == [
        ("anna", [("1", "77"), ("2", "77")]),
        ("anna", [("3", None)]),
        ("ben", [("4", "77")] * 20),
    ]
    start = "/v1/feeds/discover?limit=20"
    assert line.asked == [start, f"{start}&cursor=bmV4dA", start, f"{start}&cursor=bmV4dA"]
