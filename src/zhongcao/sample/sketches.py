"""Recipes as they are kept in the database: plain objects that are painted when their turn comes."""

from typing import Any

import msgspec
from PIL import Image

from zhongcao.media.schemas import UndrawnPicture
from zhongcao.sample.drawing import AvatarRecipe, Recipe, average_colour, draw, draw_avatar

SCENE, AVATAR = "scene", "avatar"


def sketch_scene(picture_id: int, recipe: Recipe) -> UndrawnPicture:
    """A picture of goods, to be drawn later."""
    return UndrawnPicture(
        id=picture_id,
        width=recipe.width,
        height=recipe.height,
        colour=average_colour(recipe).lower(),
        recipe={"draw": SCENE, **msgspec.to_builtins(recipe)},
    )


def sketch_avatar(picture_id: int, recipe: AvatarRecipe) -> UndrawnPicture:
    """A member's face, to be drawn later."""
    return UndrawnPicture(
        id=picture_id,
        width=recipe.size,
        height=recipe.size,
        colour="#e6dcc6",
        recipe={"draw": AVATAR, **msgspec.to_builtins(recipe)},
    )


def paint(kept: dict[str, Any]) -> Image.Image:
    """Paint what was sketched."""
    plan = dict(kept)
    kind = plan.pop("draw")
    if kind == AVATAR:
        return draw_avatar(msgspec.convert(plan, AvatarRecipe))
    return draw(msgspec.convert(plan, Recipe))
