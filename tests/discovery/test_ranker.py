"""The learnt ranker: taught from pages and events with a planted truth, judged, swapped, never in the way of a page."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import numpy as np
import pytest
from litestar import Litestar

from tests.discovery.test_pages import pages_table, rows_in
from tests.driving import Browser
from tests.factories import community, discovery, mall
from tests.insight.test_events import event, send
from zhongcao.app.asgi import record_pages
from zhongcao.discovery import jobs, rules, service
from zhongcao.discovery.artifacts.shelf import Shelf
from zhongcao.discovery.feeds.features import NOTE_SCALES
from zhongcao.discovery.feeds.heads import HEADS, Heads, load, save
from zhongcao.discovery.search.artifact import Unreadable
from zhongcao.discovery.search.shelf import Version
from zhongcao.discovery.service import _ranker
from zhongcao.discovery.teaching import devices
from zhongcao.discovery.teaching.calibration import area, grouped_area, platt
from zhongcao.discovery.teaching.devices import CPU, Device
from zhongcao.discovery.teaching.heads import Examples, Net, fit, learn
from zhongcao.insight import jobs as insight_jobs
from zhongcao.kit import clock, lake
from zhongcao.kit.db import Sessions, begin, begin_read
from zhongcao.kit.jobs import Rest, Work
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.objects import Objects, memory_objects

__all__ = ["pages_table"]
Drain = Callable[..., Awaitable[None]]
SEED, SIZE = 20261128, len(NOTE_SCALES)
PAGES, LONG = 500, 20


def planted(seed: int = SEED) -> tuple[Examples, Any]:
    """Pages sorted by a formula; what is opened hangs on another feature and, much more, on the place."""
    print(f"seed {seed}")
    dice = np.random.default_rng(seed)
    features = dice.integers(0, 256, (PAGES, LONG, SIZE), dtype=np.uint8)
    order = np.argsort(-features[:, :, 0].astype(np.int64), axis=1)
    features = np.take_along_axis(features, order[:, :, None], 1)
    places = np.tile(np.arange(LONG), (PAGES, 1))
    liking = 3.0 * (features[:, :, 3] / 255 - 0.5)
    click = dice.random((PAGES, LONG)) < 1 / (1 + np.exp(-(liking - 0.2 - 0.9 * np.log2(places + 1))))
    labels = np.zeros((PAGES, LONG, len(HEADS)), np.float32)
    labels[:, :, HEADS.index("click")] = click
    labels[:, :, HEADS.index("like")] = click & (dice.random((PAGES, LONG)) < 0.4)
    made = Examples(
        features=features.reshape(-1, SIZE),
        places=places.ravel(),
        labels=labels.reshape(-1, len(HEADS)),
        pages=np.repeat(np.arange(PAGES), LONG),
        at=np.repeat(np.arange(PAGES), LONG) * 1.0,
        propensities=np.ones(PAGES * LONG),
        pools=np.zeros(PAGES * LONG, np.int64),
    )
    return made, dice


def test_what_is_good_is_told_from_what_stood_high() -> None:
    examples, dice = planted()
    heads, verdict = learn(examples, seed=1)
    assert verdict.is_better
    assert set(verdict.heads) == {"click", "like"}
    click = verdict.heads["click"]
    assert click["gauc"] > click["formula_gauc"] + 0.03
    assert click["logloss"] < click["formula_logloss"] - 0.01
    assert click["ece"] < 0.04
    fresh = dice.integers(0, 256, (4000, SIZE), dtype=np.uint8)
    chances = heads.chances(fresh)
    truth = fresh[:, 3] > 127
    assert area(chances[:, 0].astype(np.float64), truth) > 0.8, "by the feature that matters"
    assert abs(area(chances[:, 0].astype(np.float64), fresh[:, 0] > 127) - 0.5) < 0.1, "not by what put it first"
    assert 0 < chances[:, 1].max() < 1
    assert chances[:, HEADS.index("purchase")].max() == 0, "a head without examples says nothing"
    np.testing.assert_allclose(Heads.worth(chances), chances[:, 0] + 2 * chances[:, 1], rtol=1e-5)


def test_noise_is_no_better_than_the_formula() -> None:
    examples, dice = planted()
    labels = np.zeros_like(examples.labels)
    labels[:, 0] = dice.random(len(labels)) < 0.1
    _, verdict = learn(msgspec.structs.replace(examples, labels=labels), seed=1)
    assert abs(verdict.heads["click"]["gauc"] - 0.5) < 0.06
    assert verdict.heads["click"]["ece"] < 0.04


def test_torch_learns_what_numpy_learns() -> None:
    pytest.importorskip("torch", reason="torch is not installed here; nothing needs it")
    examples, _ = planted()
    rows, known = np.arange(len(examples.at)), (examples.labels.sum(0) > 0).astype(np.float32)
    train, apart = examples.part(rows[:8000]), examples.part(rows[8000:])
    by_numpy, by_torch = (fit(train, apart, known, seed=1, device=one) for one in (CPU, devices.by_torch("cpu")))
    assert by_numpy[1] == by_torch[1], "the same number of rounds was best"
    for name in Net.__struct_fields__:
        np.testing.assert_allclose(getattr(by_torch[0], name), getattr(by_numpy[0], name), atol=1e-4)


def test_where_there_is_a_card_it_learns_and_both_are_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    examples = planted()[0].part(np.arange(2500))
    plain, told = learn(examples, seed=1)
    assert (told.device, list(told.seconds)) == ("cpu", ["cpu"])
    brought: list[int] = []

    def put(array: Any) -> Any:
        brought.append(np.size(array))
        return np.array(array)

    card = Device(name="a card", lib=np, put=put, fetch=np.asarray)
    monkeypatch.setattr(devices, "best", lambda: card)
    heads, told = learn(examples, seed=1)
    assert (told.device, list(told.seconds)) == ("a card", ["cpu", "a card"])
    assert sum(size == len(examples.at) * SIZE for size in brought) == 1, "all pages were brought there once"
    np.testing.assert_array_equal(heads.inner, plain.inner)


def test_torch_without_a_card_leaves_learning_to_the_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    torch = SimpleNamespace(cuda=SimpleNamespace(is_available=lambda: False))
    monkeypatch.setattr(devices, "find_spec", lambda name: None)
    assert devices.best() is CPU
    monkeypatch.setattr(devices, "find_spec", lambda name: object())
    monkeypatch.setattr(devices, "import_module", lambda name: torch)
    assert devices.best() is CPU
    torch.cuda.is_available = lambda: True
    monkeypatch.setattr(devices, "by_torch", lambda where: where)
    assert devices.best() == "cuda"


def test_figures_are_what_they_are_called() -> None:
    chances = np.array([0.9, 0.5, 0.5, 0.1])
    assert area(chances, np.array([True, True, False, False])) == pytest.approx(0.875)
    assert area(chances, np.array([True, True, True, True])) == 0.5
    within = grouped_area(np.array([0.9, 0.8, 0.2, 0.1]), np.array([True, False, False, True]), np.array([1, 1, 2, 2]))
    assert within == pytest.approx(0.5)
    dice = np.random.default_rng(SEED)
    raised = dice.standard_normal((20_000, 1)).astype(np.float32)
    happened = (dice.random((20_000, 1)) < 1 / (1 + np.exp(-(0.5 * raised - 1)))).astype(np.float32)
    slope, shift = platt(raised, happened, np.ones(1, np.float32))
    assert (float(slope[0]), float(shift[0])) == (pytest.approx(0.5, abs=0.06), pytest.approx(-1, abs=0.06))


def test_a_file_for_other_features_is_not_read(tmp_path: Path) -> None:
    heads = by_products()
    save(heads, tmp_path / "1.rank", {})
    assert np.array_equal(load(tmp_path / "1.rank").inner, heads.inner)
    save(msgspec.structs.replace(heads, inner=heads.inner[:-1]), tmp_path / "2.rank", {})
    save(msgspec.structs.replace(heads, shift=heads.shift * np.float32(np.nan)), tmp_path / "3.rank", {})
    for name in ("2", "3"):
        with pytest.raises(Unreadable):
            load(tmp_path / f"{name}.rank")


def by_products() -> Heads:
    """A ranker that expects a click on what shows goods."""
    return discovery.ranker("rank", "products", least=-3)


@pytest.fixture
async def notes(sessions: Sessions) -> tuple[list[int], list[int]]:
    """Sixty old notes of thirty authors, ten of them with goods; each product of a brand of its own."""
    async with begin(sessions) as tx:
        authors = await community.members(tx, count=30, nickname="作者")
        at = clock.now() - timedelta(days=9)
        plain = await community.imported_notes(tx, authors=authors, count=50, published_at=at)
        with_goods = []
        for place in range(10):
            product = int((await mall.product(tx)).id)
            with_goods += await community.imported_notes(
                tx, authors=[authors[place]], count=1, published_at=at, products=[product]
            )
        await service.adopt_notes(tx, note_ids=plain + with_goods)
    return plain, with_goods


async def shown(reader: Browser, app: Litestar) -> list[int]:
    """A first page, after whatever version counts is open."""
    await reader.get("/v1/feeds/discover", params={"limit": 1})
    await app.state["brain"].ranker.wait()
    page = await reader.get("/v1/feeds/discover", params={"limit": 10})
    return [int(item["note"]["id"]) for item in page["items"]]


async def test_a_ranker_that_counts_orders_the_next_feed_and_is_taken_back(
    browse: Callable[[], Browser], app: Litestar, work: Work, notes: tuple[list[int], list[int]], pages_table: str
) -> None:
    _, with_goods = notes
    before = await shown(await browse().sign_up(), app)
    assert len(set(before) & set(with_goods)) < 6
    version = await discovery.publish_ranker(work, "rank", by_products())
    after = await shown(await browse().sign_up(), app)
    assert len(set(after) & set(with_goods)) >= 8, "all that show goods, but for what is mixed in"
    await record_pages(app)
    await insight_jobs.carry_pages_to_the_lake(work)
    last = max(rows_in(pages_table), key=lambda row: int(row["page"]))
    assert last["model"] == version
    chances = np.frombuffer(last["chances"], np.float16).reshape(-1, len(HEADS))
    assert len(chances) == 10
    assert chances[:, 0].max() > 0.5
    assert chances[:, 0].min() > 0
    assert chances[:, 1:].max() == 0
    async with begin(work.sessions) as tx:
        assert await service.withdraw_learnt(tx, "rank", now=clock.now()) is None
    assert len(set(await shown(await browse().sign_up(), app)) & set(with_goods)) < 6


async def test_a_torn_ranker_leaves_the_page_to_the_formula(
    browse: Callable[[], Browser], app: Litestar, work: Work, notes: tuple[list[int], list[int]], pages_table: str
) -> None:
    version = await discovery.publish_ranker(work, "rank", by_products())
    await work.objects.put(f"rank/{version}/0000", b"torn")
    shelf: Shelf[Heads] = app.state["brain"].ranker
    shelf.file(version).write_bytes(b"torn too")
    assert len(await shown(await browse().sign_up(), app)) == 10
    assert shelf.held is None
    wrong = msgspec.structs.replace(by_products(), outer=np.zeros((9, 3), np.float32))
    shelf.held, shelf.version = wrong, version
    shelf.look_seconds = 1e9
    assert len(await shown(await browse().sign_up(), app)) == 10, "a stage that fails is left out"


class Flaky:
    """An object store that is away for a while."""

    def __init__(self, inner: Objects) -> None:
        self.inner, self.away = inner, True

    async def get(self, name: str) -> bytes | None:
        if self.away:
            raise OSError("no route")
        return await self.inner.get(name)

    async def put(self, name: str, content: bytes) -> None:
        await self.inner.put(name, content)

    async def delete(self, name: str) -> None:
        await self.inner.delete(name)


async def test_a_store_that_was_away_is_asked_again_and_a_torn_file_fetched_anew(tmp_path: Path) -> None:
    store, now = Flaky(memory_objects()), [0.0]
    size = save(by_products(), tmp_path / "made", {})
    await store.put("rank/7/0000", (tmp_path / "made").read_bytes())
    assert size == (tmp_path / "made").stat().st_size
    shelf: Shelf[Heads] = Shelf("rank", tmp_path / "here", store, load, tick=lambda: now[0])
    version = Version(id=7, parts=1, horizon=0.0)
    for moment, held in ((0.0, False), (1.0, False)):
        now[0] = moment
        shelf.turn_to(version)
        await shelf.wait()
        assert (shelf.held is not None) is held
    store.away = False
    now[0] = 2.0
    shelf.turn_to(version)
    await shelf.wait()
    assert shelf.held is None, "not before the pause is over"
    now[0] = 6.0
    shelf.turn_to(version)
    await shelf.wait()
    assert shelf.held is not None
    shelf.file(7).write_bytes(b"torn")
    other: Shelf[Heads] = Shelf("rank", tmp_path / "here", store, load)
    other.turn_to(version)
    await other.wait()
    assert other.held is not None, "the object store still holds the whole file"


async def test_pages_and_events_become_examples_with_all_that_was_done(
    browse: Callable[[], Browser],
    app: Litestar,
    work: Work,
    keys: KeyRing,
    sessions: Sessions,
    notes: tuple[list[int], list[int]],
    pages_table: str,
    drain: Drain,
) -> None:
    reader, other = await browse().sign_up(), await browse().sign_up()
    items = (await reader.get("/v1/feeds/discover", params={"limit": 10}))["items"]
    met = [{"note": item["note"]["id"], "page": item["page"], "feed": "discover"} for item in items]
    await send(reader, *[event("impression", **one) for one in met], event("click", **met[3]))
    await send(reader, event("product_view", product="5", note=met[4]["note"]), event("hide", **met[5]))
    await send(other, event("impression", **met[0]), event("impression", note=met[1]["note"], page="17"))
    await reader.put(f"/v1/notes/{met[2]['note']}/like")
    await reader.put(f"/v1/notes/{met[6]['note']}/collect")
    await other.put(f"/v1/notes/{met[7]['note']}/like")
    await send(reader, event("share", note=met[0]["note"]))
    path = f"/v1/notes/{met[1]['note']}/comments"
    await reader.post(path, {"text": "这支真的好用吗？"}, headers={"Idempotency-Key": "one-comment"}, expect=201)
    report = {"kind": "note", "id": met[9]["note"], "reason": "spam", "text": ""}
    for browser, about in ((reader, report), (other, {**report, "id": met[3]["note"]})):
        await browser.call("POST", "/v1/reports", json=about, expect=204)
    await reader.put(f"/v1/members/{items[8]['note']['author']['id']}/follow")
    await record_pages(app)
    await insight_jobs.carry_pages_to_the_lake(work)
    await insight_jobs.carry_events_to_the_lake(work)
    assert (
        await service.make_rank(
            sessions(),
            pages=pages_table,
            events=lake.table_uri(work.settings, "events"),
            keys=keys,
            path=Path("nowhere"),
            now=clock.now(),
        )
        is None
    ), "too few examples teach nothing"
    async with begin_read(sessions) as read:
        examples = await _ranker.read_examples(
            read, pages=pages_table, events=lake.table_uri(work.settings, "events"), keys=keys, now=clock.now()
        )
    assert sorted(examples.places.tolist()) == list(range(10)), "each note that this member saw, once"
    by_place = examples.labels[np.argsort(examples.places)]
    done = {(int(place), HEADS[head]) for place, head in zip(*np.nonzero(by_place), strict=True)}
    same = {place for place in range(10) if items[place]["note"]["author"]["id"] == items[8]["note"]["author"]["id"]}
    by_place_alone = {0: "share", 1: "comment", 2: "like", 3: "click", 4: "product_view", 5: "hide", 6: "collect"}
    assert done == {*by_place_alone.items(), (9, "report")} | {(place, "follow") for place in same}
    assert examples.features.shape == (10, SIZE)


async def test_the_sweep_tries_once_in_some_hours_and_says_what_came_of_it(
    work: Work, pages_table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_rank_rest", Rest())  # a test before it may have left the process tired
    async with begin(work.sessions) as tx:
        assert await service.is_rank_due(tx, now=clock.now())
    await jobs.learn_the_ranker_anew(work)
    async with begin(work.sessions) as tx:
        assert not await service.is_rank_due(tx, now=clock.now())
        assert await service.is_rank_due(tx, now=clock.now() + rules.RANK_EVERY)
        assert await service.list_learnt(tx, "rank") == []
