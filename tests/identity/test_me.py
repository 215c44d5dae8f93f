"""Profile and addresses of the member who asks."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.driving import Browser
from tests.factories.identity import address
from zhongcao.identity import rules, service
from zhongcao.identity.errors import AddressNotFound
from zhongcao.identity.schemas import MemberRow
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, Tx, begin
from zhongcao.kit.ids import new_id

Browse = Callable[[], Browser]
ENGLISH_WITH_MARKS = {"Lüliang", "Garzê", "Dêqên", "Ürümqi"}


async def test_a_profile_changes_field_by_field(browse: Browse) -> None:
    member = await browse().sign_up()
    changes = {
        "gender": "female",
        "birth_year": 1998,
        "city": " 杭州市 ",
        "city_tier": 2,
        "skin_type": "dry",
        "concerns": ["pores", "acne", "pores"],
        "life_stage": "baby",
        "interests": ["精华", " 防晒 ", "精华", "\u200b"],
        "personalised": False,
    }
    answer = await member.call("PATCH", "/v1/me", json=changes)
    assert answer["city"] == "杭州市"
    assert answer["interests"] == ["精华", "防晒"]
    assert (answer["concerns"], answer["life_stage"]) == (["pores", "acne"], "baby")
    assert answer["personalised"] is False
    assert answer["nickname"] == "小满"
    forgotten = await member.call("PATCH", "/v1/me", json={"birth_year": None, "skin_type": None})
    assert (forgotten["birth_year"], forgotten["skin_type"], forgotten["gender"]) == (None, None, "female")
    assert await member.get("/v1/me") == forgotten
    assert await member.call("PATCH", "/v1/me", json={}) == forgotten
    card = await browse().get(f"/v1/members/{member.member_id}")
    assert set(card) == {"id", "nickname", "avatar_url", "verified"}


async def test_the_tier_follows_from_the_city_unless_it_was_told(browse: Browse) -> None:
    member = await browse().sign_up()

    async def told(**changes: object) -> tuple[str | None, int | None]:
        answer = await member.call("PATCH", "/v1/me", json=changes)
        assert await member.get("/v1/me") == answer
        return answer["city"], answer["city_tier"]

    assert await told(nickname="小寒") == (None, None)
    assert await told(city="杭州市") == ("杭州市", 2)
    assert await told(city_tier=4) == ("杭州市", 4), "what was told wins"
    assert await told(city=" 杭州市 ", birth_year=1990) == ("杭州市", 4), "the city stayed, and so does what was told"
    assert await told(city="大理") == ("大理", 5), "what was told of another city is forgotten with it"
    assert await told(city="东京", city_tier=1) == ("东京", 1)
    assert await told(city_tier=None) == ("东京", None), "no table knows it"
    assert await told(city=None, city_tier=3) == (None, 3)
    assert await told(city=None) == (None, None), "whoever takes the city back takes the tier back"


async def test_homes_are_of_those_who_told_them_and_let_themselves_be_known(sessions: Sessions) -> None:
    now = clock.now()
    facts: list[dict[str, Any]] = [{"city": "上海市"}, {"city": "Shanghai"}, {"city_tier": 4}, {}, {"city": "东京"}]
    rows = [MemberRow(id=new_id(), nickname="住", joined_at=now, **one) for one in facts]
    ids = [row.id for row in rows]
    async with begin(sessions) as tx:
        await service.import_members(tx, rows)
        homes = {one.member: (one.place, one.tier) for one in await service.homes(tx, ids)}
        assert homes == {
            ids[0]: ("310100", 1),
            ids[1]: ("310100", 1),
            ids[2]: ("", 4),
            ids[4]: ("东京", None),
        }
        await service.change_profile(tx, member_id=ids[0], changes={"personalised": False}, now=now)
        assert ids[0] not in {one.member for one in await service.homes(tx, ids)}
        assert await service.homes(tx, []) == []


@pytest.mark.parametrize(
    "change",
    [
        {"nickname": None},
        {"nickname": " \u200b"},
        {"birth_year": 1890},
        {"birth_year": 2090},
        {"skin_type": "metal"},
        {"concerns": ["rust"]},
        {"concerns": None},
        {"life_stage": "caterpillar"},
        {"interests": ["x"] * 41},
        {"interests": None},
        {"avatar_url": "https://evil.example/pixel.png"},
        {"personalised": None},
        {"verified": "expert"},
        {"roles": ["admin"]},
        {"id": "5"},
        {"joined_at": "2000-01-01T00:00:00Z"},
        {"suspended_until": None},
    ],
)
async def test_what_cannot_be_in_a_profile_changes_nothing(browse: Browse, change: dict[str, Any]) -> None:
    member = await browse().sign_up()
    before = await member.get("/v1/me")
    await member.call("PATCH", "/v1/me", json=change, expect=422)
    assert await member.get("/v1/me") == before


async def test_addresses_are_kept_and_one_is_the_default(browse: Browse) -> None:
    member = await browse().sign_up()
    first = await address(member)
    assert (first["province"], first["city"], first["is_default"]) == ("上海市", "上海市", True)
    second = await address(member, division_code="440304", district="福田区")
    assert (second["province"], second["city"], second["is_default"]) == ("广东省", "深圳市", False)
    third = await address(member, is_default=True)
    listed = await member.get("/v1/me/addresses")
    assert [item["id"] for item in listed] == [third["id"], second["id"], first["id"]]
    assert [item["is_default"] for item in listed] == [True, False, False]
    kept = {key: second[key] for key in ("recipient", "phone", "division_code", "district", "street")}
    changed = await member.put(f"/v1/me/addresses/{second['id']}", {**kept, "is_default": True, "recipient": "王五"})
    assert (changed["recipient"], changed["is_default"]) == ("王五", True)
    assert [item["is_default"] for item in await member.get("/v1/me/addresses")] == [True, False, False]
    await member.delete(f"/v1/me/addresses/{first['id']}", expect=204)
    await member.delete(f"/v1/me/addresses/{first['id']}", expect=404)
    assert len(await member.get("/v1/me/addresses")) == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"division_code": "990101"}, "division_code"),
        ({"phone": "12345"}, "phone"),
        ({"recipient": "\u200b"}, "recipient"),
        ({"street": " "}, "street"),
        ({"division_code": "441900", "district": " "}, "district"),
    ],
)
async def test_an_address_that_nobody_finds_is_refused(browse: Browse, change: dict[str, Any], field: str) -> None:
    member = await browse().sign_up()
    given = {
        "recipient": "林",
        "phone": "13800138000",
        "division_code": "310101",
        "district": "黄浦区",
        "street": "1 号",
    }
    answer = await member.post("/v1/me/addresses", {**given, **change}, expect=422)
    assert (answer["code"], answer["details"]) == ("identity.address-invalid", {"field": field})
    assert await member.get("/v1/me/addresses") == []


async def test_nobody_keeps_addresses_without_end(browse: Browse) -> None:
    member = await browse().sign_up()
    for _ in range(rules.ADDRESSES_MAX):
        kept = await address(member)
    given = {key: kept[key] for key in ("recipient", "phone", "division_code", "district", "street")}
    answer = await member.post("/v1/me/addresses", given, expect=409)
    assert answer["code"] == "identity.addresses-full"
    assert len(await member.get("/v1/me/addresses")) == rules.ADDRESSES_MAX


async def test_two_first_addresses_at_once_are_one_default(real_sessions: Sessions) -> None:
    member_id, now = new_id(), clock.now()

    async def add(number: int) -> None:
        async with begin(real_sessions) as tx:
            await service.add_address(
                tx, member_id=member_id, recipient="林", phone="13800138000", division_code="310101",
                district="黄浦区", street=f"{number} 号", is_default=True, now=now,
            )  # fmt: skip

    async with begin(real_sessions) as tx:
        row = MemberRow(id=member_id, nickname="林", joined_at=now)
        await service.import_members(tx, [row])
    await asyncio.gather(*(add(number) for number in range(5)))
    async with begin(real_sessions) as tx:
        kept = await service.list_addresses(tx, member_id=member_id)
    assert [address.is_default for address in kept] == [True, False, False, False, False]


async def test_the_address_of_another_member_does_not_exist(browse: Browse, tx: Tx) -> None:
    owner, stranger = await browse().sign_up(), await browse().sign_up()
    kept = await address(owner)
    given = {key: kept[key] for key in ("recipient", "phone", "division_code", "district", "street")}
    await stranger.put(f"/v1/me/addresses/{kept['id']}", given, expect=404)
    await stranger.delete(f"/v1/me/addresses/{kept['id']}", expect=404)
    with pytest.raises(AddressNotFound):
        await service.get_address(tx, member_id=stranger.member_id, address_id=int(kept["id"]))
    assert await owner.get("/v1/me/addresses") == [kept]


async def test_members_of_another_system_come_in_once(browse: Browse, tx: Tx) -> None:
    joined = datetime(2020, 5, 1, tzinfo=UTC)
    rows = [
        MemberRow(id=number, nickname=f"会员{number}", skin_type="dry", interests=["a", "b"], joined_at=joined)
        for number in range(1, 6001)
    ]
    assert await service.import_members(tx, rows) == 6000
    assert await service.import_members(tx, rows) == 0
    found = await service.profiles(tx, [1, 6000, 7000])
    assert sorted(found) == [1, 6000]
    assert (found[1].nickname, found[1].interests, found[1].joined_at) == ("会员1", ["a", "b"], joined)
    assert sorted(await service.cards(tx, range(1, 40))) == list(range(1, 40))
    assert await service.cards(tx, []) == {}
    assert await service.import_members(tx, []) == 0


async def test_the_form_of_an_address_knows_provinces_and_cities(visitor: Browser) -> None:
    provinces = await visitor.get("/v1/divisions", expect=200)
    by_name = {province["name"]: province for province in provinces}
    assert by_name["河南省"]["cities"][0] == {"code": "410100", "name": "郑州市", "name_en": "Zhengzhou"}
    assert [city["name"] for city in by_name["北京市"]["cities"]] == ["北京市"]
    assert [city["name"] for city in by_name["重庆市"]["cities"]] == ["重庆市", "重庆市各县"]
    assert [city["name_en"] for city in by_name["重庆市"]["cities"]] == ["Chongqing", "Chongqing: counties"]
    assert by_name["内蒙古自治区"]["name_en"] == "Inner Mongolia"
    assert all(rules.place_of(city["code"]) for province in provinces for city in province["cities"])


async def test_a_city_tells_its_districts_and_a_district_names_itself(browse: Browse, visitor: Browser) -> None:
    listed = await visitor.get("/v1/divisions/440300/districts", expect=200)
    assert {"code": "440304", "name": "福田区"} in listed
    assert await visitor.get("/v1/divisions/441900/districts", expect=200) == []
    member = await browse().sign_up()
    assert (await address(member, division_code="440304", district=""))["district"] == "福田区"
    assert (await address(member, division_code="440304", district="南山"))["district"] == "福田区"
    assert (await address(member, division_code="441900", district="虎门镇"))["district"] == "虎门镇"


@pytest.mark.parametrize(("city", "status"), [("990100", 404), ("4403", 422), ("44030x", 422), ("深圳市", 422)])
async def test_a_city_that_is_none_has_no_districts(visitor: Browser, city: str, status: int) -> None:
    await visitor.get(f"/v1/divisions/{city}/districts", expect=status)


async def test_what_a_real_name_is_for_is_told_in_the_version_that_is_asked_for(visitor: Browser) -> None:
    consent = await visitor.get("/v1/real_name_consent", expect=200)
    assert consent["version"] == rules.CONSENT_VERSION
    assert len(consent["zh"]) == len(consent["en"]) == 4


def test_every_place_of_an_address_has_an_english_name() -> None:
    places = {code: rules.place_in_english(code) for _, _, cities in rules.divisions() for code, _ in cities}
    assert all((name and name.isascii()) or name in ENGLISH_WITH_MARKS for name in places.values())
    assert len({rules.city_in_english(code) for code in places}) > 330 - 8, "a few cities sound the same"
    assert (places["310100"], places["500200"], places["610100"]) == ("Shanghai", "Chongqing", "Xi'an")
    assert rules.place_in_english("810000") == "Hong Kong"
    assert (rules.province_in_english("310115"), rules.province_in_english("150000")) == ("Shanghai", "Inner Mongolia")
    assert rules.place_in_english("990100") is None


def test_divisions_are_those_that_an_address_may_name() -> None:
    codes = [code for _, _, cities in rules.divisions() for code, _ in cities]
    assert len(codes) == len(set(codes)) > 330
    below = {code[:4] for code in codes for _ in rules.districts(code)}
    assert {code[:4] for code in codes} - below == {"4419", "4420", "4604", "6202"}
    assert sum(len(rules.districts(code)) for code in codes) == 2974
    assert rules.district_of("310101") == "黄浦区"
    assert rules.district_of("310100") is None
