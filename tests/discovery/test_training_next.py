"""The next item learnt offline, on a made-up world in which goods follow each other along chains."""

from pathlib import Path

import msgspec
import numpy as np
import pytest

from zhongcao.app.measuring.following import measure_next
from zhongcao.discovery.training import ranker, sasrec, succession
from zhongcao.discovery.training.following import ranks, repeats_matter
from zhongcao.discovery.training.sequences import Sequences, read_attributes, read_sequences
from zhongcao.discovery.training.succession import Rhythm

SEED = 20261127
ITEMS, MEMBERS = 80, 300


def chains() -> list[list[int]]:
    """Each member walks up one of eight chains of ten goods from a place of their own, and strays now and then."""
    dice = np.random.default_rng(SEED)
    walks = []
    for _ in range(MEMBERS):
        chain, at = int(dice.integers(8)), int(dice.integers(4))
        walk = [chain * 10 + (at + step) % 10 for step in range(6)]
        walk[int(dice.integers(1, 4))] = int(dice.integers(ITEMS))
        walks.append(list(dict.fromkeys(walk)))
    return walks


def held(walks: list[list[int]]) -> Sequences:
    starts = np.concatenate([[0], np.cumsum([len(one) for one in walks])]).astype(np.int64)
    return Sequences(starts, np.array([item for walk in walks for item in walk], np.int32), ITEMS)


def written(folder: Path) -> Path:
    file = folder / "sequences.txt"
    lines = [f"m{place} " + " ".join(f"g{item}" for item in walk) for place, walk in enumerate(chains())]
    file.write_text("\n".join(lines))
    return file


def test_what_follows_is_counted_by_distance_and_direction() -> None:
    rhythm = Rhythm(window=2, backward=0.5, distance=0.5, own_degree=0, other_degree=0)
    table = succession.follow(held([[0, 1, 2], [0, 1]]), rhythm, length=3)
    assert dict(zip(table.items[0].tolist(), table.weights[0].tolist(), strict=True)) == {1: 2.0, 2: 0.5, -1: 0.0}
    assert dict(zip(table.items[1].tolist(), table.weights[1].tolist(), strict=True)) == {2: 1.0, 0: 1.0, -1: 0.0}


def test_old_pairs_fade_where_acts_have_dates() -> None:
    seen = msgspec.structs.replace(held([[0, 1], [0, 2]]), ages=np.array([40, 30, 100, 0], np.float32))
    rhythm = Rhythm(window=2, backward=0.5, own_degree=0, other_degree=0)
    assert succession.follow(seen, rhythm, length=2).weights[0].tolist() == [1.0, 1.0]
    table = succession.follow(seen, msgspec.structs.replace(rhythm, fade=10.0), length=2)
    assert table.items[0].tolist() == [2, 1]
    np.testing.assert_allclose(table.weights[0], [1.0, 1 / 8], rtol=1e-6)
    assert seen.without_last(1).ages.tolist() == [40, 100]


def test_what_a_member_has_is_not_proposed_unless_they_come_back_to_things() -> None:
    seen = held([[0, 1, 2], [0, 1], [1, 0]])
    table = succession.follow(seen, Rhythm(), length=3)
    items, _ = succession.expect(table, seen, age=0.8, recent=5, length=4, repeats=False)
    assert set(items[1].tolist()) == {2, -1}
    items, _ = succession.expect(table, seen, age=0.8, recent=5, length=4, repeats=True)
    assert set(items[1].tolist()) == {0, 1, 2, -1}


def test_coming_back_is_noticed() -> None:
    seen = held([[0, 1, 2]] * 10)
    assert repeats_matter(seen, np.array([1] + [5] * 9, np.int32))
    assert not repeats_matter(seen, np.full(10, 5, np.int32))


def test_equals_stand_before_the_answer() -> None:
    items = np.array([[4, 5, 6, -1]], np.int32)
    scores = np.array([[1.0, 1.0, 0.5, 9.0]], np.float32)
    assert ranks(items, scores, np.array([5])).tolist() == [2]
    assert ranks(items, scores, np.array([7]))[0] > 1_000_000


def test_a_ranker_learns_which_feature_tells() -> None:
    dice = np.random.default_rng(SEED)
    features = dice.standard_normal((600, 12, 3)).astype(np.float32)
    answers = features[:, :, 1].argmax(1)
    real = np.ones((600, 12), bool)
    wanted = np.arange(12) == answers[:, None]
    learnt = ranker.learn(features[:500], real[:500], wanted[:500], seed=SEED)
    assert (learnt.score(features[500:]).argmax(1) == answers[500:]).mean() > 0.9


def test_attributes_become_vectors_of_length_one(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("g1 red soft\ng2 red\nstrange red\n")
    vectors = read_attributes(tmp_path / "a.txt", ["g1", "g2", "g3"])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), [1, 1, 0], atol=1e-6)
    assert vectors[0] @ vectors[1] < 0.7, "the rare attribute counts more"


def test_a_file_without_sequences_says_so(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("only-a-member\n")
    with pytest.raises(ValueError, match="no line with a member and items"):
        read_sequences(tmp_path / "empty.txt")


@pytest.mark.slow
def test_the_pipeline_finds_the_next_of_a_chain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sasrec, "DROPOUTS", (0.2,))
    monkeypatch.setattr(sasrec, "EPOCHS_MAX", 6)
    monkeypatch.setattr(ranker, "EPOCHS_MAX", 8)
    monkeypatch.setattr(ranker, "BATCH", 64)
    made = measure_next(written(tmp_path), None, seed=SEED, say=lambda text: None)
    figures = made.figures
    assert figures["pipeline.ndcg10"] >= figures["succession.ndcg10"] - 0.01
    assert figures["succession.hr10"] > figures["popularity.hr10"] + 0.3
    assert figures["sasrec.hr10"] > figures["popularity.hr10"] + 0.3
    for name in ("succession", "together", "vectors", "sasrec", "pipeline"):
        assert figures[f"{name}.train_cpu"] >= 0, name
        assert figures[f"{name}.us_per_member"] > 0, name
