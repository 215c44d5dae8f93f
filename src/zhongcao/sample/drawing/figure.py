"""A thing in the making: round parts turned on a lathe, soft parts puffed from an outline, boxes, discs, strokes.

Everything is lit from the upper left and seen slightly from above, so that parts put together look like one thing.
"""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from PIL import Image, ImageDraw

from zhongcao.sample.drawing.finish import across
from zhongcao.sample.drawing.tints import Floats, floats, mixed, rgb

TILT = 0.15
FINE = 3

Point: TypeAlias = tuple[float, float]


class Figure:
    """A canvas of its own for one good: colour and cover, and the line where it touches the table."""

    def __init__(self, width: int, height: int, undertone: str) -> None:
        self.width, self.height = max(width, 8), max(height, 8)
        self.colour = Image.new("RGB", (self.width, self.height), rgb(undertone))
        self.cover = Image.new("L", (self.width, self.height), 0)

    def lathe(
        self,
        middle: float,
        profile: Sequence[Point],
        skin: str | Image.Image,
        finish: str = "satin",
        *,
        lid: str | None = None,
        opacity: float = 1.0,
        fade: float = 0.10,
    ) -> None:
        """Turn a part: the profile lists (height on the canvas, radius) from top to bottom."""
        heights, radii = zip(*profile, strict=True)
        top, bottom, widest = heights[0], heights[-1], max(radii)
        x0, y0 = int(middle - widest) - 2, int(top - TILT * radii[0]) - 2
        columns = np.arange(x0, int(middle + widest) + 3, dtype=np.float32) + 0.5 - middle
        rows = np.arange(y0, int(bottom + TILT * radii[-1]) + 3, dtype=np.float32) + 0.5
        radius = np.interp(rows, heights, radii).astype(np.float32)[:, None]
        inside = np.maximum(radius * radius - columns * columns, 0)
        level = rows[:, None] - TILT * np.sqrt(inside)
        cover = np.clip(radius - np.abs(columns) + 0.5, 0, 1) * np.clip(bottom - level + 0.5, 0, 1)
        cover *= np.clip(level - top + 1.5, 0, 1) * opacity
        step = np.clip(columns * (127.5 / np.maximum(radius, 0.5)) + 127.5, 0, 255).astype(np.uint8)
        own, glare = across(finish)
        span = max(bottom - top, 1)
        down = 1 + fade * 0.5 - fade * np.clip((rows - top) / span, 0, 1)
        strength = own[step] * down[:, None].astype(np.float32)
        printed = self._skin(skin, (level - top) / span, columns / np.maximum(radius, 0.5))
        pixels = printed * strength[..., None] + glare[step][..., None]
        self._put(pixels, cover, x0, y0)
        if lid is not None:
            self.disc(middle, top, radii[0], lid, opacity=opacity)

    @staticmethod
    def _skin(skin: str | Image.Image, down: Floats, along: Floats) -> Floats:
        """What is seen of a skin: each place between the four nearest of its points, so that print has no steps."""
        if isinstance(skin, str):
            return floats(skin)[None, None, :]
        wrapped = np.asarray(skin, dtype=np.float32)
        tall, wide = wrapped.shape[:2]
        column = np.clip((np.arcsin(np.clip(along, -1, 1)) / np.pi + 0.5) * wide - 0.5, 0, wide - 1.001)
        row = np.clip(down * tall - 0.5, 0, tall - 1.001)
        left, upper = column.astype(np.int32), row.astype(np.int32)
        by, under = (column - left)[..., None], (row - upper)[..., None]
        points, at = wrapped.reshape(-1, 3), upper * wide + left
        above = points.take(at, 0) * (1 - by) + points.take(at + 1, 0) * by
        below = points.take(at + wide, 0) * (1 - by) + points.take(at + wide + 1, 0) * by
        picked: Floats = above * (1 - under) + below * under
        return picked

    def disc(
        self, middle: float, level: float, radius: float, tint: str, *, rim: float = 0, opacity: float = 1.0
    ) -> None:
        """A level round face, such as a lid or the surface of tea, as seen from a little above."""
        lying = radius * TILT
        x0, y0 = int(middle - radius) - 2, int(level - lying) - 2
        columns = np.arange(x0, int(middle + radius) + 3, dtype=np.float32) + 0.5 - middle
        rows = np.arange(y0, int(level + lying) + 3, dtype=np.float32)[:, None] + 0.5 - level
        away = np.sqrt((columns / max(radius, 0.1)) ** 2 + (rows / max(lying, 0.1)) ** 2)
        cover = np.clip((1 - away) * lying + 0.5, 0, 1) * opacity
        light = 1.07 - 0.10 * (columns / radius) - 0.05 * (rows / max(lying, 0.1))
        if rim:
            light = np.where(away > 1 - rim, light * 1.10, light * 0.97)
        self._put(floats(tint)[None, None, :] * light[..., None].astype(np.float32), cover, x0, y0)

    def soft(
        self,
        outline: Sequence[Point],
        skin: str | Image.Image,
        *,
        puff: float = 0.12,
        relief: float = 1.0,
        shine: float = 26,
        opacity: float = 1.0,
    ) -> None:
        """Puff up an outline like a cushion; puff is the softness of its edge as a share of its smaller side."""
        left, upper = int(min(x for x, _ in outline)) - 2, int(min(y for _, y in outline)) - 2
        wide = int(max(x for x, _ in outline)) + 3 - left
        tall = int(max(y for _, y in outline)) + 3 - upper
        mask = Image.new("L", (wide * FINE, tall * FINE), 0)
        ImageDraw.Draw(mask).polygon([((x - left) * FINE, (y - upper) * FINE) for x, y in outline], fill=255)
        facing = _facing(mask, wide, tall, max(puff * min(wide, tall), 1.0), relief)
        pixels = self._cloth(skin, wide, tall) * (0.44 + 0.74 * facing)[..., None]
        pixels = pixels + (shine * np.clip(facing - 0.86, 0, 1) * 7)[..., None]
        self._put(pixels, np.asarray(mask.reduce(FINE), dtype=np.float32) * (opacity / 255), left, upper)

    @staticmethod
    def _cloth(skin: str | Image.Image, wide: int, tall: int) -> Floats:
        if isinstance(skin, str):
            return floats(skin)[None, None, :]
        return np.asarray(skin.resize((wide, tall), Image.Resampling.BILINEAR), dtype=np.float32)

    def box(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        skin: str | Image.Image,
        *,
        depth: float = 0.5,
        round_by: float = 3,
        gloss: float = 0.0,
        lid: str | None = None,
    ) -> None:
        """A box seen from the front, with its upper face; depth is a share of its width."""
        edge = skin if isinstance(skin, str) else _mean(skin)
        rise, inset = depth * (right - left) * TILT * 1.1, depth * (right - left) * 0.07
        face = lid or mixed(edge, "#FFFFFF", 0.28)
        back = [
            (left + inset, top - rise),
            (right - inset, top - rise),
            (right, top + round_by),
            (left, top + round_by),
        ]
        self.fill(back, face)
        wide, tall = max(int(right - left), 2), max(int(bottom - top), 2)
        along = np.linspace(0, 1, wide, dtype=np.float32)
        light = 1.05 - 0.20 * along + 0.06 * np.exp(-(((along - 0.08) / 0.06) ** 2))
        down = np.linspace(1.02, 0.90, tall, dtype=np.float32)
        pixels = self._cloth(skin, wide, tall) * (down[:, None] * light[None, :])[..., None]
        if gloss:
            slant = along[None, :] + np.linspace(0.18, 0, tall, dtype=np.float32)[:, None]
            band = np.clip((slant - 0.24) / 0.02, 0, 1) * np.clip((0.40 - slant) / 0.02, 0, 1)
            pixels = pixels + (gloss * 255 * band)[..., None]
        mask = Image.new("L", (wide * FINE, tall * FINE), 0)
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, wide * FINE - 1, tall * FINE - 1), round_by * FINE, fill=255)
        self._put(pixels, np.asarray(mask.reduce(FINE), dtype=np.float32) / 255, int(left), int(top))

    def fill(self, outline: Sequence[Point], tint: str, opacity: float = 1.0) -> None:
        """A flat patch of colour."""
        self._stamp(outline, tint, opacity, None)

    def stroke(self, line: Sequence[Point], thick: float, tint: str, *, opacity: float = 1.0) -> None:
        """A cord, handle or seam of even thickness with round ends."""
        self._stamp(line, tint, opacity, thick)

    def _stamp(self, points: Sequence[Point], tint: str, opacity: float, thick: float | None) -> None:
        margin = (thick or 0) / 2 + 2
        left, upper = int(min(x for x, _ in points) - margin), int(min(y for _, y in points) - margin)
        wide = int(max(x for x, _ in points) + margin) + 1 - left
        tall = int(max(y for _, y in points) + margin) + 1 - upper
        mask = Image.new("L", (wide * FINE, tall * FINE), 0)
        pen = ImageDraw.Draw(mask)
        fine = [((x - left) * FINE, (y - upper) * FINE) for x, y in points]
        if thick is None:
            pen.polygon(fine, fill=255)
        else:
            pen.line(fine, fill=255, width=max(round(thick * FINE), 1), joint="curve")
            half = thick * FINE / 2
            for x, y in (fine[0], fine[-1]):
                pen.ellipse((x - half, y - half, x + half, y + half), fill=255)
        mask = mask.reduce(FINE)
        if opacity < 1:
            mask = mask.point([round(value * opacity) for value in range(256)])
        self._paste(Image.new("RGB", mask.size, rgb(tint)), mask, left, upper)

    def _put(self, pixels: Floats, cover: Floats, left: int, upper: int) -> None:
        shape = (*cover.shape, 3)
        colour = Image.fromarray(np.broadcast_to(np.clip(pixels, 0, 255), shape).astype(np.uint8))
        self._paste(colour, Image.fromarray((cover * 255).astype(np.uint8)), left, upper)

    def _paste(self, colour: Image.Image, mask: Image.Image, left: int, upper: int) -> None:
        self.colour.paste(colour, (left, upper), mask)
        self.cover.paste(255, (left, upper, left + mask.width, upper + mask.height), mask)


def _facing(mask: Image.Image, wide: int, tall: int, reach: float, relief: float) -> Floats:
    """How squarely a puffed shape faces the light. Smooth shapes are reckoned small and then enlarged."""
    shrink = min(max(int(reach / 2.5), 1), 6)
    small = np.asarray(mask.reduce(FINE * shrink), dtype=np.float32) / 255
    spread = reach / shrink
    margin = int(spread * 3) + 1
    padded = np.pad(small, margin)
    across, down = np.fft.rfftfreq(padded.shape[1]), np.fft.fftfreq(padded.shape[0])
    gauss = np.exp(-2 * (np.pi * spread) ** 2 * (across[None, :] ** 2 + down[:, None] ** 2))
    hill = np.fft.irfft2(np.fft.rfft2(padded) * gauss, padded.shape) * (spread * 2.2 * relief)
    slope_y, slope_x = np.gradient(hill[margin:-margin, margin:-margin])
    facing = (0.48 * slope_x + 0.50 * slope_y + 0.72) / np.sqrt(slope_x**2 + slope_y**2 + 1)
    coarse = Image.fromarray(np.maximum(facing, 0).astype(np.float32))
    if shrink == 1:
        return np.asarray(coarse)
    room = (0.0, 0.0, min(wide / shrink, coarse.width), min(tall / shrink, coarse.height))
    return np.asarray(coarse.resize((wide, tall), Image.Resampling.BILINEAR, room))


def spline(points: Sequence[Point], *, closed: bool = True, steps: int = 8) -> list[Point]:
    """A smooth line through all points."""
    nodes = np.array(points, dtype=np.float64)
    if closed:
        nodes = np.vstack([nodes[-1], nodes, nodes[0], nodes[1]])
    else:
        nodes = np.vstack([2 * nodes[0] - nodes[1], nodes, 2 * nodes[-1] - nodes[-2]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    smooth: list[Point] = []
    for a, b, c, d in zip(nodes, nodes[1:], nodes[2:], nodes[3:], strict=False):
        run = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        smooth.extend((float(x), float(y)) for x, y in run)
    if not closed:
        smooth.append((float(nodes[-2][0]), float(nodes[-2][1])))
    return smooth


def _mean(picture: Image.Image) -> str:
    red, green, blue = np.asarray(picture.resize((1, 1), Image.Resampling.BOX)).reshape(3)
    return f"#{red:02X}{green:02X}{blue:02X}"
