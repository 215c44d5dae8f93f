"""The console names anything, and tells the history of a thing to those who work with it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import zhongcao
from tests.driving import Browser
from tests.factories import community as make_note
from tests.factories import identity as make_staff
from tests.factories import mall as make_mall
from tests.factories import supply as make
from zhongcao.app.webapp.build import WEB
from zhongcao.inventory.rules import AdjustmentState
from zhongcao.inventory.schemas import Adjustment, Warehouse
from zhongcao.kit.db import Sessions, begin
from zhongcao.mall.schemas import ConsoleProduct, ConsoleSku, NewWeekInput, Price, Rate
from zhongcao.supply.schemas import Authorisation, BrandCard, Proposal, PurchaseOrder, Supplier, Trademark

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


async def steps(browser: Browser, subject: str) -> list[tuple[str, str, dict[str, tuple[object, object]]]]:
    """What was done to a thing: the deed, to which part of it, what that changed."""
    page = await browser.get(f"/v1/console/history?subject={subject}")
    return [
        (
            one["action"],
            one["subject"],
            {change["field"]: (change["was"], change["became"]) for change in one["changes"]},
        )
        for one in page["items"]
    ]


async def test_a_product_tells_what_was_done_to_its_skus_and_only_what_changed(
    sessions: Sessions, browse: Browse
) -> None:
    async with begin(sessions) as tx:
        product = await make_mall.product(tx)
    buyer = await make_staff.staff(sessions, browse(), "buyer")
    path = f"/v1/console/products/{product.id}"
    sku = await buyer.post(f"{path}/skus", {"variant": "50 ml", "weight_grams": 120})
    for price in (12900, 9900):
        starts = {"starts_at": f"2031-01-0{1 if price == 12900 else 2}T00:00:00Z"}
        await buyer.post(f"/v1/console/skus/{sku['id']}/prices", {"price": price} | starts)
    await buyer.call("PATCH", path, json={"title": "雪原面霜"})
    told = await steps(buyer, f"product:{product.id}")
    about = f"sku:{sku['id']}"
    assert [(action, of) for action, of, _ in told] == [
        ("product.changed", f"product:{product.id}"),
        ("price.set", about),
        ("price.set", about),
        ("sku.added", about),
    ]
    assert told[0][2] == {"title": (product.title, "雪原面霜")}
    assert told[1][2]["price"] == ({"amount": 12900, "currency": "CNY"}, {"amount": 9900, "currency": "CNY"})
    assert told[3][2]["variant"] == (None, "50 ml")
    assert not {"id", "can_become"} & told[3][2].keys()


async def test_a_note_tells_that_one_of_its_pictures_was_refused(sessions: Sessions, browse: Browse) -> None:
    note = await make_note.picture_note(await browse().sign_up())
    moderator = await make_staff.staff(sessions, browse(), "moderator")
    picture = note["pictures"][0]["picture"]["id"]
    await moderator.put(f"/v1/console/pictures/{picture}/refusal", {"reason": "stolen"}, expect=204)
    assert await steps(moderator, f"note:{note['id']}") == [
        ("media.refuse_picture", f"picture:{picture}", {"reason": (None, "stolen")})
    ]


async def test_rates_of_all_currencies_are_told_together(sessions: Sessions, browse: Browse) -> None:
    buyer = await make_staff.staff(sessions, browse(), "buyer")
    for currency in ("JPY", "EUR"):
        rate = {"currency": currency, "cny_per_unit": "1.5", "starts_on": "2031-02-05", "source": "bank"}
        await buyer.post("/v1/console/rates", rate)
    told = await steps(buyer, "rate:ALL")
    assert [of for _, of, _ in told][:2] == ["rate:EUR", "rate:JPY"]
    assert [of for _, of, _ in await steps(buyer, "rate:JPY")][:1] == ["rate:JPY"]


@pytest.mark.parametrize("kind", ["comment", "product"])
async def test_moderators_read_what_was_decided_about_what_is_reported(
    sessions: Sessions, browse: Browse, kind: str
) -> None:
    moderator = await make_staff.staff(sessions, browse(), "moderator")
    assert await steps(moderator, f"{kind}:5") == []
    support = await make_staff.staff(sessions, browse(), "support")
    await support.get(f"/v1/console/history?subject={kind}:5", expect=403)


ENDS = {"adjustment.{}": {str(one) for one in AdjustmentState} - {"waiting"}, "community.{}_note": {"publish", "hide"}}
ENDS["experiment.{}"] = {"started", "stopped", "resumed"}
"""What deeds are called whose names are put together."""


def deeds_of_the_source() -> set[str]:
    """Every deed that any code notes in the audit log."""
    found: set[str] = set()
    for file in Path(zhongcao.__file__).parent.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        if "record_audit" not in text:
            continue
        named = re.findall(
            r'(?:action=|else |_note\(tx, actor, |_noted\(tx, |_record\(\s*tx, \w+, )(f?)"([a-z_]+\.[^"]+)"', text
        )
        for is_filled, name in named:
            pattern = re.sub(r"\{[^}]*\}", "{}", name)
            found |= {pattern.format(end) for end in ENDS[pattern]} if is_filled else {name}
    return found


def test_every_deed_has_a_name_in_the_console() -> None:
    named = set(re.findall(r"'([a-z_]+\.[a-z_.]+)':", (WEB / "src/console/words/deeds.ts").read_text(encoding="utf-8")))
    done = deeds_of_the_source()
    assert {"price.set", "community.hide_note", "adjustment.declined", "sweep.hurried", "experiment.ramped"} <= done
    assert sorted(done - named) == []
    assert sorted(named - done) == [], "nobody does these"


def test_every_field_that_a_change_may_show_has_a_name_in_the_console() -> None:
    kept = (Authorisation, BrandCard, Proposal, PurchaseOrder, Supplier, Trademark, Adjustment, Warehouse)
    kept += (ConsoleProduct, ConsoleSku, NewWeekInput, Price, Rate)
    fields = {name for one in kept for name in one.__struct_fields__ if name != "id" and not name.startswith("can_")}
    named = (WEB / "src/console/words/fields.ts").read_text(encoding="utf-8")
    assert sorted(name for name in fields if len(re.findall(rf"\b{name}: '", named)) != 2) == []
