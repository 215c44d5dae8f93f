"""From a source's category to ours, to the HS code and the tax category: a documented table, never a guess.

A product that matches no row is imported without customs data, cannot be sold across the border, and is listed for
staff. The HS codes are rows of the tariff in customs.rules; whether its last digits fit is for the customs officer.
"""

from types import MappingProxyType

import msgspec

from zhongcao.customs.rules import find_tariff


class Mapped(msgspec.Struct, frozen=True):
    """Where goods of a source's category belong with us."""

    category: str
    hs_code: str
    unit: str
    shelf_life_days: int | None

    @property
    def tax_category(self) -> str:
        """The tax category that the tariff gives to its HS code."""
        row = find_tariff(self.hs_code)
        assert row is not None, f"{self.hs_code} is no row of the tariff"
        return row.category.value

    @property
    def name_zh(self) -> str:
        """The name of such goods on a customs list."""
        row = find_tariff(self.hs_code)
        assert row is not None
        return row.name_zh


PIECE, BOX = "011", "140"
SKIN_CARE, CLEANSER, LIP, SUPPLEMENT, MASSAGE, EPILATOR = (
    "3304990000",
    "3401300000",
    "3304100000",
    "2106909000",
    "9019101000",
    "8510300000",
)
THREE_YEARS, TWO_YEARS = 1095, 730

BY_PATH = MappingProxyType(
    {
        "skincare > moisturizers": Mapped("skincare.moisturiser.cream", SKIN_CARE, PIECE, THREE_YEARS),
        "skincare > moisturizers > face oils": Mapped("skincare.moisturiser.oil", SKIN_CARE, PIECE, THREE_YEARS),
        "skincare > moisturizers > mists & essences": Mapped("skincare.toner", SKIN_CARE, PIECE, THREE_YEARS),
        "skincare > treatments": Mapped("skincare.serum", SKIN_CARE, PIECE, THREE_YEARS),
        "skincare > eye care": Mapped("skincare.eye", SKIN_CARE, PIECE, THREE_YEARS),
        "skincare > masks": Mapped("skincare.mask.wash-off", SKIN_CARE, PIECE, THREE_YEARS),
        "skincare > masks > sheet masks": Mapped("skincare.mask.sheet", SKIN_CARE, BOX, THREE_YEARS),
        "skincare > sunscreen": Mapped("skincare.sun", SKIN_CARE, PIECE, THREE_YEARS),
        "skincare > self tanners": Mapped("body.lotion", SKIN_CARE, PIECE, THREE_YEARS),
        "skincare > cleansers": Mapped("skincare.cleanse.face-wash", CLEANSER, PIECE, THREE_YEARS),
        "skincare > cleansers > toners": Mapped("skincare.toner", SKIN_CARE, PIECE, THREE_YEARS),
        "skincare > cleansers > exfoliators": Mapped("skincare.cleanse.exfoliator", CLEANSER, PIECE, THREE_YEARS),
        "skincare > cleansers > makeup removers": Mapped(
            "skincare.cleanse.makeup-remover", CLEANSER, PIECE, THREE_YEARS
        ),
        "skincare > lip balms & treatments": Mapped("skincare.lip", LIP, PIECE, THREE_YEARS),
        "skincare > wellness > beauty supplements": Mapped("health.beauty", SUPPLEMENT, BOX, TWO_YEARS),
        "skincare > wellness > facial rollers": Mapped("makeup.tool", MASSAGE, "007", None),
        "skincare > high tech tools": Mapped("health.device", MASSAGE, "007", None),
        "skincare > high tech tools > hair removal": Mapped("health.device", EPILATOR, "007", None),
    }
)
"""Longest matching path wins. Sets, mini sizes, blotting papers and 'holistic wellness' stay unmapped: they mix goods
of several headings, or have a heading that our tariff table does not hold."""

UNMAPPED_LEAVES = frozenset({"skincare > cleansers > blotting papers", "skincare > cleansers > face wipes"})
ELSEWHERE = "skincare.set"
"""The category of goods that nobody has mapped, until staff move them."""


def find_mapping(path: str) -> Mapped | None:
    """Where a category path of a source belongs, or None when nobody has decided."""
    folded = path.casefold()
    if folded in UNMAPPED_LEAVES:
        return None
    steps = folded.split(" > ")
    for length in range(len(steps), 0, -1):
        if found := BY_PATH.get(" > ".join(steps[:length])):
            return found
    return None
