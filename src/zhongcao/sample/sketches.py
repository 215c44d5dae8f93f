"""Recipes as they are kept in the database: plain objects that are painted when their turn comes."""

import msgspec

from zhongcao.media.schemas import UndrawnPicture
from zhongcao.sample.drawing import AvatarRecipe, Recipe, average_colour
from zhongcao.sample.easel import AVATAR, SCENE


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
