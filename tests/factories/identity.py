"""Members, staff and addresses for tests."""

from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncSession

from tests.driving import PASSWORD, Browser
from zhongcao.identity import rules
from zhongcao.identity import service as identity
from zhongcao.identity.service._tokens import make_token
from zhongcao.identity.tables import MemberRow, SessionRow
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, Tx, begin
from zhongcao.kit.http import SYSTEM
from zhongcao.kit.ids import new_id, uuid7


async def staff(sessions_or_tx: Sessions | Tx, browser: Browser, *roles: str) -> Browser:
    """The browser's account (opened when needed) with these staff roles, signed in afresh."""
    if browser.token is None:
        await browser.sign_up("店员")
    if isinstance(sessions_or_tx, AsyncSession):
        login = await _grant(Tx(sessions_or_tx), browser.member_id, roles)
    else:
        async with begin(sessions_or_tx) as tx:
            login = await _grant(tx, browser.member_id, roles)
    answer = await browser.post("/v1/sessions", {"login": login, "password": PASSWORD})
    browser.token = answer["token"]
    return browser


async def _grant(tx: Tx, member_id: int, roles: tuple[str, ...]) -> str:
    for role in roles:
        await identity.grant_role(tx, member_id=member_id, role=role, by=SYSTEM, now=clock.now())
    statement = text("SELECT login FROM identity.login WHERE member_id = :member")
    login: str = (await tx.execute(statement, {"member": member_id})).scalar_one()
    return login


async def crew(tx: Tx) -> dict[str, tuple[int, str]]:
    """One account per staff role, a plain `member` and an `other` one, all signed in: id and token of each."""
    now = clock.now()
    names = ["member", "other", *sorted(rules.STAFF_ROLES)]
    tokens = {name: make_token(new_id(), uuid7()) for name in names}
    members = [
        {
            "member_id": token.member_id,
            "nickname": name,
            "interests": [],
            "roles": [name] if name in rules.STAFF_ROLES else [],
            "personalised": True,
            "joined_at": now,
        }
        for name, token in tokens.items()
    ]
    devices = [
        {
            "member_id": token.member_id,
            "id": token.session,
            "secret_hash": token.secret_hash(),
            "device": "test",
            "network": "",
            "idle_seconds": 86_400,
            "created_at": now,
            "seen_at": now,
        }
        for token in tokens.values()
    ]
    await tx.execute(insert(MemberRow), members)
    await tx.execute(insert(SessionRow), devices)
    return {name: (token.member_id, token.text()) for name, token in tokens.items()}


async def address(browser: Browser, **fields: Any) -> dict[str, Any]:
    """An address of the browser's member, as the API answers it."""
    given: dict[str, Any] = {
        "recipient": "林小满",
        "phone": "13800138000",
        "division_code": "310101",
        "district": "黄浦区",
        "street": "南京东路 1 号",
        **fields,
    }
    answer: dict[str, Any] = await browser.post("/v1/me/addresses", given)
    return answer


async def real_name(browser: Browser, *, id_number: str = "11010519491231002X", name: str = "林小满") -> dict[str, Any]:
    """A real-name identity of the browser's member, masked; the number is the sample of the standard."""
    given = {"name": name, "id_number": id_number, "consent_version": rules.CONSENT_VERSION}
    answer: dict[str, Any] = await browser.put("/v1/me/real_name", given)
    return answer


def id_number(sequence: int) -> str:
    """A synthetic ID number: valid check sign, area 000000 that belongs to nobody."""
    seventeen = f"000000199001{1 + sequence // 1000 % 28:02d}{sequence % 1000:03d}"
    return seventeen + rules.check_mark(seventeen)
