"""What queries mean: one form of writing, names, prices, spelling and sound."""

import pytest

from zhongcao.discovery.search.lexicon import BrandName, CategoryName, Lexicon
from zhongcao.discovery.search.reading import price_of, read
from zhongcao.discovery.search.vocabulary import Vocabulary, arranged, gathered
from zhongcao.discovery.search.wording import plain, slips, sounds, vague
from zhongcao.discovery.search.writing import tokens_of

BRANDS = [BrandName(7, "雅诗兰黛", "Estée Lauder"), BrandName(8, "某某堂", "Moumou")]
CATEGORIES = [
    CategoryName(106, "skincare.mask", "面膜", "Face masks"),
    CategoryName(10601, "skincare.mask.sheet", "贴片面膜", "Sheet masks"),
    CategoryName(10402, "skincare.moisturiser.cream", "面霜", "Face creams"),
]
LEXICON = Lexicon.of_shop(BRANDS, CATEGORIES)
WORDS = Vocabulary.of(arranged(gathered(LEXICON, [("早C晚A", 2.0), ("露营装备", 1.5)])))


def unknown(token: str) -> int:
    return 0


def test_all_writing_has_one_form() -> None:
    assert plain("ＥＳＴÉＥ　Lauder／雅詩蘭黛　眼霜") == "estee lauder 雅诗兰黛 眼霜"


def test_a_brand_is_known_by_its_names_in_both_languages() -> None:
    for query in ("雅诗兰黛", "estee lauder", "ESTEELAUDER", "雅詩蘭黛", "Estée Lauder"):
        reading = read(query, LEXICON)
        assert reading.brand is not None, query
        assert reading.brand.target == 7, query
    assert read("某某堂面霜", LEXICON).brand is not None
    assert read("laudering", LEXICON).brand is None


def test_a_query_is_taken_apart_into_brand_kind_need_and_price() -> None:
    reading = read("雅诗兰黛干皮面霜200以内", LEXICON)
    assert reading.brand is not None
    assert reading.goods is not None
    assert (reading.brand.target, reading.goods.target) == (7, 10402)
    assert [entry.code for entry in reading.concerns] == ["dry"]
    assert (reading.price_from, reading.price_to) == (None, 20_000)


@pytest.mark.parametrize(
    ("query", "rest", "low", "high"),
    [
        ("面霜200以内", "面霜", None, 20_000),
        ("两百块以下的口红", "的口红", None, 20_000),
        ("under 150 yuan serum", "serum", None, 15_000),
        ("100-200元面膜", "面膜", 10_000, 20_000),
        ("between 50 and 80 mask", "mask", 5_000, 8_000),
        ("500元以上香水", "香水", 50_000, None),
        ("面霜100左右", "面霜", 7_500, 12_500),
        ("spf50 防晒", "spf50 防晒", None, None),
        ("3以内", "3以内", None, None),
        ("千元以内礼盒", "礼盒", None, 100_000),
    ],
)
def test_prices_are_read_out_of_queries(query: str, rest: str, low: int | None, high: int | None) -> None:
    assert price_of(plain(query)) == (rest, low, high)


def test_a_kind_of_mask_is_a_mask_too() -> None:
    assert {"=g:skincare.mask.sheet", "=g:skincare.mask"} <= set(tokens_of("补水面膜贴 10片", LEXICON))


def test_things_that_are_called_differently_share_a_token() -> None:
    assert "=g:skincare.cleanse.face-wash" in tokens_of("氨基酸洗面奶", LEXICON)
    assert read("cleanser", LEXICON).units[0].terms[0][0] == "=g:skincare.cleanse.face-wash"


def test_sounds_are_compared_as_people_mix_them_up() -> None:
    assert sounds("雅诗兰黛") == [("ya", "shi", "lan", "dai")]
    assert vague(("ya", "shi", "lan", "dai")) == vague(("ya", "si", "nan", "dai"))
    assert ("zhang",) in sounds("长")
    assert ("chang",) in sounds("长")


def test_slips_are_counted_up_to_a_bound() -> None:
    assert slips("lancome", "lancme", most=1) == 1
    assert slips("ab", "ba", most=1) == 1
    assert slips("lancome", "loreal", most=2) == 3


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("yashilandai", "雅诗兰黛"),
        ("yashilandai mianmo", "雅诗兰黛面膜"),
        ("ysld", "雅诗兰黛"),
        ("雅思兰黛", "雅诗兰黛"),
        ("雅诗兰代面霜", "雅诗兰黛面霜"),
        ("esteelaudr", "estee lauder"),
        ("lancme", "lancome"),
    ],
)
def test_sound_initials_and_slips_are_understood(typed: str, meant: str) -> None:
    assert WORDS.corrected(plain(typed), LEXICON, unknown) == meant


def test_what_is_known_is_left_as_it_is() -> None:
    assert WORDS.corrected("露营椅子", LEXICON, lambda token: 1) is None
    assert WORDS.corrected("完全不相干", LEXICON, unknown) is None


def test_typing_is_met_by_beginning_sound_and_initials() -> None:
    assert "雅诗兰黛" in WORDS.starting("雅诗", 6)
    assert "雅诗兰黛" in WORDS.starting("yashi", 6)
    assert "雅诗兰黛" in WORDS.starting("ysl", 6)
    assert WORDS.starting("露营", 6) == ["露营装备"]
