"""Brands and their papers."""

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from zhongcao.identity import service as identity
from zhongcao.kit import clock
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.cursor import CursorUnreadable, Page
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor, CursorText, PageSize, staff
from zhongcao.supply import service
from zhongcao.supply.errors import (
    AuthorisationNotFound,
    AuthorisationUnfit,
    BrandNotFound,
    TrademarkNotFound,
)
from zhongcao.supply.schemas import (
    Authorisation,
    AuthorisationInput,
    BrandCard,
    BrandInput,
    ConfirmationInput,
    RevocationInput,
    Trademark,
    TrademarkInput,
)

BUYER = staff("buyer")


@get("/v1/console/brands", access=BUYER, refusals=(CursorUnreadable,))
async def list_console_brands(
    read: NamedDependency[ReadTx], cursor: CursorText = None, limit: PageSize = 20
) -> Page[BrandCard]:
    """All brands, oldest first."""
    return await service.list_brands(read, cursor=cursor, limit=limit)


@post("/v1/console/brands", access=BUYER)
async def add_brand(data: JSONBody[BrandInput], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> BrandCard:
    """Enter a brand; one of the same name is answered as it is."""
    now = clock.now()
    brand = await service.add_brand(tx, name_zh=data.name_zh, name_en=data.name_en, country=data.country, now=now)
    await identity.record_audit(tx, by=actor, action="brand.added", subject=f"brand:{brand.id}", after=brand, now=now)
    return brand


@post("/v1/console/trademarks", access=BUYER, refusals=(BrandNotFound, AuthorisationUnfit))
async def add_trademark(
    data: JSONBody[TrademarkInput], tx: NamedDependency[Tx], actor: NamedDependency[Actor]
) -> Trademark:
    """Enter a registered trademark of a brand."""
    mark = await service.add_trademark(tx, data=data)
    await identity.record_audit(
        tx, by=actor, action="trademark.added", subject=f"brand:{mark.brand_id}", after=mark, now=clock.now()
    )
    return mark


@get("/v1/console/brands/{brand:int}/trademarks", access=staff("buyer", "auditor"))
async def list_trademarks(brand: FromPath[int], read: NamedDependency[ReadTx]) -> list[Trademark]:
    """The registered trademarks of a brand, oldest first."""
    return await service.list_trademarks(read, brand_id=brand)


@get("/v1/console/brands/{brand:int}/authorisations", access=staff("buyer", "auditor"))
async def list_authorisations(brand: FromPath[int], read: NamedDependency[ReadTx]) -> list[Authorisation]:
    """All authorisations of a brand, each with what is wrong with its chain today."""
    return await service.list_authorisations(read, brand_id=brand, on=day_in_china(clock.now()))


@post(
    "/v1/console/authorisations",
    access=BUYER,
    refusals=(TrademarkNotFound, AuthorisationNotFound, AuthorisationUnfit),
)
async def add_authorisation(
    data: JSONBody[AuthorisationInput], tx: NamedDependency[Tx], actor: NamedDependency[Actor]
) -> Authorisation:
    """Enter an authorisation as a link of its chain."""
    now = clock.now()
    made = await service.add_authorisation(tx, data=data, by=actor, now=now)
    await identity.record_audit(
        tx, by=actor, action="authorisation.added", subject=f"brand:{made.brand_id}", after=made, now=now
    )
    return made


@post(
    "/v1/console/authorisations/{authorisation:int}/confirmation",
    access=BUYER,
    refusals=(AuthorisationNotFound,),
)
async def confirm_authorisation(
    authorisation: FromPath[int],
    data: JSONBody[ConfirmationInput],
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
) -> Authorisation:
    """Note that the brand itself confirmed the chain, by a way other than the papers."""
    now = clock.now()
    made = await service.confirm_authorisation(tx, authorisation_id=authorisation, through=data.through, now=now)
    await identity.record_audit(
        tx, by=actor, action="authorisation.confirmed", subject=f"brand:{made.brand_id}", after=made, now=now
    )
    return made


@post(
    "/v1/console/authorisations/{authorisation:int}/revocation",
    access=BUYER,
    refusals=(AuthorisationNotFound,),
)
async def revoke_authorisation(
    authorisation: FromPath[int],
    data: JSONBody[RevocationInput],
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
) -> Authorisation:
    """An authorisation no longer counts from a day on, and with it all that hang on it."""
    now = clock.now()
    made = await service.revoke_authorisation(
        tx, authorisation_id=authorisation, revoked_on=data.revoked_on, reason=data.reason, now=now
    )
    await identity.record_audit(
        tx, by=actor, action="authorisation.revoked", subject=f"brand:{made.brand_id}", after=made, now=now
    )
    return made


ROUTES = [
    list_console_brands,
    add_brand,
    add_trademark,
    list_trademarks,
    list_authorisations,
    add_authorisation,
    confirm_authorisation,
    revoke_authorisation,
]
