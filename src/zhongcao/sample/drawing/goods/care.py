"""Bath and health: pump bottle, lotion bottle, soap, vitamins, ampoules."""

from zhongcao.sample.drawing.figure import TILT, Figure, spline
from zhongcao.sample.drawing.label import panel, wrapper
from zhongcao.sample.drawing.recipe import Look
from zhongcao.sample.drawing.tints import mixed

PUMP_SHAPE, TONER_SHAPE, SOAP_SHAPE, VITAMINS_SHAPE, AMPOULES_SHAPE = 0.42, 0.32, 1.70, 0.60, 1.24


def pump(look: Look, tall: int) -> Figure:
    """A shampoo or lotion bottle with a pump."""
    wide = int(tall * PUMP_SHAPE)
    piece, middle, radius = Figure(wide, tall, look.body), wide * 0.46, wide * 0.44
    foot, top = tall - TILT * radius - 1, tall * 0.30
    shoulder = [(top, radius * 0.40), (top + tall * 0.025, radius * 0.74), (top + tall * 0.06, radius * 0.97)]
    piece.lathe(
        middle,
        [*shoulder, (top + tall * 0.08, radius), (foot, radius)],
        wrapper(look, radius, foot - top, start=0.24, end=0.84),
        ("satin", "gloss", "glass")[look.variant % 3],
    )
    hard = look.accent if look.variant % 2 else "#2E2A27"
    piece.lathe(
        middle,
        [(tall * 0.235, radius * 0.36), (top + 3, radius * 0.42)],
        hard,
        "gloss",
        lid=mixed(hard, "#FFFFFF", 0.2),
    )
    piece.lathe(
        middle, [(tall * 0.11, radius * 0.10), (tall * 0.24, radius * 0.10)], mixed(hard, "#FFFFFF", 0.25), "metal"
    )
    piece.lathe(
        middle,
        [(tall * 0.045, radius * 0.30), (tall * 0.12, radius * 0.34)],
        hard,
        "gloss",
        lid=mixed(hard, "#FFFFFF", 0.25),
    )
    spout = [
        (middle + radius * 0.1, tall * 0.052),
        (wide - 3, tall * 0.066),
        (wide - 3, tall * 0.10),
        (middle + radius * 0.1, tall * 0.09),
    ]
    piece.soft(spout, hard, puff=0.3)
    return piece


def toner(look: Look, tall: int) -> Figure:
    """A tall lotion bottle with a round cap; clear ones show how much is left."""
    wide = int(tall * TONER_SHAPE)
    piece, middle, radius = Figure(wide, tall, look.body), wide / 2, wide * 0.47
    foot, top = tall - TILT * radius - 1, tall * 0.25
    skin = wrapper(look, radius, foot - top, start=0.26, end=0.74)
    if look.variant % 3 == 2:
        clear = skin.crop((0, 0, skin.width, int(skin.height * 0.12)))
        skin.paste(clear.point([min(255, v + (255 - v) // 2) for v in range(256)] * 3), (0, 0))
    piece.lathe(
        middle,
        [(top, radius * 0.55), (top + tall * 0.03, radius * 0.9), (top + tall * 0.06, radius), (foot, radius)],
        skin,
        ("glass", "satin", "gloss")[look.variant % 3],
    )
    cap = look.accent
    piece.lathe(
        middle,
        [(tall * 0.04, radius * 0.54), (tall * 0.06, radius * 0.62), (top + 2, radius * 0.62)],
        cap,
        "gloss" if look.variant % 2 else "metal",
        lid=mixed(cap, "#FFFFFF", 0.25),
    )
    return piece


def soap(look: Look, tall: int) -> Figure:
    """A bar of soap on its band of paper."""
    wide = int(tall * SOAP_SHAPE)
    piece = Figure(wide, tall, look.body)
    top, foot = tall * 0.22, tall - 2
    piece.box(
        wide * 0.02,
        top,
        wide * 0.98,
        foot,
        look.body,
        depth=0.9,
        round_by=tall * 0.12,
        lid=mixed(look.body, "#FFFFFF", 0.35),
    )
    band = panel(
        Look(
            kind="",
            body=look.label,
            accent=look.accent,
            label=look.label,
            word=look.word,
            variant=2 + look.variant // 6 * 6,
        ),
        wide * 0.44,
        foot - top,
        start=0.05,
        end=0.98,
    )
    piece.box(wide * 0.28, top, wide * 0.72, foot, band, depth=2.0, round_by=0, lid=mixed(look.label, "#FFFFFF", 0.3))
    return piece


def vitamins(look: Look, tall: int) -> Figure:
    """A supplement bottle with a ribbed cap and two capsules in front."""
    wide = int(tall * VITAMINS_SHAPE)
    piece, middle, radius = Figure(wide, tall, look.body), wide / 2, wide * 0.45
    foot, top = tall - TILT * radius - 2, tall * 0.27
    body = [(top, radius * 0.70), (top + tall * 0.03, radius * 0.90), (top + tall * 0.07, radius), (foot, radius)]
    piece.lathe(
        middle,
        body,
        wrapper(look, radius, foot - top, start=0.20, end=0.92),
        "glass" if look.variant % 3 == 0 else "satin",
    )
    cap = look.accent if look.variant % 2 else "#F6F1E8"
    piece.lathe(
        middle,
        [(tall * 0.07, radius * 0.76), (tall * 0.26, radius * 0.80)],
        cap,
        "satin",
        lid=mixed(cap, "#FFFFFF", 0.3),
    )
    for share in range(1, 14):
        x = middle - radius * 0.78 + radius * 1.56 * share / 14
        piece.stroke([(x, tall * 0.13), (x, tall * 0.27)], 1.2, mixed(cap, "#2A211A", 0.35), opacity=0.45)
    size = tall * 0.045
    for x, tint in ((0.30, look.accent), (0.52, mixed(look.accent, "#FFFFFF", 0.55))):
        at = tall - size * 1.1
        oval = [
            (wide * x + size * 2.0 * a, at + size * b)
            for a, b in ((-1, -0.6), (0, -1), (1, -0.6), (1.25, 0), (1, 0.6), (0, 1), (-1, 0.6), (-1.25, 0))
        ]
        piece.soft(spline(oval), tint, puff=0.3, shine=60)
    return piece


def ampoules(look: Look, tall: int) -> Figure:
    """A low carton with a row of little glass ampoules before it."""
    wide = int(tall * AMPOULES_SHAPE)
    piece = Figure(wide, tall, look.body)
    piece.box(
        wide * 0.03,
        tall * 0.16,
        wide * 0.97,
        tall * 0.93,
        panel(look, wide * 0.94, tall * 0.77),
        depth=0.45,
        round_by=2,
    )
    radius = wide * 0.045
    for step in range(4):
        x, foot = wide * (0.17 + step * 0.22), tall - TILT * radius - 1
        shape = [
            (foot - tall * 0.34, radius * 0.3),
            (foot - tall * 0.27, radius * 0.42),
            (foot - tall * 0.22, radius),
            (foot, radius),
        ]
        piece.lathe(x, shape, mixed(look.accent, "#FFFFFF", 0.35), "glass", opacity=0.92)
        piece.lathe(x, [(foot - tall * 0.37, radius * 0.5), (foot - tall * 0.30, radius * 0.5)], "#C9A25A", "metal")
    return piece
