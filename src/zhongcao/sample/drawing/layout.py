"""Where goods stand: decided before anything is drawn, so that tags know their places."""

import math
import random

import msgspec

from zhongcao.sample.drawing.goods import KINDS
from zhongcao.sample.drawing.recipe import Look, Recipe, Spot
from zhongcao.sample.drawing.scenes import SCENES

SCALE = {1: 0.60, 2: 0.56, 3: 0.51, 4: 0.46, 5: 0.41}
ROOM = 0.87


class Placed(msgspec.Struct, frozen=True):
    """One good in its place: centre and foot in pixels, height, width, and how far it leans in a flat lay."""

    index: int
    look: Look
    x: float
    foot: float
    tall: int
    wide: int
    lean: float


def place(recipe: Recipe) -> list[Placed]:
    """Set all goods of a recipe, from the back to the front."""
    scene, chance = SCENES[recipe.scene], random.Random(f"layout {recipe.seed}")
    if not recipe.goods:
        return []
    sizes = _sizes(recipe)
    if scene.lying:
        return _strewn(recipe, sizes, chance)
    order = _line_up(sizes, chance)
    overlap = 0.0 if len(order) < 3 else 0.14
    total = sum(sizes[i][1] for i in order) * (1 - overlap) + (0.035 * recipe.width) * (len(order) - 1) * (overlap == 0)
    at = (recipe.width - total) / 2 + chance.uniform(-0.02, 0.02) * recipe.width
    tallest = max(tall for tall, _ in sizes)
    placed = []
    for index in order:
        tall, wide = sizes[index]
        lowness = 0.25 if len(order) == 1 else 0.15 + 0.8 * (1 - tall / tallest) ** 0.7
        if len(order) > 1 and tall == tallest:
            lowness = 0.0
        foot = (scene.back + (scene.front - scene.back) * min(lowness, 1.0)) * recipe.height
        centre = at + wide * (1 - overlap) / 2
        placed.append(Placed(index, recipe.goods[index], centre, foot, tall, wide, 0.0))
        at += wide * (1 - overlap) + (0.035 * recipe.width if overlap == 0 else 0)
    return sorted(placed, key=lambda one: one.foot)


def _sizes(recipe: Recipe) -> list[tuple[int, int]]:
    """Height and width of each good in pixels, made to fit together."""
    count = len(recipe.goods)
    lying = SCENES[recipe.scene].lying
    reach = SCALE.get(count, 0.36) * min(recipe.height, recipe.width * 1.28) * (0.80 if lying else 1.0)
    power = 0.45 if count == 1 else 0.72
    sizes = []
    for look in recipe.goods:
        kind = KINDS[look.kind]
        tall = reach * kind.stands**power
        sizes.append((tall, tall * kind.shape))
    if lying:
        widest = 0.66 * recipe.width if count == 1 else 0.44 * recipe.width
        return [_shrunk(tall, wide, min(1.0, widest / wide)) for tall, wide in sizes]
    spread = sum(wide for _, wide in sizes) * (1.0 if count < 3 else 0.88)
    factor = min(1.0, ROOM * recipe.width / spread)
    return [_shrunk(tall, wide, factor) for tall, wide in sizes]


def _shrunk(tall: float, wide: float, factor: float) -> tuple[int, int]:
    return max(int(tall * factor), 24), max(int(wide * factor), 12)


def _line_up(sizes: list[tuple[int, int]], chance: random.Random) -> list[int]:
    """From left to right: the tall ones in the middle, the small ones outside."""
    by_height = sorted(range(len(sizes)), key=lambda index: sizes[index][0])
    left, right = by_height[0::2], by_height[1::2]
    if chance.random() < 0.5:
        left, right = right, left
    return left + right[::-1]


def _strewn(recipe: Recipe, sizes: list[tuple[int, int]], chance: random.Random) -> list[Placed]:
    """Goods lying on cloth, each leaning its own way, around the middle."""
    count = len(sizes)
    tilt = chance.uniform(-0.4, 0.4)
    ring = 0.0 if count == 1 else 0.215 if count < 4 else 0.25
    placed = []
    for index, (tall, wide) in enumerate(sizes):
        angle = tilt + 2 * math.pi * index / count + (0 if count != 2 else 0.25)
        x = recipe.width * (0.5 + ring * math.cos(angle))
        y = recipe.height * 0.5 + ring * math.sin(angle) * min(recipe.width * 1.15, recipe.height)
        lean = chance.uniform(-24, 24)
        placed.append(Placed(index, recipe.goods[index], x, y + tall / 2, tall, wide, lean))
    return placed


def spots(recipe: Recipe) -> tuple[Spot, ...]:
    """Where to put the tag of each good, and the box it fills, in the order of the recipe."""
    found: dict[int, Spot] = {}
    turned = is_mirrored(recipe)
    for one in place(recipe):
        half = one.wide / 2
        left, right = (one.x - half) / recipe.width, (one.x + half) / recipe.width
        top, bottom = (one.foot - one.tall) / recipe.height, one.foot / recipe.height
        x, y = (left + right) / 2, top + (bottom - top) * 0.55
        if turned:
            x, left, right = 1 - x, 1 - right, 1 - left
        found[one.index] = Spot(
            x=_inside(x),
            y=_inside(y),
            left=_inside(left),
            top=_inside(top),
            right=_inside(right),
            bottom=_inside(bottom),
        )
    return tuple(found[index] for index in range(len(recipe.goods)))


def is_mirrored(recipe: Recipe) -> bool:
    """Half of the pictures are turned round once painted, so that light comes from the right; labels are printed
    mirror-wise for them and so read the right way."""
    return random.Random(f"side {recipe.seed}").random() < 0.5


def _inside(share: float) -> float:
    return round(min(max(share, 0.02), 0.98), 4)
