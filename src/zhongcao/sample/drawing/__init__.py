"""Pictures of the sample world: a small recipe decides a whole picture, to the last pixel.

``draw(recipe)`` paints it, ``average_colour(recipe)`` answers at once what it will roughly look like, and
``spots(recipe)`` tells where each of its goods stands, so that tags can be placed before anything is drawn.
"""

from zhongcao.sample.drawing.avatar import draw_avatar
from zhongcao.sample.drawing.compose import average_colour, draw, spots
from zhongcao.sample.drawing.recipe import AvatarRecipe, Look, Recipe, Spot

__all__ = ["AvatarRecipe", "Look", "Recipe", "Spot", "average_colour", "draw", "draw_avatar", "spots"]
