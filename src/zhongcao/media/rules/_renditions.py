"""The sizes of a picture and how they are encoded: a fresh file each time, so that nothing hidden survives."""

import io

import msgspec
from PIL import Image, ImageOps, features

from zhongcao.media.rules._hashes import average_colour, perceptual_hash, placeholder_of

WIDTHS = {"thumb": 240, "card": 480, "full": 1080}
"""Renditions and their widths; none is larger than its original, none higher than four times its width."""
HEIGHT_RATIO_MAX = 4
WEBP_QUALITY = {"thumb": 72, "card": 76, "full": 80}
AVIF_QUALITY = 62
AVIF_SPEED = 10
"""The fastest AVIF is still a third smaller than WebP; slower ones cost seconds for a few percent more."""


class Rendered(msgspec.Struct, frozen=True, kw_only=True):
    """A picture in all its sizes, and what is known of it. `files` maps `card.webp` and so on to content."""

    width: int
    height: int
    colour: str
    placeholder: str
    phash: int
    files: dict[str, bytes]


def render(picture: Image.Image, *, avif: bool) -> Rendered:
    """All sizes of a decoded picture, turned upright, on white where it was transparent, without any metadata."""
    upright = _opaque(ImageOps.exif_transpose(picture))
    files: dict[str, bytes] = {}
    sized = upright
    for size, width in sorted(WIDTHS.items(), key=lambda item: -item[1]):  # each from the next larger one
        sized = _fitted(sized, width)
        if size == "full":
            full = sized
        files[f"{size}.webp"] = _encoded(sized, "WEBP", quality=WEBP_QUALITY[size], method=2)
        if avif and features.check("avif"):
            files[f"{size}.avif"] = _encoded(sized, "AVIF", quality=AVIF_QUALITY, speed=AVIF_SPEED, max_threads=1)
    return Rendered(
        width=full.width,
        height=full.height,
        colour=average_colour(sized),
        placeholder=placeholder_of(sized),
        phash=perceptual_hash(sized),
        files=files,
    )


def _opaque(picture: Image.Image) -> Image.Image:
    """The pixels alone in RGB: palettes resolved, transparency laid on white, everything else left behind."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        base = Image.new("RGB", layer.size, "white")
        base.paste(layer, mask=layer.getchannel("A"))
        return base
    plain = picture.convert("RGB")
    plain.info.clear()
    return plain


def _fitted(picture: Image.Image, width: int) -> Image.Image:
    scale = min(1.0, width / picture.width, width * HEIGHT_RATIO_MAX / picture.height)
    if scale == 1.0:
        return picture
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _encoded(picture: Image.Image, kind: str, **options: int) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()
