"""Real-name identity of the member who asks."""

from typing import Annotated

from litestar import delete, get, put
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Meta

from zhongcao.identity import rules, service
from zhongcao.identity.errors import ConsentOutdated, IdNumberInvalid, RealNameMalformed, RealNameMissing
from zhongcao.identity.schemas import ConsentText, Person
from zhongcao.kit import clock
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import ANYONE, MEMBER, Actor, Input
from zhongcao.kit.keyring import KeyRing


class RealNameInput(Input, frozen=True, kw_only=True):
    """Name and number as printed on the resident ID card, and the version of the consent text that was shown."""

    name: Annotated[str, Meta(min_length=2, max_length=60)]
    id_number: Annotated[str, Meta(min_length=15, max_length=40)]
    consent_version: Annotated[str, Meta(min_length=1, max_length=20)]

    def __repr__(self) -> str:
        return "RealNameInput(...)"


@get("/v1/real_name_consent", access=ANYONE)
async def read_real_name_consent() -> ConsentText:
    """What I agree to when I give my real name, in its present version."""
    zh, en = rules.CONSENT_TEXTS[rules.CONSENT_VERSION]
    return ConsentText(version=rules.CONSENT_VERSION, zh=zh, en=en)


@put("/v1/me/real_name", access=MEMBER, refusals=(ConsentOutdated, IdNumberInvalid, RealNameMalformed))
async def keep_real_name(
    data: JSONBody[RealNameInput],
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
    keys: NamedDependency[KeyRing],
) -> Person:
    """Give my real name for customs (实名认证); it is kept encrypted and shown masked."""
    return await service.keep_real_name(
        tx,
        keys,
        member_id=actor.member_id,
        name=data.name,
        id_number=data.id_number,
        consent_version=data.consent_version,
        now=clock.now(),
    )


@get("/v1/me/real_name", access=MEMBER, refusals=(RealNameMissing,))
async def show_real_name(read: NamedDependency[ReadTx], actor: NamedDependency[Actor]) -> Person:
    """My real-name identity, masked."""
    return await service.get_person(read, member_id=actor.member_id)


@delete("/v1/me/real_name", access=MEMBER, refusals=(RealNameMissing,))
async def forget_real_name(tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> None:
    """Take my consent back and make my real name unreadable for ever."""
    await service.forget_real_name(tx, member_id=actor.member_id, by=actor, now=clock.now())


ROUTES = [read_real_name_consent, keep_real_name, show_real_name, forget_real_name]
