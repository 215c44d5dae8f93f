"""Members who left: the lake, which knows them by a name of each year, forgets them too."""

from collections.abc import Iterable
from datetime import UTC, datetime

from zhongcao.identity import service as identity
from zhongcao.insight import store
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.keyring import KeyRing


async def forget_member(tx: Tx, *, member_id: int, now: datetime) -> None:
    """Let go what was imported of a member, and have the lake forget them."""
    await store.add_leaving(tx, member_id, now)


async def list_leaving(tx: Tx | ReadTx, keys: KeyRing, *, now: datetime, limit: int) -> dict[int, list[str]]:
    """Members whom the lake still knows, each with all names that it may know them by."""
    members = await store.list_leaving(tx, limit=limit)
    profiles = await identity.profiles(tx, members)
    since = {member: profiles[member].joined_at if member in profiles else now for member in members}
    return {member: list(_names(keys, member, range(since[member].year, now.year + 1))) for member in members}


def _names(keys: KeyRing, member_id: int, years: Iterable[int]) -> Iterable[str]:
    return (keys.pseudonym(str(member_id), datetime(year, 7, 1, tzinfo=UTC)) for year in years)
