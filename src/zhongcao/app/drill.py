"""The proof that a backup is one: restore the newest in a scratch folder and look at every table twice."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from zhongcao.app import backup
from zhongcao.app.backup import Say
from zhongcao.app.cluster_home import find_home, scratch_folder
from zhongcao.app.cluster_setup import ROLES, SUPERUSER, psql
from zhongcao.app.database import Database, open_database
from zhongcao.app.doctor import examine_invariants
from zhongcao.app.embedded import EmbeddedPostgres
from zhongcao.app.findings import Finding
from zhongcao.kit.settings import Settings

TABLES_SQL = """
SELECT c.oid::regclass::text || '|' || EXISTS (
         SELECT FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam
         WHERE i.indrelid = c.oid AND i.indisvalid AND i.indpred IS NULL AND m.amname = 'btree')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY 1
"""
# The count through an index trusts the visibility map, the other one does not: a damaged map shows as a difference.
BY_INDEX = "SET enable_seqscan = off; SET enable_bitmapscan = off; "
BY_TABLE = "SET enable_indexscan = off; SET enable_indexonlyscan = off; SET enable_bitmapscan = off; "


class Drill(msgspec.Struct, frozen=True):
    """What a drill found."""

    backup: str
    loss_seconds: float
    restore_seconds: float
    tables: int
    rows: int
    differences: list[str]
    invariants: list[Finding]

    @property
    def passed(self) -> bool:
        """Whether the backup can be relied on."""
        return not self.differences and all(finding.good for finding in self.invariants)


def drill(settings: Settings, say: Say) -> Drill:
    """Restore the newest backup and its log beside the running shop, and prove the result."""
    newest = backup.newest_backup(settings)
    if newest is None:
        raise RuntimeError("There is no backup to try: ./zhongcao backup")
    with open_database(settings) as database:
        if database.embedded is None:
            raise RuntimeError("DATABASE_URL names a server of your own: drill its backups with that server's tools.")
        source = database.embedded.home
        loss = _loss_seconds(lambda statement: psql(source, statement))
        say("waiting for the log archive")
        backup.archive_now(source)
        scratch = scratch_folder("zhongcao-drill-")
        home = find_home(scratch, source.account)
        try:
            say(f"restoring {newest.name}")
            started = time.monotonic()
            _furnish(source.data_dir, source.wal_archive, scratch)
            backup.unpack(home, newest.folder(settings) / "base").rename(home.pgdata)
            replay = backup.REPLAY | {"archive_mode": "off", "shared_buffers": "64MB"}
            with EmbeddedPostgres(scratch, extra=replay, account=source.account) as server:
                seconds = time.monotonic() - started
                say("counting every table twice")
                tables, rows, differences = count_twice(lambda statement: psql(server.home, statement))
                say("checking the invariants")
                invariants = examine_invariants(Database(external_url=None, embedded=server))
        finally:
            shutil.rmtree(home.root, ignore_errors=True)
            shutil.rmtree(scratch, ignore_errors=True)
    return Drill(newest.name, loss, seconds, tables, rows, differences, invariants)


def count_twice(ask: Callable[[str], str]) -> tuple[int, int, list[str]]:
    """Count every table by reading it and through an index alone: number of tables, of rows, and what differs."""
    tables, rows, differences = 0, 0, []
    for line in ask(TABLES_SQL).split():
        table, _, indexed = line.rpartition("|")
        tables += 1
        by_table = int(ask(f"{BY_TABLE} SELECT count(*) FROM {table}"))  # noqa: S608
        rows += by_table
        if indexed == "true":
            by_index = int(ask(f"{BY_INDEX} SELECT count(*) FROM {table}"))  # noqa: S608
            if by_index != by_table:
                differences.append(f"{table}: {by_table} rows in the table, {by_index} through its index")
    return tables, rows, differences


def _loss_seconds(ask: Callable[[str], str]) -> float:
    """How much would be lost if this machine's disk died now: the time since the last archived segment."""
    answer = ask("SELECT coalesce(extract(epoch FROM now() - last_archived_time), -1) FROM pg_stat_archiver")
    return round(float(answer), 1)


def _furnish(data_dir: Path, archive: Path, scratch: Path) -> None:
    """Give the scratch folder the passwords and a view of the log archive."""
    shutil.copytree(data_dir / "secrets", scratch / "secrets")
    assert all((scratch / "secrets" / f"{role}.password").exists() for role in (*ROLES, SUPERUSER))
    (scratch / "backups").mkdir()
    os.symlink(archive, scratch / "backups" / "wal")
