"""What members see and change of themselves, and what they see of others."""

from typing import Annotated

from litestar import delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter
from msgspec import UNSET, Meta, UnsetType, structs

from zhongcao.identity import rules, service
from zhongcao.identity.errors import (
    AddressesFull,
    AddressInvalid,
    AddressNotFound,
    CityNotFound,
    MemberNotFound,
    NicknameEmpty,
    ProfileInvalid,
)
from zhongcao.identity.schemas import Address, City, District, MemberCard, Profile, Province
from zhongcao.kit import clock
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import ANYONE, MEMBER, Actor, Input

MemberId = Annotated[int, PathParameter(ge=0, le=2**63 - 1, description="A member.")]
CityCode = Annotated[str, PathParameter(pattern="^[0-9]{6}$", description="A city's six digits (行政区划代码).")]
AddressId = Annotated[int, PathParameter(ge=0, le=2**63 - 1, description="An address of mine.")]


class ProfileChanges(Input, frozen=True, kw_only=True):
    """What changes; a field that is left out stays, null forgets it."""

    nickname: Annotated[str, Meta(min_length=1, max_length=rules.NICKNAME_LENGTH_MAX)] | UnsetType = UNSET
    gender: rules.Gender | UnsetType | None = UNSET
    birth_year: Annotated[int, Meta(ge=1900, le=2100)] | UnsetType | None = UNSET
    city: Annotated[str, Meta(max_length=40)] | UnsetType | None = UNSET
    city_tier: Annotated[int, Meta(ge=1, le=5)] | UnsetType | None = UNSET
    skin_type: rules.SkinType | UnsetType | None = UNSET
    concerns: Annotated[list[rules.Concern], Meta(max_length=len(rules.Concern))] | UnsetType = UNSET
    life_stage: rules.LifeStage | UnsetType | None = UNSET
    interests: (
        Annotated[list[Annotated[str, Meta(max_length=40)]], Meta(max_length=rules.INTERESTS_MAX)] | UnsetType
    ) = UNSET
    personalised: bool | UnsetType = UNSET


class AddressInput(Input, frozen=True, kw_only=True):
    """An address; province and city follow from the division code, the district too where the code names one."""

    recipient: Annotated[str, Meta(min_length=1, max_length=40)]
    phone: Annotated[str, Meta(min_length=5, max_length=20)]
    division_code: Annotated[str, Meta(pattern="^[0-9]{6}$", description="Six digits (行政区划代码), GB/T 2260.")]
    district: Annotated[str, Meta(max_length=40, description="Needed where the code names a city only.")] = ""
    street: Annotated[str, Meta(min_length=1, max_length=200)]
    is_default: bool = False


@get("/v1/me", access=MEMBER)
async def show_me(read: NamedDependency[ReadTx], actor: NamedDependency[Actor]) -> Profile:
    """All that I told about myself."""
    return await service.get_profile(read, member_id=actor.member_id)


@patch("/v1/me", access=MEMBER, refusals=(NicknameEmpty, ProfileInvalid))
async def change_me(data: JSONBody[ProfileChanges], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> Profile:
    """Change my profile, or switch personalisation off and on."""
    changes = {name: value for name, value in structs.asdict(data).items() if value is not UNSET}
    return await service.change_profile(tx, member_id=actor.member_id, changes=changes, now=clock.now())


@get("/v1/members/{member:int}", access=ANYONE, refusals=(MemberNotFound,))
async def show_member(member: MemberId, read: NamedDependency[ReadTx]) -> MemberCard:
    """What anyone may see of a member."""
    return await service.get_card(read, member_id=member)


@get("/v1/divisions", access=ANYONE)
async def list_divisions() -> list[Province]:
    """Provinces and cities that an address may lie in, for its form."""
    return [
        Province(
            code=code,
            name=name,
            name_en=rules.province_in_english(code),
            cities=[City(code=number, name=called, name_en=rules.city_in_english(number)) for number, called in cities],
        )
        for code, name, cities in rules.divisions()
    ]


@get("/v1/divisions/{city:str}/districts", access=ANYONE, refusals=(CityNotFound,))
async def list_districts(city: CityCode) -> list[District]:
    """Districts of a city (区, 县) for the form of an address; none where its towns are written by hand."""
    if rules.place_of(city) is None:
        raise CityNotFound(city=city)
    return [District(code=code, name=name) for code, name in rules.districts(city)]


@get("/v1/me/addresses", access=MEMBER)
async def list_addresses(read: NamedDependency[ReadTx], actor: NamedDependency[Actor]) -> list[Address]:
    """My addresses, the default first."""
    return await service.list_addresses(read, member_id=actor.member_id)


@post("/v1/me/addresses", access=MEMBER, refusals=(AddressInvalid, AddressesFull))
async def add_address(data: JSONBody[AddressInput], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> Address:
    """Keep an address."""
    return await service.add_address(tx, member_id=actor.member_id, **structs.asdict(data), now=clock.now())


@put("/v1/me/addresses/{address:int}", access=MEMBER, refusals=(AddressInvalid, AddressNotFound))
async def change_address(
    address: AddressId, data: JSONBody[AddressInput], tx: NamedDependency[Tx], actor: NamedDependency[Actor]
) -> Address:
    """Replace an address; orders already placed keep the old one."""
    return await service.change_address(tx, member_id=actor.member_id, address_id=address, **structs.asdict(data))


@delete("/v1/me/addresses/{address:int}", access=MEMBER, refusals=(AddressNotFound,))
async def remove_address(address: AddressId, tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> None:
    """Remove an address."""
    await service.remove_address(tx, member_id=actor.member_id, address_id=address)


ROUTES = [
    show_me,
    change_me,
    show_member,
    list_divisions,
    list_districts,
    list_addresses,
    add_address,
    change_address,
    remove_address,
]
