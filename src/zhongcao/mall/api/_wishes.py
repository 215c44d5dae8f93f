"""What a member waits for."""

from litestar import delete, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath

from zhongcao.kit import clock
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import MEMBER, Actor
from zhongcao.mall import service
from zhongcao.mall.errors import SkuNotFound, StillThere, WishesFull
from zhongcao.mall.schemas import RestockWish


@get("/v1/me/restock_wishes", access=MEMBER)
async def list_restock_wishes(read: NamedDependency[ReadTx], actor: NamedDependency[Actor]) -> list[RestockWish]:
    """What I asked to be told about when it is there again (到货提醒), the latest first."""
    return await service.list_wishes(read, member_id=actor.member_id)


@put(
    "/v1/me/restock_wishes/{sku:int}",
    access=MEMBER,
    status_code=204,
    refusals=(SkuNotFound, StillThere, WishesFull),
)
async def wish_for_restock(sku: FromPath[int], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> None:
    """Tell me when this SKU can be bought again; asking twice is asking once."""
    await service.wish_for(tx, member_id=actor.member_id, sku_id=sku, now=clock.now())


@delete("/v1/me/restock_wishes/{sku:int}", access=MEMBER)
async def forget_restock_wish(sku: FromPath[int], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> None:
    """Do not tell me after all."""
    await service.forget_wish(tx, member_id=actor.member_id, sku_id=sku)


ROUTES = [list_restock_wishes, wish_for_restock, forget_restock_wish]
