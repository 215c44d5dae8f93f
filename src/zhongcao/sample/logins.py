"""One login for each role of the sample world, for looking around; never planted in production."""

import msgspec

MEMBER = "member"
ROLES = (
    MEMBER,
    "editor",
    "moderator",
    "buyer",
    "warehouse",
    "customs",
    "brand",
    "support",
    "finance",
    "admin",
    "auditor",
)
NICKNAMES = {
    MEMBER: "逛逛的小周",
    "editor": "编辑 青禾",
    "moderator": "审核 静水",
    "buyer": "采购 南星",
    "warehouse": "仓库 大山",
    "customs": "关务 明轩",
    "brand": "品牌 霖海",
    "support": "客服 小鹿",
    "finance": "财务 算盘",
    "admin": "管理员",
    "auditor": "审计 松果",
}
FACES = {
    MEMBER: "woman",
    "editor": "leaf",
    "moderator": "mountain",
    "buyer": "man",
    "warehouse": "cup",
    "customs": "man",
    "brand": "mountain",
    "support": "cat",
    "finance": "woman",
    "admin": "man",
    "auditor": "leaf",
}
"""How each is drawn."""


class DemoLogin(msgspec.Struct, frozen=True):
    """A login that anybody may use who reads this file."""

    role: str
    name: str
    password: str


DEMO_LOGINS: tuple[DemoLogin, ...] = tuple(
    DemoLogin(role, f"{role}@sample.example", "three-ripe-kaki-26") for role in ROLES
)
"""Documented in README; they exist only where the environment is development or test."""


class DemoHome(msgspec.Struct, frozen=True):
    """Where the demo member lives, and who it is for customs."""

    name: str
    phone: str
    division_code: str
    district: str
    street: str
    id_start: str


DEMO_HOME = DemoHome(
    name="周小种",
    phone="13800000000",
    division_code="310115",
    district="浦东新区",
    street="花木路 100 号 3 幢 501 室",
    id_start="00000019950618001",
)
"""Nobody: no place in China has the area code 000000, so this ID number cannot belong to anyone."""
