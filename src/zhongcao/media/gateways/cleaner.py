"""Decode one stranger's picture in a process of its own, with little memory, little time and nothing to find.

Run as `python -m zhongcao.media.gateways.cleaner FORMAT`: the file comes in on stdin, the answer goes out on stdout.
"""

import io
import resource
import sys
import warnings

import msgspec
from PIL import Image

from zhongcao.media.rules import PIXELS_MAX, Rendered, header_refusal, render

MEMORY_BYTES_MAX = 600 * 1024 * 1024
CPU_SECONDS_MAX = 20
OPEN_FILES_MAX = 16


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """Either a rendered picture or the reason why there is none."""

    rendered: Rendered | None = None
    refused: str | None = None


def clean(content: bytes, kind: str) -> Answer:
    """Check the header, then decode and encode afresh."""
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = PIXELS_MAX
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as picture:
            width, height = picture.size
            refused = header_refusal(width=width, height=height, frames=1) or header_refusal(
                width=width, height=height, frames=getattr(picture, "n_frames", 1)
            )
            if refused:
                return Answer(refused=refused)
            if kind == "JPEG":
                picture.draft("RGB", (2160, 2160))  # a JPEG can be decoded small: a tenth of time and memory
            picture.seek(0)
            picture.load()
            return Answer(rendered=render(picture, avif=True))
    except Image.DecompressionBombError:
        return Answer(refused="too-many-pixels")
    except MemoryError:
        return Answer(refused="too-much-memory")
    except Exception:  # a decoder may stumble over hostile bytes in any way; all of them mean the same
        return Answer(refused="unreadable")


def confine() -> None:
    """Give up what a decoder does not need, before the first foreign byte is read."""
    limits = {
        "RLIMIT_CPU": CPU_SECONDS_MAX,
        "RLIMIT_NOFILE": OPEN_FILES_MAX,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_CORE": 0,
    }
    if sys.platform == "linux":  # macOS counts shared libraries of all processes into the address space
        limits["RLIMIT_AS"] = MEMORY_BYTES_MAX
    for name, value in limits.items():
        resource.setrlimit(getattr(resource, name), (value, value))


def main() -> None:
    """Clean one picture."""
    Image.init()
    confine()
    answer = clean(sys.stdin.buffer.read(), sys.argv[1])
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer))


if __name__ == "__main__":
    main()
