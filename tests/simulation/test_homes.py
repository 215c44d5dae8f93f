"""Members tell the shop in which city they live, or nothing; places are learnt from those who told."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.importing.folders import ask
from tests.simulation.test_closed_loop import own_shop
from zhongcao.discovery import jobs
from zhongcao.identity import rules
from zhongcao.kit import clock
from zhongcao.kit.db import begin
from zhongcao.kit.objects import memory_objects
from zhongcao.kit.settings import Settings
from zhongcao.simulation.settling import CITIES, settle
from zhongcao.simulation.truth import CITY_COUNT, Homes, Sizes, invent

SEED = 1
LEANING = Sizes(members=160, newcomers=0, notes=900, notes_a_day=1, days=1, history=128, homes=Homes.LEANING)
"""As few as have lists of places that find more than popularity does."""


def test_each_city_of_a_town_is_known_to_the_shop_and_of_a_tier_of_its_own() -> None:
    assert len({rules.city_tier(city) for city in CITIES} - {None}) == len(CITIES) == CITY_COUNT


@pytest.mark.slow
@pytest.mark.parametrize("tells_city", [True, False])
async def test_the_shop_learns_from_a_town_what_its_cities_like_if_it_is_told_of_them(
    engine: AsyncEngine, settings: Settings, tmp_path: Path, *, tells_city: bool
) -> None:
    own, start = msgspec.structs.replace(settings, data_dir=tmp_path), clock.now() - timedelta(days=1)
    async with own_shop(engine) as sessions:
        async with begin(sessions) as tx:
            await settle(tx, invent(LEANING, SEED), LEANING, seed=SEED, start=start, tells_city=tells_city)
        (told,) = await ask(
            sessions, "SELECT count(*), count(DISTINCT city) FROM identity.member WHERE city IS NOT NULL"
        )
        made = await jobs.learn_vectors(sessions, memory_objects(), own)
    assert tuple(told) == ((LEANING.members, CITY_COUNT) if tells_city else (0, 0))
    assert made is not None
    cities = made.verdict.cities
    assert (cities.judged, cities.lists) == ((LEANING.members, CITY_COUNT) if tells_city else (0, 0)), cities
