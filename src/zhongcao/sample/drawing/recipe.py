"""What decides a picture: small frozen structs that can be kept as JSON and drawn later."""

import msgspec


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """How one product looks wherever it appears: its kind of thing, its three colours, the word on its label.

    ``flip`` prints the label mirror-wise, for a picture that is turned round once it is painted.
    """

    kind: str
    body: str
    accent: str
    label: str
    word: str = ""
    variant: int = 0
    flip: bool = False


class Recipe(msgspec.Struct, frozen=True, kw_only=True):
    """One picture: a scene in a palette, the goods that stand in it, a seed for everything small, and a size."""

    scene: str
    palette: str
    goods: tuple[Look, ...]
    seed: int
    width: int = 960
    height: int = 1280


class AvatarRecipe(msgspec.Struct, frozen=True, kw_only=True):
    """One drawn face, or a drawn cat, cup or leaf where a member would rather not show a face."""

    style: str
    seed: int
    size: int = 256


class Spot(msgspec.Struct, frozen=True, kw_only=True):
    """Where a good stands on its picture, as fractions of width and height from the top left."""

    x: float
    y: float
    left: float
    top: float
    right: float
    bottom: float
