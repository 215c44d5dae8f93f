"""The scenes a picture can play in: how each is painted, where goods stand in it, how light falls."""

from collections.abc import Callable

import msgspec

from zhongcao.sample.drawing.scenes import outdoors, rooms, studio, tables
from zhongcao.sample.drawing.stage import Stage


class Scene(msgspec.Struct, frozen=True):
    """A scene: its painter, the levels where goods stand (back, front), and how it treats them."""

    paint: Callable[[Stage], None]
    back: float
    front: float
    mirror: float = 0.0
    throw: float = 0.75
    dark: float = 0.30
    lying: bool = False
    warmth: tuple[float, float, float] = (1.0, 1.0, 1.0)


SCENES: dict[str, Scene] = {
    "plain": Scene(studio.plain, 0.77, 0.83, throw=0.5),
    "arch": Scene(studio.arch, 0.75, 0.83, throw=0.6),
    "steps": Scene(studio.steps, 0.75, 0.84, throw=0.5),
    "window": Scene(studio.window, 0.77, 0.85, throw=1.0, dark=0.34),
    "vanity": Scene(rooms.vanity, 0.78, 0.86, mirror=0.24, throw=0.3),
    "bath": Scene(rooms.bath, 0.77, 0.82, mirror=0.10, throw=0.4),
    "kitchen": Scene(rooms.kitchen, 0.78, 0.86, throw=0.5),
    "desk": Scene(rooms.desk, 0.79, 0.87, mirror=0.06, throw=0.7, dark=0.5, warmth=(0.96, 0.86, 0.74)),
    "nursery": Scene(rooms.nursery, 0.78, 0.85, throw=0.4, dark=0.22),
    "shelf": Scene(rooms.shelf, 0.79, 0.81, throw=0.35),
    "cafe": Scene(tables.cafe, 0.78, 0.86, mirror=0.12, throw=0.5),
    "linen": Scene(tables.linen, 0.60, 0.72, lying=True, dark=0.30),
    "tray": Scene(tables.tray, 0.60, 0.72, lying=True, dark=0.32),
    "suitcase": Scene(tables.suitcase, 0.76, 0.79, throw=0.6),
    "picnic": Scene(outdoors.picnic, 0.78, 0.87, throw=0.9, dark=0.34, warmth=(1.02, 1.0, 0.94)),
    "beach": Scene(outdoors.beach, 0.80, 0.88, throw=1.1, dark=0.30, warmth=(1.03, 1.0, 0.95)),
    "dusk": Scene(outdoors.dusk, 0.79, 0.86, mirror=0.10, throw=0.6, dark=0.45, warmth=(0.98, 0.84, 0.78)),
    "mountains": Scene(outdoors.mountains, 0.79, 0.86, mirror=0.22, throw=0.4),
    "snow": Scene(outdoors.snow, 0.80, 0.87, throw=0.6, dark=0.22, warmth=(0.97, 0.98, 1.02)),
}
