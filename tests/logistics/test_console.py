"""The warehouse sees parcels without names and addresses; members see only their own."""

from collections.abc import Callable

from tests.driving import Browser
from tests.factories import identity
from tests.factories import logistics as make
from zhongcao.kit.db import Sessions, begin


async def test_the_warehouse_finds_a_parcel(browse: Callable[[], Browser], sessions: Sessions) -> None:
    worker = await identity.staff(sessions, browse(), "warehouse")
    async with begin(sessions) as tx:
        parcels = [await make.parcel(tx) for _ in range(3)]
    first = await worker.get("/v1/console/parcels?limit=2")
    second = await worker.get(f"/v1/console/parcels?limit=2&cursor={first['next_cursor']}")
    assert {parcel.id for parcel in parcels} <= {item["id"] for item in first["items"] + second["items"]}
    (found,) = (await worker.get(f"/v1/console/parcels?number={parcels[0].order_no}"))["items"]
    assert found["id"] == parcels[0].id
    assert (found["state"], found["carrier"]["code"], found["overdue"]) == ("booked", "sf", False)
    assert "林小满" not in str(first)
    assert (await worker.get("/v1/console/parcels?state=delivered&number=none"))["items"] == []


async def test_the_warehouse_reads_the_steps_of_a_parcel(browse: Callable[[], Browser], sessions: Sessions) -> None:
    worker = await identity.staff(sessions, browse(), "warehouse")
    async with begin(sessions) as tx:
        parcel = await make.parcel(tx)
    steps = await worker.get(f"/v1/console/parcels/{parcel.order_id}/steps")
    assert [(step["code"], step["at"]) for step in steps] == [("ordered", steps[0]["at"])]
    assert await worker.get("/v1/console/parcels/1/steps") == []


async def test_others_are_kept_out(browse: Callable[[], Browser], visitor: Browser) -> None:
    await visitor.get("/v1/console/parcels", expect=401)
    await visitor.get("/v1/console/parcels/1/steps", expect=401)
    await (await browse().sign_up()).get("/v1/console/parcels", expect=403)
