"""Studio scenes: plain gradient, arch, steps, window light."""

from zhongcao.sample.drawing.stage import Stage
from zhongcao.sample.drawing.tints import mixed


def plain(stage: Stage) -> None:
    """A seamless backdrop with a soft disc of light."""
    tones = stage.tones
    stage.wash(mixed(tones.wall, "#FFFFFF", 0.25), mixed(tones.wall, tones.wall_far, 0.55), 0, 0.72, lean=0.15)
    stage.wash(mixed(tones.wall, tones.wall_far, 0.55), mixed(tones.wall, tones.wall_far, 0.18), 0.70, 1.0)
    x = stage.chance.uniform(0.42, 0.58)
    stage.round(x, 0.44, stage.chance.uniform(0.30, 0.38), mixed(tones.wall_far, tones.wall, 0.35), 0.75, blur=0.004)
    stage.glow(0.22, 0.12, 0.6, tones.glow, 0.10)
    stage.dim(0.12)


def arch(stage: Stage) -> None:
    """A wall with an arched niche and a persimmon sun."""
    tones, chance = stage.tones, stage.chance
    stage.wash(mixed(tones.wall, "#FFFFFF", 0.2), mixed(tones.wall, tones.wall_far, 0.45), 0, 0.72, lean=0.2)
    left, wide = chance.uniform(0.14, 0.26), chance.uniform(0.46, 0.56)
    top = chance.uniform(0.14, 0.22)
    radius = wide / 2
    middle, spring = left + radius, top + radius / stage.ratio
    for grow, tint, opacity in (
        (0.030, mixed(tones.wall_far, tones.shade, 0.10), 0.55),
        (0.0, mixed(tones.wall_far, tones.table, 0.35), 1.0),
    ):
        stage.round(middle + grow * 0.3, spring, radius + grow, tint, opacity)
        stage.rect(
            middle + grow * 0.3 - radius - grow, spring, middle + grow * 0.3 + radius + grow, 0.74, tint, opacity
        )
    if chance.random() < 0.6:
        stage.round(middle + radius * chance.choice((-0.35, 0.4)), spring + 0.02, radius * 0.42, tones.accent, 0.80)
    stage.table(0.70)
    stage.round(middle, 0.79, radius * 1.15, mixed(tones.table, "#FFFFFF", 0.16), 0.7, blur=0.01, squash=0.26)
    stage.glow(0.12, 0.05, 0.7, tones.glow, 0.10)
    if chance.random() < 0.5:
        stage.sunlight(strength=0.16)
    stage.texture(0.010)
    stage.dim(0.14)


def steps(stage: Stage) -> None:
    """Plinths and a half moon, as window dressers build them."""
    tones, chance = stage.tones, stage.chance
    stage.wash(mixed(tones.wall, "#FFFFFF", 0.2), mixed(tones.wall, tones.wall_far, 0.6), 0, 0.72, lean=0.15)
    moon = chance.uniform(0.3, 0.7)
    stage.round(moon, 0.38, 0.26, mixed(tones.accent, tones.wall, 0.42), 0.9)
    stage.round(moon + 0.09, 0.355, 0.23, mixed(tones.wall, tones.wall_far, 0.22), 0.96)
    stage.table(0.69)
    side = chance.choice((0.16, 0.84))
    tall = chance.uniform(0.46, 0.54)
    _plinth(stage, side, tall, 0.74, 0.17, mixed(tones.table, tones.wall_far, 0.4))
    _plinth(
        stage, 1 - side + (0.06 if side > 0.5 else -0.06), 0.66, 0.755, 0.20, mixed(tones.wall_far, "#FFFFFF", 0.15)
    )
    stage.round(side, tall - 0.030, 0.055, tones.leaf, 0.95)
    stage.round(side - 0.015, tall - 0.040, 0.025, "#FFFFFF", 0.22, blur=0.012)
    stage.glow(0.15, 0.08, 0.7, tones.glow, 0.10)
    stage.dim(0.14)


def _plinth(stage: Stage, x: float, top: float, foot: float, half: float, tint: str) -> None:
    stage.round(x + 0.07, foot + 0.012, half * 1.05, stage.tones.shade, 0.22, blur=0.03, squash=0.2)
    shares = 14
    for step in range(shares):
        u = (step + 0.5) / shares * 2 - 1
        shade = 0.10 + 0.22 * abs(u + 0.35) ** 1.5
        stage.rect(
            x + half * (u - 1 / shares),
            top,
            x + half * (u + 1.15 / shares),
            foot,
            mixed(tint, stage.tones.shade, min(shade, 0.5)),
            1.0,
        )
    stage.round(x, foot, half, mixed(tint, stage.tones.shade, 0.22), 1.0, squash=0.16)
    stage.round(x, top, half, mixed(tint, "#FFFFFF", 0.30), 1.0, squash=0.16)


def window(stage: Stage) -> None:
    """A plaster wall in the light of a late window."""
    tones = stage.tones
    stage.wash(tones.wall, mixed(tones.wall, tones.wall_far, 0.7), 0, 0.75, lean=0.25)
    stage.table(0.735)
    stage.sunlight(panes=stage.chance.choice(((2, 3), (2, 2), (3, 4))), strength=0.34)
    stage.glow(0.1, 0.0, 0.8, tones.glow, 0.08)
    stage.texture(0.012)
    stage.dim(0.16)
