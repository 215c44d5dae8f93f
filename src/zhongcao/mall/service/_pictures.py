"""Pictures of goods."""

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec

from zhongcao.kit.db import ReadTx, Tx
from zhongcao.media.schemas import Picture


async def pictures_of(tx: Tx | ReadTx, ids: Sequence[int]) -> dict[int, Picture]:
    """Pictures by id."""
    if not ids or find_spec("zhongcao.media.service") is None:
        return {}
    found: dict[int, Picture] = await import_module("zhongcao.media.service").pictures(tx, ids)
    return found
