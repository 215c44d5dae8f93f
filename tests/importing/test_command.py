"""The import command as an operator calls it, on a database of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from tests.importing.folders import COUNTS, WORLD, write_csv
from zhongcao.app.commands.import_ import import_


def call(data_dir: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run `zhongcao import` with a data folder."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ZHONGCAO_", "DATABASE_"))}
    return subprocess.run(
        [sys.executable, "-m", "zhongcao.app.cli", "import", *words],
        capture_output=True,
        text=True,
        env=environment | {"ZHONGCAO_DATA_DIR": str(data_dir), "COLUMNS": "120"},
        timeout=180,
        check=False,
    )


def ask_quickly(*words: str) -> Result:
    """The same command within this process, for answers that need no database."""
    app = typer.Typer()
    app.command("import")(import_)
    return CliRunner().invoke(app, list(words), env={"COLUMNS": "120"})


def test_help_names_the_formats_and_shows_an_example() -> None:
    done = ask_quickly("--help")
    assert done.exit_code == 0
    for word in ("open, sephora, shopify", "--origin", "--json", "Example"):
        assert word in done.output, word


def test_an_unknown_format_or_folder_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    assert ask_quickly(str(tmp_path), "--from", "excel").exit_code == 2
    assert ask_quickly(str(tmp_path / "nowhere")).exit_code == 2


@pytest.mark.slow
def test_a_good_folder_is_told_in_numbers_and_a_bad_one_ends_with_one(tmp_path: Path) -> None:
    good, bad, data = tmp_path / "good", tmp_path / "bad", tmp_path / "data"
    good.mkdir()
    bad.mkdir()
    write_csv(good, **{**WORLD, "members": [*WORLD["members"], {"member": "m3", "birth_year": 1066}]})
    (bad / "members.csv").write_text('member\n"m1\n')
    done = call(data, str(good), "--origin", "US", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert {kind: count["new"] for kind, count in told["counts"].items()} == {**COUNTS, "orders": 2}
    assert [(row["file"], row["line"], row["column"]) for row in told["bad_rows"]] == [("members.csv", 4, "birth_year")]
    assert "members.csv:4: birth_year:" in done.stderr
    assert "1 SKUs wait for their customs data" in done.stderr

    refused = call(data, str(bad))
    assert refused.returncode == 1
    assert "Nothing was imported: members.csv: has broken quoting" in refused.stderr
