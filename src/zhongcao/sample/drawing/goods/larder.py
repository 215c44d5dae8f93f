"""Food and drink: milk powder tin, snack bag, tea tin, coffee bag, jam, oil, chocolate, carton."""

from msgspec.structs import replace

from zhongcao.sample.drawing.figure import TILT, Figure, spline
from zhongcao.sample.drawing.label import panel, wrapper
from zhongcao.sample.drawing.recipe import Look
from zhongcao.sample.drawing.tints import mixed

MILK_TIN_SHAPE, SNACK_SHAPE, TEA_TIN_SHAPE, COFFEE_SHAPE = 0.80, 0.72, 0.78, 0.62
JAM_SHAPE, OIL_SHAPE, CHOCOLATE_SHAPE, CARTON_SHAPE = 0.90, 0.30, 0.58, 0.58
TIN = "#CFCFCB"


def milk_tin(look: Look, tall: int) -> Figure:
    """A milk powder tin with a plastic lid."""
    wide = int(tall * MILK_TIN_SHAPE)
    piece, middle, radius = Figure(wide, tall, look.body), wide / 2, wide * 0.47
    foot, top = tall - TILT * radius - 1, tall * 0.20
    piece.lathe(
        middle, [(top, radius), (foot, radius)], wrapper(look, radius, foot - top, start=0.14, end=0.90), "satin"
    )
    piece.lathe(middle, [(foot - tall * 0.02, radius * 1.005), (foot, radius * 1.005)], TIN, "metal")
    low = TILT * radius + 2
    piece.lathe(
        middle,
        [(low, radius * 1.01), (top + tall * 0.01, radius * 1.02)],
        look.accent,
        "satin",
        lid=mixed(look.accent, "#FFFFFF", 0.18),
    )
    piece.disc(middle, low, radius * 0.84, mixed(look.accent, "#FFFFFF", 0.06))
    return piece


def snack(look: Look, tall: int) -> Figure:
    """A puffed snack bag with sealed ends."""
    wide = int(tall * SNACK_SHAPE)
    piece = Figure(wide, tall, look.body)
    left, right = wide * 0.04, wide * 0.96
    outline = [(left, 2.0)]
    teeth = 22
    outline += [(left + (right - left) * i / teeth, 2.0 if i % 2 == 0 else tall * 0.014) for i in range(1, teeth)]
    outline += [
        (right, 2.0),
        (right - wide * 0.02, tall * 0.10),
        (right + wide * 0.02, tall * 0.5),
        (right - wide * 0.02, tall * 0.90),
        (right, tall - 3.0),
    ]
    outline += [
        (left, tall - 3.0),
        (left + wide * 0.02, tall * 0.90),
        (left - wide * 0.02, tall * 0.5),
        (left + wide * 0.02, tall * 0.10),
    ]
    piece.soft(outline, panel(look, wide, tall, start=0.16, end=0.80), puff=0.15, relief=1.3, shine=60)
    dark = mixed(look.body, "#241A14", 0.35)
    for level in (0.035, 0.055, 0.075, 0.925, 0.945, 0.965):
        piece.stroke([(left + 4, tall * level), (right - 4, tall * level)], 1, dark, opacity=0.45)
    gleam = [(wide * 0.15, tall * 0.16), (wide * 0.12, tall * 0.40), (wide * 0.145, tall * 0.62)]
    piece.stroke(spline(gleam, closed=False), wide * 0.02, "#FFFFFF", opacity=0.30)
    return piece


def tea_tin(look: Look, tall: int) -> Figure:
    """A tea tin with a domed lid."""
    wide = int(tall * TEA_TIN_SHAPE)
    piece, middle, radius = Figure(wide, tall, look.body), wide / 2, wide * 0.47
    foot, top = tall - TILT * radius - 1, tall * 0.36
    piece.lathe(
        middle, [(top, radius), (foot, radius)], wrapper(look, radius, foot - top, start=0.16, end=0.88), "satin"
    )
    low = tall * 0.16
    tint = mixed(look.body, "#1E1712", 0.22) if look.variant % 2 else look.accent
    piece.lathe(
        middle,
        [(low, radius * 0.90), (low + tall * 0.05, radius * 1.0), (top + 1, radius * 1.02)],
        tint,
        "satin",
        lid=mixed(tint, "#FFFFFF", 0.14),
    )
    piece.lathe(middle, [(tall * 0.07, radius * 0.13), (low + 2, radius * 0.10)], "#C9A25A", "metal", lid="#E6CB8E")
    return piece


def coffee(look: Look, tall: int) -> Figure:
    """A side-gusset coffee bag with a folded top and a valve."""
    wide = int(tall * COFFEE_SHAPE)
    piece = Figure(wide, tall, look.body)
    left, right = wide * 0.05, wide * 0.95
    outline = [
        (left + wide * 0.05, tall * 0.06),
        (right - wide * 0.05, tall * 0.06),
        (right, tall * 0.26),
        (right, tall * 0.94),
        (right - wide * 0.03, tall - 3),
        (left + wide * 0.03, tall - 3),
        (left, tall * 0.94),
        (left, tall * 0.26),
    ]
    piece.soft(outline, panel(look, wide, tall, start=0.30, end=0.90), puff=0.10, relief=1.1, shine=30)
    fold = mixed(look.body, "#201812", 0.20)
    piece.soft(
        [
            (left + wide * 0.03, 3),
            (right - wide * 0.03, 3),
            (right - wide * 0.04, tall * 0.11),
            (left + wide * 0.04, tall * 0.11),
        ],
        fold,
        puff=0.3,
    )
    piece.stroke([(left + wide * 0.05, tall * 0.065), (right - wide * 0.05, tall * 0.065)], tall * 0.02, look.accent)
    piece.disc(wide / 2, tall * 0.235, wide * 0.045, mixed(look.body, "#FFFFFF", 0.25), rim=0.4)
    return piece


def jam(look: Look, tall: int) -> Figure:
    """A jar of jam or honey under a cloth cap or a metal lid."""
    wide = int(tall * JAM_SHAPE)
    piece, middle, radius = Figure(wide, tall, look.accent), wide / 2, wide * 0.45
    foot, top = tall - TILT * radius - 1, tall * 0.30
    inside = replace(
        look, body=look.accent, accent=look.body, label=look.label, word=look.word, variant=look.variant // 6 * 6
    )
    body = [
        (top, radius * 0.82),
        (top + tall * 0.05, radius * 0.97),
        (top + tall * 0.09, radius),
        (foot - tall * 0.04, radius),
        (foot, radius * 0.93),
    ]
    piece.lathe(middle, body, wrapper(inside, radius, foot - top, start=0.26, end=0.84), "glass")
    low = tall * 0.13
    piece.lathe(
        middle,
        [(low, radius * 0.86), (top, radius * 0.90)],
        look.body,
        "metal" if look.variant % 2 else "satin",
        lid=mixed(look.body, "#FFFFFF", 0.2),
    )
    if look.variant % 2 == 0:
        skirt = [
            (middle - radius * 0.86, low),
            (middle + radius * 0.86, low),
            (middle + radius * 1.06, top + tall * 0.05),
        ]
        skirt += [
            (middle + radius * (1.06 - 0.193 * i), top + tall * (0.05 + (0.03 if i % 2 else 0.055)))
            for i in range(1, 11)
        ]
        skirt += [(middle - radius * 1.06, top + tall * 0.05)]
        piece.soft(skirt, look.body, puff=0.14, relief=1.3, shine=8)
        piece.disc(middle, low, radius * 0.86, mixed(look.body, "#FFFFFF", 0.12))
        piece.stroke(
            [
                (middle - radius * 0.92, low + tall * 0.09),
                (middle, low + tall * 0.115),
                (middle + radius * 0.92, low + tall * 0.09),
            ],
            tall * 0.014,
            look.label,
        )
    return piece


def oil(look: Look, tall: int) -> Figure:
    """A tall bottle of oil, juice or vinegar."""
    wide = int(tall * OIL_SHAPE)
    piece, middle, radius = Figure(wide, tall, look.body), wide / 2, wide * 0.46
    foot, top = tall - TILT * radius - 1, tall * 0.09
    body = [
        (top, radius * 0.30),
        (tall * 0.25, radius * 0.32),
        (tall * 0.31, radius * 0.52),
        (tall * 0.37, radius * 0.88),
        (tall * 0.42, radius),
        (foot, radius),
    ]
    piece.lathe(middle, body, wrapper(look, radius, foot - top, start=0.46, end=0.86), "glass")
    piece.lathe(
        middle,
        [(tall * 0.02, radius * 0.34), (tall * 0.14, radius * 0.36)],
        look.accent,
        "metal" if look.variant % 2 else "satin",
        lid=mixed(look.accent, "#FFFFFF", 0.2),
    )
    return piece


def chocolate(look: Look, tall: int) -> Figure:
    """A bar of chocolate, its wrapper opened at the top."""
    wide = int(tall * CHOCOLATE_SHAPE)
    piece = Figure(wide, tall, look.body)
    left, right, cocoa = wide * 0.08, wide * 0.92, "#4A2B1B"
    piece.soft([(left, 3), (right, 3), (right, tall * 0.4), (left, tall * 0.4)], cocoa, puff=0.05, shine=30)
    cell = (right - left) / 3
    for row in range(2):
        for column in range(3):
            x, y = left + cell * column, 3 + tall * 0.135 * row
            square = [
                (x + 3, y + 3),
                (x + cell - 3, y + 3),
                (x + cell - 3, y + tall * 0.135 - 3),
                (x + 3, y + tall * 0.135 - 3),
            ]
            piece.soft(square, "#5B3623", puff=0.12, shine=40)
    foil = [(left - 3, tall * 0.25)]
    foil += [(left + (right - left) * i / 9, tall * (0.225 + (0.03 if i % 2 else 0.0))) for i in range(1, 9)]
    foil += [(right + 3, tall * 0.25), (right + 3, tall * 0.36), (left - 3, tall * 0.36)]
    piece.soft(foil, "#DAD6CB", puff=0.14, relief=1.4, shine=70)
    piece.box(
        left - wide * 0.03,
        tall * 0.31,
        right + wide * 0.03,
        tall - 3,
        panel(look, right - left, tall * 0.68),
        depth=0,
        round_by=2,
    )
    return piece


def carton(look: Look, tall: int) -> Figure:
    """A drink or cereal carton."""
    wide = int(tall * CARTON_SHAPE)
    piece = Figure(wide, tall, look.body)
    if look.variant % 2:
        piece.box(
            wide * 0.04,
            tall * 0.10,
            wide * 0.96,
            tall - 3,
            panel(look, wide * 0.92, tall * 0.88),
            depth=0.7,
            round_by=2,
        )
        return piece
    left, right, eaves = wide * 0.06, wide * 0.94, tall * 0.27
    piece.box(left, eaves, right, tall - 3, panel(look, right - left, tall * 0.72), depth=0, round_by=1)
    roof = mixed(look.accent, "#FFFFFF", 0.08)
    piece.soft(
        [(left, eaves + 1), (left + wide * 0.05, tall * 0.11), (right - wide * 0.05, tall * 0.11), (right, eaves + 1)],
        roof,
        puff=0.05,
        relief=0.7,
    )
    piece.soft(
        [
            (left + wide * 0.05, tall * 0.03),
            (right - wide * 0.05, tall * 0.03),
            (right - wide * 0.05, tall * 0.12),
            (left + wide * 0.05, tall * 0.12),
        ],
        mixed(roof, "#FFFFFF", 0.25),
        puff=0.1,
    )
    piece.lathe(
        wide * 0.62, [(tall * 0.15, wide * 0.10), (tall * 0.22, wide * 0.10)], "#F8F4EC", "satin", lid="#FFFFFF"
    )
    return piece
