"""Making an embedded PostgreSQL cluster: initdb, configuration, roles and their passwords."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from zhongcao.app.cluster_home import Account, ClusterHome, unprivileged_account

SUPERUSER = "postgres"
DATABASE = "zhongcao"
# owner: migrations; app: reads and writes rows, no DDL; ro: reads; audit: appends where a migration lets it.
ROLES = ("zhongcao_owner", "zhongcao_app", "zhongcao_ro", "zhongcao_audit")
SETUP_VERSION = "1"

DURABLE = {
    "archive_command": '\'sh "$ZC_ARCHIVE_SCRIPT" "%p" "%f"\'',
    "archive_mode": "on",
    "archive_timeout": "60",
    "checkpoint_timeout": "5min",
    "fsync": "on",
    "max_connections": "200",
    "max_wal_size": "1GB",
    "wal_compression": "pglz",
    "wal_level": "replica",
}
# For tests: the folder is thrown away afterwards, so nothing needs to survive a power cut.
THROWAWAY = {
    "archive_mode": "off",
    "autovacuum": "off",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "max_wal_senders": "0",
    "shared_buffers": "64MB",
    "synchronous_commit": "off",
    "wal_level": "minimal",
}
ALWAYS = {
    "log_checkpoints": "off",
    "log_lock_waits": "on",
    "log_timezone": "'UTC'",
    "max_prepared_transactions": "0",
    "password_encryption": "'scram-sha-256'",
    "restart_after_crash": "on",
    "timezone": "'UTC'",
}

BUFFERS_MB = (128, 512)


def _buffers_mb() -> int:
    """How much PostgreSQL keeps in memory: a sixteenth of the machine's, within bounds; it takes what it touches."""
    least, most = BUFFERS_MB
    return min(max(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20 // 16, least), most)


ARCHIVE_SCRIPT = """\
# Keeps one finished write-ahead log segment: $1 its path, $2 its name. Never overwrites another one.
set -eu
target="$ZC_WAL_ARCHIVE/$2"
if test -f "$target"; then exec cmp -s "$1" "$target"; fi
cp "$1" "$ZC_WAL_ARCHIVE/.$2.part"
sync "$ZC_WAL_ARCHIVE/.$2.part"
mv "$ZC_WAL_ARCHIVE/.$2.part" "$target"
sync "$ZC_WAL_ARCHIVE"
"""

ROLES_SQL = """\
SET log_min_error_statement = panic;
SET password_encryption = 'scram-sha-256';
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['zhongcao_owner', 'zhongcao_app', 'zhongcao_ro', 'zhongcao_audit'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
      EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION', name);
    END IF;
  END LOOP;
END $$;
ALTER ROLE zhongcao_app SET lock_timeout = '2s';
ALTER ROLE zhongcao_app SET statement_timeout = '10s';
ALTER ROLE zhongcao_app SET idle_in_transaction_session_timeout = '10s';
ALTER ROLE zhongcao_app SET transaction_timeout = '15s';
ALTER ROLE zhongcao_ro SET default_transaction_read_only = on;
CREATE EXTENSION IF NOT EXISTS vector;
"""

DATABASE_SQL = """\
CREATE EXTENSION IF NOT EXISTS vector;
REVOKE ALL ON DATABASE zhongcao FROM PUBLIC;
GRANT CONNECT ON DATABASE zhongcao TO zhongcao_app, zhongcao_ro, zhongcao_audit;
ALTER DEFAULT PRIVILEGES FOR ROLE zhongcao_owner GRANT USAGE ON SCHEMAS TO zhongcao_app, zhongcao_ro, zhongcao_audit;
ALTER DEFAULT PRIVILEGES FOR ROLE zhongcao_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO zhongcao_app;
ALTER DEFAULT PRIVILEGES FOR ROLE zhongcao_owner GRANT SELECT ON TABLES TO zhongcao_ro;
ALTER DEFAULT PRIVILEGES FOR ROLE zhongcao_owner GRANT USAGE, SELECT ON SEQUENCES TO zhongcao_app;
ALTER DEFAULT PRIVILEGES FOR ROLE zhongcao_owner GRANT SELECT ON SEQUENCES TO zhongcao_ro;
GRANT USAGE ON SCHEMA public TO zhongcao_app, zhongcao_ro, zhongcao_audit;
"""


def environment(home: ClusterHome) -> dict[str, str]:
    """The few environment variables that the server and its tools may see."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LC_ALL": "C",
        "TZ": "UTC",
        "ZC_ARCHIVE_SCRIPT": str(home.root / "archive.sh"),
        "ZC_WAL_ARCHIVE": str(home.wal_archive),
    }


def create_cluster(home: ClusterHome, *, durable: bool) -> None:
    """Make the cluster's files; an interrupted attempt leaves nothing that counts as a cluster."""
    fresh = home.root.with_name(home.root.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    initialiser = unprivileged_account() if home.account else None
    if initialiser is not None:
        os.chown(fresh, initialiser.uid, initialiser.gid)
    _initdb(home, fresh / "data", initialiser, durable=durable)
    home.give_tree(fresh)
    fresh.rename(home.root)
    home.make_folders()


def configure(home: ClusterHome, *, durable: bool) -> None:
    """Write our settings anew at every start, so that an upgrade of the program also reaches old clusters."""
    values = ALWAYS | (DURABLE | {"shared_buffers": f"{_buffers_mb()}MB"} if durable else THROWAWAY)
    lines = "".join(f"{name} = {value}\n" for name, value in sorted(values.items()))
    replace_file(home, home.pgdata / "zhongcao.conf", f"# Written at every start; use ALTER SYSTEM instead.\n{lines}")
    replace_file(home, home.root / "archive.sh", ARCHIVE_SCRIPT)


def replace_file(home: ClusterHome, path: Path, text: str) -> None:
    """Put a file of the cluster's account in place at once, never writing through a link."""
    descriptor, fresh = tempfile.mkstemp(prefix=".new-", dir=path.parent)
    with os.fdopen(descriptor, "w") as file:
        if home.account is not None:
            os.fchown(file.fileno(), home.account.uid, home.account.gid)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(fresh).replace(path)


def ensure_roles(home: ClusterHome) -> None:
    """Make the roles, their passwords and the database; done once per cluster and again after a restore."""
    if has_roles(home):
        return
    passwords = "".join(f"ALTER ROLE {role} PASSWORD '{home.secret(role)}';\n" for role in ROLES)
    psql(home, ROLES_SQL + passwords, database="template1")
    databases = psql(home, "SELECT datname FROM pg_database", database="postgres").split()
    if DATABASE not in databases:
        psql(home, f"CREATE DATABASE {DATABASE} OWNER zhongcao_owner", database="postgres")
    psql(home, DATABASE_SQL, database=DATABASE)
    replace_file(home, home.root / "roles", SETUP_VERSION)


def has_roles(home: ClusterHome) -> bool:
    """Whether `ensure_roles` has finished for this cluster."""
    with contextlib.suppress(OSError):
        return (home.root / "roles").read_text() == SETUP_VERSION
    return False


def psql(home: ClusterHome, statements: str, *, database: str = DATABASE, socket_dir: Path | None = None) -> str:
    """Run SQL as the superuser and return what it printed, unaligned."""
    command = [home.program("psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
    command += ["-h", str(socket_dir or home.socket_dir), "-U", SUPERUSER, "-d", database]
    done = subprocess.run(
        command,
        input=statements,
        capture_output=True,
        text=True,
        env=environment(home) | {"PGPASSWORD": home.secret(SUPERUSER), "PGCONNECT_TIMEOUT": "10"},
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"PostgreSQL refused a set-up statement: {done.stderr.strip()}")
    return done.stdout


def reset_superuser(home: ClusterHome) -> None:
    """Give the superuser of a stopped cluster the password we know (after restoring onto another machine)."""
    statement = f"ALTER ROLE {SUPERUSER} PASSWORD '{home.secret(SUPERUSER)}'\n"
    command = [home.program("postgres"), "--single", "-D", str(home.pgdata), "-c", "archive_mode=off", "postgres"]
    run_as(home.account, command, home=home, text=statement)


def run_as(account: Account | None, command: list[str], *, home: ClusterHome, text: str = "") -> None:
    """Run a PostgreSQL program as the given account, or as ourselves; its words are the error when it fails."""
    done = subprocess.run(
        command,
        input=text,
        capture_output=True,
        text=True,
        cwd="/",
        env=environment(home),
        umask=0o077,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{Path(command[0]).name} failed: {done.stderr.strip() or done.stdout.strip()}")


def _initdb(home: ClusterHome, pgdata: Path, account: Account | None, *, durable: bool) -> None:
    command = [home.program("initdb"), "-D", str(pgdata), "-U", SUPERUSER, "--encoding=UTF8", "--no-instructions"]
    # The builtin locale keeps the order of indexes when the operating system's C library changes.
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    command += ["--auth-local=scram-sha-256", "--auth-host=reject"]
    # Made by ourselves in the private folder, handed over, and removed again whatever happens.
    password = pgdata.with_name("password")
    descriptor = os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        if account is not None:
            os.fchown(file.fileno(), account.uid, account.gid)
        file.write(home.secret(SUPERUSER) + "\n")
    command += [f"--pwfile={password}"]
    if not durable:
        command += ["--no-sync"]
    try:
        run_as(account, command, home=home)
    finally:
        password.unlink()
    descriptor = os.open(pgdata / "postgresql.conf", os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW)
    with os.fdopen(descriptor, "a") as file:
        file.write("\ninclude_if_exists 'zhongcao.conf'\n")
