"""Small appliances: hair dryer, headphones, toothbrush, speaker, watch."""

import math

from msgspec.structs import replace

from zhongcao.sample.drawing.figure import TILT, Figure, Point, spline
from zhongcao.sample.drawing.label import wrapper
from zhongcao.sample.drawing.recipe import Look
from zhongcao.sample.drawing.tints import mixed

DRYER_SHAPE, HEADPHONES_SHAPE, TOOTHBRUSH_SHAPE, SPEAKER_SHAPE, WATCH_SHAPE = 0.86, 0.90, 0.24, 0.92, 0.62


def _oval(x: float, y: float, rx: float, ry: float, lean: float = 0.0) -> list[Point]:
    turn = [(math.cos(a * math.pi / 18), math.sin(a * math.pi / 18)) for a in range(36)]
    return [
        (x + rx * c * math.cos(lean) - ry * s * math.sin(lean), y + rx * c * math.sin(lean) + ry * s * math.cos(lean))
        for c, s in turn
    ]


def dryer(look: Look, tall: int) -> Figure:
    """A hair dryer on its side stand."""
    wide = int(tall * DRYER_SHAPE)
    piece = Figure(wide, tall, look.body)
    base = wide * 0.22
    foot = tall - TILT * base - 1
    piece.lathe(
        wide * 0.60,
        [(foot - tall * 0.03, base), (foot, base)],
        mixed(look.body, "#1A1512", 0.25),
        "satin",
        lid=mixed(look.body, "#FFFFFF", 0.1),
    )
    grip = [
        (wide * 0.51, tall * 0.36),
        (wide * 0.69, tall * 0.36),
        (wide * 0.675, tall * 0.93),
        (wide * 0.53, tall * 0.93),
    ]
    piece.soft(grip, look.body, puff=0.24, shine=34)
    piece.stroke([(wide * 0.56, tall * 0.50), (wide * 0.56, tall * 0.58)], wide * 0.035, look.accent)
    barrel = [
        (wide * 0.16, tall * 0.10),
        (wide * 0.80, tall * 0.04),
        (wide * 0.95, tall * 0.10),
        (wide * 0.99, tall * 0.23),
        (wide * 0.95, tall * 0.36),
        (wide * 0.80, tall * 0.42),
        (wide * 0.16, tall * 0.36),
    ]
    piece.soft(spline(barrel), look.body, puff=0.22, shine=60)
    nozzle = [
        (wide * 0.22, tall * 0.10),
        (wide * 0.22, tall * 0.36),
        (wide * 0.03, tall * 0.33),
        (wide * 0.03, tall * 0.13),
    ]
    piece.soft(nozzle, mixed(look.accent, "#1A1512", 0.05), puff=0.2, shine=40)
    piece.soft(_oval(wide * 0.90, tall * 0.23, wide * 0.055, tall * 0.13), "#2C2826", puff=0.2)
    piece.soft(_oval(wide * 0.90, tall * 0.23, wide * 0.035, tall * 0.09), look.accent, puff=0.2)
    return piece


def headphones(look: Look, tall: int) -> Figure:
    """Headphones standing on their cups."""
    wide = int(tall * HEADPHONES_SHAPE)
    piece, middle = Figure(wide, tall, look.body), wide / 2
    band: list[Point] = [
        (middle - wide * 0.35, tall * 0.62),
        (middle - wide * 0.37, tall * 0.34),
        (middle - wide * 0.20, tall * 0.08),
        (middle, tall * 0.035),
        (middle + wide * 0.20, tall * 0.08),
        (middle + wide * 0.37, tall * 0.34),
        (middle + wide * 0.35, tall * 0.62),
    ]
    piece.stroke(spline(band, closed=False), tall * 0.062, mixed(look.body, "#14100D", 0.22))
    piece.stroke(
        spline([(x - 2, y - 3) for x, y in band], closed=False), tall * 0.030, mixed(look.body, "#FFFFFF", 0.16)
    )
    pad: list[Point] = [
        (middle - wide * 0.21, tall * 0.115),
        (middle, tall * 0.075),
        (middle + wide * 0.21, tall * 0.115),
    ]
    piece.stroke(spline(pad, closed=False), tall * 0.045, look.accent)
    for side in (-1, 1):
        x = middle + side * wide * 0.33
        piece.stroke(
            [(x + side * wide * 0.02, tall * 0.40), (x + side * wide * 0.02, tall * 0.60)], tall * 0.028, "#C6C7C5"
        )
        piece.soft(
            _oval(x - side * wide * 0.055, tall * 0.76, wide * 0.085, tall * 0.205),
            mixed(look.accent, "#1C1512", 0.25),
            puff=0.28,
            shine=10,
        )
        piece.soft(
            _oval(x + side * wide * 0.04, tall * 0.76, wide * 0.10, tall * 0.215), look.body, puff=0.26, shine=60
        )
        piece.soft(
            _oval(x + side * wide * 0.055, tall * 0.76, wide * 0.045, tall * 0.11),
            mixed(look.body, look.accent, 0.4),
            puff=0.2,
        )
    return piece


def toothbrush(look: Look, tall: int) -> Figure:
    """An electric toothbrush on its charging foot."""
    wide = int(tall * TOOTHBRUSH_SHAPE)
    piece, middle, radius = Figure(wide, tall, look.body), wide / 2, wide * 0.28
    base = wide * 0.46
    foot = tall - TILT * base - 1
    piece.lathe(
        middle,
        [(foot - tall * 0.05, base * 0.9), (foot, base)],
        mixed(look.label, "#FFFFFF", 0.2),
        "gloss",
        lid="#FFFFFF",
    )
    plain = replace(
        look, body=look.body, accent=look.accent, label=look.label, word=look.word, variant=2 + look.variant // 6 * 6
    )
    body = [
        (tall * 0.38, radius * 0.62),
        (tall * 0.44, radius * 0.86),
        (tall * 0.60, radius),
        (foot - tall * 0.04, radius * 0.92),
    ]
    piece.lathe(middle, body, wrapper(plain, radius, tall * 0.55, start=0.5, end=0.95), "satin")
    piece.disc(middle, tall * 0.545, radius * 0.30, look.accent)
    piece.lathe(middle, [(tall * 0.36, radius * 0.56), (tall * 0.385, radius * 0.60)], look.accent, "metal")
    piece.lathe(middle, [(tall * 0.09, radius * 0.26), (tall * 0.36, radius * 0.50)], "#F7F3EA", "satin")
    for step in range(5):
        x = middle - radius * 0.62 + step * radius * 0.10
        piece.stroke(
            [(x - radius * 0.25, tall * (0.032 + 0.002 * step)), (x - radius * 0.25, tall * 0.13)],
            radius * 0.13,
            look.accent if step % 2 else "#FFFFFF",
        )
    piece.soft(
        spline(
            [
                (middle - radius * 0.34, tall * 0.02),
                (middle + radius * 0.30, tall * 0.02),
                (middle + radius * 0.34, tall * 0.14),
                (middle - radius * 0.30, tall * 0.14),
            ]
        ),
        "#F7F3EA",
        puff=0.2,
    )
    return piece


def speaker(look: Look, tall: int) -> Figure:
    """A small wireless speaker covered in cloth."""
    wide = int(tall * SPEAKER_SHAPE)
    piece, middle, radius = Figure(wide, tall, look.body), wide / 2, wide * 0.45
    foot, top = tall - TILT * radius - 1, tall * 0.16
    cloth = wrapper(
        replace(
            look,
            body=look.body,
            accent=look.accent,
            label=look.label,
            word=look.word,
            variant=2 + look.variant // 6 * 6,
        ),
        radius,
        foot - top,
        start=0.30,
        end=0.85,
    )
    weave = cloth.load()
    if weave is not None:
        dark = mixed(look.body, "#0F0C0A", 0.20)
        tint = (int(dark[1:3], 16), int(dark[3:5], 16), int(dark[5:7], 16))
        for y in range(0, cloth.height, 5):
            for x in range(y % 2 * 3, cloth.width, 6):
                weave[x, y] = tint
    body = [
        (top, radius * 0.90),
        (top + tall * 0.06, radius * 0.99),
        (foot - tall * 0.08, radius),
        (foot, radius * 0.90),
    ]
    piece.lathe(middle, body, cloth, "matte")
    piece.disc(middle, top, radius * 0.90, mixed(look.body, "#0F0C0A", 0.30), rim=0.08)
    piece.disc(middle, top, radius * 0.34, look.accent, rim=0.2)
    return piece


def watch(look: Look, tall: int) -> Figure:
    """A wrist watch on its cushion, facing us."""
    wide = int(tall * WATCH_SHAPE)
    piece, middle, centre = Figure(wide, tall, look.body), wide / 2, tall * 0.50
    case = "#C9A25A" if look.variant % 2 else "#C7CACB"
    for start, end in ((0.01, 0.36), (0.64, 0.985)):
        narrow = 0.17 if start < 0.5 else 0.22
        strap = [
            (middle - wide * (0.17 if start < 0.5 else 0.22), tall * start),
            (middle + wide * narrow, tall * start),
            (middle + wide * 0.22, tall * end),
            (middle - wide * 0.22, tall * end),
        ]
        piece.soft(strap, look.body, puff=0.10, relief=1.2, shine=20)
        for side in (-1, 1):
            seam = [
                (middle + side * wide * 0.14, tall * (start + 0.02)),
                (middle + side * wide * 0.18, tall * (end - 0.02)),
            ]
            piece.stroke(seam, 1.2, mixed(look.body, "#FFFFFF", 0.5), opacity=0.6)
    piece.soft(_oval(middle + wide * 0.45, centre, wide * 0.05, tall * 0.03), case, puff=0.3, shine=60)
    piece.soft(_oval(middle, centre, wide * 0.44, wide * 0.44), case, puff=0.06, relief=1.3, shine=90)
    piece.soft(_oval(middle, centre, wide * 0.375, wide * 0.375), look.label, puff=0.02, relief=0.6, shine=10)
    ink = mixed(look.label, "#1C1613", 0.85)
    for hour in range(12):
        angle = hour * math.pi / 6
        far, near = wide * 0.33, wide * (0.27 if hour % 3 == 0 else 0.30)
        piece.stroke(
            [
                (middle + far * math.sin(angle), centre - far * math.cos(angle)),
                (middle + near * math.sin(angle), centre - near * math.cos(angle)),
            ],
            wide * (0.018 if hour % 3 == 0 else 0.010),
            ink,
        )
    for angle, length, thick in ((-1.05, 0.18, 0.022), (0.95, 0.27, 0.016)):
        piece.stroke(
            [(middle, centre), (middle + wide * length * math.sin(angle), centre - wide * length * math.cos(angle))],
            wide * thick,
            ink,
        )
    piece.stroke(
        [(middle - wide * 0.03, centre + wide * 0.06), (middle + wide * 0.11, centre - wide * 0.27)],
        wide * 0.007,
        look.accent,
    )
    return piece
