"""What an operator should know about an installation at a glance."""

import platform
import shutil
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

import asyncpg

from zhongcao.app import revision
from zhongcao.app.backup import newest_backup
from zhongcao.app.database import OLDEST_MAJOR, OWNER, Database, open_database
from zhongcao.app.findings import Finding
from zhongcao.kit.settings import Settings

FREE_BYTES_MIN = 2_000_000_000
BACKUP_HOURS_MAX = 26


def examine(settings: Settings) -> list[Finding]:
    """Look at everything; a part that cannot be looked at is a bad finding, not an end."""
    findings = [
        Finding("python", True, platform.python_version()),
        _looked_at("disk", lambda: _disk(settings)),
    ]
    try:
        with open_database(settings) as database:
            findings += [
                _looked_at("database", lambda: _server(database)),
                _looked_at("schema", lambda: _schema(database)),
            ]
            if database.embedded is not None:
                findings += [
                    _looked_at("log archive", lambda: _archiver(database)),
                    _looked_at("backup", lambda: _backup(settings)),
                ]
            findings += examine_invariants(database)
    except (RuntimeError, OSError) as error:
        findings.append(Finding("database", False, str(error)))
    return findings


def examine_invariants(database: Database) -> list[Finding]:
    """The invariants of the business; ones that cannot be looked at are a bad finding."""
    # Loaded here: most commands do without the libraries that it needs.
    proofs: Any = import_module("zhongcao.app.proofs")
    try:
        findings: list[Finding] = proofs.examine(database)
    except (RuntimeError, OSError, asyncpg.PostgresError) as error:
        return [Finding("invariants", False, f"could not be looked at: {error}")]
    return findings


def _looked_at(name: str, look: Callable[[], tuple[bool, str]]) -> Finding:
    try:
        good, detail = look()
    except (RuntimeError, OSError, asyncpg.PostgresError) as error:
        return Finding(name, False, f"could not be looked at: {error}")
    return Finding(name, good, detail)


def _disk(settings: Settings) -> tuple[bool, str]:
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.data_dir).free
    return free >= FREE_BYTES_MIN, f"{free / 1e9:.1f} GB free in {settings.data_dir}"


def _server(database: Database) -> tuple[bool, str]:
    row = revision.query(database.dsn(OWNER), "SELECT current_setting('server_version_num')::int, version()")[0]
    kind = "your own server"
    if database.embedded is not None:
        kind = f"embedded, process {running.pid}" if (running := database.embedded.running()) else "embedded"
    return row[0] // 10_000 >= OLDEST_MAJOR, f"{str(row[1]).split(' on ')[0]}, {kind}"


def _schema(database: Database) -> tuple[bool, str]:
    found, expected = revision.found(database.dsn(OWNER)), revision.expected()
    if found == expected:
        return True, found
    return False, f"database at {found or 'nothing'}, program at {expected}: run ./zhongcao migrate"


def _archiver(database: Database) -> tuple[bool, str]:
    row = revision.query(
        database.dsn(OWNER),
        "SELECT archived_count, failed_count, last_failed_wal, "
        "coalesce(last_failed_time > last_archived_time, last_failed_time IS NOT NULL) FROM pg_stat_archiver",
    )[0]
    if row[3]:
        return False, f"segment {row[2]} cannot be archived ({row[1]} failures); see logs/postgres.log"
    return True, f"{row[0]} segments archived"


def _backup(settings: Settings) -> tuple[bool, str]:
    newest = newest_backup(settings)
    if newest is None:
        # A playground needs none; production does.
        return settings.environment != "production", "none yet: ./zhongcao backup"
    hours = (time.time() - newest.taken_at.timestamp()) / 3600
    return hours <= BACKUP_HOURS_MAX or settings.environment != "production", f"{newest.name}, {hours:.0f} h old"
