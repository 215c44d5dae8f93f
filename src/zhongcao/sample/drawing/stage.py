"""The stage behind the goods: painted at a third of the size, so that it lies softly out of focus and costs little."""

import math
import random
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from zhongcao.sample.drawing.figure import Point, spline
from zhongcao.sample.drawing.tints import Floats, Palette, floats, mixed, rgb

COARSE = 3


class Stage:
    """A backdrop in the making. Positions are shares of width and height; radii are shares of the width."""

    def __init__(self, width: int, height: int, palette: Palette, chance: random.Random) -> None:
        self.wide, self.high = -(-width // COARSE), -(-height // COARSE)
        self.tones, self.chance = palette, chance
        self.sheet = Image.new("RGB", (self.wide, self.high), rgb(palette.wall))
        self.light: Floats = np.ones((self.high, self.wide), dtype=np.float32)
        self.glare: Floats = np.zeros((self.high, self.wide, 3), dtype=np.float32)
        across = (np.arange(self.wide, dtype=np.float32) + 0.5) / self.wide
        down = (np.arange(self.high, dtype=np.float32) + 0.5) / self.high
        self.x, self.y = across[None, :], down[:, None]
        self.ratio = self.high / self.wide

    def wash(self, top: str, bottom: str, start: float = 0.0, end: float = 1.0, *, lean: float = 0.0) -> None:
        """A gradient over a horizontal strip; lean lets it run aslant."""
        first, last = round(start * self.high), round(end * self.high)
        if last <= first:
            return
        share = np.clip((self.y[first:last] - start) / (end - start) + lean * (self.x - 0.5), 0, 1)
        pixels = floats(top) + (floats(bottom) - floats(top)) * share[..., None]
        self.sheet.paste(Image.fromarray(pixels.astype(np.uint8)), (0, first))

    def polygon(self, points: Sequence[Point], tint: str, opacity: float = 1.0, blur: float = 0.0) -> None:
        """A filled outline, as soft at its edge as blur says."""
        self._mark([(x * self.wide, y * self.high) for x, y in points], tint, opacity, blur, None)

    def blob(self, points: Sequence[Point], tint: str, opacity: float = 1.0, blur: float = 0.0) -> None:
        """A smooth outline through the points."""
        self.polygon(spline(points, steps=6), tint, opacity, blur)

    def rect(
        self, x0: float, y0: float, x1: float, y1: float, tint: str, opacity: float = 1.0, blur: float = 0.0
    ) -> None:
        """A rectangle."""
        self.polygon([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], tint, opacity, blur)

    def round(
        self, x: float, y: float, radius: float, tint: str, opacity: float = 1.0, blur: float = 0.0, squash: float = 1.0
    ) -> None:
        """A disc, or an ellipse when squashed."""
        turn = [i * math.pi / 24 for i in range(48)]
        ring = [(x + radius * math.cos(a), y + radius * squash * math.sin(a) / self.ratio) for a in turn]
        self.polygon(ring, tint, opacity, blur)

    def line(self, points: Sequence[Point], thick: float, tint: str, opacity: float = 1.0, blur: float = 0.0) -> None:
        """A line; thick is a share of the width."""
        self._mark([(x * self.wide, y * self.high) for x, y in points], tint, opacity, blur, thick * self.wide)

    def _mark(self, points: Sequence[Point], tint: str, opacity: float, blur: float, thick: float | None) -> None:
        margin = blur * self.wide * 2.2 + (thick or 0) + 2
        left = int(max(min(x for x, _ in points) - margin, -margin))
        upper = int(max(min(y for _, y in points) - margin, -margin))
        right = int(min(max(x for x, _ in points) + margin, self.wide + margin))
        lower = int(min(max(y for _, y in points) + margin, self.high + margin))
        if right <= left or lower <= upper:
            return
        fine = 1 if blur * self.wide > 3 else 2
        mask = Image.new("L", ((right - left) * fine, (lower - upper) * fine), 0)
        pen = ImageDraw.Draw(mask)
        inner = [((x - left) * fine, (y - upper) * fine) for x, y in points]
        ink = round(255 * opacity)
        if thick is None:
            pen.polygon(inner, fill=ink)
        else:
            pen.line(inner, fill=ink, width=max(round(thick * fine), 1), joint="curve")
        if fine == 2:
            mask = mask.reduce(2)
        if blur:
            mask = mask.filter(ImageFilter.GaussianBlur(blur * self.wide))
        self.sheet.paste(rgb(tint), (left, upper, left + mask.width, upper + mask.height), mask)

    def glow(self, x: float, y: float, radius: float, tint: str, strength: float = 0.4) -> None:
        """Light that spills over everything near a point."""
        reach = radius * 1.9
        columns = slice(max(int((x - reach) * self.wide), 0), max(int((x + reach) * self.wide) + 1, 0))
        rows = slice(
            max(int((y - reach / self.ratio) * self.high), 0), max(int((y + reach / self.ratio) * self.high) + 1, 0)
        )
        away = ((self.x[:, columns] - x) / radius) ** 2 + ((self.y[rows] - y) * self.ratio / radius) ** 2
        spill = np.maximum(np.exp(-away * 1.6) - 0.003, 0).astype(np.float32) * strength
        self.glare[rows, columns] += spill[..., None] * floats(tint)

    def dim(self, strength: float = 0.16) -> None:
        """Let the corners fall off."""
        away = (self.x - 0.46) ** 2 + ((self.y - 0.45) * 0.9) ** 2
        self.light *= 1 - strength * np.clip(away * 2.2, 0, 1).astype(np.float32)

    def sunlight(self, *, panes: tuple[int, int] = (2, 3), strength: float = 0.22, leaves: bool = True) -> None:
        """The slanted light of a window on the wall, with the shadow of leaves in it."""
        mask = Image.new("L", (self.wide, self.high), 0)
        pen = ImageDraw.Draw(mask)
        left, top = self.chance.uniform(0.04, 0.26), self.chance.uniform(-0.08, 0.10)
        wide, tall, slant = 0.62, 0.82, 0.20
        columns, rows = panes
        for column in range(columns):
            for row in range(rows):
                x0, x1 = left + wide * (column + 0.045) / columns, left + wide * (column + 0.955) / columns
                y0, y1 = top + tall * (row + 0.04) / rows, top + tall * (row + 0.96) / rows
                corners = ((x0, y0), (x1, y0), (x1, y1), (x0, y1))
                pen.polygon(
                    [((x + slant * (y - 0.3)) * self.wide, (y + 0.10 * (x - 0.3)) * self.high) for x, y in corners],
                    fill=255,
                )
        if leaves:
            self._leaves(pen)
        soft = np.asarray(mask.filter(ImageFilter.GaussianBlur(self.wide * 0.010)), dtype=np.float32) / 255
        self.light *= 1 - strength * 0.55 + strength * soft
        self.glare += soft[..., None] * floats(self.tones.glow) * (strength * 0.16)

    def _leaves(self, pen: ImageDraw.ImageDraw) -> None:
        root_x, root_y = self.chance.uniform(0.55, 0.9), self.chance.uniform(-0.05, 0.1)
        for branch in range(3):
            angle = 1.75 + branch * 0.32 + self.chance.uniform(-0.1, 0.1)
            for step in range(2, 13):
                reach = step * 0.050
                x, y = root_x + math.cos(angle) * reach, root_y + math.sin(angle) * reach / self.ratio * 1.1
                for side in (-1, 1):
                    turn = angle + side * 0.9
                    tip = (x + math.cos(turn) * 0.085, y + math.sin(turn) * 0.085 / self.ratio)
                    bend = (x + math.cos(turn + 0.5 * side) * 0.05, y + math.sin(turn + 0.5 * side) * 0.05 / self.ratio)
                    other = (
                        x + math.cos(turn - 0.5 * side) * 0.05,
                        y + math.sin(turn - 0.5 * side) * 0.05 / self.ratio,
                    )
                    pen.polygon([(px * self.wide, py * self.high) for px, py in ((x, y), bend, tip, other)], fill=46)

    def bokeh(self, count: int, top: float, bottom: float, tints: Sequence[str], size: float = 0.05) -> None:
        """Lights out of focus."""
        for _ in range(count):
            radius = size * self.chance.uniform(0.45, 1.15)
            x, y = self.chance.uniform(-0.02, 1.02), self.chance.uniform(top, bottom)
            tint = self.chance.choice(list(tints))
            self.round(x, y, radius, tint, self.chance.uniform(0.20, 0.55), blur=0.004)

    def table(self, level: float, *, near: str | None = None, far: str | None = None, edge: bool = True) -> None:
        """The surface on which goods stand, from a level down to the bottom."""
        back, front = (
            far or mixed(self.tones.table, self.tones.wall, 0.20),
            near or mixed(self.tones.table, self.tones.table_far, 0.75),
        )
        self.wash(back, front, level, 1.0, lean=0.12)
        if edge:
            self.rect(0, level - 0.006, 1, level + 0.004, self.tones.shade, 0.16, blur=0.006)

    def texture(self, strength: float, *, top: float = 0.0, bottom: float = 1.0, stretch: int = 1) -> None:
        """Uneven brightness such as plaster, sand, wood or cloth has; stretch draws it out sideways."""
        first, last = round(top * self.high), round(bottom * self.high)
        noise = np.random.default_rng(self.chance.getrandbits(32)).normal(
            0, 1, (last - first, self.wide // stretch + 2)
        )
        if stretch > 1:
            noise = np.asarray(
                Image.fromarray(noise.astype(np.float32)).resize((self.wide, last - first), Image.Resampling.BICUBIC)
            )
        self.light[first:last] *= 1 + strength * noise[:, : self.wide].astype(np.float32)

    def finish(self) -> Image.Image:
        """The backdrop at its coarse size, with all light on it."""
        pixels = np.asarray(self.sheet, dtype=np.float32) * self.light[..., None] + self.glare
        pixels += _dither(self.high, self.wide)[..., None]
        return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


@lru_cache(maxsize=4)
def _dither(high: int, wide: int) -> Floats:
    """Fine grain that keeps gradients from banding."""
    grain: Floats = np.random.default_rng(7).normal(0, 1.4, (high, wide)).astype(np.float32)
    return grain
