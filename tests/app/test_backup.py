"""Backups: they are whole, they lead back to a moment, and the drill notices when one does not."""

import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from zhongcao.app import backup, drill
from zhongcao.app.cluster_home import scratch_folder
from zhongcao.app.cluster_setup import psql
from zhongcao.app.embedded import AlreadyOwned, EmbeddedPostgres
from zhongcao.kit.settings import Settings


@pytest.fixture(scope="module")
def shop() -> Iterator[tuple[Settings, EmbeddedPostgres]]:
    """A running database with a table, and its settings."""
    settings = Settings(data_dir=scratch_folder("zhongcao-test-"))
    with EmbeddedPostgres(settings.data_dir) as server:
        psql(server.home, "CREATE TABLE t (n int PRIMARY KEY); INSERT INTO t SELECT generate_series(1, 1000)")
        yield settings, server
    subprocess.run(["rm", "-rf", str(settings.data_dir)], check=True)


def quiet(text: str) -> None:
    """Nobody listens to the progress."""


@pytest.mark.slow
def test_restore_gives_exactly_the_rows_before_a_moment() -> None:
    settings = Settings(data_dir=scratch_folder("zhongcao-test-"))
    picture = settings.data_dir / "objects" / "ab" / "picture"
    with EmbeddedPostgres(settings.data_dir) as server:
        psql(server.home, "CREATE TABLE t (n int PRIMARY KEY); INSERT INTO t SELECT generate_series(1, 1000)")
        picture.parent.mkdir(parents=True)
        picture.write_bytes(b"petals")
        made = backup.take_backup(settings, quiet)
        psql(server.home, "UPDATE t SET n = n + 10000 WHERE n <= 500")
        time.sleep(0.05)
        moment = datetime.now(UTC)
        time.sleep(0.05)
        psql(server.home, "DELETE FROM t WHERE n < 900; DROP TABLE t; CREATE TABLE wrong (n int)")
        picture.unlink()

        found = drill.drill(settings, quiet)
        assert (found.backup, found.tables, found.differences) == (made.name, 1, [])

        with pytest.raises(AlreadyOwned):
            backup.restore(settings, to=moment, say=quiet)
        assert psql(server.home, "SELECT to_regclass('wrong')").strip() == "wrong"
    with pytest.raises(RuntimeError, match="no backup from before"):
        backup.restore(settings, to=datetime(2020, 1, 1, tzinfo=UTC), say=quiet)
    assert not list(server.home.root.glob("data.*"))

    aside = backup.restore(settings, to=moment, say=quiet)
    assert aside is not None
    assert (aside / "PG_VERSION").exists()
    assert picture.read_bytes() == b"petals"
    with EmbeddedPostgres(settings.data_dir) as server:
        rows = psql(server.home, "SELECT count(*), min(n), max(n), to_regclass('wrong') FROM t")
        assert rows.strip() == "1000|501|10500|"
        # The restored shop goes on: it writes, and its log is archived.
        psql(server.home, "INSERT INTO t VALUES (1)")
        backup.archive_now(server.home)

    # A moment after the last change is the last change.
    backup.restore(settings, to=datetime.now(UTC), say=quiet)
    with EmbeddedPostgres(settings.data_dir) as server:
        assert psql(server.home, "SELECT count(*) FROM t").strip() == "1001"
    subprocess.run(["rm", "-rf", str(settings.data_dir)], check=True)


def test_a_damaged_backup_is_noticed(shop: tuple[Settings, EmbeddedPostgres]) -> None:
    settings, _ = shop
    made = backup.take_backup(settings, quiet)
    base = made.folder(settings) / "base"
    backup.verify_base(base)
    victim = next(path for path in (base / "base").rglob("1247"))
    whole = victim.read_bytes()
    victim.write_bytes(whole[:100] + b"\0\1\2" + whole[103:])
    with pytest.raises(RuntimeError, match="1247 is damaged"):
        backup.verify_base(base)
    victim.unlink()
    with pytest.raises(RuntimeError, match="1247 is missing"):
        backup.verify_base(base)
    victim.write_bytes(whole)
    manifest = base / "backup_manifest"
    manifest.write_text(manifest.read_text().replace('"Size": 3,', '"Size": 4,', 1))
    with pytest.raises(RuntimeError, match="manifest"):
        backup.verify_base(base)


def test_an_interrupted_backup_does_not_count(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    part = backup.backups_folder(settings) / ".1.part"
    part.mkdir(parents=True)
    (part / "backup.json").write_text("{}")
    assert backup.list_backups(settings) == []


def test_retention_keeps_days_weeks_and_months() -> None:
    newest = datetime(2026, 11, 22, 3, tzinfo=UTC)
    backups = [(str(day), newest - timedelta(days=day)) for day in range(500)]
    kept = backup.kept_names(backups)
    assert {"0", "1", "2", "3", "4", "5", "6"} <= kept
    # 2026-11-22 is a Sunday: the newest of the four last weeks are 0, 7, 14 and 21 days old.
    assert {"7", "14", "21"} <= kept
    assert "8" not in kept
    # The last day of each of the eleven months before.
    assert {str((newest - datetime(2026, 10, 31, 3, tzinfo=UTC)).days), "326"} <= kept
    assert len(kept) == 7 + 3 + 11


def test_the_archive_never_overwrites_another_segment(shop: tuple[Settings, EmbeddedPostgres], tmp_path: Path) -> None:
    home = shop[1].home
    segment = tmp_path / "segment"
    segment.write_bytes(b"one")
    environment = {"PATH": "/usr/bin:/bin", "ZC_WAL_ARCHIVE": str(home.wal_archive)}
    command = ["sh", str(home.root / "archive.sh"), str(segment), "0001"]
    assert subprocess.run(command, env=environment, check=False).returncode == 0
    assert subprocess.run(command, env=environment, check=False).returncode == 0  # the same again is fine
    segment.write_bytes(b"two")
    assert subprocess.run(command, env=environment, check=False).returncode != 0
    assert (home.wal_archive / "0001").read_bytes() == b"one"


def test_the_drill_reports_a_count_that_differs() -> None:
    def damaged(statement: str) -> str:
        if statement == drill.TABLES_SQL:
            return "trade.orders|true\nkit.plain|false\n"
        return "204000" if statement.startswith(drill.BY_INDEX) else "200000"

    tables, rows, differences = drill.count_twice(damaged)
    assert (tables, rows) == (2, 400_000)
    assert differences == ["trade.orders: 200000 rows in the table, 204000 through its index"]


def test_the_index_count_really_uses_the_index_alone(shop: tuple[Settings, EmbeddedPostgres]) -> None:
    home = shop[1].home
    assert "Index Only Scan" in psql(home, drill.BY_INDEX + "EXPLAIN SELECT count(*) FROM t")  # noqa: S608
    assert "Seq Scan" in psql(home, drill.BY_TABLE + "EXPLAIN SELECT count(*) FROM t")  # noqa: S608
