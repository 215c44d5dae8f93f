"""What the mall does about facts from below; it asks inventory how things are, so the order of facts is no matter."""

from zhongcao.identity.events import MemberErased
from zhongcao.inventory.events import BackInStock, SoldOut
from zhongcao.kit import clock
from zhongcao.kit.db import Tx
from zhongcao.kit.outbox import on
from zhongcao.mall import service


@on(SoldOut)
async def show_sold_out(tx: Tx, fact: SoldOut) -> None:
    """Mark a SKU as sold out."""
    await service.note_stock(tx, sku_ids=[fact.sku], now=clock.now())


@on(BackInStock)
async def show_back_in_stock(tx: Tx, fact: BackInStock) -> None:
    """Mark a SKU as there again."""
    await service.note_stock(tx, sku_ids=[fact.sku], now=clock.now())


@on(MemberErased)
async def forget_the_wishes(tx: Tx, fact: MemberErased) -> None:
    """Nobody is there any more to be told what is back."""
    await service.forget_member(tx, member_id=fact.member)
