"""Cards that a process does not hold: made for everyone, and with the feed where it is ranked."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from litestar import Litestar
from sqlalchemy import text

from tests.driving import Browser
from tests.factories import community
from tests.listening import Ear, Reading
from zhongcao.community import service as notes_service
from zhongcao.community import store as notes_store
from zhongcao.community.service import CardCache
from zhongcao.discovery import store
from zhongcao.discovery.feeds.pages import as_ids
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.ids import new_id


async def _own_of_feed(
    tx: Any, shown: list[int], *, soon: list[int], member: int, kept: CardCache
) -> notes_service.Own:
    """What is answered beside a feed of a member that is kept."""
    asked = notes_service.ask_own(shown, await _authors(tx, shown), soon=soon, kept=kept)
    feed = {"feed_id": new_id(), "channel": "", "notes": b"", "told": b"", "served": 0, "at": clock.now()}
    answers = await store.add_feed(
        tx, member_id=member, **feed, portrait_at=None, goods=None, beside=asked.beside, given=asked.given
    )
    return asked.own(answers)


async def _authors(tx: Any, notes: list[int]) -> list[int]:
    found = await tx.execute(text("SELECT id, author_id FROM community.note WHERE id = ANY (:notes)"), {"notes": notes})
    authors = {row.id: row.author_id for row in found}
    return [authors[note] for note in notes]


async def test_what_only_its_author_may_see_is_not_shown_from_what_was_kept_for_them(
    browse: Callable[[], Browser], sessions: Sessions, ear: Ear, notes: list[int]
) -> None:
    author, reader = await browse().sign_up(), await browse().sign_up()
    draft = int((await community.note(author))["id"])
    async with begin(sessions) as tx:
        hidden = {"state": "hidden"}
        await notes_store.set_note(tx, author_id=author.member_id, note_id=draft, values=hidden)
    await ear.listen()
    cards = CardCache(hearing=ear.hearing, tick=ear.clock)
    async with begin(sessions) as tx:
        own, _ = await notes_service.encoded_cards(tx, [draft], viewer=author.member_id, kept=cards)
        assert set(own) == {draft}
        nothing = notes_service.Own(liked=frozenset(), apart=frozenset())
        assert await notes_service.sure_cards(tx, [draft], own=nothing, kept=cards) is None
        assert (await notes_service.encoded_cards(tx, [draft], viewer=reader.member_id, kept=cards))[0] == {}
        fresh = CardCache(hearing=ear.hearing, tick=ear.clock)
        assert await notes_service.sure_cards(tx, [draft], own=nothing, kept=fresh) == {}
        assert (await notes_service.encoded_cards(tx, [draft], viewer=reader.member_id, kept=fresh))[0] == {}
        await _own_of_feed(tx, notes[:3], soon=[draft, notes[0]], member=author.member_id, kept=fresh)
        assert fresh.lacking([draft, notes[0]]) == [draft], "neither for its author"


async def test_cards_that_are_missing_come_with_the_feed(
    browse: Callable[[], Browser], app: Litestar, ear: Ear, sessions: Sessions, asked: list[str], notes: list[int]
) -> None:
    reading = Reading(await browse().sign_up(), asked)
    page = await reading.page()
    [of_cards] = reading.of_cards()
    assert "INSERT INTO discovery.feed" in of_cards
    async with begin(sessions) as tx:
        plain = await notes_service.cards(tx, [int(one["id"]) for one in page], viewer=reading.browser.member_id)
    assert [msgspec.json.encode(plain[int(one["id"])]) for one in page] == [msgspec.json.encode(one) for one in page]
    assert app.state["brain"].cards.lacking(notes) == [], "those of the next pages came too"
    other = Reading(await browse().sign_up(), asked)
    await other.page()
    assert not any("community.note" in one.replace("community.note_like", "") for one in other.statements)


async def test_what_a_member_has_to_do_with_a_feed_is_the_same_with_cards_and_without(
    browse: Callable[[], Browser], sessions: Sessions, ear: Ear, notes: list[int]
) -> None:
    reader, cards = await browse().sign_up(), CardCache(hearing=ear.hearing, tick=ear.clock)
    await reader.put(f"/v1/notes/{notes[1]}/like", expect=204)
    async with begin(sessions) as tx:
        authors = await _authors(tx, notes)
        await notes_store.add_block(tx, member_id=authors[2], blocked_id=reader.member_id, now=clock.now())
        await notes_store.add_block(tx, member_id=reader.member_id, blocked_id=authors[3], now=clock.now())
        given: dict[str, Any] = {"member": reader.member_id, "kept": cards}
        made = await _own_of_feed(tx, notes, soon=notes[:2], **given)
        assert made == notes_service.Own(liked=frozenset([notes[1]]), apart=frozenset(authors[2:4]))
        assert len(cards) == 2
        assert await _own_of_feed(tx, notes, soon=notes[:2], **given) == made


async def test_of_cards_made_for_everyone_nobody_sees_those_behind_a_block(
    browse: Callable[[], Browser], sessions: Sessions, ear: Ear, notes: list[int]
) -> None:
    cards, reader = CardCache(hearing=ear.hearing, tick=ear.clock), await browse().sign_up()
    async with begin(sessions) as tx:
        authors = await _authors(tx, notes)
        apart = notes_service.Own(liked=frozenset(notes[:1]), apart=frozenset(authors[1:2]))
        nothing = notes_service.Own(liked=frozenset(), apart=frozenset())
        for _ in ("made", "kept"):
            shown = await notes_service.sure_cards(tx, notes[:3], own=apart, kept=cards)
            assert shown is not None
            assert list(shown) == [notes[0], notes[2]]
            assert [msgspec.json.decode(one)["liked"] for one in shown.values()] == [True, False]
        everything = await notes_service.sure_cards(tx, notes[:3], own=nothing, kept=cards)
        assert everything is not None
        assert list(everything) == notes[:3]
        await notes_store.add_block(tx, member_id=authors[1], blocked_id=reader.member_id, now=clock.now())
        for one in (cards, CardCache(hearing=ear.hearing, tick=ear.clock)):
            asking, _ = await notes_service.encoded_cards(tx, notes[:3], viewer=reader.member_id, kept=one, soon=[])
            assert set(asking) == {notes[0], notes[2]}


@pytest.mark.parametrize("when", ["before", "behind"])
async def test_a_note_that_is_withdrawn_while_its_feed_is_kept_is_left_out(
    browse: Callable[[], Browser],
    sessions: Sessions,
    ear: Ear,
    asked: list[str],
    notes: list[int],
    monkeypatch: pytest.MonkeyPatch,
    when: str,
) -> None:
    gone: list[int] = []

    async def add_and_withdraw(tx: Any, *, notes: bytes, **feed: Any) -> Any:
        gone.append(int(as_ids(notes)[1]))
        answers = await add_feed(tx, notes=notes, **feed) if when == "behind" else None
        author = await tx.scalar(text("SELECT author_id FROM community.note WHERE id = :note"), {"note": gone[0]})
        await notes_store.set_note(tx, author_id=author, note_id=gone[0], values={"state": "hidden"})
        await tx.flush()
        await ear.listen()
        return answers or await add_feed(tx, notes=notes, **feed)

    add_feed = store.add_feed
    monkeypatch.setattr(store, "add_feed", add_and_withdraw)
    reading = Reading(await browse().sign_up(), asked)
    assert len(await reading.page()) == 5
    assert str(gone[0]) not in reading.shown
    monkeypatch.setattr(store, "add_feed", add_feed)
    other = Reading(await browse().sign_up(), asked)
    assert len(await other.page(limit=40)) == 39
