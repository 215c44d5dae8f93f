"""Drawn avatars: faces in a few flat shapes, or a cat, a cup, a leaf, a mountain for those who show no face."""

import math
import random
from collections.abc import Sequence

from PIL import Image, ImageDraw

from zhongcao.sample.drawing.figure import Point, spline
from zhongcao.sample.drawing.recipe import AvatarRecipe
from zhongcao.sample.drawing.tints import mixed, rgb

STYLES = ("woman", "woman", "woman", "woman", "man", "cat", "leaf", "cup", "mountain")
GROUNDS = (
    "#F3D9C2",
    "#CFE0D6",
    "#E6DCC6",
    "#C9D8E4",
    "#E7D3DC",
    "#F0D9A0",
    "#D9DDBE",
    "#DCD4E6",
    "#E9B38F",
    "#8FB3A3",
    "#B9C8D2",
    "#D8A78C",
)
SKINS = ("#F6DCC4", "#F2D0B2", "#EBC19D", "#FAE4D2", "#DDAE87", "#C9946A")
HAIRS = ("#2B211D", "#3A2A22", "#4B352A", "#1F1B1C", "#6A4632", "#5A3A2E", "#8A5A3A")
CLOTHES = ("#14594A", "#C8663A", "#34608F", "#F4ECDD", "#7A3F63", "#C98B2E", "#6F8265", "#2F2B2A", "#B5543A", "#9DB8A0")
FINE = 3


class _Paper:
    """A square of side 1, drawn three times as large and then reduced."""

    def __init__(self, size: int, ground: str) -> None:
        self.scale = size * FINE
        self.sheet = Image.new("RGB", (self.scale, self.scale), rgb(ground))
        self.pen = ImageDraw.Draw(self.sheet)

    def shape(self, points: Sequence[Point], tint: str) -> None:
        self.pen.polygon([(x * self.scale, y * self.scale) for x, y in spline(points, steps=8)], fill=rgb(tint))

    def patch(self, points: Sequence[Point], tint: str) -> None:
        self.pen.polygon([(x * self.scale, y * self.scale) for x, y in points], fill=rgb(tint))

    def oval(self, x: float, y: float, rx: float, ry: float, tint: str) -> None:
        s = self.scale
        self.pen.ellipse(((x - rx) * s, (y - ry) * s, (x + rx) * s, (y + ry) * s), fill=rgb(tint))

    def curve(self, points: Sequence[Point], thick: float, tint: str) -> None:
        line = [(x * self.scale, y * self.scale) for x, y in spline(points, closed=False, steps=8)]
        self.pen.line(line, fill=rgb(tint), width=max(round(thick * self.scale), 1), joint="curve")


def draw_avatar(recipe: AvatarRecipe) -> Image.Image:
    """Draw an avatar. The same recipe gives the same face."""
    chance = random.Random(f"avatar {recipe.style} {recipe.seed}")
    ground = chance.choice(GROUNDS)
    paper = _Paper(recipe.size, ground)
    paper.oval(0.30, 0.22, 0.62, 0.62, mixed(ground, "#FFFFFF", 0.16))
    if recipe.style == "cat":
        _cat(paper, chance)
    elif recipe.style == "leaf":
        _leaf(paper, chance)
    elif recipe.style == "cup":
        _cup(paper, chance)
    elif recipe.style == "mountain":
        _mountain(paper, chance)
    else:
        _person(paper, chance, short=recipe.style == "man")
    return paper.sheet.reduce(FINE)


def _person(paper: _Paper, chance: random.Random, *, short: bool) -> None:
    skin, hair, cloth = chance.choice(SKINS), chance.choice(HAIRS), chance.choice(CLOTHES)
    cut = "crop" if short else chance.choice(("long", "bob", "bun", "waves", "fringe"))
    _hair_behind(paper, cut, hair)
    paper.shape([(0.20, 1.05), (0.24, 0.86), (0.38, 0.76), (0.62, 0.76), (0.76, 0.86), (0.80, 1.05)], cloth)
    paper.patch([(0.43, 0.60), (0.57, 0.60), (0.585, 0.79), (0.50, 0.85), (0.415, 0.79)], mixed(skin, "#8A4A2E", 0.20))
    if chance.random() < 0.4:
        collar = mixed(cloth, "#FFFFFF", 0.45)
        paper.curve([(0.39, 0.775), (0.50, 0.87), (0.61, 0.775)], 0.022, collar)
    for side in (-1, 1):
        paper.oval(0.5 + side * 0.186, 0.50, 0.030, 0.042, mixed(skin, "#8A4A2E", 0.14))
    paper.shape(
        [
            (0.5, 0.25),
            (0.63, 0.29),
            (0.685, 0.43),
            (0.665, 0.56),
            (0.59, 0.66),
            (0.5, 0.695),
            (0.41, 0.66),
            (0.335, 0.56),
            (0.315, 0.43),
            (0.37, 0.29),
        ],
        skin,
    )
    for side in (-1, 1):
        paper.oval(0.5 + side * 0.115, 0.555, 0.042, 0.024, mixed(skin, "#E2684A", 0.26))
    _features(paper, chance, skin, hair)
    _hair_before(paper, cut, hair, chance)
    if chance.random() < 0.24:
        frame = chance.choice(("#2B211D", "#8A5A2A", "#14594A"))
        for side in (-1, 1):
            ring = [
                (0.5 + side * 0.095 + 0.066 * math.cos(i * math.pi / 6), 0.475 + 0.058 * math.sin(i * math.pi / 6))
                for i in range(13)
            ]
            paper.curve(ring, 0.011, frame)
        paper.curve([(0.471, 0.472), (0.5, 0.462), (0.529, 0.472)], 0.010, frame)
    if not short and chance.random() < 0.35:
        for side in (-1, 1):
            paper.oval(0.5 + side * 0.192, 0.57, 0.015, 0.015, "#E0B25A")


def _features(paper: _Paper, chance: random.Random, skin: str, hair: str) -> None:
    closed = chance.random() < 0.25
    for side in (-1, 1):
        x = 0.5 + side * 0.095
        if closed:
            paper.curve([(x - 0.034, 0.470), (x, 0.488), (x + 0.034, 0.470)], 0.011, "#2B211D")
        else:
            paper.oval(x, 0.475, 0.019, 0.023, "#2B211D")
            paper.oval(x + 0.006, 0.467, 0.006, 0.007, "#FFFFFF")
        paper.curve([(x - 0.042, 0.418), (x, 0.402), (x + 0.042, 0.416)], 0.012, mixed(hair, skin, 0.25))
    paper.curve([(0.497, 0.50), (0.488, 0.545), (0.508, 0.552)], 0.009, mixed(skin, "#8A4A2E", 0.42))
    wide = chance.uniform(0.035, 0.058)
    lips = mixed("#B8442E", skin, chance.uniform(0.05, 0.4))
    paper.curve([(0.5 - wide, 0.603), (0.5, 0.603 + wide * 0.42), (0.5 + wide, 0.603)], 0.016, lips)


def _hair_behind(paper: _Paper, cut: str, hair: str) -> None:
    if cut == "long":
        paper.shape(
            [
                (0.5, 0.165),
                (0.70, 0.25),
                (0.755, 0.48),
                (0.76, 0.80),
                (0.70, 0.96),
                (0.30, 0.96),
                (0.24, 0.80),
                (0.245, 0.48),
                (0.30, 0.25),
            ],
            hair,
        )
    elif cut == "waves":
        paper.shape(
            [
                (0.5, 0.16),
                (0.71, 0.24),
                (0.78, 0.42),
                (0.745, 0.56),
                (0.82, 0.70),
                (0.75, 0.88),
                (0.25, 0.88),
                (0.18, 0.70),
                (0.255, 0.56),
                (0.22, 0.42),
                (0.29, 0.24),
            ],
            hair,
        )
    elif cut in ("bob", "fringe"):
        paper.shape(
            [
                (0.5, 0.165),
                (0.70, 0.24),
                (0.765, 0.45),
                (0.745, 0.66),
                (0.64, 0.70),
                (0.36, 0.70),
                (0.255, 0.66),
                (0.235, 0.45),
                (0.30, 0.24),
            ],
            hair,
        )
    elif cut == "bun":
        paper.oval(0.5, 0.145, 0.105, 0.095, mixed(hair, "#FFFFFF", 0.08))
        paper.shape(
            [(0.5, 0.19), (0.68, 0.27), (0.70, 0.45), (0.66, 0.58), (0.34, 0.58), (0.30, 0.45), (0.32, 0.27)], hair
        )
    else:
        paper.shape(
            [(0.5, 0.19), (0.67, 0.24), (0.705, 0.40), (0.68, 0.50), (0.32, 0.50), (0.295, 0.40), (0.33, 0.24)], hair
        )


def _hair_before(paper: _Paper, cut: str, hair: str, chance: random.Random) -> None:
    if cut == "fringe" or (cut == "bob" and chance.random() < 0.5):
        paper.shape(
            [
                (0.30, 0.44),
                (0.315, 0.27),
                (0.5, 0.195),
                (0.685, 0.27),
                (0.70, 0.44),
                (0.655, 0.385),
                (0.58, 0.372),
                (0.5, 0.378),
                (0.42, 0.372),
                (0.345, 0.385),
            ],
            hair,
        )
        return
    if cut == "crop":
        paper.shape(
            [
                (0.305, 0.42),
                (0.315, 0.27),
                (0.46, 0.185),
                (0.66, 0.22),
                (0.70, 0.42),
                (0.655, 0.335),
                (0.53, 0.31),
                (0.40, 0.345),
                (0.345, 0.34),
            ],
            hair,
        )
        return
    part = chance.choice((0.42, 0.5, 0.58))
    paper.shape(
        [(part, 0.235), (part - 0.06, 0.34), (0.345, 0.45), (0.305, 0.52), (0.290, 0.36), (0.36, 0.235), (0.47, 0.195)],
        hair,
    )
    paper.shape(
        [(part, 0.235), (part + 0.06, 0.33), (0.655, 0.45), (0.695, 0.52), (0.710, 0.36), (0.64, 0.235), (0.53, 0.195)],
        hair,
    )


def _cat(paper: _Paper, chance: random.Random) -> None:
    fur = chance.choice(("#E2A76A", "#4A4340", "#F6EEE2", "#B9AFA5", "#C98B5A"))
    pale = mixed(fur, "#FFF8EC", 0.6)
    paper.shape([(0.5, 0.66), (0.74, 0.76), (0.82, 1.05), (0.18, 1.05), (0.26, 0.76)], fur)
    for side in (-1, 1):
        paper.patch([(0.5 + side * 0.27, 0.47), (0.5 + side * 0.27, 0.16), (0.5 + side * 0.06, 0.32)], fur)
        paper.patch(
            [(0.5 + side * 0.235, 0.40), (0.5 + side * 0.235, 0.23), (0.5 + side * 0.12, 0.32)],
            mixed(fur, "#E79A86", 0.55),
        )
    paper.shape(
        [(0.5, 0.28), (0.70, 0.34), (0.79, 0.52), (0.70, 0.70), (0.5, 0.76), (0.30, 0.70), (0.21, 0.52), (0.30, 0.34)],
        fur,
    )
    paper.shape([(0.5, 0.54), (0.62, 0.60), (0.60, 0.71), (0.5, 0.745), (0.40, 0.71), (0.38, 0.60)], pale)
    for side in (-1, 1):
        paper.oval(0.5 + side * 0.125, 0.505, 0.043, 0.047, chance.choice(("#E9C46A", "#9DB86A")))
        paper.oval(0.5 + side * 0.125, 0.505, 0.020, 0.042, "#231C19")
        for lift in (-0.02, 0.015):
            paper.curve(
                [(0.5 + side * 0.13, 0.625 + lift), (0.5 + side * 0.32, 0.60 + lift * 2.4)],
                0.006,
                mixed(fur, "#2A211A", 0.5),
            )
    paper.patch([(0.465, 0.585), (0.535, 0.585), (0.5, 0.62)], "#D9705A")
    paper.curve([(0.45, 0.655), (0.48, 0.665), (0.5, 0.62), (0.52, 0.665), (0.55, 0.655)], 0.009, "#4A372A")


def _leaf(paper: _Paper, chance: random.Random) -> None:
    tint = chance.choice(("#2E5F50", "#5E8A78", "#6C7A45", "#B5543A"))
    for angle, reach in ((-2.35, 0.44), (-1.57, 0.56), (-0.80, 0.44)):
        tip = (0.5 + math.cos(angle) * reach, 0.84 + math.sin(angle) * reach * 1.15)
        one = (0.5 + math.cos(angle + 0.42) * reach * 0.6, 0.84 + math.sin(angle + 0.42) * reach * 0.7)
        two = (0.5 + math.cos(angle - 0.42) * reach * 0.6, 0.84 + math.sin(angle - 0.42) * reach * 0.7)
        paper.shape([(0.5, 0.84), one, tip, two], tint)
        paper.curve([(0.5, 0.84), ((0.5 + tip[0]) / 2, (0.84 + tip[1]) / 2), tip], 0.010, mixed(tint, "#FFFFFF", 0.35))


def _cup(paper: _Paper, chance: random.Random) -> None:
    tint = chance.choice(CLOTHES)
    paper.oval(0.5, 0.82, 0.33, 0.07, mixed(tint, "#FFFFFF", 0.55))
    paper.curve([(0.68, 0.50), (0.82, 0.50), (0.83, 0.66), (0.66, 0.70)], 0.045, tint)
    paper.shape([(0.27, 0.44), (0.73, 0.44), (0.70, 0.70), (0.60, 0.81), (0.40, 0.81), (0.30, 0.70)], tint)
    paper.oval(0.5, 0.445, 0.235, 0.065, mixed(tint, "#FFFFFF", 0.5))
    paper.oval(0.5, 0.452, 0.205, 0.050, "#7A4B2C")
    for x in (0.43, 0.55):
        paper.curve([(x, 0.36), (x + 0.035, 0.29), (x - 0.02, 0.23), (x + 0.02, 0.15)], 0.016, "#FFF8EC")


def _mountain(paper: _Paper, chance: random.Random) -> None:
    paper.oval(chance.uniform(0.32, 0.68), 0.34, 0.13, 0.13, "#C8401A")
    for level, tint in ((0.52, "#8FB3A3"), (0.64, "#5E8A78"), (0.78, "#14594A")):
        shift = chance.uniform(0, 6)
        crest = [
            (i / 12, level + 0.055 * math.sin(i * 0.9 + shift) + 0.03 * math.sin(i * 2.1 + shift)) for i in range(13)
        ]
        paper.patch([*crest, (1, 1), (0, 1)], tint)
