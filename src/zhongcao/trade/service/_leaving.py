"""Members who leave: their accounts close once no order is under way, and what only served deliveries goes."""

from datetime import datetime

from zhongcao.identity import service as identity
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.trade import rules, store
from zhongcao.trade.rules import OrderState


async def accounts_to_close(tx: Tx | ReadTx, *, now: datetime, limit: int) -> list[int]:
    """Members whose time to think it over has passed."""
    return await identity.list_accounts_to_close(tx, now=now, limit=limit)


async def close_account(tx: Tx, *, member_id: int, now: datetime) -> bool:
    """Erase an account if all of its orders are over, else look again in a day; answers whether it was erased."""
    if not await identity.hold_account_to_close(tx, member_id=member_id, now=now):
        return False
    states = await store.count_by_state(tx, member_id=member_id)
    if not rules.FINAL.issuperset(map(OrderState, states)):
        await identity.put_off_closing(tx, member_id=member_id, now=now)
        return False
    return await identity.erase_account(tx, member_id=member_id, now=now)


async def forget_member(tx: Tx, *, member_id: int) -> None:
    """Let the cart and the recipients of orders go; orders stay with a number and no name, as the law wants."""
    await store.drop_cart(tx, member_id)
    await store.drop_contacts(tx, member_id)
