"""For mother and baby: feeding bottle, nappies, a plush bear, building blocks."""

from msgspec.structs import replace

from zhongcao.sample.drawing.figure import TILT, Figure, Point, spline
from zhongcao.sample.drawing.label import panel, wrapper
from zhongcao.sample.drawing.recipe import Look
from zhongcao.sample.drawing.tints import mixed

FEEDING_SHAPE, DIAPERS_SHAPE, BEAR_SHAPE, BLOCKS_SHAPE = 0.38, 0.86, 0.84, 1.12


def feeding(look: Look, tall: int) -> Figure:
    """A wide-neck feeding bottle with milk in it."""
    wide = int(tall * FEEDING_SHAPE)
    piece, middle, radius = Figure(wide, tall, "#F6F1E6"), wide / 2, wide * 0.46
    foot, top = tall - TILT * radius - 1, tall * 0.38
    clear = replace(
        look, body="#FBF6EA", accent=look.accent, label=look.label, word="", variant=2 + look.variant // 6 * 6
    )
    body = [
        (top, radius * 0.84),
        (top + tall * 0.06, radius * 0.98),
        (foot - tall * 0.05, radius),
        (foot, radius * 0.94),
    ]
    piece.lathe(middle, body, wrapper(clear, radius, foot - top, start=0.2, end=0.8), "glass")
    for step in range(6):
        y = tall * (0.52 + step * 0.065)
        piece.stroke(
            [(middle + radius * 0.42, y), (middle + radius * (0.70 if step % 2 else 0.62), y - tall * 0.006)],
            2,
            look.accent,
            opacity=0.75,
        )
    piece.lathe(
        middle,
        [(tall * 0.27, radius * 0.88), (top + 2, radius * 0.92)],
        look.body,
        "satin",
        lid=mixed(look.body, "#FFFFFF", 0.2),
    )
    teat = [
        (3, radius * 0.16),
        (tall * 0.04, radius * 0.26),
        (tall * 0.11, radius * 0.24),
        (tall * 0.19, radius * 0.42),
        (tall * 0.265, radius * 0.66),
    ]
    piece.lathe(middle, teat, "#EFD9B4", "satin", opacity=0.95)
    return piece


def diapers(look: Look, tall: int) -> Figure:
    """A plump pack of nappies with a carrying handle."""
    wide = int(tall * DIAPERS_SHAPE)
    piece, middle = Figure(wide, tall, look.body), wide / 2
    piece.stroke(
        spline(
            [
                (middle - wide * 0.16, tall * 0.16),
                (middle - wide * 0.12, tall * 0.04),
                (middle + wide * 0.12, tall * 0.04),
                (middle + wide * 0.16, tall * 0.16),
            ],
            closed=False,
        ),
        tall * 0.035,
        mixed(look.body, "#FFFFFF", 0.45),
    )
    outline = [
        (wide * 0.06, tall * 0.14),
        (wide * 0.30, tall * 0.11),
        (wide * 0.70, tall * 0.11),
        (wide * 0.94, tall * 0.14),
        (wide * 0.985, tall * 0.5),
        (wide * 0.95, tall * 0.95),
        (wide * 0.5, tall * 0.985),
        (wide * 0.05, tall * 0.95),
        (wide * 0.015, tall * 0.5),
    ]
    piece.soft(spline(outline), panel(look, wide, tall, start=0.24, end=0.86), puff=0.13, relief=1.2, shine=44)
    for x in (0.28, 0.72):
        piece.stroke(
            [(wide * x, tall * 0.15), (wide * x, tall * 0.94)], 1.5, mixed(look.body, "#2A211A", 0.3), opacity=0.22
        )
    return piece


def bear(look: Look, tall: int) -> Figure:
    """A sitting plush bear."""
    wide = int(tall * BEAR_SHAPE)
    piece, middle = Figure(wide, tall, look.body), wide / 2
    fur, pale = look.body, mixed(look.body, "#FFF4E2", 0.55)

    def ball(x: float, y: float, rx: float, ry: float, tint: str, puff: float = 0.22) -> None:
        ring: list[Point] = [
            (0, -1),
            (0.72, -0.72),
            (1, 0),
            (0.72, 0.72),
            (0, 1),
            (-0.72, 0.72),
            (-1, 0),
            (-0.72, -0.72),
        ]
        piece.soft(
            spline([(middle + wide * (x + rx * a), tall * (y + ry * b)) for a, b in ring]), tint, puff=puff, shine=6
        )

    for side in (-1, 1):
        ball(side * 0.24, 0.13, 0.115, 0.10, fur)
        ball(side * 0.24, 0.135, 0.065, 0.06, pale)
        ball(side * 0.33, 0.60, 0.12, 0.16, mixed(fur, "#2A1A10", 0.10))
    ball(0, 0.68, 0.31, 0.27, fur)
    ball(0, 0.72, 0.18, 0.17, pale)
    for side in (-1, 1):
        ball(side * 0.27, 0.88, 0.16, 0.11, fur)
        ball(side * 0.29, 0.885, 0.09, 0.065, pale)
    ball(0, 0.29, 0.335, 0.245, fur)
    ball(0, 0.365, 0.155, 0.115, pale)
    for side in (-1, 1):
        ball(side * 0.135, 0.265, 0.027, 0.027, "#2A211A", 0.3)
    ball(0, 0.325, 0.045, 0.028, "#2A211A", 0.3)
    piece.stroke(
        spline(
            [(middle - wide * 0.05, tall * 0.395), (middle, tall * 0.41), (middle + wide * 0.05, tall * 0.395)],
            closed=False,
        ),
        2,
        "#4A372A",
    )
    piece.stroke(
        spline(
            [(middle - wide * 0.24, tall * 0.49), (middle, tall * 0.535), (middle + wide * 0.24, tall * 0.49)],
            closed=False,
        ),
        tall * 0.035,
        look.accent,
    )
    return piece


def blocks(look: Look, tall: int) -> Figure:
    """A little tower of wooden blocks."""
    wide = int(tall * BLOCKS_SHAPE)
    piece = Figure(wide, tall, look.body)
    wood = "#E2C59A"
    side = tall * 0.40
    piece.box(wide * 0.06, tall - side - 2, wide * 0.06 + side, tall - 2, look.body, depth=0.9, round_by=4)
    piece.box(wide * 0.94 - side, tall - side - 2, wide * 0.94, tall - 2, wood, depth=0.9, round_by=4)
    piece.box(
        wide * 0.5 - side * 0.62,
        tall - side * 1.55,
        wide * 0.5 + side * 0.62,
        tall - side * 1.08,
        look.label,
        depth=0.7,
        round_by=4,
    )
    foot = tall - side * 1.60
    piece.lathe(wide * 0.40, [(foot - tall * 0.22, side * 0.02), (foot, side * 0.36)], look.accent, "satin")
    piece.lathe(
        wide * 0.66,
        [(foot - tall * 0.16, side * 0.20), (foot, side * 0.20)],
        mixed(look.body, look.accent, 0.5),
        "satin",
        lid=mixed(look.body, "#FFFFFF", 0.4),
    )
    hole = [
        (wide * 0.94 - side * 0.5 + side * 0.2 * a, tall - side * 0.5 + side * 0.2 * b)
        for a, b in ((0, -1), (1, 0), (0, 1), (-1, 0))
    ]
    piece.fill(spline(hole), mixed(wood, "#5A3A1E", 0.4))
    return piece
