"""Out of doors: picnic, beach, street at dusk, mountains in mist, first snow."""

import math

import numpy as np
from PIL import Image

from zhongcao.sample.drawing.stage import Stage
from zhongcao.sample.drawing.tints import floats, mixed


def picnic(stage: Stage) -> None:
    """A checked cloth on a meadow, hills and trees behind."""
    tones, chance = stage.tones, stage.chance
    stage.wash(mixed("#BFD9E4", tones.wall, 0.35), mixed(tones.glow, "#FFFFFF", 0.3), 0, 0.42)
    for _ in range(3):
        x, y = chance.uniform(0.05, 0.95), chance.uniform(0.06, 0.22)
        for dx in (-0.08, 0.0, 0.07):
            stage.round(x + dx, y, 0.055 - abs(dx) * 0.2, "#FFFFFF", 0.7, blur=0.014, squash=0.55)
    grass = mixed(tones.leaf, "#8FA65A", 0.5)
    for level, share in ((0.34, 0.62), (0.40, 0.38), (0.47, 0.16)):
        _ridge(stage, level, 0.030, mixed(grass, tones.wall, share), 3.0)
    for _ in range(7):
        x, size = chance.uniform(0, 1), chance.uniform(0.05, 0.10)
        crown = mixed(grass, "#2E4A2C", chance.uniform(0.15, 0.45))
        stage.rect(x - 0.006, 0.42, x + 0.006, 0.50, "#6A5238", 0.9, blur=0.003)
        for dx, dy in ((-0.5, 0.1), (0.5, 0.1), (0, -0.45), (0, 0.2)):
            stage.round(x + dx * size * 0.8, 0.41 + dy * size, size * 0.72, crown, 0.95, blur=0.007)
    stage.wash(mixed(grass, "#FFFFFF", 0.12), mixed(grass, "#35481F", 0.25), 0.50, 1.0)
    stage.texture(0.05, top=0.50, bottom=0.70)
    for _ in range(26):
        stage.round(
            chance.uniform(0, 1),
            chance.uniform(0.53, 0.66),
            0.006,
            chance.choice(("#FFFFFF", tones.accent, "#F2CF63")),
            0.85,
            blur=0.002,
        )
    _checked_cloth(stage, 0.66)
    stage.glow(0.15, 0.02, 0.6, tones.glow, 0.20)
    stage.dim(0.10)


def _checked_cloth(stage: Stage, level: float) -> None:
    """Gingham in perspective: two families of stripes, darker where both cross."""
    first = round(level * stage.high)
    y = (np.arange(first, stage.high, dtype=np.float32)[:, None] / stage.high - level) / (1 - level)
    depth = 1 / (0.42 + 0.58 * y)
    across = np.sin((stage.x - 0.5) * depth * 30) > 0
    along = np.sin(depth * 27 + 1.0) > 0
    amount = (across.astype(np.float32) + along.astype(np.float32)) * 0.5
    cloth, stripe = floats("#FBF6EC"), floats(mixed(stage.tones.accent, "#FFFFFF", 0.12))
    pixels = cloth + (stripe - cloth) * (amount * 0.78)[..., None]
    pixels = pixels * (1.03 - 0.10 * np.sin(stage.x * 9 + y * 5) * 0.5)[..., None]
    stage.sheet.paste(Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)), (0, first))
    stage.rect(0, level - 0.012, 1, level + 0.002, stage.tones.shade, 0.28, blur=0.006)


def _ridge(stage: Stage, level: float, swing: float, tint: str, waves: float, blur: float = 0.003) -> None:
    shift, other = stage.chance.uniform(0, 6.3), stage.chance.uniform(0, 6.3)
    crest = []
    for step in range(41):
        x = step / 40
        rise = (
            math.sin(x * waves * 2 + shift)
            + 0.45 * math.sin(x * waves * 5.3 + other)
            + 0.2 * math.sin(x * waves * 12 + shift)
        )
        crest.append((x * 1.04 - 0.02, level - swing * rise))
    stage.polygon([*crest, (1.02, 1.02), (-0.02, 1.02)], tint, 1.0, blur)


def beach(stage: Stage) -> None:
    """Sand, sea and a low sun, a parasol's shadow."""
    tones, chance = stage.tones, stage.chance
    stage.wash(mixed("#A9D2DE", tones.wall_far, 0.30), mixed(tones.glow, tones.wall, 0.25), 0, 0.44)
    sun = chance.uniform(0.25, 0.75)
    stage.round(sun, 0.33, 0.085, mixed(tones.accent, tones.glow, 0.45), 0.95, blur=0.004)
    stage.glow(sun, 0.33, 0.30, tones.glow, 0.22)
    stage.wash(mixed("#5BA3AE", tones.leaf, 0.25), mixed("#BFE0DC", tones.wall, 0.2), 0.43, 0.64)
    for step in range(18):
        y = 0.44 + (step / 18) ** 1.4 * 0.18
        x = sun + chance.uniform(-0.03, 0.03) * (1 + step * 0.3)
        wide = 0.03 + 0.006 * step
        stage.line([(x - wide, y), (x + wide, y)], 0.006, "#FFFFFF", 0.5, blur=0.003)
    sand = mixed("#F1DFBE", tones.table, 0.35)
    shore = [
        (-0.02, 0.615),
        (0.2, 0.600),
        (0.42, 0.622),
        (0.66, 0.604),
        (0.85, 0.628),
        (1.02, 0.612),
        (1.02, 1.02),
        (-0.02, 1.02),
    ]
    stage.polygon([(x, y - 0.016) for x, y in shore], "#FFFFFF", 0.80, blur=0.006)
    stage.polygon(shore, mixed(sand, tones.shade, 0.22), 1.0, blur=0.005)
    stage.polygon([(x, y + 0.035 if y < 1 else y) for x, y in shore], sand, 1.0, blur=0.02)
    stage.texture(0.030, top=0.63)
    x = chance.choice((0.06, 0.94))
    canopy = mixed(tones.accent, "#FFFFFF", 0.10)
    stage.line([(x, 0.20), (x + (0.03 if x < 0.5 else -0.03), 0.68)], 0.012, "#8A6A48", 1.0, blur=0.002)
    stage.blob(
        [(x - 0.30, 0.26), (x - 0.16, 0.155), (x, 0.125), (x + 0.16, 0.155), (x + 0.30, 0.26), (x, 0.235)],
        canopy,
        1.0,
        blur=0.002,
    )
    for offset in (-0.16, 0.06):
        stage.blob(
            [
                (x + offset, 0.245),
                (x + offset * 0.6 + 0.02, 0.14),
                (x + offset * 0.6 + 0.07, 0.14),
                (x + offset + 0.10, 0.243),
            ],
            "#FFF8EA",
            0.85,
            blur=0.002,
        )
    stage.round(1 - x, 0.93, 0.26, tones.shade, 0.10, blur=0.03, squash=0.4)
    stage.round(1 - x + (0.10 if x > 0.5 else -0.10), 0.745, 0.030, "#F6E2D0", 1.0, blur=0.001, squash=0.7)
    stage.dim(0.08)


def dusk(stage: Stage) -> None:
    """A window sill above a street at dusk, lights coming on."""
    tones, chance = stage.tones, stage.chance
    stage.wash(mixed("#3D4468", tones.wall_far, 0.35), mixed("#F2A66E", tones.wall, 0.25), 0, 0.58)
    for layer, share in ((0, 0.62), (1, 0.35), (2, 0.10)):
        x = -0.05
        body = mixed(mixed("#232743", tones.shade, 0.4), "#C98A76", share * 0.7)
        while x < 1.05:
            wide, top = chance.uniform(0.08, 0.17), 0.26 + layer * 0.09 + chance.uniform(-0.05, 0.09)
            stage.rect(x, top, x + wide, 0.80, body, 1.0, blur=0.004)
            columns = int(wide / 0.032)
            for column in range(columns):
                for row in range(9):
                    if chance.random() < 0.30 - layer * 0.04:
                        wx, wy = x + 0.012 + column * 0.032, top + 0.020 + row * 0.034
                        stage.rect(
                            wx,
                            wy,
                            wx + 0.014,
                            wy + 0.015,
                            chance.choice(("#FFD58A", "#FFB765", "#FFE9BE")),
                            0.8,
                            blur=0.002,
                        )
            x += wide + chance.uniform(0.0, 0.03)
    stage.bokeh(26, 0.50, 0.74, ("#FFC46B", tones.accent, "#F7E2B0", "#E8744A", "#8FB6C9"), 0.046)
    sill = mixed(tones.table, "#4A332A", 0.40)
    stage.table(0.735, near=mixed(sill, "#120C10", 0.45), far=mixed(sill, "#FFB070", 0.22))
    stage.glow(0.5, 0.60, 0.55, "#FF9A4F", 0.12)
    stage.dim(0.20)


def mountains(stage: Stage) -> None:
    """Layers of mountains in mist over still water, a persimmon sun."""
    tones, chance = stage.tones, stage.chance
    stage.wash(mixed(tones.wall, "#FFFFFF", 0.3), mixed(tones.wall, tones.glow, 0.4), 0, 0.74)
    sun = chance.uniform(0.24, 0.76)
    stage.round(sun, chance.uniform(0.17, 0.26), 0.10, mixed(tones.accent, "#E2562A", 0.3), 0.90, blur=0.002)
    for step in range(6):
        level = 0.33 + step * 0.066
        share = 0.78 - step * 0.125
        _ridge(
            stage,
            level,
            0.040 - step * 0.003,
            mixed(mixed(tones.leaf, tones.shade, 0.18), tones.wall, share),
            2.2 + step * 0.5,
            0.0015,
        )
        stage.rect(-0.05, level + 0.040, 1.05, level + 0.085, mixed(tones.wall, "#FFFFFF", 0.25), 0.42, blur=0.022)
    water = mixed(tones.wall_far, tones.wall, 0.35)
    stage.wash(mixed(water, "#FFFFFF", 0.2), mixed(water, tones.leaf, 0.34), 0.715, 1.0)
    for _ in range(16):
        x, y, wide = chance.uniform(0, 1), chance.uniform(0.73, 0.98), chance.uniform(0.05, 0.22)
        stage.line([(x - wide, y), (x + wide, y)], 0.004, "#FFFFFF", 0.25, blur=0.003)
    slab = mixed(tones.table, tones.shade, 0.16)
    stage.round(0.5, 0.905, 0.47, tones.shade, 0.25, blur=0.02, squash=0.26)
    stage.round(0.5, 0.868, 0.46, mixed(slab, tones.shade, 0.35), 1.0, squash=0.25)
    stage.round(0.5, 0.85, 0.46, mixed(slab, "#FFFFFF", 0.28), 1.0, squash=0.25)
    stage.texture(0.010)
    stage.dim(0.08)


def snow(stage: Stage) -> None:
    """First snow: pines, a pale sky, flakes."""
    tones, chance = stage.tones, stage.chance
    stage.wash(mixed(tones.wall_far, "#B7C6D2", 0.4), mixed(tones.wall, "#FFFFFF", 0.5), 0, 0.70)
    for layer, share in ((0, 0.62), (1, 0.34), (2, 0.06)):
        for _ in range(8 - layer):
            x, size = chance.uniform(-0.05, 1.05), chance.uniform(0.10, 0.15) + layer * 0.03
            foot = 0.50 + layer * 0.075
            tint = mixed(mixed("#2E5549", tones.leaf, 0.3), tones.wall, share)
            for step in range(4):
                half, top = size * (0.30 + step * 0.20), foot - size * (2.0 - step * 0.44)
                stage.polygon(
                    [(x, top), (x + half, top + size * 0.62), (x - half, top + size * 0.62)], tint, 1.0, 0.003
                )
                stage.polygon(
                    [
                        (x, top),
                        (x + half * 0.55, top + size * 0.30),
                        (x, top + size * 0.22),
                        (x - half * 0.75, top + size * 0.42),
                    ],
                    "#FFFFFF",
                    0.75,
                    0.003,
                )
    for level, tint in ((0.60, "#E3E9EC"), (0.68, "#EFF3F5"), (0.74, "#FAFBFB")):
        _ridge(stage, level, 0.016, mixed(tint, tones.wall, 0.15), 2.0, 0.008)
    stage.wash("#FAFBFB", mixed("#DDE5EA", tones.wall_far, 0.2), 0.78, 1.0)
    stage.texture(0.012, top=0.62)
    for _ in range(60):
        stage.round(
            chance.uniform(0, 1),
            chance.uniform(0, 0.8),
            chance.uniform(0.003, 0.010),
            "#FFFFFF",
            chance.uniform(0.4, 0.9),
            blur=0.003,
        )
    stage.glow(0.75, 0.1, 0.5, tones.glow, 0.10)
    stage.dim(0.06)
