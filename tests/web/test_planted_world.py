"""The sample world as `up` plants it into a shop: everything arrives, once, and can be bought.

The shop is the one that the browser tests use; what is written here is undone.
"""

import asyncio
import io
from collections.abc import AsyncIterator

import psutil
import pytest
from PIL import Image
from sqlalchemy import text
from sqlalchemy.ext.asyncio import async_sessionmaker

from tests.driving import Browser, make_savepoints_cheap
from zhongcao.app.database import OWNER
from zhongcao.app.measuring.stage import Stage
from zhongcao.community import service as community
from zhongcao.customs import service as customs
from zhongcao.identity import service as identity
from zhongcao.inventory import service as inventory
from zhongcao.inventory.rules import WarehouseKind
from zhongcao.kit import clock
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.db import Sessions, begin, begin_read, make_engine
from zhongcao.kit.http import Actor
from zhongcao.kit.jobs import Work
from zhongcao.kit.settings import Settings
from zhongcao.kit.sql import Session
from zhongcao.mall import service as mall
from zhongcao.media import service as media
from zhongcao.sample.imagined import SEED, World, make_world
from zhongcao.sample.jobs import draw_waiting_pictures
from zhongcao.sample.logins import DEMO_LOGINS, ROLES
from zhongcao.sample.naming import Ids
from zhongcao.sample.world import plant
from zhongcao.supply import service as supply


@pytest.fixture
async def sessions(untouched_shop: Stage) -> AsyncIterator[Sessions]:
    """Transactions on the database of the shop, undone after the test."""
    engine = make_engine(untouched_shop.database.url(OWNER), pool_size=1)
    make_savepoints_cheap(engine)
    async with engine.connect() as connection:
        outer = await connection.begin()
        # Pictures are drawn for a while between two statements of this one transaction, on machines however busy.
        await connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        yield async_sessionmaker(
            connection, class_=Session, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )
        await outer.rollback()
    await engine.dispose()


async def test_the_planted_world_is_complete_alive_and_planted_once(
    sessions: Sessions, settings: Settings, work: Work, visitor: Browser
) -> None:
    world, ids = make_world(day_in_china(clock.now())), Ids(clock.now())
    await _everything_arrived(sessions, world, ids)
    await _notes_can_be_read(visitor, world, ids)
    await _everyone_can_sign_in(sessions, settings)
    await _the_demo_member_can_buy_at_once(sessions, settings)
    await _sold_out_goods_can_be_ordered_again(sessions, world, ids)
    await _pictures_are_drawn_later(sessions, work)

    again: list[str] = []
    await plant(sessions, settings, work.keys, again.append)
    assert again == [f"thinking it up (seed {SEED})"]


async def _everything_arrived(sessions: Sessions, world: World, ids: Ids) -> None:
    now = clock.now()
    async with begin_read(sessions) as tx:
        members = await identity.cards(tx, [ids.member(one.key) for one in world.people])
        products = await mall.cards(tx, [ids.product(one.key) for one in world.products])
        skus = [ids.sku(sku.key) for one in world.products for sku in one.skus]
        stock = await inventory.available(tx, skus, on=day_in_china(now))
        for_sale = await mall.skus_for_sale(tx, skus, now=now)
        goods = await customs.goods(tx, skus)
        houses = await inventory.warehouses(tx)
        miscounted = await community.list_miscounted(tx)
    assert len(members) == len(world.people)
    assert all(card.avatar_url for card in members.values())
    assert len(products) == len(world.products)
    assert all(card.picture is not None and card.brand.authorised for card in products.values())
    assert len(for_sale) == len(goods) == len(skus) >= 900
    assert sum(1 for units in stock.values() if units > 0) >= 850
    assert [house.kind for house in houses].count(WarehouseKind.BONDED) == 3
    assert miscounted == []


async def _notes_can_be_read(visitor: Browser, world: World, ids: Ids) -> None:
    told = world.notes[0]
    page = await visitor.get(f"/v1/products/{ids.product(told.products[0].key)}/notes")
    card = next(card for card in page["items"] if card["title"] == told.title)
    assert card["cover"] is not None
    shown = await visitor.get(f"/v1/notes/{card['id']}")
    assert shown["body"].splitlines()[0] == told.body.splitlines()[0]
    assert [len(one["tags"]) for one in shown["pictures"]] == [len(one.tags) for one in told.pictures]


async def _the_demo_member_can_buy_at_once(sessions: Sessions, settings: Settings) -> None:
    login = DEMO_LOGINS[0]
    async with begin(sessions) as tx:
        signed = await identity.sign_in(
            tx, login=login.name, password=login.password, network="", settings=settings, now=clock.now()
        )
        member_id = int(signed.member.id)
        (address,) = await identity.list_addresses(tx, member_id=member_id)
        person = await identity.find_person(tx, member_id=member_id)
    assert address.is_default
    assert person is not None
    assert person.masked_number.startswith("000"), "of nobody: there is no such area"


async def _sold_out_goods_can_be_ordered_again(sessions: Sessions, world: World, ids: Ids) -> None:
    now, missed = clock.now(), world.missed[0]
    actor = Actor(member_id=1, roles=frozenset({"buyer"}))
    async with begin(sessions) as tx:
        assert await supply.on_order(tx, [ids.sku(one.sku) for one in world.missed]) == {}
        proposal = await supply.propose_purchase(
            tx, sku_id=ids.sku(missed.sku), product_id=1, quantity=6, score=1.0, reasons={}, now=now
        )
        order = await supply.accept_proposal(tx, proposal_id=int(proposal.id), by=actor, now=now)
    assert [line.quantity for line in order.lines] == [6]
    assert order.total.amount > 0


async def _everyone_can_sign_in(sessions: Sessions, settings: Settings) -> None:
    assert {login.role for login in DEMO_LOGINS} == set(ROLES)
    for login in DEMO_LOGINS:
        async with begin(sessions) as tx:
            signed = await identity.sign_in(
                tx, login=login.name, password=login.password, network="", settings=settings, now=clock.now()
            )
        assert login.role == "member" or login.role in signed.roles
        assert signed.member.avatar_url, "the demo people are drawn as well"


async def _pictures_are_drawn_later(sessions: Sessions, work: Work) -> None:
    async with begin_read(sessions) as tx:
        first = (await media.list_undrawn(tx, limit=1))[0]
        picture = (await media.pictures(tx, [first.id]))[first.id]
    assert first.recipe["draw"] == "scene"
    given_up = asyncio.ensure_future(draw_waiting_pictures(work))
    await asyncio.sleep(1)
    given_up.cancel()
    await asyncio.wait([given_up])
    assert [child for child in psutil.Process().children() if "zhongcao.sample.easel" in child.cmdline()] == []
    moved = await draw_waiting_pictures(work)
    assert moved
    kept = await work.objects.get(f"media/{picture.full_url.removeprefix('/media/')}")
    assert kept is not None
    assert Image.open(io.BytesIO(kept)).size == (first.width, first.height)
    async with begin_read(sessions) as tx:
        assert first.id not in {one.id for one in await media.list_undrawn(tx, limit=20)}
