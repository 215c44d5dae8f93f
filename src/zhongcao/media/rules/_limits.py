"""What may come in as a picture, judged by its first bytes and its header, before anything is decoded."""

from enum import StrEnum

UPLOAD_BYTES_MAX = 20_000_000
PIXELS_MAX = 40_000_000
SIDE_MAX = 16_384
FRAMES_MAX = 200
FRAME_PIXELS_MAX = 100_000_000
"""Frames times pixels: a few kilobytes of animation can stand for gigabytes."""
UNCLAIMED_DAYS = 2
"""An upload that nobody uses is removed after so many days."""


class PictureState(StrEnum):
    """The life of a picture."""

    UNDRAWN = "undrawn"
    READY = "ready"
    REFUSED = "refused"


TRANSITIONS: dict[PictureState, frozenset[PictureState]] = {
    PictureState.UNDRAWN: frozenset({PictureState.READY, PictureState.REFUSED}),
    PictureState.READY: frozenset({PictureState.REFUSED}),
    PictureState.REFUSED: frozenset(),
}


def picture_format(head: bytes) -> str | None:
    """The format that the first bytes prove, one of the few let in; name and type that were sent count nothing."""
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp" and head[8:12] in (b"avif", b"avis"):
        return "AVIF"
    return None


def header_refusal(*, width: int, height: int, frames: int) -> str | None:
    """Why a picture of this size is not decoded, or None."""
    if width < 1 or height < 1:
        return "empty"
    if max(width, height) > SIDE_MAX or width * height > PIXELS_MAX:
        return "too-many-pixels"
    if frames > FRAMES_MAX or frames * width * height > FRAME_PIXELS_MAX:
        return "too-many-frames"
    return None


def names_one_picture(phash: int) -> bool:
    """Whether a perceptual hash says enough to ban its likes; plain surfaces all look the same."""
    return 8 <= (phash & (1 << 64) - 1).bit_count() <= 56
