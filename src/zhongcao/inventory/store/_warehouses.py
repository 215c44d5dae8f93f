"""Statements about warehouses."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, BigInteger, any_, bindparam, insert, select

from zhongcao.inventory.tables import WarehouseRow
from zhongcao.kit.db import ReadTx, Tx

_IDS = ARRAY(BigInteger)


async def add_warehouse(tx: Tx, **values: Any) -> None:
    """A new warehouse."""
    await tx.execute(insert(WarehouseRow).values(**values))


_WAREHOUSES = select(WarehouseRow.__table__).order_by(WarehouseRow.id)
_WAREHOUSE_BY_CODE = _WAREHOUSES.where(WarehouseRow.code == bindparam("code"))
_WAREHOUSES_BY_ID = _WAREHOUSES.where(WarehouseRow.id == any_(bindparam("ids", type_=_IDS)))


async def list_warehouses(tx: Tx | ReadTx, *, code: str | None = None, ids: Sequence[int] | None = None) -> list[Any]:
    """Warehouses, oldest first; all, or by code or ids."""
    if code is not None:
        return list((await tx.execute(_WAREHOUSE_BY_CODE, {"code": code})).all())
    if ids is not None:
        return await _warehouses_of(tx, ids)
    return list((await tx.execute(_WAREHOUSES)).all())


async def _warehouses_of(tx: Tx | ReadTx, ids: Sequence[int]) -> list[Any]:
    """A warehouse never changes once it is there, so each is asked for once: pages of orders name it over and over."""
    if unknown := [one for one in ids if one not in _known]:
        _known.update({row.id: row for row in await tx.execute(_WAREHOUSES_BY_ID, {"ids": unknown})})
    return [_known[one] for one in sorted(set(ids)) if one in _known]


_known: dict[int, Any] = {}
