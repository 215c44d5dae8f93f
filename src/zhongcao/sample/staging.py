"""Which scene and which palette suit which goods, and in which month."""

import random

from zhongcao.sample.drawing.recipe import Look, Recipe
from zhongcao.sample.goods import Product

SCENES_BY_FAMILY: dict[str, tuple[str, ...]] = {
    "skincare": ("plain", "arch", "window", "bath", "bath", "vanity", "linen", "tray", "steps", "mountains"),
    "makeup": ("vanity", "vanity", "plain", "arch", "steps", "linen", "window", "dusk"),
    "care": ("bath", "bath", "window", "shelf", "arch", "linen"),
    "baby": ("nursery", "nursery", "window", "shelf", "picnic"),
    "health": ("kitchen", "plain", "desk", "window", "shelf", "mountains"),
    "food": ("kitchen", "picnic", "cafe", "tray", "steps", "beach"),
    "drinks": ("cafe", "cafe", "desk", "kitchen", "mountains", "tray", "window"),
    "home": ("window", "shelf", "dusk", "desk", "arch", "snow"),
    "kitchen": ("kitchen", "kitchen", "cafe", "window", "picnic", "mountains"),
    "devices": ("desk", "shelf", "plain", "steps", "window", "vanity"),
    "fashion": ("window", "arch", "suitcase", "dusk", "beach", "plain", "steps", "snow"),
}
PALETTES_BY_SCENE: dict[str, tuple[str, ...]] = {
    "desk": ("night",),
    "dusk": ("dusk", "dusk", "plum"),
    "beach": ("sea", "sea", "honey"),
    "picnic": ("moss", "celadon", "persimmon"),
    "snow": ("snow", "mist"),
    "mountains": ("celadon", "mist", "paper", "pine"),
    "cafe": ("pine", "tea", "oat", "celadon", "clay"),
    "kitchen": ("oat", "celadon", "moss", "honey", "paper"),
    "bath": ("celadon", "mist", "oat", "paper", "clay"),
    "nursery": ("paper", "honey", "mist", "celadon", "oat"),
    "shelf": ("oat", "paper", "celadon", "moss", "clay"),
    "vanity": ("paper", "clay", "lilac", "honey", "persimmon", "oat"),
    "suitcase": ("mist", "oat", "persimmon", "celadon"),
    "linen": ("oat", "paper", "mist", "celadon", "snow"),
    "tray": ("paper", "celadon", "clay", "mist", "moss"),
}
ANY_PALETTE = ("paper", "pine", "persimmon", "celadon", "mist", "honey", "clay", "plum", "oat", "moss", "lilac", "tea")
STANDING_ONLY = {
    "lamp",
    "vase",
    "candle",
    "diffuser",
    "mug",
    "teapot",
    "kettle",
    "pan",
    "bear",
    "blocks",
    "towels",
    "hat",
    "dryer",
    "toothbrush",
    "speaker",
    "compact",
    "jar",
    "milk_tin",
    "tea_tin",
    "soap",
    "ampoules",
    "jam",
    "carton",
    "sneaker",
}
SHAPES = ((960, 1280, 66), (960, 960, 22), (960, 1200, 12))


def compose_picture(chance: random.Random, products: list[Product], seed: int, month: int) -> Recipe:
    """The opening picture of a note: all its goods in a scene that suits them."""
    wide, high, _ = chance.choices(SHAPES, [weight for *_, weight in SHAPES])[0]
    return _set(chance, products[0].family, tuple(one.look for one in products), seed, month, (wide, high), None)


def close_up(chance: random.Random, product: Product, seed: int, month: int, before: Recipe) -> Recipe:
    """A further picture of one product, elsewhere, in the same shape as the first."""
    return _set(chance, product.family, (product.look,), seed, month, (before.width, before.height), before.scene)


def product_portrait(product: Product, seed: int) -> Recipe:
    """The square picture of a product page: quiet, one thing, its brand's mood."""
    chance = random.Random(f"portrait {product.key} {seed}")
    scene = chance.choice(("plain", "plain", "arch", "steps", "window"))
    return Recipe(
        scene=scene,
        palette=chance.choice(_against(product.look)),
        goods=(product.look,),
        seed=seed,
        width=960,
        height=960,
    )


def _set(
    chance: random.Random,
    family: str,
    looks: tuple[Look, ...],
    seed: int,
    month: int,
    size: tuple[int, int],
    unlike: str | None,
) -> Recipe:
    fitting = [scene for scene in SCENES_BY_FAMILY[family] if scene != unlike and _suits(scene, looks, month)]
    scene = chance.choice(fitting or ["plain"])
    palettes = PALETTES_BY_SCENE.get(scene) or _against(looks[0])
    return Recipe(scene=scene, palette=chance.choice(palettes), goods=looks, seed=seed, width=size[0], height=size[1])


def _suits(scene: str, looks: tuple[Look, ...], month: int) -> bool:
    if scene in ("linen", "tray") and any(look.kind in STANDING_ONLY for look in looks):
        return False
    if scene == "snow":
        return month in (11, 12, 1, 2)
    if scene in ("beach", "picnic"):
        return month in (4, 5, 6, 7, 8, 9)
    return True


def _against(look: Look) -> tuple[str, ...]:
    """Palettes that let a product stand out: pale goods on deeper tones, dark ones on light."""
    pale = int(look.body[1:3], 16) + int(look.body[3:5], 16) + int(look.body[5:7], 16) > 560
    return (
        ("pine", "persimmon", "clay", "honey", "plum", "moss", "tea", "mist")
        if pale
        else ("paper", "celadon", "mist", "oat", "honey", "lilac", "persimmon", "snow")
    )
