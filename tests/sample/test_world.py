"""The sample world: enough of everything, always the same, no two texts alike, papers in order."""

import re
from collections import Counter
from datetime import date

import pytest

from zhongcao.customs.rules import TaxCategory
from zhongcao.sample.assortment import CATEGORIES, SORTS
from zhongcao.sample.drawing import spots
from zhongcao.sample.drawing.goods import KINDS
from zhongcao.sample.goods import check_digit, content
from zhongcao.sample.imagined import World, make_world
from zhongcao.sample.network import HOUSES
from zhongcao.sample.people import SKINS

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(DAY)


def test_is_as_large_as_promised(world: World) -> None:
    assert len(world.people) >= 200
    assert len(world.notes) >= 600
    assert len(world.products) >= 300
    assert sum(len(product.skus) for product in world.products) >= 900
    assert len(world.brands) >= 40
    assert len({brand.country for brand in world.brands}) >= 12
    assert Counter(house.kind for house in HOUSES)["bonded"] == 3
    assert Counter(house.kind for house in HOUSES)["overseas"] >= 3


def test_the_same_seed_gives_the_same_world(world: World) -> None:
    assert make_world(DAY) == world


def test_another_seed_gives_another_world(world: World) -> None:
    assert [note.body for note in make_world(DAY, seed=1).notes] != [note.body for note in world.notes]


def test_no_two_notes_are_alike(world: World) -> None:
    assert len({note.title for note in world.notes}) == len(world.notes)
    assert len({note.body for note in world.notes}) == len(world.notes)


def test_no_brand_is_held_against_itself(world: World) -> None:
    rivals = [
        re.search(r"选(.+)还是(.+?)？", note.title) or re.search(r"：(.+)还是(.+)", note.title) for note in world.notes
    ]
    told = [pair.groups() for pair in rivals if pair]
    assert told
    assert [one for one, other in told if one == other.split("｜")[0]] == []


def test_no_sentence_was_left_unfilled(world: World) -> None:
    texts = [text for note in world.notes for text in (note.title, note.body)] + [one.text for one in world.comments]
    assert not [text for text in texts if re.search(r"[{}]|None|。。|，。", text)]


def test_texts_fit_the_import_format(world: World) -> None:
    assert max(len(note.title) for note in world.notes) <= 100
    assert max(len(note.body) for note in world.notes) <= 5000
    assert max(len(person.nickname) for person in world.people) <= 30


def test_members_have_names_of_their_own(world: World) -> None:
    assert len({person.nickname for person in world.people}) == len(world.people)
    assert {person.skin_type for person in world.people} == set(SKINS)
    assert all(re.fullmatch(r"\d{6}", person.city.code) for person in world.people)


def test_barcodes_are_valid_and_never_repeat(world: World) -> None:
    codes = [sku.barcode for product in world.products for sku in product.skus]
    assert len(set(codes)) == len(codes)
    assert all(len(code) == 13 and check_digit(code[:12]) == code[12] for code in codes)


def test_prices_are_below_market_prices(world: World) -> None:
    assert all(0 < sku.price < sku.market_price for product in world.products for sku in product.skus)


def test_every_sort_can_be_drawn_taxed_and_found() -> None:
    assert {sort.kind for sort in SORTS} <= KINDS.keys()
    assert {sort.category for sort in SORTS} <= CATEGORIES.keys()
    assert {sort.tax for sort in SORTS} <= set(TaxCategory)
    assert all(re.fullmatch(r"\d{10}", sort.hs_code) for sort in SORTS)


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ("50ml×2支", (100, "ml")),
        ("1L×2盒", (2000, "ml")),
        ("1.5ml×10支", (15, "ml")),
        ("5片", (5, "piece")),
        ("松绿", (None, None)),
    ],
)
def test_content_is_read_from_the_option(option: str, expected: tuple[int | None, str | None]) -> None:
    assert content(option) == expected


def test_every_tag_stands_where_its_product_was_drawn(world: World) -> None:
    for note in world.notes:
        for picture in note.pictures:
            places = spots(picture.recipe)
            assert len(places) == len(picture.tags)
            for tag, place in zip(picture.tags, places, strict=True):
                assert 0 < tag.x < 1
                assert 0 < tag.y < 1
                assert place.left <= tag.x <= place.right
                assert place.top <= tag.y <= place.bottom


def test_touches_and_follows_are_never_doubled_nor_of_oneself(world: World) -> None:
    author = {note.key: note.author.key for note in world.notes}
    for touches in (world.likes, world.collects):
        assert len({(one.member, one.note) for one in touches}) == len(touches)
        assert all(author[one.note] != one.member for one in touches)
    assert all(one.member != one.followee for one in world.follows)


def test_nothing_happens_before_its_cause(world: World) -> None:
    written = {note.key: note.minutes_ago for note in world.notes}
    remarks = {one.key: one for one in world.comments}
    assert all(one.minutes_ago <= written[one.note] for one in (*world.likes, *world.collects))
    assert all(one.minutes_ago <= written[one.note] for one in world.comments)
    assert all(one.minutes_ago <= remarks[one.answers].minutes_ago for one in world.comments if one.answers)


def test_lots_are_fresh_and_every_brand_has_papers(world: World) -> None:
    assert all(lot.expires_on is None or lot.produced_on < DAY < lot.expires_on for lot in world.lots)
    assert {paper.brand for paper in world.papers if paper.starts_on <= DAY <= paper.ends_on} == {
        one.key for one in world.brands
    }
    stocked = {lot.sku for lot in world.lots}
    assert len(stocked) >= 850
    assert stocked.isdisjoint(lot.sku for lot in world.missed)
    assert len(stocked) + len(world.missed) == sum(len(product.skus) for product in world.products)
