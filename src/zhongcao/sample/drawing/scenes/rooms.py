"""Rooms: vanity, bathroom, kitchen, desk at night, nursery, shelf."""

import math

from zhongcao.sample.drawing.stage import Stage
from zhongcao.sample.drawing.tints import mixed


def vanity(stage: Stage) -> None:
    """A dressing table with a round mirror and small bulbs."""
    tones, chance = stage.tones, stage.chance
    stage.wash(mixed(tones.wall, tones.wall_far, 0.25), mixed(tones.wall, tones.wall_far, 0.8), 0, 0.75, lean=0.15)
    x, y, radius = chance.uniform(0.40, 0.60), 0.37, 0.33
    stage.round(x + 0.03, y + 0.02, radius + 0.02, tones.shade, 0.22, blur=0.03)
    stage.round(x, y, radius + 0.016, "#C9A25A")
    stage.round(x - 0.004, y - 0.003, radius + 0.008, "#E8CF98")
    stage.round(x, y, radius, mixed(tones.wall, "#FFFFFF", 0.35))
    for offset, wide in ((-0.10, 0.07), (0.05, 0.03)):
        glint = [
            (x + offset - 0.12, y + 0.20),
            (x + offset + 0.08, y - 0.22),
            (x + offset + 0.08 + wide, y - 0.21),
            (x + offset - 0.12 + wide, y + 0.21),
        ]
        stage.polygon(glint, "#FFFFFF", 0.38, blur=0.006)
    for turn in range(9):
        angle = math.pi * (0.93 + turn * 0.1425)
        bulb = (x + (radius + 0.075) * math.cos(angle), y + (radius + 0.075) * math.sin(angle) / stage.ratio)
        stage.round(*bulb, 0.026, "#FFF3CF", 1.0, blur=0.003)
        stage.glow(*bulb, 0.09, "#FFDFA0", 0.22)
    stage.table(0.715, near=mixed(tones.table, "#FFFFFF", 0.10), far=mixed(tones.table, "#FFFFFF", 0.35))
    stage.glow(x, 0.72, 0.5, tones.glow, 0.08)
    stage.dim(0.14)


def bath(stage: Stage) -> None:
    """A tiled wall, a stone ledge, a towel on its peg."""
    tones, chance = stage.tones, stage.chance
    stage.wash(mixed(tones.wall, "#FFFFFF", 0.1), mixed(tones.wall, tones.wall_far, 0.6), 0, 0.75, lean=0.2)
    side = 0.125
    tall = side / stage.ratio * (2 if chance.random() < 0.5 else 1)
    rows = int(0.74 / tall) + 1
    for row in range(rows):
        shift = side / 2 if row % 2 else 0
        for column in range(-1, 9):
            if chance.random() < 0.30:
                x, y = column * side + shift, row * tall
                stage.rect(x, y, x + side, y + tall, chance.choice((tones.wall_far, "#FFFFFF", tones.leaf)), 0.10)
        stage.line([(0, row * tall), (1, row * tall)], 0.006, mixed(tones.wall, "#FFFFFF", 0.6), 0.75)
        for column in range(9):
            x = column * side + shift
            stage.line([(x, row * tall), (x, (row + 1) * tall)], 0.005, mixed(tones.wall, "#FFFFFF", 0.6), 0.75)
    hang = chance.choice((0.10, 0.74))
    cloth = mixed(tones.accent, "#FFFFFF", 0.25)
    stage.line([(hang - 0.05, 0.10), (hang + 0.23, 0.10)], 0.018, "#B9A27A")
    stage.polygon(
        [(hang, 0.088), (hang + 0.18, 0.088), (hang + 0.195, 0.55), (hang + 0.10, 0.565), (hang - 0.015, 0.55)],
        cloth,
        1.0,
        blur=0.003,
    )
    stage.rect(hang - 0.010, 0.47, hang + 0.19, 0.485, mixed(cloth, "#FFFFFF", 0.5), 0.9, blur=0.002)
    for fold in (0.04, 0.09, 0.145):
        stage.line([(hang + fold, 0.11), (hang + fold + 0.008, 0.55)], 0.014, tones.shade, 0.20, blur=0.008)
    stone = mixed(tones.table, "#FFFFFF", 0.3)
    stage.table(0.735, near=mixed(stone, tones.table_far, 0.4), far=stone)
    stage.rect(0, 0.89, 1, 1, tones.shade, 0.30, blur=0.004)
    stage.sunlight(strength=0.16)
    stage.dim(0.13)


def kitchen(stage: Stage) -> None:
    """A wooden worktop, a rail with spoons, a sill with herbs."""
    tones, chance = stage.tones, stage.chance
    stage.wash(mixed(tones.wall, "#FFFFFF", 0.25), mixed(tones.wall, tones.wall_far, 0.5), 0, 0.75, lean=0.2)
    side = 0.10
    for row in range(1, 8):
        stage.line(
            [(0, 0.30 + row * side / stage.ratio), (1, 0.30 + row * side / stage.ratio)], 0.004, tones.shade, 0.10
        )
    for column in range(1, 10):
        stage.line([(column * side, 0.30), (column * side, 0.74)], 0.004, tones.shade, 0.10)
    stage.rect(0, 0, 1, 0.27, mixed(tones.leaf, tones.wall, 0.25))
    stage.rect(0, 0.262, 1, 0.282, mixed(tones.table_far, "#FFFFFF", 0.1))
    for door in (0.33, 0.67):
        stage.line([(door, 0), (door, 0.262)], 0.006, tones.shade, 0.35)
        stage.round(door - 0.035, 0.20, 0.012, "#D8B46C")
    stage.line([(0.06, 0.335), (0.94, 0.335)], 0.010, "#A98A58", 1.0, blur=0.001)
    for step in range(5):
        x = 0.14 + step * 0.17 + chance.uniform(-0.02, 0.02)
        long = chance.uniform(0.09, 0.14)
        wood = chance.choice((mixed(tones.table, tones.table_far, 0.6), "#9B7B52", "#B7B2A8"))
        stage.line([(x, 0.335), (x, 0.335 + long)], 0.012, wood, 1.0, blur=0.003)
        stage.round(x, 0.345 + long, chance.uniform(0.020, 0.036), wood, 1.0, blur=0.003, squash=1.3)
    top = mixed(tones.table, "#B98A54", 0.45)
    stage.table(0.72, near=mixed(top, tones.shade, 0.22), far=mixed(top, "#FFFFFF", 0.12))
    stage.texture(0.030, top=0.725, stretch=16)
    stage.glow(0.05, 0.3, 0.7, tones.glow, 0.12)
    stage.dim(0.15)


def desk(stage: Stage) -> None:
    """A desk at night: a cone of lamp light, books, the moon in the window."""
    tones, chance = stage.tones, stage.chance
    dark = mixed(tones.shade, "#1B2430", 0.55)
    stage.wash(mixed(dark, tones.wall_far, 0.30), mixed(dark, tones.wall, 0.34), 0, 0.74)
    left = chance.choice((0.06, 0.10))
    stage.rect(left, 0.08, left + 0.40, 0.46, "#1E2C44")
    stage.round(left + 0.28, 0.17, 0.055, "#F6E9C4", 0.95, blur=0.003)
    stage.glow(left + 0.28, 0.17, 0.12, "#BFCBE8", 0.14)
    for _ in range(16):
        stage.round(left + chance.uniform(0.02, 0.38), chance.uniform(0.09, 0.34), 0.0035, "#E9EEF8", 0.7)
    roofs = [
        (left, 0.46),
        (left, 0.39),
        (left + 0.08, 0.39),
        (left + 0.08, 0.36),
        (left + 0.17, 0.36),
        (left + 0.17, 0.41),
        (left + 0.28, 0.41),
        (left + 0.28, 0.375),
        (left + 0.40, 0.375),
        (left + 0.40, 0.46),
    ]
    stage.polygon(roofs, "#131C2C")
    for _ in range(9):
        stage.rect(
            x := left + chance.uniform(0.02, 0.36),
            y := chance.uniform(0.41, 0.44),
            x + 0.012,
            y + 0.008,
            "#FFCB78",
            0.8,
        )
    frame = mixed(tones.table_far, "#2A1E16", 0.35)
    for bar in (left, left + 0.20, left + 0.40):
        stage.line([(bar, 0.07), (bar, 0.47)], 0.014, frame)
    for level in (0.075, 0.27, 0.465):
        stage.line([(left - 0.007, level), (left + 0.407, level)], 0.014, frame)
    _under_the_lamp(stage, dark)


def _under_the_lamp(stage: Stage, dark: str) -> None:
    """Books, the wooden top, and the cone of light."""
    tones = stage.tones
    x, level = 0.74, 0.70
    for tint, wide, tall in ((tones.accent, 0.19, 0.034), (tones.leaf, 0.16, 0.028), (tones.wall, 0.175, 0.030)):
        stage.rect(x - wide + 0.10, level - tall, x + wide, level, mixed(tint, dark, 0.35), 1.0, blur=0.002)
        level -= tall
    top = mixed(tones.table, "#3A2719", 0.45)
    stage.table(0.70, near=mixed(top, "#140D0A", 0.40), far=top)
    stage.texture(0.025, top=0.705, stretch=18)
    stage.polygon([(0.60, -0.02), (0.72, -0.02), (1.06, 0.74), (0.10, 0.74)], "#FFDFA0", 0.22, blur=0.06)
    stage.glow(0.58, 0.72, 0.50, "#FFC070", 0.42)
    stage.glow(0.66, 0.0, 0.30, "#FFD592", 0.55)
    stage.polygon(
        [
            (0.56, -0.01),
            (0.60, -0.01),
            (0.585, 0.055),
            (0.735, 0.055),
            (0.72, -0.01),
            (0.76, -0.01),
            (0.80, 0.075),
            (0.52, 0.075),
        ],
        mixed(tones.accent, "#2A1A12", 0.2),
        1.0,
        blur=0.002,
    )
    stage.dim(0.20)


def nursery(stage: Stage) -> None:
    """A child's corner: clouds, bunting, a soft moon."""
    tones, chance = stage.tones, stage.chance
    stage.wash(mixed(tones.wall, "#FFFFFF", 0.35), mixed(tones.wall, tones.wall_far, 0.45), 0, 0.75)
    moon = chance.uniform(0.62, 0.80)
    stage.round(moon, 0.24, 0.10, mixed(tones.glow, tones.accent, 0.18), 0.95, blur=0.002)
    for x, y, size in ((0.20, 0.33, 0.075), (0.78, 0.42, 0.06), (0.45, 0.22, 0.05)):
        for dx, dy, share in ((-1.1, 0.1, 0.75), (0, -0.25, 1.0), (1.05, 0.05, 0.8), (0.4, 0.2, 0.8), (-0.5, 0.2, 0.8)):
            stage.round(x + dx * size, y + dy * size / stage.ratio, size * share, "#FFFFFF", 0.92, blur=0.003)
    cord = [(-0.02 + i * 0.104, 0.05 + 0.055 * math.sin(math.pi * i / 10)) for i in range(11)]
    stage.line(cord, 0.005, tones.shade, 0.5)
    flags = (tones.accent, tones.leaf, tones.wall_far, tones.table)
    for step, (x, y) in enumerate(cord[:-1]):
        stage.polygon(
            [(x + 0.012, y), (x + 0.092, y + 0.004), (x + 0.052, y + 0.075)],
            mixed(flags[step % 4], "#FFFFFF", 0.22),
            1.0,
            blur=0.001,
        )
    wood = mixed(tones.table, "#E3C698", 0.6)
    stage.table(0.73, near=mixed(wood, tones.shade, 0.14), far=mixed(wood, "#FFFFFF", 0.2))
    stage.texture(0.015, top=0.735, stretch=18)
    stage.glow(0.1, 0.1, 0.7, tones.glow, 0.10)
    stage.dim(0.08)


def shelf(stage: Stage) -> None:
    """A wooden shelf with books and a plant out of focus."""
    tones, chance = stage.tones, stage.chance
    stage.wash(mixed(tones.wall, tones.wall_far, 0.15), mixed(tones.wall, tones.wall_far, 0.75), 0, 1.0, lean=0.2)
    wood = mixed(tones.table, "#B4875A", 0.5)
    stage.rect(0, 0.285, 1, 0.325, wood)
    stage.rect(0, 0.325, 1, 0.36, tones.shade, 0.25, blur=0.012)
    x = chance.uniform(0.03, 0.10)
    while x < 0.56:
        wide, tall = chance.uniform(0.028, 0.055), chance.uniform(0.15, 0.23)
        tint = chance.choice(
            (tones.accent, tones.leaf, tones.wall_far, tones.table_far, mixed(tones.wall, "#FFFFFF", 0.4), tones.shade)
        )
        stage.rect(x, 0.285 - tall, x + wide, 0.285, mixed(tint, tones.wall, 0.2), 1.0, blur=0.0015)
        stage.rect(x + wide * 0.2, 0.285 - tall * 0.8, x + wide * 0.8, 0.285 - tall * 0.74, "#F4E6C8", 0.55)
        x += wide + 0.003
    stage.polygon(
        [(0.70, 0.205), (0.86, 0.205), (0.84, 0.285), (0.72, 0.285)],
        mixed(tones.accent, tones.table_far, 0.3),
        1.0,
        blur=0.002,
    )
    for leaf in range(11):
        angle = -math.pi * (0.12 + leaf * 0.076)
        tip = (0.78 + 0.17 * math.cos(angle), 0.21 + 0.17 * math.sin(angle) / stage.ratio)
        bend = (0.78 + 0.10 * math.cos(angle + 0.25), 0.21 + 0.10 * math.sin(angle + 0.25) / stage.ratio)
        other = (0.78 + 0.10 * math.cos(angle - 0.25), 0.21 + 0.10 * math.sin(angle - 0.25) / stage.ratio)
        stage.blob([(0.78, 0.21), bend, tip, other], mixed(tones.leaf, "#FFFFFF", 0.06 * (leaf % 3)), 1.0, blur=0.0025)
    stage.rect(0, 0.765, 1, 0.845, mixed(wood, "#FFFFFF", 0.10))
    stage.rect(0, 0.835, 1, 0.885, mixed(wood, tones.shade, 0.30))
    stage.rect(0, 0.885, 1, 0.94, tones.shade, 0.30, blur=0.015)
    stage.texture(0.020, top=0.765, bottom=0.885, stretch=16)
    stage.glow(0.1, 0.45, 0.6, tones.glow, 0.12)
    stage.dim(0.15)
