"""Planting into a real database: everything arrives, once, and can be bought."""

import io

import msgspec
import pytest
from PIL import Image
from tests.driving import Browser

from zhongcao.customs import service as customs
from zhongcao.customs.rules import COUNTRIES, find_tariff
from zhongcao.identity import service as identity
from zhongcao.inventory import service as inventory
from zhongcao.kit import clock
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.db import Sessions, begin_read
from zhongcao.kit.jobs import Work
from zhongcao.kit.settings import Settings
from zhongcao.mall import service as mall
from zhongcao.mall.rules import find_place
from zhongcao.media import service as media
from zhongcao.sample.assortment import SORTS
from zhongcao.sample.imagined import SEED, make_world
from zhongcao.sample.jobs import draw_waiting_pictures
from zhongcao.sample.logins import DEMO_LOGINS, ROLES
from zhongcao.sample.naming import Ids
from zhongcao.sample.shelving import shelf_of
from zhongcao.sample.world import plant


def test_every_sort_has_a_shelf_a_tariff_row_and_a_customs_country() -> None:
    assert [sort.key for sort in SORTS if find_place(shelf_of(sort.key, sort.category)) is None] == []
    assert [sort.key for sort in SORTS if find_tariff(sort.hs_code) is None] == []
    taxed_otherwise = [one.key for one in SORTS if (row := find_tariff(one.hs_code)) and row.category != one.tax]
    assert taxed_otherwise == ["cushion"], "a foundation shares its heading with skin care but is make-up"
    world = make_world(day_in_china(clock.now()))
    assert {brand.country for brand in world.brands} <= COUNTRIES.keys()


async def test_the_world_is_planted_once_and_is_alive(
    sessions: Sessions, settings: Settings, work: Work, browse: Browser
) -> None:
    said: list[str] = []
    await plant(sessions, settings, said.append)
    assert str(SEED) in said[0]
    now = clock.now()
    world, ids = make_world(day_in_china(now)), Ids(now)
    async with begin_read(sessions) as tx:
        first = await identity.cards(tx, [ids.member(one.key) for one in world.people])
        products = await mall.cards(tx, [ids.product(one.key) for one in world.products])
        skus = [ids.sku(sku.key) for one in world.products for sku in one.skus]
        stock = await inventory.available(tx, skus, on=day_in_china(now))
        for_sale = await mall.skus_for_sale(tx, skus, now=now)
        goods = await customs.goods(tx, skus)
        houses = await inventory.warehouses(tx)
    assert len(first) == len(world.people)
    assert all(card.avatar_url for card in first.values())
    assert len(products) == len(world.products)
    assert all(card.picture is not None and card.brand.authorised for card in products.values())
    assert len(for_sale) == len(goods) == len(skus) >= 900
    assert sum(1 for units in stock.values() if units > 0) >= 850
    assert sorted(house.kind for house in houses).count("bonded") == 3

    again: list[str] = []
    await plant(sessions, settings, again.append)
    assert again == said[:1]


async def test_each_role_can_sign_in(sessions: Sessions, settings: Settings, browse: Browser) -> None:
    await plant(sessions, settings, lambda _: None)
    assert {login.role for login in DEMO_LOGINS} == set(ROLES)
    for login in DEMO_LOGINS:
        async with sessions.begin() as session:
            signed = await identity.sign_in(
                session,  # type: ignore[arg-type]
                login=login.name,
                password=login.password,
                network="",
                settings=settings,
                now=clock.now(),
            )
        assert login.role == "member" or login.role in signed.roles


async def test_outside_development_passwords_are_random(sessions: Sessions, settings: Settings) -> None:
    said: list[str] = []
    await plant(sessions, msgspec.structs.replace(settings, environment="staging"), said.append)
    told = [line for line in said if "@sample.example" in line]
    assert len(told) == len(ROLES)
    assert not any(DEMO_LOGINS[0].password in line for line in told)


async def test_pictures_are_drawn_later_the_newest_cover_first(
    sessions: Sessions, settings: Settings, work: Work
) -> None:
    await plant(sessions, settings, lambda _: None)
    async with begin_read(sessions) as tx:
        waiting = await media.list_undrawn(tx, limit=1)
        picture = (await media.pictures(tx, [waiting[0].id]))[waiting[0].id]
    assert waiting[0].recipe["draw"] == "scene"
    assert await draw_waiting_pictures(work) > 0
    name = picture.full_url.removeprefix("/media/")
    drawn = Image.open(io.BytesIO(await work.objects.get(f"media/{name}")))
    assert drawn.size == (waiting[0].width, waiting[0].height)
    async with begin_read(sessions) as tx:
        assert waiting[0].id not in {one.id for one in await media.list_undrawn(tx, limit=20)}


@pytest.mark.parametrize("role", ROLES)
def test_roles_have_names(role: str) -> None:
    assert any(login.role == role for login in DEMO_LOGINS)
