"""What identity tells others: the same structs inside the house and in the API."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from zhongcao.kit.http import Actor, Key


class MemberCard(msgspec.Struct, frozen=True, kw_only=True):
    """A member as shown beside a note or a comment."""

    id: Key
    nickname: str
    avatar_url: str | None = None
    verified: str | None = None


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What a member told about themselves; shown in full only to that member.

    `city_tier` is what they told, else it follows from the city; null for a city that no table knows.
    """

    id: Key
    nickname: str
    avatar_url: str | None
    gender: str | None
    birth_year: int | None
    city: str | None
    city_tier: int | None
    skin_type: str | None
    concerns: list[str]
    life_stage: str | None
    interests: list[str]
    personalised: bool
    joined_at: datetime
    closes_at: datetime | None = None
    """When the account is erased, if its member asked for that."""


class Home(msgspec.Struct, frozen=True):
    """Where a member told that they live: one word for the place, empty for none, and the tier of the city."""

    member: int
    place: str
    tier: int | None


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    """Who holds a session, and when that ends at the latest unless it is used."""

    actor: Actor
    until: datetime


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """A fresh session. Browsers get the token as a cookie too; apps keep it from here."""

    token: str
    expires_at: datetime
    member: Profile
    roles: list[str]


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A device that is signed in."""

    id: UUID
    device: str
    network: str
    created_at: datetime
    seen_at: datetime
    is_this: bool


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """Where a parcel may go."""

    id: Key
    recipient: str
    phone: str
    division_code: str
    province: str
    city: str
    district: str
    street: str
    is_default: bool


class District(msgspec.Struct, frozen=True, kw_only=True):
    """A district on the form of an address."""

    code: str
    name: str


class City(msgspec.Struct, frozen=True, kw_only=True):
    """A city on the form of an address."""

    code: str
    name: str
    name_en: str


class Province(msgspec.Struct, frozen=True, kw_only=True):
    """A province with its cities on the form of an address; codes have six digits (行政区划代码)."""

    code: str
    name: str
    name_en: str
    cities: list[City]


class ConsentText(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody agrees to who gives a real name, in one version."""

    version: str
    zh: Sequence[str]
    en: Sequence[str]


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A natural person behind an account; `key` is the same for all accounts of that person and tells nothing else."""

    key: str
    masked_name: str
    masked_number: str
    verified_at: datetime


class RevealedName(msgspec.Struct, frozen=True, kw_only=True):
    """A real name and ID number in clear, for a customs document; never log it, never keep it."""

    name: str
    id_number: str

    def __repr__(self) -> str:
        return "RevealedName(...)"


class StaffMember(msgspec.Struct, frozen=True, kw_only=True):
    """An account as administrators see it."""

    id: Key
    nickname: str
    verified: str | None
    roles: list[str]
    joined_at: datetime
    suspended_until: datetime | None


class AuditEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the audit log; `number` is its place in the chain once it is sealed."""

    id: UUID
    number: int | None
    by: Key
    roles: list[str]
    action: str
    subject: str
    before: Any
    after: Any
    at: datetime


class AuditProof(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the chain over the audit log holds; else the first number at which it does not."""

    holds: bool
    links: int
    head: str
    broken_at: int | None
    waiting: int


class MemberRow(msgspec.Struct, frozen=True, kw_only=True):
    """A member that comes from another system: a profile without credentials."""

    id: int
    nickname: str
    gender: str | None = None
    birth_year: int | None = None
    city: str | None = None
    city_tier: int | None = None
    skin_type: str | None = None
    avatar_url: str | None = None
    interests: list[str] = []
    joined_at: datetime


class CodeOnItsWay(msgspec.Struct, frozen=True, kw_only=True):
    """A code is on its way, if somebody has this login; where the sandbox shows what was sent."""

    holds_seconds: int
    sandbox_url: str | None = None


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """Something to be sent to a mailbox or a phone; it holds a code, so never log it."""

    recipient: str
    subject: str
    text: str

    def __repr__(self) -> str:
        return "Letter(...)"


LETTERS_PURPOSE = "sandbox letters"
"""What the sandbox's letters are signed with."""
