"""Colours in the taste of the house: paper, pine, persimmon, and the muted tones that sit well beside them."""

from typing import Any, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

Rgb: TypeAlias = tuple[int, int, int]
Floats: TypeAlias = NDArray[np.floating[Any]]


class Palette(msgspec.Struct, frozen=True):
    """The tones of one picture: wall and table (near the light, away from it), an accent, leaves, shadow, glow."""

    wall: str
    wall_far: str
    table: str
    table_far: str
    accent: str
    leaf: str
    shade: str
    glow: str


PALETTES: dict[str, Palette] = {
    "paper": Palette("#F8F1E6", "#E2D2BC", "#F1E4D0", "#D2BB9C", "#C8663A", "#6F8265", "#5A4633", "#FFF6E0"),
    "pine": Palette("#DDE8DF", "#8FB3A3", "#7FA491", "#446B5C", "#E0A050", "#2E5F50", "#17332B", "#FDF4D8"),
    "persimmon": Palette("#FBE7D6", "#EFB98F", "#E39A6C", "#B9603A", "#C8401A", "#7C7A45", "#6B2E18", "#FFE7BF"),
    "celadon": Palette("#EEF4EE", "#BFD6CB", "#CFE0D6", "#93B5A6", "#D98A5B", "#5E8A78", "#35544A", "#FFFBEA"),
    "mist": Palette("#EDF2F6", "#B4C8D8", "#C5D4E0", "#86A3BB", "#E39A7B", "#5F8288", "#33485B", "#FFF7E6"),
    "honey": Palette("#FCF0D4", "#EDCB86", "#E6BC74", "#B98942", "#A8481F", "#7E8446", "#6B4A18", "#FFF3C9"),
    "clay": Palette("#F3DED0", "#D09A80", "#C98C70", "#8F5540", "#2F5F50", "#86805A", "#4F2A1E", "#FFE9D2"),
    "plum": Palette("#EFE4EA", "#B999AE", "#A9849B", "#6C4660", "#E0A45C", "#72806A", "#3B2236", "#FFEFE0"),
    "oat": Palette("#F2EDE4", "#CFC4B2", "#DCD2C2", "#A89A84", "#14594A", "#818A70", "#4B4234", "#FFF9EA"),
    "dusk": Palette("#F3C9A6", "#7D6A8E", "#8A6E80", "#3F3854", "#F08A4B", "#4F5C60", "#211C33", "#FFD9A0"),
    "night": Palette("#4B5A66", "#1F2A36", "#6B5340", "#2C211B", "#E59A4F", "#4F7062", "#0D1118", "#FFD08A"),
    "sea": Palette("#E4F2F3", "#9CCBD1", "#F0E2C8", "#D3B98D", "#E8744A", "#4E8C83", "#4A4B45", "#FFF6D8"),
    "moss": Palette("#EEF0DD", "#B9C291", "#A9B37E", "#6C7A45", "#C9602F", "#5B713D", "#343D1E", "#FFF8D4"),
    "snow": Palette("#F7F8F8", "#D3DADD", "#E6EAEB", "#B4BFC4", "#C8401A", "#4F7468", "#46545B", "#FFFDF5"),
    "tea": Palette("#EFE6D2", "#C2AE86", "#8F7248", "#54401F", "#B5481E", "#68794B", "#33260F", "#FFEFC4"),
    "lilac": Palette("#F1EDF6", "#C8BFDC", "#BDB0D4", "#8578A6", "#EBA55A", "#7C917C", "#413963", "#FFF6E6"),
}


def rgb(code: str) -> Rgb:
    """Read a colour such as #C8401A."""
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def floats(code: str) -> Floats:
    """The same colour as three floats from 0 to 255."""
    return np.array(rgb(code), dtype=np.float32)


def mixed(first: str, second: str, share: float) -> str:
    """A colour between two: share 0 is the first, 1 the second."""
    pairs = zip(rgb(first), rgb(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def lightness(code: str) -> float:
    """How bright the eye finds a colour, from 0 to 1."""
    red, green, blue = rgb(code)
    return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255


def ink_for(code: str) -> str:
    """Lettering that can be read on a colour: dark on light, cream on dark."""
    return mixed(code, "#2A211A", 0.82) if lightness(code) > 0.5 else mixed(code, "#FFF8EA", 0.86)
