"""What media tells others."""

from typing import Any

import msgspec

from zhongcao.kit.http import Key


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """A picture in three sizes. `colour` and `placeholder` (a BlurHash) are shown until it has arrived.

    The addresses end in .webp; a browser that accepts AVIF gets that under the same address.
    """

    id: Key
    width: int
    height: int
    colour: str
    placeholder: str
    thumb_url: str
    card_url: str
    full_url: str


class UndrawnPicture(msgspec.Struct, frozen=True, kw_only=True):
    """A picture that our own code will draw from a recipe; it has an address at once and bytes later."""

    id: int
    width: int
    height: int
    colour: str
    recipe: dict[str, Any]


class WaitingPicture(msgspec.Struct, frozen=True, kw_only=True):
    """A picture that waits to be drawn."""

    id: int
    owner_id: int
    width: int
    height: int
    recipe: dict[str, Any]
