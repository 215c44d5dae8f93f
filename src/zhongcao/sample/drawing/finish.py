"""How surfaces take light: one row of brightness across a round thing, lit from the upper left."""

from functools import cache

import numpy as np

from zhongcao.sample.drawing.tints import Floats

STEPS = 256


@cache
def across(finish: str) -> tuple[Floats, Floats]:
    """For each step from the left rim to the right one: how much of its own colour shows, and how much glare."""
    own: Floats
    glare: Floats
    u = np.linspace(-1, 1, STEPS, dtype=np.float32)
    depth = np.sqrt(np.maximum(1 - u * u, 0))
    facing = np.maximum(-0.60 * u + 0.80 * depth, 0)
    own = (0.46 + 0.60 * facing + 0.13 * np.maximum(u, 0) ** 5) * (0.90 + 0.10 * depth)
    glare = np.zeros_like(u)
    if finish == "satin":
        glare = 34 * np.exp(-(((u + 0.46) / 0.20) ** 2))
    elif finish == "gloss":
        glare = 120 * _strip(u, -0.66, -0.44, 0.035) + 34 * _strip(u, 0.66, 0.77, 0.03)
    elif finish == "metal":
        stops = [-1, -0.84, -0.6, -0.42, -0.15, 0.15, 0.42, 0.6, 0.85, 1]
        values = [0.42, 0.86, 1.34, 1.12, 0.62, 0.66, 1.04, 0.84, 0.44, 0.78]
        own = np.interp(u, stops, values).astype(np.float32)
        glare = 42 * _strip(u, -0.62, -0.46, 0.06)
    elif finish == "glass":
        own = (0.74 + 0.40 * depth**1.5) * (1 + 0.12 * u)
        glare = (
            132 * _strip(u, -0.74, -0.56, 0.03) + 60 * _strip(u, 0.70, 0.80, 0.03) + 22 * _strip(u, -0.5, -0.44, 0.02)
        )
    return own.astype(np.float32), glare.astype(np.float32)


def _strip(u: Floats, start: float, end: float, soft: float) -> Floats:
    """A bright strip with soft edges, as a window leaves on a glazed cup."""
    rise = np.clip((u - start) / soft, 0, 1)
    fall = np.clip((end - u) / soft, 0, 1)
    strip: Floats = (rise * fall).astype(np.float32)
    return strip
