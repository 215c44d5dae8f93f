"""Versions of the search index: made when due, opened while nobody waits, never published torn, taken back."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from litestar import Litestar
from sqlalchemy import text

from tests.discovery.conftest import Index
from tests.discovery.test_ranker import Flaky
from tests.discovery.test_search_joining import told
from tests.discovery.test_search_live import Drain, goods, ids, lipstick
from tests.driving import Browser
from tests.factories import community
from tests.factories import supply as brands
from zhongcao.discovery import jobs, rules, service
from zhongcao.discovery.search import engine
from zhongcao.discovery.search import shelf as shelves
from zhongcao.discovery.search.artifact import Unreadable
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin, begin_read
from zhongcao.kit.jobs import Work


async def test_without_an_index_or_with_a_broken_one_the_database_searches(
    browse: Callable[[], Browser], work: Work, sessions: Sessions, app: Litestar, drain: Drain
) -> None:
    author = await browse().sign_up()
    note = (await community.note(author, title="露营灯测评"))["id"]
    await drain("discovery")
    before = await author.get("/v1/search", params={"q": "露营灯"})
    assert (ids(before, "notes"), before["total"], before["facets"]) == ([note], None, None)
    await jobs.make_search_index(work.sessions, work.objects, work.settings)
    for path in app.state["shelf"].folder.glob("*.idx"):
        path.write_bytes(b"torn")
    await author.get("/v1/search", params={"q": "露营灯"})
    await app.state["shelf"].wait()
    broken = await author.get("/v1/search", params={"q": "露营灯"})
    assert (ids(broken, "notes"), broken["total"]) == ([note], None)


async def test_nobody_waits_while_an_index_is_opened(
    browse: Callable[[], Browser], work: Work, app: Litestar, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    author = await browse().sign_up()
    note = (await community.note(author, title="露营灯测评"))["id"]
    await drain("discovery")
    await jobs.make_search_index(work.sessions, work.objects, work.settings)
    may_open, opened = Event(), shelves._opened

    def slowly(version: shelves.Version, path: Path) -> shelves.Held:
        assert may_open.wait(30)
        return opened(version, path)

    monkeypatch.setattr(shelves, "_opened", slowly)
    meanwhile = await author.get("/v1/search", params={"q": "露营灯"})
    assert (ids(meanwhile, "notes"), meanwhile["total"]) == ([note], None), "the database searches"
    may_open.set()
    await app.state["shelf"].wait()
    found = await author.get("/v1/search", params={"q": "露营灯"})
    assert (ids(found, "notes"), found["total"]) == ([note], 1)


async def test_an_index_that_does_not_answer_is_never_published(
    work: Work, sessions: Sessions, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    await index()
    folder = work.settings.data_dir / "search"
    files = set(folder.glob("*.idx"))

    def torn(version: shelves.Version, path: Path) -> shelves.Held:
        raise Unreadable("a list ends beyond its file")

    monkeypatch.setattr(shelves, "_opened", torn)
    async with begin_read(sessions) as read:
        before = await service.list_versions(read)
    with pytest.raises(Unreadable):
        await jobs.make_search_index(work.sessions, work.objects, work.settings)
    async with begin_read(sessions) as read:
        assert await service.list_versions(read) == before
    assert set(folder.glob("*.idx")) == files, "it is not left lying"


async def test_an_object_store_that_was_away_is_asked_again(
    browse: Callable[[], Browser], work: Work, app: Litestar, drain: Drain
) -> None:
    author = await browse().sign_up()
    note = (await community.note(author, title="露营灯测评"))["id"]
    await drain("discovery")
    await jobs.make_search_index(work.sessions, work.objects, work.settings)
    shelf, store = app.state["shelf"], Flaky(work.objects)
    shelf.objects = store
    for path in shelf.folder.glob("*.idx"):
        path.unlink()
    await author.get("/v1/search", params={"q": "露营灯"})
    await shelf.wait()
    away = await author.get("/v1/search", params={"q": "露营灯"})
    assert (ids(away, "notes"), away["total"]) == ([note], None)
    store.away = False
    await author.get("/v1/search", params={"q": "露营灯"})
    await shelf.wait()
    assert shelf.held is None, "not before the pause is over"
    shelf._not_before = -1e9
    await author.get("/v1/search", params={"q": "露营灯"})
    await shelf.wait()
    found = await author.get("/v1/search", params={"q": "露营灯"})
    assert (ids(found, "notes"), found["total"]) == ([note], 1)


async def test_a_machine_without_the_file_gets_it_from_the_object_store(
    browse: Callable[[], Browser], work: Work, app: Litestar, drain: Drain
) -> None:
    author = await browse().sign_up()
    note = (await community.note(author, title="手冲壶"))["id"]
    await drain("discovery")
    await jobs.make_search_index(work.sessions, work.objects, work.settings)
    for path in app.state["shelf"].folder.glob("*.idx"):
        path.unlink()
    await author.get("/v1/search", params={"q": "手冲壶"})
    await app.state["shelf"].wait()
    found = await author.get("/v1/search", params={"q": "手冲壶"})
    assert (ids(found, "notes"), found["total"]) == ([note], 1)


async def test_a_version_is_taken_back_for_the_one_before(
    browse: Callable[[], Browser], index: Index, app: Litestar, sessions: Sessions, drain: Drain
) -> None:
    author = await browse().sign_up()
    await community.note(author, title="手冲壶")
    await drain("discovery")
    await index()
    await index()
    async with begin(sessions) as tx:
        newest, first = await service.list_versions(tx)
        assert await service.withdraw_index(tx, now=clock.now()) == first
        assert newest.id > first.id
    await author.get("/v1/search", params={"q": "手冲壶"})
    await app.state["shelf"].wait()
    assert (await author.get("/v1/search", params={"q": "手冲壶"}))["total"] == 1
    async with begin(sessions) as tx:
        assert await service.withdraw_index(tx, now=clock.now()) is None
    assert (await author.get("/v1/search", params={"q": "手冲壶"}))["total"] is None


async def test_the_next_version_reads_only_what_changed(
    browse: Callable[[], Browser],
    index: Index,
    work: Work,
    sessions: Sessions,
    drain: Drain,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    author = await browse().sign_up()
    notes = [(await community.note(author, title=f"面霜测评第{number}篇"))["id"] for number in range(5)]
    product = await lipstick(sessions, "丝绒口红")
    await drain("discovery")
    first = await index()
    assert (first.notes, first.products, first.read) == (5, 1, 6)
    await pass_margin(sessions)
    await author.call("PATCH", f"/v1/notes/{notes[1]}", json={"title": "眼霜测评", "body": "改了"})
    await author.delete(f"/v1/notes/{notes[3]}")
    fresh = (await community.note(author, title="新买的面霜"))["id"]
    await drain("discovery")
    folder = work.settings.data_dir / "search"
    for path in folder.glob("*.idx"):  # the object store has it too
        path.unlink()
    monkeypatch.setattr(rules, "SEARCH_RENEWED_SHARE", 0.5)
    second = await index()
    assert (second.notes, second.products, second.read) == (5, 1, 2)
    await author.get("/v1/search", params={"q": "面霜"})
    found = await author.get("/v1/search", params={"q": "面霜"})
    assert (set(ids(found, "notes")), found["total"]) == ({notes[0], notes[2], notes[4], fresh}, 4)
    assert ids(await author.get("/v1/search", params={"q": "眼霜"}), "notes") == [notes[1]]
    assert ids(await goods(author, "口红")) == [product]
    third = await jobs.make_search_index(work.sessions, work.objects, work.settings, whole=True)
    assert (third.notes, third.products, third.read) == (5, 1, 6)
    renewed, whole = sorted(folder.glob("*.idx"))[-2:]
    for kind in engine.KINDS:
        one, other = (told(engine.arrays_of(path, kind)) for path in (renewed, whole))
        assert one == other
    assert sorted(path.name for path in folder.iterdir() if path.suffix != ".idx") == [], "nothing else is left lying"


async def test_a_version_that_was_made_otherwise_is_not_built_upon(
    browse: Callable[[], Browser], index: Index, sessions: Sessions, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    author = await browse().sign_up()
    await community.note(author, title="面霜测评")
    await drain("discovery")
    await index()
    await pass_margin(sessions)

    async def again() -> int:
        return (await index()).read

    assert await again() == 0
    monkeypatch.setattr("zhongcao.discovery.search.writing.MANNER", 0)
    assert await again() == 1, "texts are taken apart in another way"
    assert await again() == 0
    async with begin(sessions) as tx:
        await brands.brand(tx, name_zh="雅诗兰黛", name_en="Estée Lauder", now=clock.now())
    assert await again() == 1, "things are called otherwise"
    monkeypatch.setattr(rules, "SEARCH_WHOLE", timedelta(0))
    assert await again() == 1, "it is too old"


async def test_notes_cool_from_version_to_version(
    browse: Callable[[], Browser], work: Work, sessions: Sessions, drain: Drain, tmp_path: Path
) -> None:
    author = await browse().sign_up()
    note = (await community.note(author, title="面霜测评"))["id"]
    await drain("discovery")
    await pass_margin(sessions)
    now = clock.now()
    later = now + timedelta(hours=23)
    async with begin_read(sessions) as read:
        await service.make_index(read, path=tmp_path / "1", now=now)
        before = service.Before(tmp_path / "1", now.timestamp())
        made = await service.make_index(read, path=tmp_path / "2", now=later, before=before)
        await service.make_index(read, path=tmp_path / "3", now=later)
    warm, renewed, whole = (engine.arrays_of(tmp_path / name, "notes") for name in "123")
    assert (made.read, renewed["keys"].tolist()) == (0, [int(note)])
    assert 0 < renewed["quality"][0] == whole["quality"][0] < warm["quality"][0]


async def pass_margin(sessions: Sessions) -> None:
    """As if all changes so far lay some minutes back, so that the next version need not look at them again."""
    async with begin(sessions) as tx:
        await tx.execute(text("UPDATE discovery.search_change SET changed_at = changed_at - interval '5 minutes'"))


async def test_an_index_is_made_when_it_is_due(
    browse: Callable[[], Browser], sessions: Sessions, work: Work, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    await jobs.make_the_search_index(work)
    async with begin(sessions) as tx:
        assert await service.list_versions(tx) == []
        await service.note_changes(tx, kind="notes", ids=[1], now=clock.now() - timedelta(minutes=1))
    await jobs.make_the_search_index(work)
    async with begin(sessions) as tx:
        assert len(await service.list_versions(tx)) == 1
