"""Rules of media: what is let in, which sizes there are, how pictures are told apart."""

from zhongcao.media.rules._hashes import average_colour, colours_of, perceptual_hash, placeholder_of, plain_placeholder
from zhongcao.media.rules._limits import (
    FRAME_PIXELS_MAX,
    FRAMES_MAX,
    PIXELS_MAX,
    SIDE_MAX,
    TRANSITIONS,
    UNCLAIMED_DAYS,
    UPLOAD_BYTES_MAX,
    PictureState,
    header_refusal,
    names_one_picture,
    picture_format,
)
from zhongcao.media.rules._renditions import WIDTHS, Rendered, render

__all__ = [
    "FRAMES_MAX",
    "FRAME_PIXELS_MAX",
    "PIXELS_MAX",
    "SIDE_MAX",
    "TRANSITIONS",
    "UNCLAIMED_DAYS",
    "UPLOAD_BYTES_MAX",
    "WIDTHS",
    "PictureState",
    "Rendered",
    "average_colour",
    "colours_of",
    "header_refusal",
    "names_one_picture",
    "perceptual_hash",
    "picture_format",
    "placeholder_of",
    "plain_placeholder",
    "render",
]
