"""What the sample world is planted from; the planted world itself is looked at in tests/web/test_planted_world.py."""

import msgspec
import pytest

from zhongcao.customs.rules import COUNTRIES, find_tariff
from zhongcao.identity import service as identity
from zhongcao.identity.errors import SignInRefused
from zhongcao.kit import clock
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.settings import Settings
from zhongcao.mall.rules import find_place
from zhongcao.sample.assortment import SORTS
from zhongcao.sample.imagined import make_world
from zhongcao.sample.logins import DEMO_LOGINS, ROLES
from zhongcao.sample.shelving import shelf_of
from zhongcao.sample.world import open_logins


def test_every_sort_has_a_shelf_a_tariff_row_and_a_customs_country() -> None:
    assert [sort.key for sort in SORTS if find_place(shelf_of(sort.key, sort.category)) is None] == []
    assert [sort.key for sort in SORTS if find_tariff(sort.hs_code) is None] == []
    taxed_otherwise = [one.key for one in SORTS if (row := find_tariff(one.hs_code)) and row.category != one.tax]
    assert taxed_otherwise == ["cushion"], "a foundation shares its heading with skin care but is make-up"
    world = make_world(day_in_china(clock.now()))
    assert {brand.country for brand in world.brands} <= COUNTRIES.keys()


async def test_outside_development_passwords_are_random(sessions: Sessions, settings: Settings) -> None:
    said: list[str] = []
    async with begin(sessions) as tx:
        elsewhere = msgspec.structs.replace(settings, environment="staging")
        await open_logins(tx, elsewhere, said.append, clock.now())
    assert len(said) == len(ROLES)
    assert not any(DEMO_LOGINS[0].password in line for line in said)
    with pytest.raises(SignInRefused):
        async with begin(sessions) as tx:
            await identity.sign_in(
                tx,
                login=DEMO_LOGINS[0].name,
                password=DEMO_LOGINS[0].password,
                network="",
                settings=settings,
                now=clock.now(),
            )
