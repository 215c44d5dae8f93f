"""A whole picture out of a recipe: stage, shadows, mirror images, goods, a leaf before the lens."""

import math
import random

import numpy as np
from msgspec.structs import replace
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from zhongcao.sample.drawing.figure import Figure
from zhongcao.sample.drawing.goods import KINDS
from zhongcao.sample.drawing.layout import Placed, is_mirrored, place, spots
from zhongcao.sample.drawing.recipe import Recipe
from zhongcao.sample.drawing.scenes import SCENES, Scene
from zhongcao.sample.drawing.stage import COARSE, Stage
from zhongcao.sample.drawing.tints import PALETTES, floats, mixed, rgb

__all__ = ["average_colour", "draw", "spots"]


def draw(recipe: Recipe) -> Image.Image:
    """Paint a recipe. The same recipe gives the same picture everywhere."""
    scene, tones = SCENES[recipe.scene], PALETTES[recipe.palette]
    chance = random.Random(f"scene {recipe.scene} {recipe.palette} {recipe.seed}")
    stage = Stage(recipe.width, recipe.height, tones, chance)
    scene.paint(stage)
    sprites = [(one, *_sprite(one, scene, is_mirrored(recipe))) for one in place(recipe)]
    coarse = stage.finish()
    for one, _, cover in sprites:
        _shadow(coarse, one, cover, scene, tones.shade)
    picture = coarse.resize((recipe.width, recipe.height), Image.Resampling.BILINEAR)
    for one, colour, cover in sprites:
        left, upper = int(one.x - colour.width / 2), int(one.foot - one.tall / 2 - colour.height / 2)
        if scene.mirror:
            _mirror(picture, colour, cover, left, int(one.foot) - 3, scene.mirror)
        picture.paste(colour, (left, upper), cover)
    if chance.random() < 0.28 and not scene.lying:
        _leaf_before_the_lens(picture, chance, mixed(tones.leaf, tones.shade, 0.35))
    if not is_mirrored(recipe):
        return picture
    return picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def _sprite(one: Placed, scene: Scene, flip: bool) -> tuple[Image.Image, Image.Image]:
    look = replace(one.look, flip=flip)
    figure: Figure = KINDS[look.kind].build(look, one.tall)
    colour, cover = figure.colour, figure.cover
    if scene.warmth != (1.0, 1.0, 1.0):
        colour = colour.point([min(255, int(value * share)) for share in scene.warmth for value in range(256)])
    if one.lean:
        undertone = rgb(one.look.body)
        colour = colour.rotate(one.lean, Image.Resampling.BICUBIC, expand=True, fillcolor=undertone)
        cover = cover.rotate(one.lean, Image.Resampling.BICUBIC, expand=True)
    return colour, cover


def _shadow(coarse: Image.Image, one: Placed, cover: Image.Image, scene: Scene, tint: str) -> None:
    """Lay the shadow of a good on the coarse stage: long and pale away from the light, tight and dark at the foot."""
    small = cover.reduce(COARSE)
    x, foot, tall = one.x / COARSE, one.foot / COARSE, one.tall / COARSE
    if scene.lying:
        centre = foot - tall / 2
        for shift, blur, dark in ((0.055, 0.05, 0.8), (0.02, 0.016, 1.0)):
            reach = tall * shift
            _stain(
                coarse,
                small,
                x + reach - small.width / 2,
                centre + reach - small.height / 2,
                tint,
                scene.dark * dark,
                tall * blur,
            )
        return
    sideways, upwards = scene.throw, 0.10
    wide, high = int(small.width + sideways * tall) + 4, max(int(upwards * tall) + 4, 6)
    matrix = (
        1.0,
        sideways / upwards,
        -sideways / upwards * (high - 2),
        0.0,
        1 / upwards,
        small.height - (high - 2) / upwards,
    )
    thrown = small.transform((wide, high), Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR)
    fade = Image.linear_gradient("L").rotate(90).resize((wide, high))
    _stain(
        coarse,
        ImageChops.multiply(thrown, fade),
        x - small.width / 2,
        foot - high + 2,
        tint,
        scene.dark * 1.1,
        2.6 + tall * 0.018,
    )
    rim = Image.new("L", (small.width + 8, max(int(small.width * 0.20), 6)), 0)
    ImageDraw.Draw(rim).ellipse((3, 1, rim.width - 3, rim.height - 1), fill=255)
    _stain(
        coarse,
        rim,
        x - rim.width / 2 + small.width * 0.04,
        foot - rim.height * 0.72,
        tint,
        min(scene.dark * 1.7, 0.7),
        small.width * 0.035 + 0.8,
    )


def _stain(
    coarse: Image.Image, mask: Image.Image, left: float, upper: float, tint: str, dark: float, blur: float
) -> None:
    margin = int(blur * 2.5) + 1
    wider = Image.new("L", (mask.width + 2 * margin, mask.height + 2 * margin), 0)
    wider.paste(mask, (margin, margin))
    soft = wider.filter(ImageFilter.GaussianBlur(blur)).point([int(value * dark) for value in range(256)])
    x, y = int(left) - margin, int(upper) - margin
    coarse.paste(rgb(tint), (x, y, x + soft.width, y + soft.height), soft)


def _mirror(
    picture: Image.Image, colour: Image.Image, cover: Image.Image, left: int, foot: int, strength: float
) -> None:
    """The mirror image on a polished surface, fading away from the foot."""
    reach = int(colour.height * 0.42)
    box = (0, colour.height - reach, colour.width, colour.height)
    upside = colour.crop(box).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    mask = cover.crop(box).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    fade = Image.linear_gradient("L").transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize(mask.size)
    faded = ImageChops.multiply(mask, fade).point([int(value * strength) for value in range(256)])
    picture.paste(upside, (left, foot), faded)


def _leaf_before_the_lens(picture: Image.Image, chance: random.Random, tint: str) -> None:
    """A few leaves close to the camera, far out of focus."""
    wide, high = picture.width // 2, picture.height // 3
    small = Image.new("L", (wide // 6, high // 6), 0)
    pen = ImageDraw.Draw(small)
    for step in range(6):
        angle = 0.15 + step * 0.27 + chance.uniform(-0.08, 0.08)
        reach = min(small.width, small.height) * chance.uniform(0.55, 0.82)
        tip = (math.cos(angle) * reach, math.sin(angle) * reach)
        one = (math.cos(angle + 0.20) * reach * 0.55, math.sin(angle + 0.20) * reach * 0.55)
        two = (math.cos(angle - 0.20) * reach * 0.55, math.sin(angle - 0.20) * reach * 0.55)
        pen.polygon([(0, 0), one, tip, two], fill=150)
    soft = small.filter(ImageFilter.GaussianBlur(small.height * 0.045)).resize((wide, high), Image.Resampling.BICUBIC)
    if chance.random() < 0.5:
        soft = soft.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        corner = picture.width - wide
    else:
        corner = 0
    picture.paste(rgb(tint), (corner, 0, corner + wide, high), soft)


def average_colour(recipe: Recipe) -> str:
    """Roughly the colour of a picture, without drawing it: for the place it will fill."""
    tones, scene = PALETTES[recipe.palette], SCENES[recipe.scene]
    ground = floats(
        mixed(mixed(tones.wall, tones.wall_far, 0.4), mixed(tones.table, tones.table_far, 0.4), 1 - scene.back)
    )
    filled = 0.0
    colour = np.zeros(3, dtype=np.float32)
    for spot, look in zip(spots(recipe), recipe.goods, strict=True):
        area = (spot.right - spot.left) * (spot.bottom - spot.top) * 0.8
        colour += floats(look.body) * area
        filled += area
    red, green, blue = (ground * (1 - min(filled, 0.6)) + colour * (min(filled, 0.6) / max(filled, 0.01))) * np.array(
        scene.warmth
    )
    return f"#{min(int(red), 255):02X}{min(int(green), 255):02X}{min(int(blue), 255):02X}"
