"""What is printed on goods: a label with the brand's word, a few lines, and a small drawn mark."""

import math
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from zhongcao.sample.drawing.recipe import Look
from zhongcao.sample.drawing.tints import ink_for, mixed, rgb

MARKS = 6
FINE = 2
"""Print is drawn so much larger and then reduced, so that its edges are smooth."""


@cache
def _face(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def write_word(pen: ImageDraw.ImageDraw, x: float, y: float, word: str, size: float, tint: str) -> None:
    """Write a word in spaced capitals, centred on a point."""
    letters = word.upper()
    if not letters or size < 4:
        return
    face = _face(max(int(size), 4))
    gap = size * 0.22
    widths = [face.getlength(letter) for letter in letters]
    at = x - (sum(widths) + gap * (len(letters) - 1)) / 2
    for letter, width in zip(letters, widths, strict=True):
        pen.text((at, y), letter, fill=rgb(tint), font=face, anchor="lm")
        at += width + gap


def fitted(word: str, room: float, wanted: float) -> float:
    """The size at which a word fits into its room."""
    return min(wanted, room / max(len(word) * 0.88, 1))


def draw_mark(pen: ImageDraw.ImageDraw, x: float, y: float, size: float, mark: int, tint: str) -> None:
    """Draw a brand's mark: sprig, sun, mountain, wave, ring or drop."""
    ink, thin = rgb(tint), max(round(size * 0.10), 1)
    half = size / 2
    if mark == 0:
        pen.line((x, y + half, x, y - half), fill=ink, width=thin)
        for step in (-0.25, 0.05, 0.35):
            for side in (-1, 1):
                leaf = (x + side * half * 0.55, y + size * step * 0.8)
                pen.ellipse(
                    (leaf[0] - half * 0.42, leaf[1] - half * 0.2, leaf[0] + half * 0.42, leaf[1] + half * 0.2), fill=ink
                )
    elif mark == 1:
        pen.ellipse((x - half * 0.5, y - half * 0.5, x + half * 0.5, y + half * 0.5), fill=ink)
        for turn in range(8):
            angle = turn * math.pi / 4
            near, far = half * 0.68, half
            start = (x + math.cos(angle) * near, y + math.sin(angle) * near)
            pen.line((*start, x + math.cos(angle) * far, y + math.sin(angle) * far), fill=ink, width=thin)
    elif mark == 2:
        pen.polygon(
            [(x - half, y + half * 0.6), (x - half * 0.2, y - half * 0.6), (x + half * 0.5, y + half * 0.6)], fill=ink
        )
        pen.polygon([(x, y + half * 0.6), (x + half * 0.5, y - half * 0.15), (x + half, y + half * 0.6)], fill=ink)
    elif mark == 3:
        for row in (-0.4, 0.0, 0.4):
            wave = [
                (x - half + size * i / 12, y + size * row * 0.6 + math.sin(i * math.pi / 3) * size * 0.08)
                for i in range(13)
            ]
            pen.line(wave, fill=ink, width=thin)
    elif mark == 4:
        pen.ellipse((x - half, y - half, x + half, y + half), outline=ink, width=thin)
        pen.ellipse((x - half * 0.35, y - half * 0.35, x + half * 0.35, y + half * 0.35), fill=ink)
    else:
        pen.polygon([(x, y - half), (x - half * 0.5, y + half * 0.15), (x + half * 0.5, y + half * 0.15)], fill=ink)
        pen.ellipse((x - half * 0.56, y - half * 0.28, x + half * 0.56, y + half * 0.84), fill=ink)


def wrapper(look: Look, radius: float, tall: float, *, start: float = 0.2, end: float = 0.82) -> Image.Image:
    """The printed skin of a round part: half a turn wide, its label between two heights (shares of the part)."""
    return _printed(look, max(int(math.pi * radius), 12), max(int(tall), 12), (0.19, start, 0.81, end))


def panel(look: Look, wide: float, high: float, *, start: float = 0.14, end: float = 0.86) -> Image.Image:
    """The printed front of a flat part such as a box or a pouch."""
    return _printed(look, max(int(wide), 12), max(int(high), 12), (0.13, start, 0.87, end))


def _printed(look: Look, wide: int, high: int, shares: tuple[float, float, float, float]) -> Image.Image:
    size = (wide * FINE, high * FINE)
    sheet = Image.new("RGB", size, rgb(look.body))
    left, upper, right, lower = shares
    _print(ImageDraw.Draw(sheet), look, size, (size[0] * left, size[1] * upper, size[0] * right, size[1] * lower))
    sheet = sheet.reduce(FINE)
    return sheet.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if look.flip else sheet


def _print(
    pen: ImageDraw.ImageDraw, look: Look, size: tuple[int, int], room: tuple[float, float, float, float]
) -> None:
    wide, high = size
    x0, y0, x1, y1 = room
    middle, label_high, label_wide = (x0 + x1) / 2, y1 - y0, x1 - x0
    style, ground = look.variant % 6, look.body
    if style in (0, 4):
        ground = look.label
        pen.rectangle(room, fill=rgb(ground))
        if style == 4:
            pen.rectangle((x0, y0, x1, y0 + label_high * 0.30), fill=rgb(look.accent))
    elif style == 1:
        ground = look.label
        pen.rectangle((0, y0, wide, y1), fill=rgb(ground))
        for edge in (y0, y1 - high * 0.025):
            pen.rectangle((0, edge, wide, edge + high * 0.025), fill=rgb(look.accent))
    elif style == 3:
        radius = min(label_wide, label_high) * 0.5
        centre = (y0 + y1) / 2
        ground = look.label
        pen.ellipse((middle - radius, centre - radius, middle + radius, centre + radius), fill=rgb(ground))
        label_wide *= 0.8
    elif style == 5:
        pen.polygon(
            [(0, high), (0, y0 + label_high * 0.8), (wide, y0 + label_high * 0.45), (wide, high)], fill=rgb(look.accent)
        )
    ink = ink_for(ground)
    mark_tint = ink if style == 4 else mixed(look.accent, ink, 0.25) if style in (0, 1, 3) else ink
    mark = min(label_high * 0.24, label_wide * 0.30)
    mark_at = y0 + label_high * (0.15 if style == 4 else 0.27)
    draw_mark(pen, middle, mark_at, mark, look.variant // 6 % MARKS, ink_for(look.accent) if style == 4 else mark_tint)
    write_word(
        pen, middle, y0 + label_high * 0.52, look.word, fitted(look.word, label_wide * 0.92, label_high * 0.17), ink
    )
    thin = max(label_high * 0.016, 1)
    for row, length in ((0.68, 0.50), (0.76, 0.36), (0.84, 0.22)):
        at = y0 + label_high * row
        half = label_wide * length / 2
        pen.rectangle((middle - half, at, middle + half, at + thin), fill=rgb(mixed(ground, ink, 0.6)))
