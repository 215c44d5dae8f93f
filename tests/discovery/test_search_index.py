"""The index itself: what is found, in which order, what is counted, and that a file holds all of it."""

from pathlib import Path

import numpy as np
import pytest

from zhongcao.discovery import rules
from zhongcao.discovery.search import artifact, engine
from zhongcao.discovery.search.asking import Answer, Wish, find
from zhongcao.discovery.search.lexicon import BrandName, CategoryName, Lexicon
from zhongcao.discovery.search.ranking import Narrow
from zhongcao.discovery.search.shelf import Held, Version
from zhongcao.discovery.search.vocabulary import gathered
from zhongcao.discovery.search.writing import IN_STOCK, Document, Writer, weighed

LEXICON = Lexicon.of_shop(
    [BrandName(7, "雅诗兰黛", "Estée Lauder"), BrandName(8, "兰蔻", "Lancôme")],
    [
        CategoryName(103, "skincare.serum", "精华", "Serums"),
        CategoryName(10402, "skincare.moisturiser.cream", "面霜", "Face creams"),
        CategoryName(203, "makeup.lip", "唇妆", "Lip make-up"),
    ],
)
NOW = 1_800_000_000.0


def goods(
    key: int, title: str, brand: int = 7, category: int = 10402, price: int = 10_000, quality: float = 0.5
) -> Document:
    names = {7: "雅诗兰黛 Estée Lauder", 8: "兰蔻 Lancôme"}
    return Document(
        key=key,
        texts={"title": title, "brand": names[brand]},
        labels=[f"b:{brand}", f"k:{category}", f"c:{category}"],
        quality=quality,
        at=int(NOW) // 60 - key,
        price=price,
        flags=IN_STOCK,
    )


SHELF = [
    goods(1, "小棕瓶修护精华液 50ml", category=103, price=59_000),
    goods(2, "多效智妍面霜 75ml", price=95_000),
    goods(3, "清滢柔肤面霜", brand=8, price=36_000),
    goods(4, "菁纯丝绒雾面唇膏", brand=8, category=203, price=31_000),
    goods(5, "花漾倾慕口红 #420", category=203, price=19_000, quality=0.9),
    goods(6, "花漾倾慕口红 #210", category=203, price=35_000, quality=0.1),
]


def write(path: Path, products: list[Document]) -> None:
    writers = {kind: Writer(LEXICON) for kind in engine.KINDS}
    for document in products:
        writers["products"].add(document)
    engine.save(path, LEXICON, gathered(LEXICON, []), {kind: writer.finish() for kind, writer in writers.items()}, {})
    for writer in writers.values():
        writer.close()


@pytest.fixture
def here(tmp_path: Path) -> Held:
    write(tmp_path / "1.idx", SHELF)
    return Held(Version(id=1, parts=1, horizon=0.0), engine.Engine.open(tmp_path / "1.idx"))


def ask(here: Held, query: str, **wish: object) -> Answer:
    clicks = wish.pop("clicks", None)
    tastes = wish.pop("tastes", None)
    return find(
        here,
        query=query,
        kind="products",
        wish=Wish(**wish),  # type: ignore[arg-type]
        most=10,
        facets=True,
        now=NOW,
        clicks=clicks,  # type: ignore[arg-type]
        tastes=tastes,  # type: ignore[arg-type]
    )


def test_words_synonyms_and_kinds_are_found(here: Held) -> None:
    assert set(ask(here, "唇膏").keys) == {4, 5, 6}
    assert ask(here, "advanced night repair").keys == [1]
    assert set(ask(here, "面霜").keys) == {2, 3}


def test_a_brand_in_the_query_narrows_until_it_is_taken_off(here: Held) -> None:
    narrowed = ask(here, "兰蔻口红")
    assert (narrowed.keys[:1], narrowed.exact, narrowed.narrow.brand) == ([4], 1, 8)
    assert set(narrowed.keys[1:]) == {5, 6}, "other brands stand behind"
    free = ask(here, "兰蔻口红", without=frozenset({"brand"}))
    assert (free.narrow.brand, free.keys[0], set(free.keys)) == (None, 4, {4, 5, 6})


def test_a_price_in_the_query_narrows(here: Held) -> None:
    assert ask(here, "口红200以内").keys == [5]
    assert set(ask(here, "300以内").keys) == {5}


def test_of_equal_words_the_better_one_stands_first(here: Held) -> None:
    assert ask(here, "花漾倾慕").keys == [5, 6]


def test_clicks_and_tastes_lift(here: Held) -> None:
    assert ask(here, "花漾倾慕", clicks={6: 1.35}).keys == [6, 5]
    assert ask(here, "面霜", tastes={"b:8": 1.0}).keys[0] == 3
    assert ask(here, "面霜", tastes={"b:7": 1.0}).keys[0] == 2


def test_facets_count_what_further_narrowing_would_leave(here: Held) -> None:
    counts = ask(here, "口红", narrow=Narrow(brand=7)).counts
    assert counts.brands == [(7, 2), (8, 1)]
    assert counts.categories == [(203, 2)]
    assert counts.prices == [(10_000, 1), (20_000, 1)]
    assert counts.in_stock == 2


def test_goods_are_sorted_by_price(here: Held) -> None:
    assert ask(here, "口红", sort="cheap").keys == [5, 4, 6]
    assert ask(here, "口红", sort="dear").keys == [6, 4, 5]


def test_what_was_given_up_is_told(here: Held) -> None:
    corrected = ask(here, "雅思兰黛面霜")
    assert (corrected.keys, corrected.exact, corrected.corrected) == ([2, 3], 1, "雅诗兰黛面霜")
    words = ask(here, "面霜 完全没有这种东西")
    assert set(words.keys) == {2, 3}
    assert words.relaxed == ("words",)
    dear = ask(here, "兰蔻口红100以内")
    assert (dear.keys[0], dear.exact, dear.relaxed) == (4, 0, ("price",))
    assert ask(here, "完全没有").keys == []


def test_what_changed_later_stands_for_what_was(here: Held) -> None:
    here.take("products", [5, 6, 9], [goods(9, "花漾倾慕口红 新色"), goods(6, "护手霜")])
    assert ask(here, "花漾倾慕").keys == [9]
    assert ask(here, "口红").total == 2
    here.take("products", [9], [])
    assert ask(here, "花漾倾慕").total == 0 or ask(here, "花漾倾慕").relaxed


def test_many_documents_in_blocks_are_found_like_few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhongcao.discovery.search.writing.BLOCK", 7)
    many = [goods(key, f"第{key}号面霜" if key % 3 else f"第{key}号口红", quality=0) for key in range(1, 100)]
    write(tmp_path / "2.idx", many)
    here = Held(Version(id=2, parts=1, horizon=0.0), engine.Engine.open(tmp_path / "2.idx"))
    assert ask(here, "口红").total == 33
    assert ask(here, "第30号口红").keys[0] == 30


def test_a_torn_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "3.idx"
    artifact.write(path, {"one": np.asarray([1, 2, 3], np.int32)}, {})
    whole = path.read_bytes()
    assert artifact.read(path)[0]["one"].tolist() == [1, 2, 3]
    path.write_bytes(whole[:-1])
    with pytest.raises(artifact.Unreadable):
        artifact.read(path)
    path.write_bytes(b"something else entirely")
    with pytest.raises(artifact.Unreadable):
        artifact.read(path)


def test_a_word_in_the_title_says_more_than_one_in_the_text() -> None:
    title = weighed(Document(key=1, texts={"title": "面霜"}, labels=[], quality=0, at=0), LEXICON)
    body = weighed(Document(key=1, texts={"body": "面霜"}, labels=[], quality=0, at=0), LEXICON)
    assert title["=g:skincare.moisturiser.cream"] > body["=g:skincare.moisturiser.cream"] > 0
    assert rules.SEARCH_FIELD_WEIGHT["title"] > rules.SEARCH_FIELD_WEIGHT["body"]
