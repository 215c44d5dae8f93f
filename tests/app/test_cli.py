"""The command line: quick, explained, with exit codes that mean something."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from zhongcao.app import cli, migrate, revision
from zhongcao.app.commands.backups import parse_moment
from zhongcao.app.commands.config import masked
from zhongcao.app.webapp import browser


def call(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command as an operator does."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ZHONGCAO_")}
    command = [sys.executable, "-m", "zhongcao.app.cli", *words]
    return subprocess.run(
        command, capture_output=True, text=True, env=environment | {"COLUMNS": "120"} | settings, check=False
    )


def test_help_lists_every_command_and_is_quick() -> None:
    call("--help")
    started = time.process_time() + sum(os.times()[2:4])
    answer = call("--help")
    spent = time.process_time() + sum(os.times()[2:4]) - started
    assert answer.returncode == 0
    for entry in cli.TABLE:
        if cli.is_there(entry):
            assert f" {entry.name} " in answer.stdout
    assert spent < 1.5, "processor seconds; loading only what the list needs keeps it short"


@pytest.mark.parametrize("entry", [entry for entry in cli.TABLE if cli.is_there(entry)], ids=lambda entry: entry.name)
def test_every_command_explains_itself_with_an_example(entry: cli.Entry) -> None:
    app = typer.Typer()
    app.callback()(lambda: None)
    cli.register(app, entry, load=True)
    answer = CliRunner().invoke(app, [entry.name, "--help"], env={"COLUMNS": "120"})
    assert answer.exit_code == 0
    assert f"./zhongcao {entry.name}" in answer.stdout.partition("Example:")[2]


def test_mistakes_are_answered_in_a_sentence() -> None:
    unknown = call("config", ZHONGCAO_BOGUS="1")
    assert (unknown.returncode, unknown.stderr) == (1, "zhongcao: unknown settings: ZHONGCAO_BOGUS\n")
    assert call("nonsense").returncode == 2
    step = call("check", "--only", "nonsense")
    assert step.returncode == 2
    assert "nonsense" in step.stdout


def test_pictures_of_a_shop_that_is_not_there_are_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(browser, "bring_browser", lambda say: tmp_path / "chromium")
    app = typer.Typer()
    app.callback()(lambda: None)
    cli.register(app, next(entry for entry in cli.TABLE if entry.name == "shots"), load=True)
    for more in ([], ["--check"]):
        words = ["shots", "--only", "cart", "--address", "http://127.0.0.1:9", "--out", str(tmp_path / "out"), *more]
        answer = CliRunner().invoke(app, words, env={"COLUMNS": "120"})
        assert answer.exit_code == 1
        assert "No shop answers at http://127.0.0.1:9." in answer.output
    assert list(tmp_path.rglob("*.png")) == []


def test_config_shows_no_secret() -> None:
    answer = call("config", "--json", DATABASE_URL="postgresql://shop:hunter2@db.example/shop", ZHONGCAO_PORT="9000")
    assert answer.returncode == 0
    assert '"port": 9000' in answer.stdout
    assert "postgresql://shop:***@db.example/shop" in answer.stdout
    assert "hunter2" not in answer.stdout
    assert masked("api_secret", "abc") == "***"
    assert masked("host", "abc") == "abc"


def test_backup_of_a_foreign_server_is_refused(tmp_path: Path) -> None:
    answer = call("backup", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none", ZHONGCAO_DATA_DIR=str(tmp_path))
    assert answer.returncode == 1
    assert "a server of your own" in answer.stderr
    assert list(tmp_path.iterdir()) == []


def test_verify_without_a_backup_is_not_green(tmp_path: Path) -> None:
    answer = call("verify", ZHONGCAO_DATA_DIR=str(tmp_path))
    assert (answer.returncode, answer.stdout) == (1, "There is no backup yet.\n")


def test_the_expected_schema_is_the_last_migration() -> None:
    assert revision.expected() == migrate.newest()


def test_moments_are_utc_unless_they_say_otherwise() -> None:
    assert parse_moment("2026-11-22T13:00:00").isoformat() == "2026-11-22T13:00:00+00:00"
    assert parse_moment("2026-11-22T13:00:00+08:00").isoformat() == "2026-11-22T13:00:00+08:00"
    with pytest.raises(ValueError, match="is no moment"):
        parse_moment("yesterday")
