"""The house stands: schema, health, problems, ids."""

from collections.abc import Callable

from tests.driving import Browser
from zhongcao.kit import ids


async def test_health_answers_anyone(visitor: Browser) -> None:
    assert await visitor.get("/health", expect=200) == {"status": "ok"}
    assert await visitor.get("/ready", expect=200) == {"status": "ready"}


async def test_an_unknown_address_is_a_clear_problem(visitor: Browser) -> None:
    answer = await visitor.get("/v1/nothing-here", expect=404)
    assert answer["code"] == "not-found"
    assert answer["request_id"]


async def test_what_a_problem_means_can_be_read(browse: Callable[[], Browser]) -> None:
    page = await browse().get("/problems/too-many", expect=200)
    assert page["status"] == 429


def test_ids_never_repeat_and_sort_by_time() -> None:
    maker = ids.IdMaker(5)
    made = [maker.make() for _ in range(20_000)]
    assert len(set(made)) == len(made)
    assert made == sorted(made)
    assert max(made) < 2**63
