"""The measure of search quality: which queries count, and how an order is valued."""

import pytest

from zhongcao.app.measuring.finding import Query, about_beauty, ndcg, read_judgements


def test_queries_about_beauty_name_such_goods_and_nothing_that_borrows_the_word() -> None:
    texts = ["兰蔻眼霜", "车窗防晒霜", "男士面膜", "面膜碗模具", "登山杖", "汽车香水"]
    found = about_beauty(Query(line, text) for line, text in enumerate(texts))
    assert [query.text for query in found] == ["兰蔻眼霜", "男士面膜"]


def test_the_best_order_is_worth_one_and_a_worse_one_less() -> None:
    grades = {"a": 3, "b": 2, "c": 0}
    assert ndcg(["a", "b", "c"], grades) == 1.0
    assert ndcg(["b", "a"], grades) == pytest.approx((3 + 7 / 1.584963) / (7 + 3 / 1.584963), abs=1e-6)
    assert ndcg(["unjudged", "a"], grades) < ndcg(["a"], grades)
    assert ndcg([], grades) == 0.0
    assert ndcg(["a"], {}) == 0.0


def test_a_hundred_queries_are_judged_with_grades_from_0_to_3() -> None:
    grades = read_judgements()
    assert len(grades) == 100
    assert all(any(grade for grade in judged.values()) for judged in grades.values())
    assert {grade for judged in grades.values() for grade in judged.values()} == {0, 1, 2, 3}
