"""Tables and flat lays: café, linen, tray, suitcase."""

import math

import numpy as np

from zhongcao.sample.drawing.stage import Stage
from zhongcao.sample.drawing.tints import mixed


def cafe(stage: Stage) -> None:
    """A marble table in a café, lamps and the street out of focus behind."""
    tones, chance = stage.tones, stage.chance
    deep = mixed(tones.leaf, tones.shade, 0.45)
    stage.wash(mixed(deep, tones.wall_far, 0.35), mixed(deep, tones.table, 0.35), 0, 0.76, lean=0.1)
    stage.rect(0.10, 0.10, 0.90, 0.58, mixed(tones.wall, tones.glow, 0.5), 0.85, blur=0.012)
    for bar in (0.10, 0.37, 0.63, 0.90):
        stage.line([(bar, 0.08), (bar, 0.60)], 0.018, deep, 0.95, blur=0.004)
    stage.bokeh(22, 0.14, 0.54, (tones.accent, tones.glow, tones.leaf, "#FFFFFF"), 0.06)
    for x in (0.22, 0.52, 0.80):
        stage.line([(x, -0.01), (x, 0.10)], 0.005, "#2A211A", 0.8)
        stage.polygon(
            [(x - 0.055, 0.15), (x - 0.02, 0.095), (x + 0.02, 0.095), (x + 0.055, 0.15)],
            mixed(tones.accent, "#2A1A12", 0.25),
            1.0,
            blur=0.002,
        )
        stage.glow(x, 0.17, 0.15, "#FFD48A", 0.42)
    for x in (0.12, 0.86):
        stage.blob(
            [
                (x - 0.11, 0.60),
                (x - 0.09, 0.52),
                (x + 0.09, 0.52),
                (x + 0.11, 0.60),
                (x + 0.10, 0.74),
                (x - 0.10, 0.74),
            ],
            mixed(tones.table_far, tones.shade, 0.35),
            1.0,
            blur=0.008,
        )
    stage.rect(0, 0.60, 1, 0.76, mixed(deep, tones.shade, 0.4), 0.7, blur=0.01)
    marble = mixed("#F3EFE8", tones.wall, 0.4)
    stage.round(0.5, 0.95, 0.66, mixed(marble, tones.shade, 0.45), 1.0, squash=0.50)
    stage.round(0.5, 0.935, 0.66, marble, 1.0, squash=0.50)
    for _ in range(5):
        x, y = chance.uniform(0, 0.8), chance.uniform(0.74, 0.98)
        vein = [(x + i * 0.07, y + chance.uniform(-0.018, 0.018) + i * 0.010) for i in range(6)]
        stage.line(vein, 0.004, tones.shade, 0.16, blur=0.003)
    stage.dim(0.18)


def linen(stage: Stage) -> None:
    """Seen from above: crumpled linen in slanting light."""
    tones, chance = stage.tones, stage.chance
    stage.wash(mixed(tones.wall, "#FFFFFF", 0.15), mixed(tones.wall, tones.wall_far, 0.40), 0, 1, lean=0.25)
    rng = np.random.default_rng(chance.getrandbits(32))
    folds = np.zeros_like(stage.light)
    for _ in range(7):
        angle, place, wide = rng.uniform(-0.9, 0.9), rng.uniform(-0.2, 1.2), rng.uniform(0.02, 0.07)
        bend = 0.03 * np.sin((stage.x + stage.y) * rng.uniform(4, 9))
        away = (stage.x * math.cos(angle) + stage.y * math.sin(angle) - place + bend) / wide
        folds += rng.uniform(0.5, 1.0) * away * np.exp(-(away**2))
    stage.light *= 1 - 0.075 * folds.astype(np.float32)
    weave = np.sin(np.arange(stage.wide) * 2.4)[None, :] * 0.010 + np.sin(np.arange(stage.high) * 2.6)[:, None] * 0.010
    stage.light *= 1 + weave.astype(np.float32)
    _sprig(stage, chance.uniform(0.78, 0.90), chance.uniform(0.06, 0.14), 2.3)
    _sprig(stage, chance.uniform(0.06, 0.16), chance.uniform(0.90, 0.97), -0.8)
    stage.sunlight(strength=0.20)
    stage.dim(0.10)


def _sprig(stage: Stage, x: float, y: float, angle: float) -> None:
    """A twig with round leaves, and its shadow."""
    tones = stage.tones
    for lift, tint, opacity, blur in ((0.014, tones.shade, 0.25, 0.008), (0.0, tones.leaf, 1.0, 0.001)):
        stem = [
            (x + lift, y + lift),
            (x + lift + math.cos(angle) * 0.34, y + lift + math.sin(angle) * 0.34 / stage.ratio),
        ]
        stage.line(stem, 0.006, mixed(tint, "#5A4630", 0.4), opacity, blur)
        for step in range(6):
            for side in (-1, 1):
                reach = 0.06 + step * 0.052
                turn = angle + side * 1.05
                leaf = (
                    x + math.cos(angle) * reach + math.cos(turn) * 0.036,
                    y + (math.sin(angle) * reach + math.sin(turn) * 0.036) / stage.ratio,
                )
                stage.round(
                    leaf[0] + lift,
                    leaf[1] + lift,
                    0.032 - 0.002 * step,
                    mixed(tint, "#FFFFFF", 0.10 * ((step + side) % 3) if opacity == 1 else 0),
                    opacity,
                    blur,
                    squash=0.78,
                )


def tray(stage: Stage) -> None:
    """Seen from above: a wooden tray on stone, a cup and a biscuit beside."""
    tones, chance = stage.tones, stage.chance
    stage.wash(mixed(tones.table, tones.wall, 0.55), mixed(tones.table, tones.table_far, 0.25), 0, 1, lean=0.25)
    stage.texture(0.035)
    wood = mixed("#C79A66", tones.table, 0.35)
    stage.round(0.52, 0.525, 0.475, tones.shade, 0.34, blur=0.03)
    stage.round(0.50, 0.50, 0.465, mixed(wood, tones.shade, 0.25))
    stage.round(0.495, 0.495, 0.455, mixed(wood, "#FFFFFF", 0.22))
    stage.round(0.50, 0.50, 0.440, wood)
    for ring in (0.36, 0.26, 0.15):
        stage.round(0.47, 0.50, ring, mixed(wood, tones.shade, 0.10), 0.35, blur=0.006)
        stage.round(0.47, 0.50, ring - 0.012, wood, 0.75, blur=0.006)
    side = chance.choice((0.12, 0.90))
    stage.round(side + 0.02, 0.115, 0.125, tones.shade, 0.30, blur=0.02)
    stage.round(side, 0.10, 0.125, mixed(tones.wall, "#FFFFFF", 0.6))
    stage.round(side, 0.10, 0.085, mixed(tones.wall, tones.wall_far, 0.3))
    stage.round(side, 0.10, 0.075, "#7A4B2C")
    stage.round(side - 0.02, 0.093, 0.030, "#C89A66", 0.6, blur=0.01)
    _sprig(stage, 0.95 - side * 0.2, 0.93, -2.5)
    stage.sunlight(strength=0.18, leaves=False)
    stage.dim(0.14)


def suitcase(stage: Stage) -> None:
    """A suitcase before an airport window, a plane climbing."""
    tones, chance = stage.tones, stage.chance
    stage.wash(mixed(tones.wall_far, "#BBD3E2", 0.45), mixed(tones.glow, tones.wall, 0.3), 0, 0.62)
    for _ in range(4):
        x, y = chance.uniform(0, 1), chance.uniform(0.10, 0.46)
        for dx in (-0.10, 0.0, 0.09):
            stage.round(x + dx, y + abs(dx) * 0.06, 0.06 - abs(dx) * 0.2, "#FFFFFF", 0.5, blur=0.018, squash=0.5)
    sun = chance.uniform(0.2, 0.8)
    stage.round(sun, 0.45, 0.07, tones.accent, 0.65, blur=0.004)
    stage.glow(sun, 0.45, 0.35, tones.glow, 0.18)
    x, y = chance.uniform(0.35, 0.6), chance.uniform(0.15, 0.22)
    white = "#FDFBF6"
    stage.polygon(
        [
            (x - 0.13, y + 0.030),
            (x + 0.10, y - 0.022),
            (x + 0.145, y - 0.024),
            (x + 0.12, y - 0.002),
            (x - 0.10, y + 0.046),
        ],
        white,
        1.0,
        blur=0.001,
    )
    stage.polygon(
        [(x - 0.02, y + 0.012), (x + 0.04, y), (x - 0.05, y + 0.075), (x - 0.08, y + 0.078)],
        mixed(white, tones.shade, 0.14),
        1.0,
        blur=0.001,
    )
    stage.polygon(
        [(x - 0.12, y + 0.028), (x - 0.085, y + 0.018), (x - 0.135, y - 0.028), (x - 0.158, y - 0.022)],
        tones.accent,
        1.0,
        blur=0.001,
    )
    stage.rect(0, 0.56, 1, 0.62, mixed(tones.leaf, tones.wall, 0.35), 1.0, blur=0.006)
    for bar in (0.0, 0.335, 0.665, 1.0):
        stage.line([(bar, 0), (bar, 0.64)], 0.016, mixed(tones.shade, "#FFFFFF", 0.25))
    stage.wash(mixed(tones.wall_far, tones.shade, 0.10), mixed(tones.wall_far, tones.shade, 0.32), 0.615, 1.0)
    shell = mixed(tones.leaf, tones.table, 0.15)
    stage.rect(0.02, 0.70, 1.02, 1.06, tones.shade, 0.35, blur=0.03)
    stage.polygon([(0.05, 0.725), (0.95, 0.725), (1.0, 0.815), (0.0, 0.815)], mixed(shell, "#FFFFFF", 0.26), 1.0)
    stage.rect(0.0, 0.812, 1.0, 1.02, shell)
    for rib in range(1, 12):
        x = rib / 12
        stage.line([(x, 0.83), (x, 1.02)], 0.012, mixed(shell, "#0E0B09", 0.25), 0.7, blur=0.004)
        stage.line([(x + 0.014, 0.83), (x + 0.014, 1.02)], 0.006, mixed(shell, "#FFFFFF", 0.4), 0.5, blur=0.003)
    stage.rect(0.0, 0.808, 1.0, 0.818, mixed(shell, "#FFFFFF", 0.45), 0.8)
    stage.line([(0.41, 0.845), (0.41, 0.875), (0.59, 0.875), (0.59, 0.845)], 0.020, mixed(shell, "#0E0B09", 0.55))
    stage.dim(0.10)
