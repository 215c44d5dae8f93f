"""The main job on data that nobody here wrote: the whole loop as an operator starts it, with processes killed."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ORDERS, KILLS = 30, 2
SECONDS_MAX = 280
"""Well under a minute on a quiet machine; the suite shares its two cores with other tests."""


def rehearse(folder: Path, data_dir: Path) -> tuple[int, str, str]:
    """Run the command in a data folder of its own; exit code, standard output and standard error."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ZHONGCAO_")}
    options = {"--input": str(folder), "--from": "sephora", "--orders": str(ORDERS), "--kills": str(KILLS)}
    words = [word for pair in options.items() for word in pair]
    with subprocess.Popen(
        [sys.executable, "-m", "zhongcao.app.cli", "loop", *words, "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment | {"ZHONGCAO_DATA_DIR": str(data_dir)},
    ) as running:
        try:
            told, said = running.communicate(timeout=SECONDS_MAX)
        except subprocess.TimeoutExpired:
            running.terminate()  # it stops its own server, worker and database
            told, said = running.communicate(timeout=30)
        return running.returncode, told, said


@pytest.mark.slow
@pytest.mark.needs_data
def test_every_order_of_real_ratings_reaches_its_end_and_nothing_is_lost(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "sephora-skincare" / "ci"
    if not folder.exists():
        pytest.skip("the review data set is not here")
    code, told, said = rehearse(folder, tmp_path)
    assert code == 0, said[-3000:]
    result: dict[str, Any] = json.loads(told)
    assert result["violations"] == 0
    figures = result["figures"]
    assert figures["orders_total"] == figures["orders_final"] == ORDERS
    assert figures["orders_by_state"] == {"completed": ORDERS}
    assert figures["delivered"] == figures["shared_notes"] == ORDERS, "ratings with words come first"
    assert set(figures["tax_by_regime"]) == {"retail", "postal"}
    assert min(figures["tax_by_regime"].values()) > 0
    assert 0 < figures["cleared"] == figures["declared"] < ORDERS, "parcels from overseas clear by themselves"
    assert figures["proposals"] >= 1
    assert sum(count for name, count in figures["recovered"].items() if name.startswith("kill")) == KILLS
    page = next(tmp_path.rglob("loop.html")).read_text(encoding="utf-8")
    assert "<svg" in page
    assert "http://" not in page.replace("http://www.w3.org", "")
