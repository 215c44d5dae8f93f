"""For the home: candle, reed diffuser, towels, lamp, vase with branches."""

from zhongcao.sample.drawing.figure import TILT, Figure, spline
from zhongcao.sample.drawing.label import wrapper
from zhongcao.sample.drawing.recipe import Look
from zhongcao.sample.drawing.tints import mixed

CANDLE_SHAPE, DIFFUSER_SHAPE, TOWELS_SHAPE, LAMP_SHAPE, VASE_SHAPE = 0.84, 0.52, 1.50, 0.80, 0.72


def candle(look: Look, tall: int) -> Figure:
    """A scented candle in a glass, lit."""
    wide = int(tall * CANDLE_SHAPE)
    piece, middle, radius = Figure(wide, tall, look.body), wide / 2, wide * 0.45
    foot, top = tall - TILT * radius - 1, tall * 0.26
    piece.lathe(
        middle,
        [(top, radius), (foot, radius * 0.97)],
        wrapper(look, radius, foot - top, start=0.24, end=0.86),
        "glass" if look.variant % 2 else "gloss",
    )
    piece.disc(middle, top, radius, mixed(look.body, "#FFFFFF", 0.35))
    piece.disc(middle, top + tall * 0.01, radius * 0.92, mixed(look.body, "#2A1C10", 0.25))
    piece.disc(middle, top + tall * 0.03, radius * 0.89, "#F6E7C8")
    piece.disc(middle, top + tall * 0.025, radius * 0.42, "#FFF3D2", opacity=0.8)
    piece.stroke([(middle, top + tall * 0.015), (middle, tall * 0.20)], tall * 0.012, "#4A3628")
    flame = [(0, -0.13), (0.030, -0.055), (0.034, -0.01), (0, 0.02), (-0.034, -0.01), (-0.030, -0.055)]
    piece.fill(spline([(middle + tall * x * 1.7, tall * (0.185 + y * 1.35)) for x, y in flame]), "#FFC35C", 0.55)
    piece.fill(spline([(middle + tall * x, tall * (0.185 + y)) for x, y in flame]), "#FFE9A8")
    return piece


def diffuser(look: Look, tall: int) -> Figure:
    """A reed diffuser."""
    wide = int(tall * DIFFUSER_SHAPE)
    piece, middle, radius = Figure(wide, tall, look.body), wide / 2, wide * 0.40
    foot, top = tall - TILT * radius - 1, tall * 0.50
    for lean in (-0.42, -0.22, -0.04, 0.16, 0.36):
        piece.stroke(
            [
                (middle + radius * lean * 0.3, top + tall * 0.02),
                (middle + wide * lean, tall * (0.03 + abs(lean) * 0.12)),
            ],
            max(tall * 0.010, 1.5),
            "#8A6A48",
        )
    body = [
        (top, radius * 0.36),
        (top + tall * 0.05, radius * 0.40),
        (top + tall * 0.10, radius * 0.86),
        (top + tall * 0.14, radius),
        (foot, radius),
    ]
    piece.lathe(middle, body, wrapper(look, radius, foot - top, start=0.34, end=0.90), "glass")
    piece.lathe(
        middle,
        [(top - tall * 0.02, radius * 0.40), (top + tall * 0.05, radius * 0.42)],
        "#C9A25A",
        "metal",
        lid="#5A4632",
    )
    return piece


def towels(look: Look, tall: int) -> Figure:
    """A stack of folded towels."""
    wide = int(tall * TOWELS_SHAPE)
    piece = Figure(wide, tall, look.body)
    tints = (look.body, look.label, mixed(look.body, look.accent, 0.55))
    for step, tint in enumerate(tints):
        high = tall * 0.30
        y, jut = tall - 2 - high * (step + 1), wide * 0.02 * ((step * 7 + look.variant) % 3)
        outline = [
            (wide * 0.05 + jut, y + 4),
            (wide * 0.95 - jut, y + 4),
            (wide * 0.985 - jut, y + high * 0.5),
            (wide * 0.95 - jut, y + high),
            (wide * 0.05 + jut, y + high),
            (wide * 0.015 + jut, y + high * 0.5),
        ]
        piece.soft(spline(outline, steps=6), tint, puff=0.24, relief=1.2, shine=6)
        fold = [
            (wide * 0.06 + jut, y + high * 0.52),
            (wide * 0.5, y + high * 0.55),
            (wide * 0.96 - jut, y + high * 0.50),
        ]
        piece.stroke(spline(fold, closed=False), 2, mixed(tint, "#2A1C12", 0.40), opacity=0.6)
        piece.stroke(
            [(wide * 0.70, y + high * 0.62), (wide * 0.70, y + high * 0.94)],
            wide * 0.03,
            mixed(tint, look.accent if step != 2 else look.label, 0.6),
            opacity=0.7,
        )
    return piece


def lamp(look: Look, tall: int) -> Figure:
    """A small table lamp, switched on."""
    wide = int(tall * LAMP_SHAPE)
    piece, middle, radius = Figure(wide, tall, look.body), wide / 2, wide * 0.46
    base = radius * 0.52
    foot = tall - TILT * base - 1
    piece.lathe(
        middle, [(foot - tall * 0.04, base), (foot, base)], look.accent, "satin", lid=mixed(look.accent, "#FFFFFF", 0.2)
    )
    body = [
        (tall * 0.46, radius * 0.08),
        (tall * 0.58, radius * 0.12),
        (tall * 0.74, radius * 0.40),
        (tall * 0.84, radius * 0.38),
        (foot - tall * 0.03, radius * 0.16),
    ]
    piece.lathe(middle, body, look.accent, "gloss")
    glow = mixed(look.label, "#FFE2A6", 0.72)
    piece.lathe(
        middle, [(tall * 0.05, radius * 0.52), (tall * 0.48, radius * 0.98)], glow, "matte", lid="#FFF6DC", fade=-0.16
    )
    return piece


def vase(look: Look, tall: int) -> Figure:
    """A stoneware vase with a few leafy branches."""
    wide = int(tall * VASE_SHAPE)
    piece, middle, radius = Figure(wide, tall, look.body), wide / 2, wide * 0.27
    foot, top = tall - TILT * radius * 0.6 - 1, tall * 0.54
    for lean, reach in ((-0.36, 0.10), (0.05, 0.02), (0.34, 0.16)):
        tip = (middle + wide * lean, tall * reach)
        piece.stroke(
            spline([(middle, top + 4), (middle + wide * lean * 0.4, tall * (0.30 + reach * 0.4)), tip], closed=False),
            max(tall * 0.008, 1.5),
            "#6B5A3C",
        )
        for step in range(7):
            share = 0.25 + step * 0.115
            x, y = middle + wide * lean * share**1.1, top + (tip[1] - top) * share
            side = 1 if step % 2 else -1
            length = tall * (0.085 - 0.005 * step)
            leaf = [
                (x, y),
                (x + side * length * 0.5, y - length * 0.42),
                (x + side * length, y - length * 0.30),
                (x + side * length * 0.55, y + length * 0.06),
            ]
            piece.soft(spline(leaf), mixed(look.accent, "#5E7F55", 0.55), puff=0.14, shine=14)
    body = [
        (top, radius * 0.40),
        (top + tall * 0.05, radius * 0.36),
        (top + tall * 0.12, radius * 0.70),
        (top + tall * 0.22, radius),
        (top + tall * 0.32, radius * 0.96),
        (foot, radius * 0.58),
    ]
    piece.lathe(middle, body, look.body, "satin", lid=mixed(look.body, "#1A120C", 0.55))
    return piece
