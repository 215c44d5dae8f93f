"""SASRec of our own: its slopes are right, it looks back only, and it learns what follows what."""

import numpy as np

from zhongcao.discovery.training import attention, sasrec
from zhongcao.discovery.training.attention import Shape
from zhongcao.discovery.training.interactions import Index
from zhongcao.discovery.training.sequences import Sequences

SEED = 20261128
TINY = Shape(size=6, blocks=2, dropout=0.3, longest=5)


def precise(item_count: int, shape: Shape) -> attention.Weights:
    dice = np.random.default_rng(SEED)
    made = attention.begin(item_count, shape, dice)
    return {name: one.astype(np.float64) + 0.1 * dice.standard_normal(one.shape) for name, one in made.items()}


def test_each_slope_is_what_finite_differences_say() -> None:
    weights, dice = precise(9, TINY), np.random.default_rng(SEED)
    windows = np.array([[-1, -1, 3, 4, 5, 1], [0, 1, 2, 3, 4, 8], [-1, 7, 7, 2, 1, 0]], np.int32)

    def loss() -> float:  # the same dice leave the same out each time
        return sasrec.loss_and_slopes(weights, windows, TINY, np.random.default_rng(SEED))[0]

    _, slopes = sasrec.loss_and_slopes(weights, windows, TINY, np.random.default_rng(SEED))
    assert set(slopes) == set(weights)
    for name, values in weights.items():
        for _ in range(3):
            at = tuple(int(dice.integers(extent)) for extent in values.shape)
            own, sides = values[at], []
            for step in (1e-5, -1e-5):
                values[at] = own + step
                sides.append(loss())
            values[at] = own
            np.testing.assert_allclose((sides[0] - sides[1]) / 2e-5, slopes[name][at], rtol=1e-4, atol=1e-7)


def test_a_later_item_never_changes_what_was_foretold_before_it() -> None:
    weights = precise(9, TINY)
    ids = np.array([[2, 3, 4, 5], [-1, 0, 1, 2]], np.int32)
    before, _ = attention.forward(weights, ids, TINY, None)
    ids[:, 3] = 8
    after, _ = attention.forward(weights, ids, TINY, None)
    np.testing.assert_array_equal(before[:, :3], after[:, :3])
    assert not np.allclose(before[:, 3], after[:, 3])


def test_what_fills_a_short_sequence_in_front_says_nothing() -> None:
    weights = precise(9, TINY)
    bare, _ = attention.forward(weights, np.array([[3, 4]], np.int32), TINY, None)
    filled, _ = attention.forward(weights, np.array([[-1, -1, 3, 4]], np.int32), TINY, None)
    np.testing.assert_allclose(filled[:, 2:], bare, atol=1e-12)


def test_the_place_of_an_answer_counts_equals_before_it_and_leaves_out_what_is_had() -> None:
    seen = Sequences(np.array([0, 2, 3], np.int64), np.array([0, 1, 2], np.int32), 6)
    weights = {name: np.zeros_like(one) for name, one in precise(6, TINY).items()}
    answers: Index = np.array([4, -1], np.int32)
    made = sasrec.Sasrec(weights, TINY, 0, 0)
    assert sasrec.places(made, seen, answers, repeats=False).tolist() == [4, 1 << 30]
    assert sasrec.places(made, seen, answers, repeats=True)[0] == 6


def test_it_learns_a_ring_in_which_the_last_two_tell_the_next() -> None:
    """Half of the members walk a ring forward, half backward: the last item alone does not tell which comes next."""
    dice, count, members = np.random.default_rng(SEED), 8, 800
    print(f"seed {SEED}")
    begins, turns, lengths = (
        dice.integers(0, count, members),
        dice.choice((-1, 1), members),
        dice.integers(3, 6, members),
    )
    walks = ((begins[:, None] + turns[:, None] * np.arange(6)) % count).astype(np.int32)
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    seen = Sequences(starts, walks[np.arange(6) < lengths[:, None]], count)
    answers, asked = walks[np.arange(members), lengths], np.arange(members) % 2 == 0
    shape = Shape(size=16, blocks=2, dropout=0.1, longest=6)
    chosen = sasrec.learn(seen, np.where(asked, answers, -1), shape, repeats=True, seed=SEED, say=lambda text: None)
    made = sasrec.learn_again(seen, chosen, seed=SEED)
    np.testing.assert_array_equal(made.weights["items"], chosen.weights["items"])
    found = sasrec.places(made, seen, answers, repeats=True)[~asked]
    assert (found == 1).mean() > 0.75, "the last item alone would be right half the time"
