"""What waits for whom, the state of the machinery, and lists that the console narrows."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import text

from tests.driving import Browser
from tests.factories import identity as make_staff
from tests.factories import inventory as make_inventory
from tests.factories import mall as make_mall
from tests.factories import supply as make
from zhongcao.app.worker import run_sweep
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.failures import note_failure
from zhongcao.kit.ids import new_id
from zhongcao.kit.jobs import RUNS_KEPT, Work, list_runs, note_run

Browse = Callable[[], Browser]


async def test_everybody_sees_the_queues_of_their_roles(sessions: Sessions, browse: Browse) -> None:
    buyer = await make_staff.staff(sessions, browse(), "buyer")
    before = {queue["name"]: queue["waiting"] for queue in await buyer.get("/v1/console/queues")}
    assert set(before) == {"open_proposals", "expected_goods", "unmapped_goods"}
    async with begin(sessions) as tx:
        supplier, warehouse = await make.supplier(tx), await make_inventory.warehouse(tx)
    line = {"sku_id": str(new_id()), "quantity": 3, "unit_cost": {"amount": 100, "currency": supplier.currency}}
    placed = await buyer.post(
        "/v1/console/purchase_orders",
        {"supplier_id": supplier.id, "warehouse_id": warehouse.id, "lines": [line]},
        headers={"Idempotency-Key": f"test-{new_id()}"},
    )
    assert (placed["can_receive"], placed["can_cancel"]) == (True, True)
    after = {queue["name"]: queue for queue in await buyer.get("/v1/console/queues")}
    assert after["expected_goods"]["waiting"] == before["expected_goods"] + 1
    found = await buyer.get(f"/v1/console/purchase_orders?number={placed['number']}&expected=true")
    assert [order["id"] for order in found["items"]] == [placed["id"]]
    closed = await buyer.post(f"/v1/console/purchase_orders/{placed['id']}/cancellation")
    assert (closed["can_receive"], closed["can_cancel"]) == (False, False)
    found = await buyer.get(f"/v1/console/purchase_orders?number={placed['number']}&expected=true")
    assert found["items"] == []
    brand = await make_staff.staff(sessions, browse(), "brand")
    assert await brand.get("/v1/console/queues") == []


async def test_products_are_found_by_words_state_and_brand(sessions: Sessions, browse: Browse) -> None:
    async with begin(sessions) as tx:
        product = await make_mall.product(tx, title="雪原牧场酸奶碗", title_en="Snowfield yoghurt bowl")
    buyer = await make_staff.staff(sessions, browse(), "buyer")

    async def ids(query: str) -> list[str]:
        return [one["id"] for one in (await buyer.get(f"/v1/console/products?{query}"))["items"]]

    assert await ids("q=雪原牧场") == [product.id]
    assert await ids(f"q=雪原牧场&state=draft&brand={product.brand_id}") == [product.id]
    assert await ids("q=雪原牧场&state=listed") == []
    assert await ids("q=。") == []


async def test_rates_and_trademarks_are_listed(sessions: Sessions, browse: Browse) -> None:
    async with begin(sessions) as tx:
        brand = await make.brand(tx)
    buyer = await make_staff.staff(sessions, browse(), "buyer")
    rate = {"currency": "JPY", "cny_per_unit": "0.0481", "starts_on": "2031-01-05", "source": "bank"}
    await buyer.post("/v1/console/rates", rate)
    assert rate in [
        one | {"cny_per_unit": one["cny_per_unit"].rstrip("0")} for one in await buyer.get("/v1/console/rates")
    ]
    marks = await buyer.get(f"/v1/console/brands/{brand.id}/trademarks")
    assert {mark["brand_id"] for mark in marks} == {str(brand.id)}


async def test_members_are_asked_for_by_id(sessions: Sessions, browse: Browse) -> None:
    admin = await make_staff.staff(sessions, browse(), "admin")
    other = browse()
    await other.sign_up("小鹿")
    page = await admin.get(f"/v1/console/members?id={other.member_id}&id={admin.member_id}")
    assert {one["nickname"] for one in page["items"]} == {"小鹿", "店员"}
    assert (await admin.get(f"/v1/console/members?id={other.member_id}&role=admin"))["items"] == []


async def test_admins_see_facts_in_trouble_and_sweeps(sessions: Sessions, browse: Browse) -> None:
    admin = await make_staff.staff(sessions, browse(), "admin")
    now = clock.now()
    before = await admin.get("/v1/console/machinery")
    async with begin(sessions) as tx:
        await tx.execute(
            text(
                "INSERT INTO kit.outbox (id, topic, version, key, body, at, tries, error, parked_at)"
                " VALUES (gen_random_uuid(), 'tea.Spilt', 1, 'cup:1', '{}', :at, 8, 'Traceback\n\nOSError: wet', :at)"
            ),
            {"at": now},
        )
        await tx.execute(
            text("INSERT INTO kit.sweep (name, every_seconds, due_at) VALUES ('tea.jobs.pour', 5, :due)"),
            {"due": clock.real_now() - timedelta(hours=1)},
        )
    seen = await admin.get("/v1/console/machinery")
    assert seen["outbox"]["parked"] == before["outbox"]["parked"] + 1
    fact = next(one for one in seen["troubled"] if one["topic"] == "tea.Spilt")
    assert (fact["key"], fact["tries"], fact["error"]) == ("cup:1", 8, "OSError: wet")
    sweep = next(one for one in seen["sweeps"] if one["name"] == "tea.jobs.pour")
    assert (sweep["late"], sweep["ran_at"]) == (True, None)


async def test_admins_read_what_a_sweep_did_and_let_it_run_at_once(
    sessions: Sessions, browse: Browse, work: Work
) -> None:
    admin = await make_staff.staff(sessions, browse(), "admin")
    due = clock.real_now() + timedelta(hours=6)
    async with begin(sessions) as tx:
        await tx.execute(
            text("INSERT INTO kit.sweep (name, every_seconds, due_at) VALUES ('tea.jobs.steep', 5, :due)"), {"due": due}
        )
    left = [3, 2, 0]

    async def steep(work: Work) -> int:
        return left.pop(0)

    async def idle(work: Work) -> int:
        return 0

    async def spill(work: Work) -> int:
        raise OSError("wet")

    for sweep in (steep, idle, spill):
        await run_sweep(work, "tea.jobs.steep", sweep)
    runs = await admin.get("/v1/console/machinery/runs?sweep=tea.jobs.steep")
    assert [(one["moved"], one["error"]) for one in runs] == [(0, "OSError('wet')"), (5, None)], (
        "idle runs are not kept"
    )
    path = "/v1/console/machinery/runs"
    await admin.post(path, {"sweep": "tea.jobs.nothing"}, expect=404)
    await admin.post(path, {"sweep": "tea.jobs.steep"}, expect=204)
    seen = await admin.get("/v1/console/machinery")
    (now,) = [one["due_at"] for one in seen["sweeps"] if one["name"] == "tea.jobs.steep"]
    assert datetime.fromisoformat(now) <= clock.real_now() < due
    history = await admin.get("/v1/console/history?subject=sweep:tea.jobs.steep")
    assert [(one["action"], one["by_name"]) for one in history["items"]] == [("sweep.hurried", "店员")]
    history = await admin.get("/v1/console/history?subject=sweep:tea.jobs.nothing")
    assert history["items"] == []


async def test_only_the_latest_runs_of_a_sweep_are_kept(sessions: Sessions) -> None:
    async with begin(sessions) as tx:
        for moved in range(1, RUNS_KEPT + 3):
            await note_run(tx, "tea.jobs.sip", at=clock.real_now(), seconds=0.1, moved=moved)
        await note_run(tx, "tea.jobs.gulp", at=clock.real_now(), seconds=0.1, moved=1)
        kept = [row.moved for row in await list_runs(tx, "tea.jobs.sip")]
    assert kept == list(range(RUNS_KEPT + 2, 2, -1))


async def test_admins_read_every_try_of_a_fact_and_decide_what_becomes_of_it(
    sessions: Sessions, browse: Browse
) -> None:
    admin = await make_staff.staff(sessions, browse(), "admin")
    first, second = [await spill(sessions, cup) for cup in (1, 2)]
    tries = await admin.get(f"/v1/console/machinery/failures?subject=fact:{first}")
    assert [one["error"] for one in tries] == ["OSError: wet", "OSError: damp"]
    assert await admin.get("/v1/console/machinery/failures?subject=fact:1") == []
    path = "/v1/console/machinery/facts"
    assert (await admin.get(f"{path}/{first}"))["can_decide"] is True
    retried = await admin.post(f"{path}/{first}/retry", expect=200)
    assert (retried["parked_at"], retried["can_decide"], retried["tries"]) == (None, False, 8)
    await admin.post(f"{path}/{second}/dismissal", {"reason": "x"}, expect=422)
    assert (await admin.get(f"{path}/{second}"))["can_decide"] is True
    dismissed = await admin.post(f"{path}/{second}/dismissal", {"reason": "the cup is gone"}, expect=200)
    assert (dismissed["can_decide"], dismissed["delivered_at"], dismissed["next_at"]) == (False, None, None)
    assert dismissed["given_up_at"] is not None
    for step in ("retry", "dismissal"):
        refused = await admin.post(f"{path}/{second}/{step}", {"reason": "once more"}, expect=409)
        assert refused["type"].endswith("fact-not-parked")
        await admin.post(f"{path}/{2**40}/{step}", {"reason": "once more"}, expect=404)
    history = {
        fact: [
            (step["action"], step["by_name"], step["after"])
            for step in (await admin.get(f"/v1/console/history?subject=fact:{fact}"))["items"]
        ]
        for fact in (first, second)
    }
    told = {"topic": "tea.Spilt", "tries": 8}
    assert history[first] == [("outbox.retried", "店员", told | {"key": "cup:1"})]
    assert history[second] == [("outbox.dismissed", "店员", told | {"key": "cup:2", "reason": "the cup is gone"})]


async def spill(sessions: Sessions, cup: int) -> int:
    """A fact that was parked after its tries, with two of them told."""
    now = clock.now()
    async with begin(sessions) as tx:
        seq = await tx.scalar(
            text(
                "INSERT INTO kit.outbox (id, topic, version, key, body, at, tries, error, parked_at)"
                " VALUES (gen_random_uuid(), 'tea.Spilt', 1, :key, '{}', :at, 8, 'OSError: wet', :at) RETURNING seq"
            ),
            {"at": now, "key": f"cup:{cup}"},
        )
        for error in ("OSError: damp", "Traceback\n\nOSError: wet"):
            await note_failure(tx, f"fact:{seq}", error, at=now)
    return int(seq)


async def test_admins_see_settings_without_secrets_and_what_must_hold(sessions: Sessions, browse: Browse) -> None:
    admin = await make_staff.staff(sessions, browse(), "admin")
    settings = {one["name"]: one for one in await admin.get("/v1/console/settings")}
    assert settings["ZHONGCAO_ENVIRONMENT"]["value"] == "test"
    assert settings["ZHONGCAO_ENVIRONMENT"]["changed"] is True
    assert all(one["meaning"] for one in settings.values())
    proven = await admin.get("/v1/console/invariants")
    assert len(proven) > 20
    assert {one["severity"] for one in proven} <= {"broken", "late"}
