"""Small stand-ins of a picture: its average colour, a blurred placeholder, a hash that survives re-encoding."""

from collections.abc import Sequence
from itertools import product
from math import cos, pi

from PIL import Image

_BASE83 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~"
_SAMPLE = 32
COMPONENTS_X, COMPONENTS_Y = 4, 3


def average_colour(picture: Image.Image) -> str:
    """The colour shown before anything else has arrived: #rrggbb."""
    red, green, blue = _pixels(picture.resize((1, 1), Image.Resampling.BOX))[0]
    return f"#{red:02x}{green:02x}{blue:02x}"


def perceptual_hash(picture: Image.Image) -> int:
    """64 bits that stay nearly the same when a picture is scaled or saved again (difference hash), signed.

    Each bit says whether a pixel of a 9 by 8 grey miniature is brighter than its right neighbour.
    """
    grey = list(picture.convert("L").resize((9, 8), Image.Resampling.LANCZOS).tobytes())
    bits = 0
    for row in range(8):
        for column in range(8):
            bits = bits << 1 | (grey[row * 9 + column] > grey[row * 9 + column + 1])
    return bits - (1 << 64) if bits >> 63 else bits


def placeholder_of(picture: Image.Image) -> str:
    """A BlurHash of 4 by 3 components: 28 signs from which a browser paints a blurred preview.

    The published algorithm (https://github.com/woltapp/blurhash, Algorithm.md): the factors of a two-dimensional
    discrete cosine transform of linear light; the constant one as sRGB, the others quantised to 19 steps per channel
    against the largest of them, all written in base 83.
    """
    pixels = _pixels(picture.resize((_SAMPLE, _SAMPLE), Image.Resampling.BOX))
    linear = [tuple(_LINEAR[value] for value in pixel) for pixel in pixels]
    factors = [_factor(linear, x, y) for y in range(COMPONENTS_Y) for x in range(COMPONENTS_X)]
    (constant, *waves) = factors
    largest = max(abs(value) for wave in waves for value in wave)
    step = max(0, min(82, int(largest * 166 - 0.5)))
    scale = (step + 1) / 166
    text = _base83((COMPONENTS_X - 1) + (COMPONENTS_Y - 1) * 9, 1) + _base83(step, 1)
    red, green, blue = (_to_srgb(value) for value in constant)
    text += _base83((red << 16) + (green << 8) + blue, 4)
    for wave in waves:
        red, green, blue = (_quantised(value / scale) for value in wave)
        text += _base83(red * 19 * 19 + green * 19 + blue, 2)
    return text


def colours_of(placeholder: str) -> list[tuple[int, int, int]]:
    """The colours that a BlurHash paints, one in the middle of each field of 4 by 3; one alone for a plain one.

    Red, green and blue from 0 to 255, row by row.
    """
    sizes = _number(placeholder[0])
    wide, high = sizes % 9 + 1, sizes // 9 + 1
    constant, scale = _number(placeholder[2:6]), (_number(placeholder[1]) + 1) / 166
    factors = [tuple(_LINEAR[constant >> shift & 255] for shift in (16, 8, 0))]
    for place in range(1, wide * high):
        wave = _number(placeholder[4 + 2 * place : 6 + 2 * place])
        factors.append(tuple(_raised(part) * scale for part in (wave // 361, wave // 19 % 19, wave % 19)))
    if len(factors) == 1:
        return [(constant >> 16, constant >> 8 & 255, constant & 255)]
    painted = []
    for row, column in product(range(COMPONENTS_Y), range(COMPONENTS_X)):
        down, across = pi * (row + 0.5) / COMPONENTS_Y, pi * (column + 0.5) / COMPONENTS_X
        basis = [cos(y * down) * cos(x * across) for y in range(high) for x in range(wide)]
        light = [sum(part * factor[at] for part, factor in zip(basis, factors, strict=True)) for at in range(3)]
        painted.append((_to_srgb(light[0]), _to_srgb(light[1]), _to_srgb(light[2])))
    return painted


def _pixels(picture: Image.Image) -> list[tuple[int, int, int]]:
    raw = picture.convert("RGB").tobytes()
    return [(raw[at], raw[at + 1], raw[at + 2]) for at in range(0, len(raw), 3)]


def _factor(linear: Sequence[tuple[float, ...]], x: int, y: int) -> tuple[float, float, float]:
    """One factor of the cosine transform; all but the constant one count twice (normalisation)."""
    across = [cos(pi * x * column / _SAMPLE) for column in range(_SAMPLE)]
    down = [cos(pi * y * row / _SAMPLE) for row in range(_SAMPLE)]
    red = green = blue = 0.0
    for place, pixel in enumerate(linear):
        basis = across[place % _SAMPLE] * down[place // _SAMPLE]
        red += basis * pixel[0]
        green += basis * pixel[1]
        blue += basis * pixel[2]
    scale = (1 if x == y == 0 else 2) / (_SAMPLE * _SAMPLE)
    return red * scale, green * scale, blue * scale


def _to_linear(value: int) -> float:
    share = value / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


_LINEAR = tuple(_to_linear(value) for value in range(256))


def _to_srgb(value: float) -> int:
    share = max(0.0, min(1.0, value))
    return int((share * 12.92 if share <= 0.0031308 else 1.055 * share ** (1 / 2.4) - 0.055) * 255 + 0.5)


def _quantised(value: float) -> int:
    root = abs(value) ** 0.5 * (1 if value >= 0 else -1)
    return max(0, min(18, int(root * 9 + 9.5)))


def _base83(value: int, length: int) -> str:
    return "".join(_BASE83[value // 83**place % 83] for place in reversed(range(length)))


def _number(signs: str) -> int:
    number = 0
    for sign in signs:
        number = number * 83 + _BASE83.index(sign)
    return number


def _raised(quantised: int) -> float:
    root = (quantised - 9) / 9
    return root * abs(root)


def plain_placeholder(colour: str) -> str:
    """The BlurHash of one colour (#rrggbb), for a picture that is not drawn yet."""
    return "00" + _base83(int(colour[1:], 16), 4)
