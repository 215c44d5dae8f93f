"""Categories of a source find their HS code by a table; what is not in it is listed, never guessed."""

import pytest

from zhongcao.customs.rules import find_tariff
from zhongcao.importing.mapping import BY_PATH, ELSEWHERE, find_mapping
from zhongcao.mall.rules import find_place


def test_every_row_leads_to_a_tariff_row_and_a_category_of_ours() -> None:
    for path, mapped in BY_PATH.items():
        assert find_tariff(mapped.hs_code), path
        assert find_place(mapped.category), path
    assert find_place(ELSEWHERE)


@pytest.mark.parametrize(
    ("path", "category"),
    [
        ("Skincare > Moisturizers", "skincare.moisturiser.cream"),
        ("Skincare > Moisturizers > Face Oils", "skincare.moisturiser.oil"),
        ("Skincare > Moisturizers > Night Creams", "skincare.moisturiser.cream"),
        ("Skincare > High Tech Tools > Hair Removal", "health.device"),
    ],
)
def test_the_longest_matching_path_wins(path: str, category: str) -> None:
    found = find_mapping(path)
    assert found is not None
    assert found.category == category


@pytest.mark.parametrize("path", ["Skincare > Value & Gift Sets", "Skincare > Cleansers > Face Wipes", "Shoes", ""])
def test_mixed_and_unknown_goods_are_not_guessed(path: str) -> None:
    assert find_mapping(path) is None
