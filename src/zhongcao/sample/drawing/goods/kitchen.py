"""On the table and the stove: mug, thermos, teapot, pan, kettle."""

from msgspec.structs import replace

from zhongcao.sample.drawing.figure import TILT, Figure, Point, spline
from zhongcao.sample.drawing.label import wrapper
from zhongcao.sample.drawing.recipe import Look
from zhongcao.sample.drawing.tints import mixed

MUG_SHAPE, THERMOS_SHAPE, TEAPOT_SHAPE, PAN_SHAPE, KETTLE_SHAPE = 1.30, 0.32, 1.46, 2.30, 0.92


def mug(look: Look, tall: int) -> Figure:
    """A glazed mug, filled."""
    wide = int(tall * MUG_SHAPE)
    piece, middle, radius = Figure(wide, tall, look.body), wide * 0.40, wide * 0.37
    foot, top = tall - TILT * radius - 1, tall * 0.12
    handle = [
        (middle + radius * 0.9, tall * 0.30),
        (middle + radius * 1.35, tall * 0.30),
        (middle + radius * 1.52, tall * 0.46),
        (middle + radius * 1.30, tall * 0.66),
        (middle + radius * 0.88, tall * 0.70),
    ]
    piece.stroke(spline(handle, closed=False), tall * 0.105, mixed(look.body, "#20150E", 0.20))
    piece.stroke(
        spline([(x - 2, y - 2) for x, y in handle], closed=False), tall * 0.06, mixed(look.body, "#FFFFFF", 0.06)
    )
    skin = wrapper(look, radius, foot - top, start=0.26, end=0.80) if look.variant % 2 else look.body
    body = [(top, radius), (foot - tall * 0.12, radius * 0.97), (foot, radius * 0.80)]
    piece.lathe(middle, body, skin, "gloss")
    piece.disc(middle, top, radius, mixed(look.body, "#FFFFFF", 0.30))
    piece.disc(middle, top + tall * 0.012, radius * 0.91, mixed(look.body, "#1E150F", 0.25))
    drink = ("#6A4127", "#B98A58", "#8F9A5A", "#A85A2E")[look.variant % 4]
    piece.disc(middle, top + tall * 0.035, radius * 0.86, drink)
    return piece


def thermos(look: Look, tall: int) -> Figure:
    """A slim vacuum flask."""
    wide = int(tall * THERMOS_SHAPE)
    piece, middle, radius = Figure(wide, tall, look.body), wide / 2, wide * 0.46
    foot, top = tall - TILT * radius - 1, tall * 0.25
    plain = replace(
        look, body=look.body, accent=look.accent, label=look.label, word=look.word, variant=2 + look.variant // 6 * 6
    )
    body = [(top, radius * 0.90), (top + tall * 0.03, radius), (foot, radius * 0.99)]
    piece.lathe(middle, body, wrapper(plain, radius, foot - top, start=0.32, end=0.82), "satin")
    piece.lathe(middle, [(foot - tall * 0.035, radius), (foot, radius * 0.98)], "#BFC1C0", "metal")
    piece.lathe(middle, [(top - tall * 0.025, radius * 0.84), (top + 2, radius * 0.86)], "#C4C6C5", "metal")
    piece.lathe(
        middle,
        [(tall * 0.06, radius * 0.76), (tall * 0.08, radius * 0.82), (top - tall * 0.02, radius * 0.82)],
        look.accent,
        "satin",
        lid=mixed(look.accent, "#FFFFFF", 0.2),
    )
    return piece


def teapot(look: Look, tall: int) -> Figure:
    """A round teapot with a bow handle."""
    wide = int(tall * TEAPOT_SHAPE)
    piece, middle, radius = Figure(wide, tall, look.body), wide * 0.50, wide * 0.29
    foot = tall - TILT * radius - 1
    bow = [
        (middle - radius * 0.75, tall * 0.50),
        (middle - radius * 0.72, tall * 0.16),
        (middle, tall * 0.04),
        (middle + radius * 0.72, tall * 0.16),
        (middle + radius * 0.75, tall * 0.50),
    ]
    piece.stroke(spline(bow, closed=False), tall * 0.045, "#6B4A2E")
    spout: list[Point] = [
        (middle + radius * 0.7, tall * 0.78),
        (middle + radius * 1.15, tall * 0.64),
        (middle + radius * 1.42, tall * 0.42),
        (middle + radius * 1.62, tall * 0.39),
        (middle + radius * 1.40, tall * 0.68),
        (middle + radius * 0.9, tall * 0.90),
    ]
    piece.soft(spline(spout), look.body, puff=0.2, shine=40)
    body = [
        (tall * 0.42, radius * 0.62),
        (tall * 0.48, radius * 0.86),
        (tall * 0.58, radius * 1.02),
        (tall * 0.70, radius * 1.06),
        (tall * 0.84, radius * 0.95),
        (foot, radius * 0.66),
    ]
    piece.lathe(middle, body, look.body, "gloss")
    piece.lathe(
        middle,
        [(tall * 0.355, radius * 0.24), (tall * 0.39, radius * 0.52), (tall * 0.435, radius * 0.64)],
        mixed(look.body, look.accent, 0.35),
        "gloss",
    )
    piece.lathe(
        middle,
        [(tall * 0.28, radius * 0.10), (tall * 0.31, radius * 0.14), (tall * 0.36, radius * 0.09)],
        look.accent,
        "gloss",
    )
    return piece


def pan(look: Look, tall: int) -> Figure:
    """An enamelled pot with two ears and a lid."""
    wide = int(tall * PAN_SHAPE)
    piece, middle, radius = Figure(wide, tall, look.body), wide / 2, wide * 0.38
    foot, top = tall - TILT * radius - 1, tall * 0.42
    for side in (-1, 1):
        ear = [
            (middle + side * radius * 0.96, tall * 0.50),
            (middle + side * radius * 1.20, tall * 0.50),
            (middle + side * radius * 1.20, tall * 0.60),
            (middle + side * radius * 0.96, tall * 0.61),
        ]
        piece.stroke(spline(ear, closed=False), tall * 0.07, mixed(look.body, "#1A120D", 0.28))
    piece.lathe(middle, [(top, radius), (foot - tall * 0.08, radius * 0.98), (foot, radius * 0.90)], look.body, "gloss")
    piece.lathe(
        middle,
        [
            (top - tall * 0.17, radius * 0.10),
            (top - tall * 0.14, radius * 0.55),
            (top - tall * 0.07, radius * 0.90),
            (top + tall * 0.01, radius * 1.02),
        ],
        mixed(look.body, "#FFFFFF", 0.08),
        "gloss",
    )
    piece.lathe(
        middle,
        [(tall * 0.12, radius * 0.12), (tall * 0.19, radius * 0.14), (tall * 0.28, radius * 0.07)],
        "#C9A25A",
        "metal",
        lid="#E4C98C",
    )
    return piece


def kettle(look: Look, tall: int) -> Figure:
    """A gooseneck electric kettle."""
    wide = int(tall * KETTLE_SHAPE)
    piece, middle, radius = Figure(wide, tall, look.body), wide * 0.52, wide * 0.27
    foot = tall - TILT * radius - 2
    neck = [
        (middle - radius * 0.8, tall * 0.80),
        (middle - radius * 1.35, tall * 0.72),
        (middle - radius * 1.30, tall * 0.48),
        (middle - radius * 1.72, tall * 0.36),
    ]
    piece.stroke(spline(neck, closed=False), tall * 0.042, mixed(look.body, "#15110E", 0.25))
    piece.stroke(
        spline([(x - 2, y - 2) for x, y in neck], closed=False), tall * 0.016, mixed(look.body, "#FFFFFF", 0.35)
    )
    grip = [
        (middle + radius * 0.5, tall * 0.26),
        (middle + radius * 1.40, tall * 0.24),
        (middle + radius * 1.52, tall * 0.40),
        (middle + radius * 1.38, tall * 0.74),
    ]
    piece.stroke(spline(grip, closed=False), tall * 0.052, look.accent)
    body = [
        (tall * 0.26, radius * 0.60),
        (tall * 0.40, radius * 0.70),
        (tall * 0.80, radius * 1.02),
        (foot - tall * 0.05, radius * 1.04),
    ]
    piece.lathe(middle, body, look.body, "satin" if look.variant % 2 else "metal", lid=mixed(look.body, "#FFFFFF", 0.2))
    piece.lathe(
        middle,
        [(tall * 0.20, radius * 0.50), (tall * 0.27, radius * 0.58)],
        mixed(look.body, "#15110E", 0.15),
        "satin",
        lid=mixed(look.body, "#FFFFFF", 0.15),
    )
    piece.lathe(
        middle,
        [(tall * 0.13, radius * 0.13), (tall * 0.20, radius * 0.10)],
        look.accent,
        "gloss",
        lid=mixed(look.accent, "#FFFFFF", 0.25),
    )
    piece.lathe(
        middle, [(foot - tall * 0.045, radius * 1.12), (foot, radius * 1.14)], "#2A2725", "satin", lid="#3A3633"
    )
    return piece
