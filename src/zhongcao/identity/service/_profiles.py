"""How members see each other and themselves."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from zhongcao.identity import rules, store
from zhongcao.identity.errors import MemberNotFound, NicknameEmpty, ProfileInvalid
from zhongcao.identity.schemas import Home, MemberCard, MemberRow, Profile
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.text import clean_line

IMPORT_ROWS = 5000


def as_profile(row: Any) -> Profile:
    """A profile out of a member's row."""
    return Profile(
        id=str(row.member_id),
        nickname=row.nickname,
        avatar_url=row.avatar_url,
        gender=row.gender,
        birth_year=row.birth_year,
        city=row.city,
        city_tier=_tier(row),
        skin_type=row.skin_type,
        concerns=row.concerns,
        life_stage=row.life_stage,
        interests=row.interests,
        personalised=row.personalised,
        joined_at=row.joined_at,
        closes_at=row.closes_at,
    )


def _tier(row: Any) -> int | None:
    """The tier that a member told, else that of their city."""
    return row.city_tier if row.city_tier is not None or not row.city else rules.city_tier(row.city)


async def cards(tx: Tx | ReadTx, ids: Iterable[int]) -> dict[int, MemberCard]:
    """What is shown of members beside their notes; unknown ids are left out."""
    wanted = set(ids)
    if not wanted:
        return {}
    return {row.member_id: as_card(row) for row in await store.list_cards(tx, wanted)}


def as_card(told: Sequence[Any]) -> MemberCard:
    """What is shown of a member, out of a row of theirs or out of what `card_of` answers."""
    member, nickname, avatar_url, verified = told
    return MemberCard(id=str(member), nickname=nickname, avatar_url=avatar_url, verified=verified)


async def get_card(tx: Tx | ReadTx, *, member_id: int) -> MemberCard:
    """What anyone may see of a member."""
    row = await store.find_member(tx, member_id)
    if row is None or row.closed_at is not None:
        raise MemberNotFound(member=str(member_id))
    return (await cards(tx, [member_id]))[member_id]


async def profiles(tx: Tx | ReadTx, ids: Iterable[int]) -> dict[int, Profile]:
    """Members with all that they told; unknown ids are left out."""
    wanted = set(ids)
    return {row.member_id: as_profile(row) for row in await store.list_members(tx, wanted)} if wanted else {}


async def homes(tx: Tx | ReadTx, ids: Iterable[int]) -> list[Home]:
    """Where some members told that they live; only those who told something and let themselves be known."""
    wanted = list(ids)
    rows = await store.list_homes(tx, wanted) if wanted else []
    return [Home(member=row.member_id, place=rules.place_told(row.city or ""), tier=_tier(row)) for row in rows]


async def knowable(tx: Tx | ReadTx, ids: Iterable[int]) -> list[int]:
    """Which of some members let themselves be known; those who switched personalisation off are left out."""
    wanted = list(ids)
    return list(await store.list_knowable(tx, wanted)) if wanted else []


async def get_profile(tx: Tx | ReadTx, *, member_id: int) -> Profile:
    """All that a member told about themselves."""
    row = await store.find_member(tx, member_id)
    if row is None:
        raise MemberNotFound(member=str(member_id))
    return as_profile(row)


async def change_profile(tx: Tx, *, member_id: int, changes: dict[str, Any], now: datetime) -> Profile:
    """Change what is given; None forgets a detail. A tier that was told goes with the city that it was told of."""
    values = {name: _checked(name, value, now) for name, value in changes.items()}
    if not values:
        return await get_profile(tx, member_id=member_id)
    row = await store.set_profile(tx, member_id, values)
    if row is None:
        raise MemberNotFound(member=str(member_id))
    return as_profile(row)


def _checked(name: str, value: Any, now: datetime) -> Any:
    """The value to keep for a field of the profile, or a refusal that names the field."""
    if name == "nickname":
        shown = clean_line(value)[: rules.NICKNAME_LENGTH_MAX]
        if not shown:
            raise NicknameEmpty()
        return shown
    if name == "concerns":
        return list(dict.fromkeys(value))
    if name == "interests":
        return list(dict.fromkeys(word for word in (clean_line(text) for text in value) if word))
    if name == "birth_year" and value is not None and not now.year - 120 <= value <= now.year:
        raise ProfileInvalid(field=name)
    if name == "avatar_url" and value is not None and not rules.avatar_is_ours(value):
        raise ProfileInvalid(field=name)
    if name == "city" and value is not None:
        return clean_line(value) or None
    return value


async def import_members(tx: Tx, rows: Sequence[MemberRow]) -> int:
    """Add members that come from another system, without credentials; those already here stay as they are."""
    added = 0
    for start in range(0, len(rows), IMPORT_ROWS):
        added += await store.add_imported(tx, rows[start : start + IMPORT_ROWS])
    return added
