"""Rules of identity: logins, passwords, sessions and roles, addresses, real names, the audit chain."""

from zhongcao.identity.rules._audit import GENESIS, link_hash
from zhongcao.identity.rules._districts import district_of, districts
from zhongcao.identity.rules._divisions import CITIES, PROVINCES, divisions, place_of
from zhongcao.identity.rules._divisions_en import city_in_english, place_in_english, province_in_english
from zhongcao.identity.rules._id_number import (
    CONSENT_TEXTS,
    CONSENT_VERSION,
    check_mark,
    id_number_is_valid,
    masked_name,
    masked_number,
    may_reveal,
    name_is_plausible,
    normal_id_number,
    normal_name,
)
from zhongcao.identity.rules._passwords import (
    PASSWORD_LENGTH_MAX,
    PASSWORD_LENGTH_MIN,
    frequent_passwords,
    password_weakness,
)
from zhongcao.identity.rules._profile import (
    ADDRESSES_MAX,
    INTERESTS_MAX,
    NICKNAME_LENGTH_MAX,
    Gender,
    SkinType,
    avatar_is_ours,
    normal_login,
    normal_phone,
)
from zhongcao.identity.rules._sessions import (
    MEMBER_ABSOLUTE,
    ROLES,
    SEEN_STEP,
    STAFF_ABSOLUTE,
    STAFF_IDLE,
    STAFF_ROLES,
    roles_of,
    session_ends_at,
)

__all__ = [
    "ADDRESSES_MAX",
    "CITIES",
    "CONSENT_TEXTS",
    "CONSENT_VERSION",
    "GENESIS",
    "INTERESTS_MAX",
    "MEMBER_ABSOLUTE",
    "NICKNAME_LENGTH_MAX",
    "PASSWORD_LENGTH_MAX",
    "PASSWORD_LENGTH_MIN",
    "PROVINCES",
    "ROLES",
    "SEEN_STEP",
    "STAFF_ABSOLUTE",
    "STAFF_IDLE",
    "STAFF_ROLES",
    "Gender",
    "SkinType",
    "avatar_is_ours",
    "check_mark",
    "city_in_english",
    "district_of",
    "districts",
    "divisions",
    "frequent_passwords",
    "id_number_is_valid",
    "link_hash",
    "masked_name",
    "masked_number",
    "may_reveal",
    "name_is_plausible",
    "normal_id_number",
    "normal_login",
    "normal_name",
    "normal_phone",
    "password_weakness",
    "place_in_english",
    "place_of",
    "province_in_english",
    "roles_of",
    "session_ends_at",
]
