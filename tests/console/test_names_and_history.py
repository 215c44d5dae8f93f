"""The console names anything, and tells the history of a thing to those who work with it."""

from collections.abc import Callable

from tests.driving import Browser
from tests.factories import community as make_note
from tests.factories import identity as make_staff
from tests.factories import mall as make_mall
from tests.factories import supply as make
from zhongcao.kit.db import Sessions, begin

Browse = Callable[[], Browser]


async def test_many_things_are_named_at_once_whatever_their_state(sessions: Sessions, browse: Browse) -> None:
    async with begin(sessions) as tx:
        supplier = await make.supplier(tx)
        product = await make_mall.product(tx)
    buyer = await make_staff.staff(sessions, browse(), "buyer")
    subjects = [f"supplier:{supplier.id}", f"product:{product.id}", f"member:{buyer.member_id}", "sku:1", "tea:1"]
    named = await buyer.post("/v1/console/names", {"subjects": [*subjects, subjects[0]]})
    assert {one["subject"]: one["name_zh"] for one in named} == {
        f"supplier:{supplier.id}": supplier.name,
        f"product:{product.id}": product.title,
        f"member:{buyer.member_id}": "店员",
    }
    await buyer.post("/v1/console/names", {"subjects": ["member:x"]}, expect=422)
    agent = await make_staff.staff(sessions, browse(), "support")
    known = await agent.post("/v1/console/names", {"subjects": subjects})
    assert [one["subject"] for one in known] == subjects[1:3], "suppliers are not everybody's business"
    assert await buyer.post("/v1/console/names", {"subjects": [f"member:{10**19 - 1}"]}) == []


async def test_a_reported_note_is_named_for_those_who_decide_about_it(sessions: Sessions, browse: Browse) -> None:
    note = await make_note.note(await browse().sign_up())
    wanted = {"subjects": [f"note:{note['id']}"]}
    moderator = await make_staff.staff(sessions, browse(), "moderator")
    named = await moderator.post("/v1/console/names", wanted)
    assert [(one["subject"], one["name_zh"]) for one in named] == [(f"note:{note['id']}", note["title"])]
    buyer = await make_staff.staff(sessions, browse(), "buyer")
    assert await buyer.post("/v1/console/names", wanted) == []


async def test_who_works_with_a_thing_reads_what_was_done_to_it(sessions: Sessions, browse: Browse) -> None:
    buyer = await make_staff.staff(sessions, browse(), "buyer")
    made = await buyer.post("/v1/console/suppliers", {"name": "山里货", "country": "JP", "currency": "JPY"})
    page = await buyer.get(f"/v1/console/history?subject=supplier:{made['id']}")
    assert [(step["action"], step["by_name"], step["roles"]) for step in page["items"]] == [
        ("supplier.added", "店员", ["buyer"])
    ]
    assert page["items"][0]["after"]["name"] == "山里货"
    clerk = await make_staff.staff(sessions, browse(), "warehouse")
    await clerk.get(f"/v1/console/history?subject=supplier:{made['id']}", expect=403)
    auditor = await make_staff.staff(sessions, browse(), "auditor")
    seen = await auditor.get(f"/v1/console/history?subject=supplier:{made['id']}")
    assert len(seen["items"]) == 1
