"""Brands and their papers: over HTTP as buyer, and the daily look."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import text

from tests.driving import Browser
from tests.factories import identity as make_staff
from tests.factories import supply as make
from zhongcao.kit import clock
from zhongcao.kit.clock import SHANGHAI
from zhongcao.kit.db import Sessions, Tx, begin
from zhongcao.kit.ids import new_id
from zhongcao.supply import rules, service
from zhongcao.supply.schemas import BrandRecord, SkuToSell

Browse = Callable[[], Browser]
PAPER = "ab" * 32


async def agency(buyer: Browser, **last: Any) -> tuple[str, list[dict[str, Any]]]:
    """A brand whose owner lets an agent sell, who lets us; answers the brand and both papers."""
    brand = await buyer.post("/v1/console/brands", {"name_zh": "资生堂", "name_en": f"S {new_id()}", "country": "JP"})
    mark = await buyer.post(
        "/v1/console/trademarks",
        {
            "brand_id": brand["id"],
            "register_no": f"{new_id()}",
            "jurisdiction": "CN",
            "nice_class": 3,
            "owner": "Owner Co.",
            "starts_on": "2010-01-01",
        },
    )
    papers: list[dict[str, Any]] = []
    for grantor, grantee, more in (("Owner Co.", "Agent", {"sublicensable": True}), ("Agent", rules.US, last)):
        given = {
            "trademark_id": mark["id"],
            "grantor": grantor,
            "grantee": grantee,
            "starts_on": "2016-01-01",
            "document_hash": PAPER,
            "parent_id": papers[-1]["id"] if papers else None,
            **more,
        }
        papers.append(await buyer.post("/v1/console/authorisations", given, expect=201))
    return brand["id"], papers


async def sellable(sessions: Sessions, brand_id: str, on: date | None = None) -> bool:
    """Whether the brand may be sold on a day."""
    async with begin(sessions) as tx:
        day = on or clock.day_in_china(clock.now())
        return int(brand_id) in await service.authorised(tx, brand_ids=[int(brand_id)], on=day)


async def test_an_agents_chain_counts_once_the_brand_has_confirmed_it(sessions: Sessions, browse: Browse) -> None:
    buyer = await make_staff.staff(sessions, browse(), "buyer")
    brand_id, papers = await agency(buyer)
    assert papers[1]["level"] == 2
    assert papers[1]["faults"] == ["unconfirmed"]
    assert not await sellable(sessions, brand_id)
    at = f"/v1/console/authorisations/{papers[1]['id']}"
    confirmed = await buyer.post(f"{at}/confirmation", {"through": "品牌官网客服电话"}, expect=201)
    assert confirmed["faults"] == []
    assert await sellable(sessions, brand_id)
    page = await browse().get(f"/v1/brands/{brand_id}")
    assert page["brand"]["authorised"] is True
    assert [(link["grantor"], link["grantee"]) for link in page["authenticity"]] == [
        ("Owner Co.", "Agent"),
        ("Agent", rules.US),
    ]


async def test_revoking_the_middle_link_ends_what_hangs_on_it(sessions: Sessions, browse: Browse) -> None:
    buyer = await make_staff.staff(sessions, browse(), "buyer")
    brand_id, papers = await agency(buyer)
    await buyer.post(f"/v1/console/authorisations/{papers[1]['id']}/confirmation", {"through": "电话"}, expect=422)
    await buyer.post(f"/v1/console/authorisations/{papers[1]['id']}/confirmation", {"through": "品牌电话"})
    today = clock.day_in_china(clock.now())
    revoked_on = today + timedelta(days=3)
    at = f"/v1/console/authorisations/{papers[0]['id']}/revocation"
    await buyer.post(at, {"revoked_on": str(revoked_on), "reason": "代理合同终止"}, expect=201)
    assert await sellable(sessions, brand_id, revoked_on - timedelta(days=1))
    assert not await sellable(sessions, brand_id, revoked_on)
    await buyer.post(at, {"revoked_on": str(today), "reason": "代理合同终止"})
    assert not await sellable(sessions, brand_id)
    page = await browse().get(f"/v1/brands/{brand_id}")
    assert page["brand"]["authorised"] is False
    assert page["authenticity"] == []
    listed = await buyer.get(f"/v1/console/brands/{brand_id}/authorisations")
    assert [paper["faults"] for paper in listed] == [["not_for_us", "revoked"], ["revoked"]]


async def test_papers_of_another_trademark_do_not_continue_a_chain(sessions: Sessions, browse: Browse) -> None:
    buyer = await make_staff.staff(sessions, browse(), "buyer")
    _, papers = await agency(buyer)
    other, others = await agency(buyer)
    given = {
        "trademark_id": others[0]["trademark_id"],
        "grantor": "Agent",
        "grantee": rules.US,
        "starts_on": "2016-01-01",
        "document_hash": PAPER,
        "parent_id": papers[0]["id"],
    }
    answer = await buyer.post("/v1/console/authorisations", given, expect=422)
    assert answer["code"] == "supply.authorisation-unfit"
    await buyer.post("/v1/console/authorisations", {**given, "parent_id": "1"}, expect=404)
    await buyer.post("/v1/console/authorisations", {**given, "trademark_id": "1"}, expect=404)
    assert len(await buyer.get(f"/v1/console/brands/{other}/authorisations")) == 2


async def test_scope_and_class_decide_about_single_skus(tx: Tx) -> None:
    brand = await make.brand(tx)
    brand_id, today = int(brand.id), clock.day_in_china(clock.now())
    cream = SkuToSell(sku_id=1, brand_id=brand_id, category_ids=frozenset({1, 104}), nice_class=3)
    engine = SkuToSell(sku_id=2, brand_id=brand_id, category_ids=frozenset({9}), nice_class=7)
    unknown = SkuToSell(sku_id=3, brand_id=brand_id + 1, category_ids=frozenset({1}), nice_class=3)
    assert await service.authorised_skus(tx, skus=[cream, engine, unknown], on=today) == {1}
    assert await service.authorised_skus(tx, skus=[cream], on=date(2014, 12, 31)) == set()


async def test_the_daily_look_turns_brands_at_midnight_in_china_and_warns(tx: Tx) -> None:
    ends = date(2030, 6, 30)
    brand_id = int((await make.brand(tx, ends_on=ends)).id)

    async def look(day: date, hour: int = 0) -> list[tuple[str, int | None]]:
        """The facts about this brand that a look at a time in China leaves behind."""
        now = datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)
        await service.look_at_authorisations(tx, now=now)
        await tx.flush()
        told = text("SELECT topic, body->>'days' AS days FROM kit.outbox WHERE key = :key AND seq > :seen ORDER BY seq")
        rows = (await tx.execute(told, {"key": f"brand:{brand_id}", "seen": seen[0]})).all()
        seen[0] = await tx.scalar(text("SELECT coalesce(max(seq), 0) FROM kit.outbox")) or 0
        return [(row.topic, int(row.days) if row.days else None) for row in rows]

    seen = [0]
    await look(date(2026, 1, 1))
    ending = "supply.AuthorisationEnding"
    assert await look(ends - timedelta(days=61)) == []
    assert set(await look(ends - timedelta(days=60))) == {(ending, 60)}
    assert await look(ends - timedelta(days=59)) == []
    assert set(await look(ends - timedelta(days=30))) == {(ending, 30)}
    assert set(await look(ends - timedelta(days=6))) == {(ending, 6)}
    assert await look(ends, hour=23) == []
    assert (await service.get_brand(tx, brand_id=brand_id)).authorised
    assert await look(ends + timedelta(days=1)) == [("supply.BrandUnauthorised", None)]
    assert not (await service.get_brand(tx, brand_id=brand_id)).authorised


async def test_brands_are_found_by_name_and_entered_once(tx: Tx) -> None:
    name = f"Lancôme {new_id()}"
    made = await service.add_brand(tx, name_zh="兰蔻", name_en=name, country="FR", now=clock.now())
    again = await service.add_brand(tx, name_zh="兰蔻", name_en=name.upper(), country="FR", now=clock.now())
    assert again == made
    found = await service.find_brand(tx, name=name.replace("ô", "o"))
    assert found == made
    rows = [
        BrandRecord(id=int(made.id), name_zh="x", name_en="y", country="FR"),
        BrandRecord(id=new_id(), name_zh="新", name_en=f"New {new_id()}", country="KR"),
    ]
    assert await service.import_brands(tx, rows, now=clock.now()) == 1
    assert await service.get_brand(tx, brand_id=int(made.id)) == made


async def test_authorising_again_adds_nothing(tx: Tx) -> None:
    brand_id = int((await make.brand(tx)).id)
    today = clock.day_in_china(clock.now())
    before = await service.list_authorisations(tx, brand_id=brand_id, on=today)
    await make.brand(tx)
    again = await service.authorise_directly(
        tx,
        brand_ids=[brand_id],
        by=make.SYSTEM,
        now=clock.now(),
        starts_on=date(2015, 1, 1),
        ends_on=None,
        document_hash=make.PAPER,
    )
    assert again == 0
    assert await service.list_authorisations(tx, brand_id=brand_id, on=today) == before
