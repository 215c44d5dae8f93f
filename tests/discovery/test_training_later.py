"""What is taken next after a moment, on a made-up shop with dates: chains of goods, and new goods like the old ones."""

import csv
from datetime import date, timedelta
from pathlib import Path

import msgspec
import numpy as np
import pytest

from zhongcao.app.measuring.later import Dated, at_moment, measure_later, read_dated
from zhongcao.discovery.training import ranker, sasrec
from zhongcao.discovery.training.following import learn_channels, propose
from zhongcao.discovery.training.succession import Rhythm
from zhongcao.importing.adapters import ADAPTERS

SEED = 20261127
FIRST = date(2022, 1, 1)
CHAINS, STEPS, MEMBERS = 6, 10, 240
OLD = CHAINS * STEPS


def written(folder: Path) -> Path:
    """Members walk up chains, an act every twenty days; each chain's last product appears only in the last months."""
    dice = np.random.default_rng(SEED)
    print(f"seed {SEED}")
    with (folder / "products.csv").open("w", newline="") as file:
        out = csv.writer(file)
        names = ("product_id", "product_name", "brand_name", "primary_category", "price_usd", "size", "highlights")
        out.writerow(names)
        for item in range(OLD):
            chain = item // STEPS
            out.writerow([f"P{item}", f"Goods {item}", f"Brand {chain}", "Skincare", "10", "50 mL", f"['h{chain}']"])
    with (folder / "interactions.csv").open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(("user_id", "product_id", "rating", "date"))
        for member in range(MEMBERS):
            chain, at = int(dice.integers(CHAINS)), int(dice.integers(3))
            day = FIRST + timedelta(days=int(dice.integers(160)))
            for step in range(at, STEPS):
                if step == STEPS - 1 and day < FIRST + timedelta(days=240):
                    break
                out.writerow((f"u{member}", f"P{chain * STEPS + step}", "5", day.isoformat()))
                day += timedelta(days=20)
    return folder


def test_nothing_after_the_moment_is_known_and_the_first_after_it_is_asked() -> None:
    dated = Dated(
        members=np.array([0, 0, 0, 1, 2]),
        items=np.array([3, 1, 2, 0, 4], np.int32),
        days=np.array([10, 200, 201, 205, 20]),
        member_count=3,
        item_count=5,
        content=np.eye(5, dtype=np.float32),
    )
    found = at_moment(dated, 150, 202)
    assert found.known.items.tolist() == [3, 4]
    assert found.answers.tolist() == [1, -1, -1], "the first one taken, and only before the end"
    assert found.lately.tolist() == [0, 0, 0, 0, 0], "what was taken long ago is not of late"
    assert at_moment(dated, 60, 300).lately.tolist() == [0, 0, 0, 1, 1]


def test_a_member_with_something_twice_has_it_once(tmp_path: Path) -> None:
    folder = written(tmp_path)
    with (folder / "interactions.csv").open("a") as file:
        file.write("u0,P0,4,2022-12-30\nu0,P0,4,2022-12-31\nu0,PX,4,2022-12-31\n")
    dated = read_dated(folder, ADAPTERS["sephora"])
    assert len({*zip(dated.members.tolist(), dated.items.tolist(), strict=True)}) == len(dated.items)
    assert dated.item_count == OLD
    same = dated.members[1:] == dated.members[:-1]
    assert (np.diff(dated.days)[same] >= 0).all()


def test_new_goods_are_proposed_by_what_they_are_like(tmp_path: Path) -> None:
    dated = read_dated(written(tmp_path), ADAPTERS["sephora"])
    moment = at_moment(dated, int(dated.days.min()) + 200, int(dated.days.max()) + 1)
    channels = learn_channels(moment.known, content=dated.content, rhythm=Rhythm(), repeats=False, seed=SEED)
    assert "untaken" not in propose(channels, moment.known)
    channels = msgspec.structs.replace(channels, lately=moment.lately)
    items, _ = propose(channels, moment.known)["untaken"]
    member = int(np.argmax(moment.known.lengths()))
    chain = moment.known.items[moment.known.starts[member]] // STEPS
    assert items[member, 0] == chain * STEPS + STEPS - 1, "the new product of the chain's own brand comes first"


@pytest.mark.slow
def test_the_pipeline_beats_its_channels_and_tells_groups_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sasrec, "DROPOUTS", (0.2,))
    monkeypatch.setattr(sasrec, "EPOCHS_MAX", 5)
    monkeypatch.setattr(ranker, "EPOCHS_MAX", 8)
    monkeypatch.setattr(ranker, "BATCH", 64)
    made = measure_later(written(tmp_path), ADAPTERS["sephora"], days=90, seed=SEED, say=lambda text: None)
    figures = made.figures
    assert made.data["asked"] > 100
    assert figures["pipeline.hr10"] >= max(
        figures[f"{one}.hr10"] for one in ("popularity", "together", "vectors", "lately")
    )
    assert figures["pipeline.hr10"] > 0.8
    assert figures["pipeline.ndcg10_low"] <= figures["pipeline.ndcg10"] <= figures["pipeline.ndcg10_high"]
    assert figures["sasrec.hr10"] > figures["popularity.hr10"]
    assert figures["ahead_of_popularity.ndcg10_low"] > 0
    assert figures["unseen.share"] > 0
    assert figures["unseen.pipeline.hr10"] > figures["unseen.popularity.hr10"] == 0
