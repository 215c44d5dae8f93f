"""What skin and stages of life need (需求): a trait of notes and people, said in words by both."""

from functools import cache

from zhongcao.identity.rules import city_names
from zhongcao.mall.rules import TAXONOMY

NEEDS: dict[str, tuple[str, str]] = {
    "dry": ("干皮", "dry skin"),
    "oily": ("油皮", "oily skin"),
    "combination": ("混合皮", "combination skin"),
    "sensitive": ("敏感肌", "sensitive skin"),
    "acne": ("祛痘", "blemishes"),
    "brighten": ("美白提亮", "brightening"),
    "spots": ("淡斑", "dark spots"),
    "ageing": ("抗老", "signs of age"),
    "pores": ("毛孔", "pores"),
    "blackheads": ("黑头", "blackheads"),
    "darkcircles": ("黑眼圈", "dark circles"),
    "redness": ("泛红", "redness"),
    "pregnant": ("孕期", "pregnancy"),
}
"""Each by its code in the table of names (`search/tables/words.txt`), in Chinese and English."""
SKIN_SHELVES = (
    *("skincare", "makeup", "body.wash", "body.lotion", "body.hand"),
    *("health.beauty", "health.device", "baby.care"),
)
"""Where the names of skin needs mean skin: a toothpaste whitens teeth, and a shampoo is for dry hair."""
NEEDS_OF_NOTE_MAX = 4
NEED_SAID_MIN = 2
"""A need is what a note is about if its title or a topic names it, or its text so often."""

STAGE_MEANS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "student": (("学生党",), ()),
    "working": (("通勤", "上班族"), ()),
    "expecting": (("孕期",), ("baby",)),
    "baby": (("宝宝", "育儿"), ("baby",)),
    "child": (("亲子", "育儿"), ("baby.toy",)),
    "senior": (("银发生活", "中老年"), ()),
}
"""Which topics and categories a stage of life (人生阶段) speaks for."""
NEEDS_OF_STAGE = {"expecting": "pregnant"}


@cache
def categories_for(need: str) -> frozenset[int]:
    """The categories whose goods can be for a need."""
    roots = {place.id for place in TAXONOMY if place.code in SKIN_SHELVES}
    return frozenset(place.id for place in TAXONOMY if need == "pregnant" or not roots.isdisjoint(place.path))


def topics_of_city(city: str) -> tuple[str, ...]:
    """The topics by which notes tell that they are about a city, its own name first; one city, however written."""
    name, *others = city_names(city) or ("",)
    return (name, f"{name}探店", f"{name}生活", *others) if name else ()
