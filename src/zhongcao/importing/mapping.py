"""From a source's category to ours, to the HS code and the tax category: a documented table, never a guess.

A product that matches no row is imported without HS code, cannot be sold across the border, and is listed for staff.
Headings are of the Harmonized System (chapters 21, 33, 34, 85, 96); the last digits are our working suggestion that the
customs officer confirms before the first declaration.
"""

import msgspec


class Mapped(msgspec.Struct, frozen=True):
    """Where goods of a source's category belong with us."""

    category: str
    hs_code: str
    tax_category: str
    name_zh: str
    unit: str
    shelf_life_days: int


COSMETICS, SOAP, FOOD, TOOL, ELECTRIC, PAPER = "cosmetics", "toiletries", "food", "tools", "electrical", "paper"

CREAM = Mapped("skincare", "3304990039", COSMETICS, "护肤品", "011", 1095)
SERUM = Mapped("serum", "3304990039", COSMETICS, "精华", "011", 1095)
MASK = Mapped("mask", "3304990029", COSMETICS, "面膜", "011", 1095)
SUN = Mapped("sunscreen", "3304990039", COSMETICS, "防晒", "011", 1095)
CLEANSER = Mapped("cleanser", "3401300000", SOAP, "洁面用品", "011", 1095)
LIP = Mapped("lip-care", "3304100013", COSMETICS, "润唇用品", "011", 1095)
SUPPLEMENT = Mapped("supplement", "2106909090", FOOD, "膳食补充食品", "011", 730)
ROLLER = Mapped("beauty-tool", "9615900000", TOOL, "美容工具", "007", 3650)
DEVICE = Mapped("beauty-device", "8543709990", ELECTRIC, "美容仪", "007", 3650)
BLOTTING = Mapped("beauty-tool", "4818900000", PAPER, "吸油纸", "011", 1825)

BY_PATH: dict[str, Mapped] = {
    "skincare > moisturizers": CREAM,
    "skincare > treatments > face serums": SERUM,
    "skincare > treatments": CREAM,
    "skincare > eye care": CREAM,
    "skincare > masks": MASK,
    "skincare > sunscreen": SUN,
    "skincare > self tanners": CREAM,
    "skincare > cleansers > blotting papers": BLOTTING,
    "skincare > cleansers > toners": CREAM,
    "skincare > cleansers": CLEANSER,
    "skincare > lip balms & treatments": LIP,
    "skincare > wellness > beauty supplements": SUPPLEMENT,
    "skincare > wellness > facial rollers": ROLLER,
    "skincare > high tech tools": DEVICE,
}
"""Longest matching path wins. Sets, mini sizes and 'holistic wellness' mix goods of several headings: unmapped."""


def find_mapping(path: str) -> Mapped | None:
    """Where a category path of a source belongs, or None when nobody has decided."""
    steps = path.casefold().split(" > ")
    for length in range(len(steps), 0, -1):
        if found := BY_PATH.get(" > ".join(steps[:length])):
            return found
    return None
