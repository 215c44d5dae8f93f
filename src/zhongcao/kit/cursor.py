"""Opaque cursors of lists: the sort key and id of the last row shown."""

import base64
from functools import lru_cache
from typing import Any, Generic, TypeVar

import msgspec

from zhongcao.kit.problems import Invalid

T = TypeVar("T")


class CursorUnreadable(Invalid):
    """This list can no longer be continued from here; please load it again."""

    code = "cursor-unreadable"
    zh = "列表已经更新，请重新加载。"


class Page(msgspec.Struct, Generic[T], frozen=True):
    """One page of a list; `next_cursor` continues it, null at the end."""

    items: list[T]
    next_cursor: str | None = None


def encode(*key: str | int) -> str:
    """A cursor that continues after the row with this sort key."""
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).decode().rstrip("=")


def decode(text: str, *kinds: type) -> tuple[Any, ...]:
    """The sort key in a cursor; refuses one that we did not make."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return _reader(kinds).decode(raw)
    except (ValueError, msgspec.DecodeError):
        raise CursorUnreadable() from None


@lru_cache(maxsize=64)
def _reader(kinds: tuple[type, ...]) -> msgspec.json.Decoder[tuple[Any, ...]]:
    return msgspec.json.Decoder(tuple[kinds])  # type: ignore[valid-type]
