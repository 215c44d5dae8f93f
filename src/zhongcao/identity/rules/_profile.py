"""What may stand in logins, profiles and addresses."""

import re
from enum import StrEnum

NICKNAME_LENGTH_MAX = 40
ADDRESSES_MAX = 30
INTERESTS_MAX = 40
_EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_PHONE_CN = re.compile(r"1[3-9]\d{9}", re.ASCII)
_PHONE = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_AVATAR = re.compile(r"/media/[A-Za-z0-9._-]{1,180}")


class SkinType(StrEnum):
    """Skin types (肤质) that advice and search go by."""

    DRY = "dry"
    OILY = "oily"
    COMBINATION = "combination"
    NORMAL = "normal"
    SENSITIVE = "sensitive"


class Concern(StrEnum):
    """What members want done about their skin (护肤诉求)."""

    ACNE = "acne"
    BRIGHTEN = "brighten"
    SPOTS = "spots"
    AGEING = "ageing"
    PORES = "pores"
    BLACKHEADS = "blackheads"
    DARKCIRCLES = "darkcircles"
    REDNESS = "redness"


class LifeStage(StrEnum):
    """In which stage of life somebody is (人生阶段), if they want to say so."""

    STUDENT = "student"
    WORKING = "working"
    EXPECTING = "expecting"
    BABY = "baby"
    CHILD = "child"
    SENIOR = "senior"


class Gender(StrEnum):
    """What members may say of themselves; nothing is fine too."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


def normal_login(text: str) -> str | None:
    """A login in the form that is unique: e-mail in small letters, phone as +8613..., or None when it is neither."""
    plain = text.strip().casefold()
    if "@" in plain:
        return plain if len(plain) <= 254 and _EMAIL.fullmatch(plain) else None
    digits = re.sub(r"[\s()-]", "", plain)
    if _PHONE_CN.fullmatch(digits):
        return "+86" + digits
    if digits.startswith("+86") and not _PHONE_CN.fullmatch(digits[3:]):
        return None
    return digits if _PHONE.fullmatch(digits) else None


def normal_phone(text: str) -> str | None:
    """A phone number that a courier can call, or None."""
    login = normal_login(text)
    if login is None or "@" in login:
        return None
    return login.removeprefix("+86")


def avatar_is_ours(url: str) -> bool:
    """Whether an avatar points to a picture of this house; foreign pictures would tell others who looks at them."""
    return bool(_AVATAR.fullmatch(url))
