"""Recall learnt offline, on a small made-up world with two tastes: who likes one half of the goods likes its rest."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from zhongcao.app.measuring.recall import METHODS, measure_recall
from zhongcao.discovery.training import blending, diffusion, factors
from zhongcao.discovery.training.blending import Blend, Parts, choose_blend, measured, mix, without_seen
from zhongcao.discovery.training.diffusion import Sharpness
from zhongcao.discovery.training.evaluation import first_places, judge, one_hot
from zhongcao.discovery.training.interactions import Interactions, Real, Whole, read_npz
from zhongcao.discovery.training.kernels import solve_rows
from zhongcao.discovery.training.neighbours import Closeness, count_together, tabulate, together

SEED = 20261127
MEMBERS, ITEMS = 300, 60


def two_tastes() -> tuple[Interactions, Interactions]:
    """Each member has ten goods, nine of them of their own half; two of the nine are hidden."""
    dice = np.random.default_rng(SEED)
    seen, hidden = [], []
    for member in range(MEMBERS):
        half = member % 2 * (ITEMS // 2)
        own = dice.permutation(ITEMS // 2)[:9] + half
        strange = dice.integers(ITEMS // 2) + (ITEMS // 2 - half)
        seen.append(np.sort(np.append(own[:7], strange)))
        hidden.append(np.sort(own[7:]))
    return _held(seen), _held(hidden)


def _held(lists: list[np.ndarray]) -> Interactions:
    starts = np.concatenate([[0], np.cumsum([len(one) for one in lists])]).astype(np.int64)
    return Interactions(starts, np.concatenate(lists).astype(np.int32), ITEMS)


def _dense(seen: Interactions) -> np.ndarray:
    made = np.zeros((seen.member_count, seen.item_count))
    made[seen.owners(), seen.items] = 1
    return made


def test_the_operator_is_the_formula_written_out() -> None:
    seen, _ = two_tastes()
    operator = diffusion.fit(seen, directions=2, seed=SEED)  # the two tastes; behind them is only noise
    dense = _dense(seen)
    scaled = dense / np.sqrt(dense.sum(1, keepdims=True)) / np.sqrt(dense.sum(0, keepdims=True))
    p = scaled.T @ scaled
    strongest = np.linalg.svd(scaled)[2][:2].T
    root = np.sqrt(dense.sum(0))
    low = np.diag(1 / root) @ strongest @ strongest.T @ np.diag(root)
    polynomial, term = np.eye(ITEMS), np.eye(ITEMS)
    for k in range(1, 5):
        term = term @ (-1.5 * p) / k
        polynomial = polynomial + term
    expected = dense[:5] @ (p + 0.3 * low) @ polynomial
    made = operator.apply(one_hot(seen, np.arange(5)), Sharpness(0.3, 1.5)).T
    np.testing.assert_allclose(made, expected, atol=2e-4)


def test_a_table_of_all_neighbours_is_the_operator_without_its_negative_part() -> None:
    seen, _ = two_tastes()
    operator = diffusion.fit(seen, directions=8, seed=SEED)
    table = tabulate(operator, Sharpness(0.2, 1.0), item_count=ITEMS, length=ITEMS - 1, say=lambda done: None)
    exact = operator.apply(np.eye(ITEMS, dtype=np.float32), Sharpness(0.2, 1.0))
    np.fill_diagonal(exact, 0)
    rebuilt = np.zeros((ITEMS, ITEMS), np.float32)
    for item in range(ITEMS):
        held = table.items[item] >= 0
        rebuilt[table.items[item][held], item] = table.weights[item][held]
    np.testing.assert_allclose(rebuilt, np.maximum(exact, 0), atol=1e-5)


def test_what_occurs_together_is_counted_by_its_degrees() -> None:
    seen, _ = two_tastes()
    pairs = count_together(seen, Closeness(member=0.5, source=0.3, target=0.4), length=5, say=lambda done: None)
    dense = _dense(seen)
    owners, degrees = dense.sum(1) ** -0.5, dense.sum(0)
    together = (dense * owners[:, None]).T @ dense * degrees[:, None] ** -0.3 * degrees[None, :] ** -0.4
    np.fill_diagonal(together, 0)
    assert pairs.items[7, 0] == together[7].argmax()
    np.testing.assert_allclose(pairs.weights[7], np.sort(together[7])[::-1][:5], rtol=1e-4)


def test_vectors_find_the_half_that_a_member_likes() -> None:
    seen, hidden = two_tastes()
    made = factors.fit(seen, size=8, rounds=10, unseen=0.05, penalty=0.01, seed=SEED)
    found = judge(made.score, seen, hidden, np.arange(MEMBERS))
    assert found.recall > 0.6, "20 of 52 by chance would be 0.38"


def test_vectors_of_many_rows_at_once_are_those_of_one_row_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(factors, "ROWS_TOGETHER", 7)
    seen, _ = two_tastes()
    dice = np.random.default_rng(SEED)
    members, items = (
        (dice.standard_normal((count, 8)) * 0.1 / np.sqrt(8)).astype(np.float32) for count in (MEMBERS, ITEMS)
    )
    turned, unseen = seen.by_item(), np.float32(0.05)
    weights = [
        (0.01 * (held + 0.05 * others)).astype(np.float32)
        for held, others in ((seen.per_member(), ITEMS), (seen.per_item(), MEMBERS))
    ]
    for _ in range(2):
        solve_rows(seen.starts, seen.items, items, items.T @ items, weights[0], unseen, members)
        solve_rows(turned.starts, turned.members, members, members.T @ members, weights[1], unseen, items)
    made = factors.fit(seen, size=8, rounds=2, unseen=0.05, penalty=0.01, seed=SEED)
    np.testing.assert_allclose(made.members, members, atol=1e-5)
    np.testing.assert_allclose(made.items, items, atol=1e-5)


def _three(seen: Interactions) -> Callable[[Whole], Parts]:
    operator = diffusion.fit(seen, directions=4, seed=SEED)
    vectors = factors.fit(seen, size=8, rounds=5, unseen=0.05, penalty=0.01, seed=SEED)
    carry = together(seen, Closeness())

    def parts(batch: Whole) -> Parts:
        columns = one_hot(seen, batch)
        return operator.apply(columns, Sharpness(0.2, 1.0)), carry(columns), vectors.score(batch)

    return parts


def test_a_blend_chosen_among_candidates_is_as_good_on_the_whole_ranking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blending, "CANDIDATES", 24)
    seen, hidden = two_tastes()
    parts = _three(seen)
    blend, quality = choose_blend(parts, seen, hidden, np.arange(MEMBERS))

    def score(batch: Whole) -> Real:
        one, two, three = (without_seen(part, seen, batch) for part in parts(batch))
        return mix(measured((one, two, three), blend.measure), blend)

    whole = judge(score, seen, hidden, np.arange(MEMBERS))
    assert (quality.recall, quality.ndcg) == pytest.approx((whole.recall, whole.ndcg), abs=0.002)


def test_a_blend_leans_on_the_part_that_knows() -> None:
    seen, hidden = two_tastes()
    noise = np.random.default_rng(SEED).random((ITEMS, MEMBERS)).astype(np.float32)
    told = noise[::-1].copy()
    told[hidden.cells(np.arange(MEMBERS))] = 1.01

    def parts(batch: Whole) -> Parts:
        return noise[:, batch], noise[:, batch], told[:, batch]

    blend, quality = choose_blend(parts, seen, hidden, np.arange(MEMBERS))
    assert blend.factors > max(blending.SHARES_FACTORS) / 2
    assert blend.together < 0.5
    assert quality.recall > 0.9


def test_where_all_shares_find_the_same_it_is_their_mean() -> None:
    seen, hidden = two_tastes()
    noise = np.random.default_rng(SEED).random((ITEMS, MEMBERS)).astype(np.float32)
    blend, _ = choose_blend(
        lambda batch: (noise[:, batch], noise[:, batch], noise[:, batch]), seen, hidden, np.arange(MEMBERS)
    )
    assert blend.together == pytest.approx(np.mean(blending.SHARES_TOGETHER), abs=0.1)
    assert blend.factors == pytest.approx(np.mean(blending.SHARES_FACTORS), abs=0.2)


def test_nobody_to_ask_leaves_the_operator_alone() -> None:
    seen, hidden = two_tastes()
    blend, quality = choose_blend(_three(seen), seen, hidden, np.arange(0))
    assert (blend, quality.both) == (Blend(), 0)


def test_equal_scores_speak_against_us() -> None:
    seen, hidden = two_tastes()
    lists = first_places(np.zeros((ITEMS, 1), np.float32), seen, hidden, np.array([0]))
    wanted = hidden.items[hidden.starts[0] : hidden.starts[1]]
    assert not np.isin(lists[0], wanted).any()


def test_a_file_with_columns_twice_and_out_of_order_counts_each_once(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", indptr=[0, 3, 4], indices=[2, 0, 2, 1], shape=[2, 3], data=np.ones(4), format=b"csr")
    read = read_npz(tmp_path / "a.npz")
    assert read.items.tolist() == [0, 2, 1]
    assert read.starts.tolist() == [0, 2, 3]


@pytest.mark.slow
def test_the_measure_finds_that_learning_beats_popularity(tmp_path: Path) -> None:
    for name, held in zip(("train", "test"), two_tastes(), strict=True):
        np.savez(tmp_path / f"{name}.npz", indptr=held.starts, indices=held.items, shape=[MEMBERS, ITEMS])
    made = measure_recall(tmp_path, methods=METHODS, seed=SEED, say=lambda text: None)
    recall = {method: made.figures[f"{method}.recall20"] for method in METHODS}
    assert min(recall[method] for method in METHODS if method != "popularity") > recall["popularity"] + 0.2
    assert recall["blend"] >= recall["operator"] - 0.03
