"""Cosmetics: dropper bottle, jar, tube, lipstick, perfume, mask sachet, compact, nail polish."""

from msgspec.structs import replace

from zhongcao.sample.drawing.figure import TILT, Figure, spline
from zhongcao.sample.drawing.label import panel, wrapper
from zhongcao.sample.drawing.recipe import Look
from zhongcao.sample.drawing.tints import mixed

SERUM_SHAPE, JAR_SHAPE, TUBE_SHAPE, LIPSTICK_SHAPE = 0.40, 1.16, 0.42, 0.30
PERFUME_SHAPE, MASK_SHAPE, COMPACT_SHAPE, POLISH_SHAPE = 0.72, 0.74, 1.22, 0.48
GOLD, STEEL = "#C9A25A", "#C9CCCE"


def serum(look: Look, tall: int) -> Figure:
    """A dropper bottle of tinted glass with a rubber bulb."""
    wide = int(tall * SERUM_SHAPE)
    piece, middle, radius = Figure(wide, tall, look.body), wide / 2, wide * 0.47
    foot = tall - TILT * radius - 1
    top = tall * 0.42
    skin = wrapper(look, radius, foot - top, start=0.30, end=0.86)
    shoulder = [(top, radius * 0.42), (top + tall * 0.03, radius * 0.72), (top + tall * 0.075, radius * 0.97)]
    piece.lathe(
        middle, [*shoulder, (top + tall * 0.10, radius), (foot - 3, radius), (foot, radius * 0.97)], skin, "glass"
    )
    piece.lathe(
        middle,
        [(tall * 0.27, radius * 0.44), (tall * 0.43, radius * 0.46)],
        _metal(look),
        "metal",
        lid=mixed(_metal(look), "#FFFFFF", 0.2),
    )
    bulb = mixed(look.accent, "#1E1A17", 0.15)
    nipple = [
        (2, radius * 0.10),
        (tall * 0.03, radius * 0.25),
        (tall * 0.09, radius * 0.31),
        (tall * 0.20, radius * 0.30),
        (tall * 0.28, radius * 0.36),
    ]
    piece.lathe(middle, nipple, bulb, "satin")
    return piece


def _metal(look: Look) -> str:
    return (GOLD, STEEL, "#3A3633", "#E9E4DA")[look.variant % 4]


def jar(look: Look, tall: int) -> Figure:
    """A cream jar with a wide lid."""
    wide = int(tall * JAR_SHAPE)
    piece, middle, radius = Figure(wide, tall, look.body), wide / 2, wide * 0.48
    foot = tall - TILT * radius - 1
    top = tall * 0.40
    skin = wrapper(look, radius, foot - top, start=0.16, end=0.84)
    curve = radius * (0.90 if look.variant % 2 else 0.98)
    piece.lathe(
        middle,
        [(top, radius * 0.96), (top + tall * 0.08, radius), (foot - tall * 0.1, radius), (foot, curve)],
        skin,
        ("gloss", "satin", "glass")[look.variant % 3],
    )
    lid = look.accent if look.variant % 3 else mixed(look.body, "#FFFFFF", 0.2)
    finish = "metal" if look.variant % 4 == 0 else "gloss"
    tint = GOLD if look.variant % 4 == 0 else lid
    low = TILT * radius + 2
    piece.lathe(
        middle,
        [(low, radius * 0.94), (low + tall * 0.03, radius * 0.965), (top + 2, radius * 0.965)],
        tint,
        finish,
        lid=mixed(tint, "#FFFFFF", 0.22),
    )
    return piece


def tube(look: Look, tall: int) -> Figure:
    """A squeezed tube standing on its cap, its crimp on top."""
    wide = int(tall * TUBE_SHAPE)
    piece, middle = Figure(wide, tall, look.body), wide / 2
    half, neck = wide * 0.48, wide * 0.33
    cap_top, foot = tall * 0.80, tall - TILT * neck - 1
    piece.lathe(middle, [(cap_top, neck), (foot, neck * 0.96)], look.accent, "gloss")
    skin = wrapper(look, half, cap_top, start=0.22, end=0.86)
    body = [
        (tall * 0.055, half),
        (tall * 0.3, half * 0.95),
        (tall * 0.62, half * 0.86),
        (tall * 0.76, half * 0.76),
        (cap_top, neck * 1.04),
    ]
    piece.lathe(middle, body, skin, "satin")
    crimp = mixed(look.body, "#FFFFFF", 0.25)
    piece.fill(
        [(middle - half, 1), (middle + half, 1), (middle + half, tall * 0.062), (middle - half, tall * 0.062)], crimp
    )
    for share in range(1, 16):
        x = middle - half + 2 * half * share / 16
        piece.stroke([(x, tall * 0.008), (x, tall * 0.054)], 1, mixed(look.body, "#3A2A20", 0.25), opacity=0.5)
    return piece


def lipstick(look: Look, tall: int) -> Figure:
    """An open lipstick, its bullet cut at a slant."""
    wide = int(tall * LIPSTICK_SHAPE)
    piece, middle, radius = Figure(wide, tall, look.accent), wide / 2, wide * 0.46
    foot = tall - TILT * radius - 1
    case = tall * 0.56
    stick = radius * 0.62
    shape = [
        (middle - stick, tall * 0.36),
        (middle - stick, tall * 0.18),
        (middle - stick * 0.5, tall * 0.07),
        (middle + stick * 0.35, tall * 0.015),
    ]
    shape += [(middle + stick * 0.85, tall * 0.05), (middle + stick, tall * 0.12), (middle + stick, tall * 0.36)]
    ring = GOLD if look.variant % 2 else STEEL
    piece.lathe(
        middle,
        [(case, radius), (foot, radius)],
        wrapper(look, radius, foot - case, start=0.2, end=0.9),
        "gloss",
        lid=mixed(look.body, "#FFFFFF", 0.15),
    )
    piece.lathe(
        middle,
        [(tall * 0.345, radius * 0.78), (case + 2, radius * 0.80)],
        ring,
        "metal",
        lid=mixed(ring, "#FFFFFF", 0.35),
    )
    piece.lathe(middle, [(tall * 0.16, stick), (tall * 0.36, stick)], look.accent, "satin")
    piece.soft(spline(shape), look.accent, puff=0.16, shine=40)
    return piece


def perfume(look: Look, tall: int) -> Figure:
    """A square flacon of thick glass, half full."""
    wide = int(tall * PERFUME_SHAPE)
    piece, middle = Figure(wide, tall, look.body), wide / 2
    left, right, top, foot = wide * 0.04, wide * 0.96, tall * 0.36, tall - 2
    glass = mixed(look.body, "#FFFFFF", 0.62)
    piece.box(left, top, right, foot, glass, depth=0.6, round_by=wide * 0.06, gloss=0.25)
    edge = wide * 0.055
    piece.box(
        left + edge,
        top + tall * 0.13,
        right - edge,
        foot - edge * 1.2,
        mixed(look.body, look.accent, 0.12),
        depth=0.3,
        round_by=wide * 0.03,
        gloss=0.20,
    )
    label = panel(
        Look(
            kind="",
            body=look.label,
            accent=look.accent,
            label=look.label,
            word=look.word,
            variant=2 + look.variant // 6 * 6,
        ),
        wide * 0.46,
        tall * 0.26,
    )
    piece.box(middle - wide * 0.23, tall * 0.58, middle + wide * 0.23, tall * 0.84, label, depth=0, round_by=1)
    ring = (GOLD, STEEL)[look.variant % 2]
    piece.lathe(middle, [(tall * 0.26, wide * 0.13), (top, wide * 0.13)], ring, "metal")
    if look.variant % 3 == 0:
        piece.lathe(
            middle,
            [
                (2, wide * 0.05),
                (tall * 0.05, wide * 0.17),
                (tall * 0.13, wide * 0.22),
                (tall * 0.21, wide * 0.18),
                (tall * 0.28, wide * 0.10),
            ],
            look.accent,
            "gloss",
        )
    else:
        piece.lathe(
            middle,
            [(tall * 0.05, wide * 0.19), (tall * 0.28, wide * 0.19)],
            look.accent,
            "gloss",
            lid=mixed(look.accent, "#FFFFFF", 0.25),
        )
    return piece


def mask(look: Look, tall: int) -> Figure:
    """A flat sheet-mask sachet with sealed edges."""
    wide = int(tall * MASK_SHAPE)
    piece = Figure(wide, tall, look.body)
    corner = wide * 0.03
    outline = [
        (corner, 2),
        (wide - corner, 2),
        (wide - 2, corner),
        (wide - 2, tall - corner),
        (wide - corner, tall - 2),
        (corner, tall - 2),
        (2, tall - corner),
        (2, corner),
    ]
    piece.soft(outline, panel(look, wide, tall, start=0.18, end=0.9), puff=0.09, relief=0.8, shine=42)
    pale = mixed(look.body, "#FFFFFF", 0.4)
    for level in (0.045, 0.955):
        piece.stroke(
            [(wide * 0.04, tall * level), (wide * 0.96, tall * level)], max(tall * 0.006, 1), pale, opacity=0.8
        )
    return piece


def compact(look: Look, tall: int) -> Figure:
    """An open powder or eyeshadow compact with its mirror up."""
    wide = int(tall * COMPACT_SHAPE)
    piece, middle, radius = Figure(wide, tall, look.body), wide / 2, wide * 0.47
    foot = tall - TILT * radius * 1.9 - 2
    hinge = foot - tall * 0.06
    mirror = [(middle + radius * 0.95 * x, hinge - tall * 0.375 + tall * 0.375 * y) for x, y in _ring()]
    piece.soft(mirror, look.body, puff=0.05, shine=50)
    inner = [(middle + radius * 0.84 * x, hinge - tall * 0.375 + tall * 0.325 * y) for x, y in _ring()]
    piece.fill(inner, "#D7E2E4")
    glare = [
        (middle - radius * 0.55, hinge - tall * 0.28),
        (middle - radius * 0.1, hinge - tall * 0.66),
        (middle + radius * 0.15, hinge - tall * 0.64),
        (middle - radius * 0.35, hinge - tall * 0.16),
    ]
    piece.fill(glare, "#F4F8F8", 0.85)
    piece.lathe(
        middle,
        [(foot - tall * 0.04, radius), (foot + tall * 0.05, radius), (foot + tall * 0.07, radius * 0.96)],
        look.body,
        "gloss",
        lid=mixed(look.body, "#FFFFFF", 0.12),
    )
    level = foot - tall * 0.04
    piece.disc(middle, level, radius * 0.88, mixed(look.accent, "#FFFFFF", 0.30), rim=0.08)
    if look.variant % 2:
        for x, tint in ((-0.42, look.accent), (0.0, mixed(look.accent, "#5A2A1A", 0.35)), (0.42, look.label)):
            piece.disc(middle + radius * x, level, radius * 0.20, tint, rim=0.15)
    return piece


def _ring() -> list[tuple[float, float]]:
    return spline(
        [(0, -1), (0.707, -0.707), (1, 0), (0.707, 0.707), (0, 1), (-0.707, 0.707), (-1, 0), (-0.707, -0.707)], steps=6
    )


def polish(look: Look, tall: int) -> Figure:
    """A nail polish bottle with a long cap."""
    wide = int(tall * POLISH_SHAPE)
    piece, middle, radius = Figure(wide, tall, look.accent), wide / 2, wide * 0.47
    foot, top = tall - TILT * radius - 1, tall * 0.50
    body = [
        (top, radius * 0.45),
        (top + tall * 0.05, radius * 0.86),
        (top + tall * 0.12, radius),
        (foot - tall * 0.04, radius),
        (foot, radius * 0.92),
    ]
    skin = replace(look, body=look.accent, accent=look.body, label=look.label, word=look.word, variant=2)
    piece.lathe(middle, body, wrapper(skin, radius, foot - top, start=0.3, end=0.95), "gloss")
    piece.lathe(
        middle,
        [(tall * 0.03, radius * 0.36), (top + 2, radius * 0.50)],
        look.body,
        "satin",
        lid=mixed(look.body, "#FFFFFF", 0.25),
    )
    return piece
