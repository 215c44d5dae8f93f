"""To wear and carry: tote, satchel, sneaker, sunglasses, scarf, hat."""

from msgspec.structs import replace

from zhongcao.sample.drawing.figure import Figure, Point, spline
from zhongcao.sample.drawing.label import panel
from zhongcao.sample.drawing.recipe import Look
from zhongcao.sample.drawing.tints import mixed

TOTE_SHAPE, SATCHEL_SHAPE, SNEAKER_SHAPE = 0.84, 1.10, 2.05
SUNGLASSES_SHAPE, SCARF_SHAPE, HAT_SHAPE = 2.60, 1.60, 1.80
GOLD = "#C9A25A"


def tote(look: Look, tall: int) -> Figure:
    """A canvas or leather tote with long handles."""
    wide = int(tall * TOTE_SHAPE)
    piece, middle = Figure(wide, tall, look.body), wide / 2
    dark = mixed(look.body, "#1A120D", 0.28)
    back = [
        (middle - wide * 0.20, tall * 0.36),
        (middle - wide * 0.16, tall * 0.10),
        (middle, tall * 0.045),
        (middle + wide * 0.16, tall * 0.10),
        (middle + wide * 0.20, tall * 0.36),
    ]
    piece.stroke(spline([(x + wide * 0.03, y + 4) for x, y in back], closed=False), tall * 0.026, dark)
    outline = [
        (wide * 0.09, tall * 0.345),
        (wide * 0.91, tall * 0.345),
        (wide * 0.985, tall * 0.93),
        (wide * 0.93, tall * 0.985),
        (wide * 0.07, tall * 0.985),
        (wide * 0.015, tall * 0.93),
    ]
    face = replace(
        look,
        body=look.body,
        accent=look.accent,
        label=look.label,
        word=look.word,
        variant=(2, 5, 2, 3)[look.variant % 4] + look.variant // 6 * 6,
    )
    piece.soft(outline, panel(face, wide, tall * 0.64, start=0.24, end=0.92), puff=0.08, relief=1.1, shine=16)
    piece.stroke(
        [(wide * 0.10, tall * 0.375), (wide * 0.90, tall * 0.375)], 1.5, mixed(look.body, "#FFFFFF", 0.45), opacity=0.7
    )
    strap = look.accent if look.variant % 2 else mixed(look.body, "#1A120D", 0.12)
    front: list[Point] = [
        (middle - wide * 0.23, tall * 0.47),
        (middle - wide * 0.20, tall * 0.14),
        (middle - wide * 0.06, tall * 0.055),
        (middle + wide * 0.06, tall * 0.055),
        (middle + wide * 0.20, tall * 0.14),
        (middle + wide * 0.23, tall * 0.47),
    ]
    piece.stroke(spline(front, closed=False), tall * 0.030, strap)
    piece.stroke(
        spline([(x - 2, y - 2) for x, y in front], closed=False),
        tall * 0.010,
        mixed(strap, "#FFFFFF", 0.3),
        opacity=0.6,
    )
    return piece


def satchel(look: Look, tall: int) -> Figure:
    """A small leather bag with a flap and a metal clasp."""
    wide = int(tall * SATCHEL_SHAPE)
    piece, middle = Figure(wide, tall, look.body), wide / 2
    bow = [
        (middle - wide * 0.22, tall * 0.36),
        (middle - wide * 0.19, tall * 0.10),
        (middle, tall * 0.04),
        (middle + wide * 0.19, tall * 0.10),
        (middle + wide * 0.22, tall * 0.36),
    ]
    piece.stroke(spline(bow, closed=False), tall * 0.050, mixed(look.body, "#180F0A", 0.25))
    piece.stroke(
        spline([(x - 2, y - 2) for x, y in bow], closed=False), tall * 0.020, mixed(look.body, "#FFFFFF", 0.25)
    )
    body = [
        (wide * 0.06, tall * 0.34),
        (wide * 0.94, tall * 0.34),
        (wide * 0.985, tall * 0.62),
        (wide * 0.95, tall * 0.96),
        (wide * 0.5, tall * 0.985),
        (wide * 0.05, tall * 0.96),
        (wide * 0.015, tall * 0.62),
    ]
    piece.soft(spline(body), look.body, puff=0.12, relief=1.2, shine=34)
    if look.variant % 2:
        flap = [
            (wide * 0.05, tall * 0.33),
            (wide * 0.95, tall * 0.33),
            (wide * 0.96, tall * 0.52),
            (wide * 0.74, tall * 0.70),
            (middle, tall * 0.75),
            (wide * 0.26, tall * 0.70),
            (wide * 0.04, tall * 0.52),
        ]
    else:
        flap = [
            (wide * 0.05, tall * 0.33),
            (wide * 0.95, tall * 0.33),
            (wide * 0.965, tall * 0.66),
            (wide * 0.90, tall * 0.71),
            (wide * 0.10, tall * 0.71),
            (wide * 0.035, tall * 0.66),
        ]
    piece.soft(spline(flap), mixed(look.body, "#FFFFFF", 0.06), puff=0.07, relief=1.1, shine=40)
    seam = spline([(middle + (x - middle) * 0.95, tall * 0.33 + (y - tall * 0.33) * 0.94) for x, y in flap])
    piece.stroke(seam[: len(seam)], 1.2, mixed(look.body, "#FFFFFF", 0.5), opacity=0.5)
    _brass(piece, look, wide, tall)
    return piece


def _brass(piece: Figure, look: Look, wide: int, tall: int) -> None:
    """Clasp and rings."""
    middle = wide / 2
    clasp = tall * (0.74 if look.variant % 2 else 0.70)
    piece.soft(
        [
            (middle - wide * 0.06, clasp - tall * 0.05),
            (middle + wide * 0.06, clasp - tall * 0.05),
            (middle + wide * 0.06, clasp + tall * 0.05),
            (middle - wide * 0.06, clasp + tall * 0.05),
        ],
        GOLD,
        puff=0.12,
        shine=90,
    )
    piece.fill(
        spline([(middle - 3, clasp - 3), (middle + 3, clasp - 3), (middle + 3, clasp + 3), (middle - 3, clasp + 3)]),
        mixed(GOLD, "#2A1A08", 0.6),
    )
    for side in (-1, 1):
        ring = spline(
            [
                (middle + side * wide * 0.22 + tall * 0.03 * a, tall * 0.36 + tall * 0.03 * b)
                for a, b in ((0, -1), (1, 0), (0, 1), (-1, 0), (0, -1))
            ],
            closed=False,
        )
        piece.stroke(ring, tall * 0.014, GOLD)


def sneaker(look: Look, tall: int) -> Figure:
    """A low trainer seen from the side."""
    wide = int(tall * SNEAKER_SHAPE)
    piece = Figure(wide, tall, look.body)

    def at(points: list[Point]) -> list[Point]:
        return [(x * wide, y * tall) for x, y in points]

    upper = at(
        [
            (0.05, 0.10),
            (0.14, 0.05),
            (0.22, 0.14),
            (0.31, 0.22),
            (0.40, 0.10),
            (0.46, 0.09),
            (0.62, 0.34),
            (0.80, 0.46),
            (0.93, 0.56),
            (0.975, 0.74),
            (0.5, 0.82),
            (0.03, 0.80),
            (0.025, 0.45),
        ]
    )
    piece.soft(spline(upper), look.body, puff=0.13, relief=1.2, shine=20)
    toe = at([(0.76, 0.46), (0.90, 0.55), (0.965, 0.68), (0.97, 0.80), (0.74, 0.80), (0.70, 0.62)])
    piece.soft(spline(toe), mixed(look.body, look.label, 0.55), puff=0.14, shine=20)
    heel = at([(0.035, 0.30), (0.15, 0.34), (0.19, 0.60), (0.16, 0.80), (0.03, 0.80)])
    piece.soft(spline(heel), look.accent, puff=0.12)
    stripe = at([(0.34, 0.80), (0.46, 0.42), (0.53, 0.42), (0.44, 0.80)])
    piece.soft(stripe, look.accent, puff=0.08)
    opening = at([(0.10, 0.10), (0.20, 0.16), (0.31, 0.235), (0.40, 0.12), (0.30, 0.16), (0.2, 0.10)])
    piece.fill(spline(opening), mixed(look.body, "#120C08", 0.55))
    for step in range(4):
        x, y = 0.455 + step * 0.055, 0.17 + step * 0.075
        piece.stroke(at([(x - 0.035, y + 0.10), (x + 0.04, y - 0.01)]), tall * 0.032, look.label)
    sole = at(
        [
            (0.015, 0.78),
            (0.5, 0.80),
            (0.985, 0.76),
            (0.99, 0.88),
            (0.95, 0.975),
            (0.5, 0.985),
            (0.04, 0.975),
            (0.012, 0.9),
        ]
    )
    piece.soft(spline(sole), mixed(look.label, "#FFFFFF", 0.5), puff=0.2, shine=10)
    return piece


def sunglasses(look: Look, tall: int) -> Figure:
    """Sunglasses lying open."""
    wide = int(tall * SUNGLASSES_SHAPE)
    piece, middle = Figure(wide, tall, look.body), wide / 2
    for side in (-1, 1):
        piece.stroke(
            spline(
                [
                    (middle + side * wide * 0.46, tall * 0.30),
                    (middle + side * wide * 0.40, tall * 0.10),
                    (middle + side * wide * 0.30, tall * 0.04),
                ],
                closed=False,
            ),
            tall * 0.07,
            mixed(look.body, "#0F0A07", 0.3),
        )
    for side in (-1, 1):
        shape = [
            (0.04, 0.24),
            (0.24, 0.18),
            (0.45, 0.22),
            (0.47, 0.46),
            (0.40, 0.82),
            (0.22, 0.93),
            (0.08, 0.78),
            (0.04, 0.5),
        ]
        frame = [(middle + side * wide * x, tall * y) for x, y in shape]
        piece.soft(spline(frame), look.body, puff=0.10, shine=60)
        lens = [
            (middle + side * wide * (0.25 + (x - 0.25) * 0.84), tall * (0.53 + (y - 0.53) * 0.82)) for x, y in shape
        ]
        piece.soft(spline(lens), mixed(look.accent, "#15100E", 0.55), puff=0.05, relief=0.5, shine=60)
        gleam = [
            (middle + side * wide * 0.25 - wide * 0.10, tall * 0.60),
            (middle + side * wide * 0.25 - wide * 0.02, tall * 0.32),
            (middle + side * wide * 0.25 + wide * 0.03, tall * 0.32),
            (middle + side * wide * 0.25 - wide * 0.05, tall * 0.64),
        ]
        piece.fill(gleam, "#FFFFFF", 0.22)
    piece.stroke(
        spline(
            [(middle - wide * 0.06, tall * 0.36), (middle, tall * 0.30), (middle + wide * 0.06, tall * 0.36)],
            closed=False,
        ),
        tall * 0.09,
        look.body,
    )
    return piece


def scarf(look: Look, tall: int) -> Figure:
    """A folded knitted scarf with a fringe."""
    wide = int(tall * SCARF_SHAPE)
    piece = Figure(wide, tall, look.body)
    for step, tint in enumerate((look.body, mixed(look.body, look.accent, 0.25))):
        y, high = tall * (0.56 - step * 0.34), tall * 0.40
        outline = [
            (wide * 0.04, y + 4),
            (wide * 0.93, y + 3),
            (wide * 0.985, y + high * 0.5),
            (wide * 0.93, y + high),
            (wide * 0.04, y + high),
            (wide * 0.015, y + high * 0.5),
        ]
        piece.soft(spline(outline, steps=6), tint, puff=0.26, relief=1.1, shine=4)
        for line in range(3):
            x = wide * (0.16 + line * 0.045)
            piece.stroke(
                [(x, y + high * 0.12), (x, y + high * 0.90)],
                wide * 0.018,
                look.accent if line % 2 == 0 else look.label,
                opacity=0.8,
            )
    for step in range(14):
        x = wide * (0.05 + step * 0.020)
        piece.stroke(
            spline(
                [(x, tall * 0.60), (x + (step % 3 - 1) * 3, tall * 0.76), (x + (step % 2) * 4, tall * 0.90)],
                closed=False,
            ),
            3,
            mixed(look.accent, look.body, 0.4),
        )
    return piece


def hat(look: Look, tall: int) -> Figure:
    """A straw or felt hat with a ribbon."""
    wide = int(tall * HAT_SHAPE)
    piece, middle, radius = Figure(wide, tall, look.body), wide / 2, wide * 0.48
    brim = tall * 0.80
    piece.lathe(
        middle, [(brim - 2, radius), (brim + tall * 0.03, radius * 0.99)], mixed(look.body, "#20150C", 0.18), "matte"
    )
    piece.disc(middle, brim, radius, look.body, rim=0.04)
    crown = [
        (tall * 0.16, radius * 0.30),
        (tall * 0.20, radius * 0.44),
        (tall * 0.32, radius * 0.52),
        (brim - tall * 0.02, radius * 0.58),
    ]
    piece.lathe(middle, crown, look.body, "matte", lid=mixed(look.body, "#FFFFFF", 0.10))
    piece.lathe(
        middle, [(brim - tall * 0.20, radius * 0.565), (brim - tall * 0.02, radius * 0.59)], look.accent, "satin"
    )
    return piece
