"""The embedded database: private, restarted when it dies, adopted from a dead owner, never owned twice."""

import contextlib
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from zhongcao.app import cluster_home, cluster_setup
from zhongcao.app.cluster_setup import psql
from zhongcao.app.database import open_database, server_version
from zhongcao.app.embedded import AlreadyOwned, EmbeddedPostgres, StartFailed, is_postgres, read_postmaster
from zhongcao.kit.settings import Settings

OWN_AND_DIE = """
import os, signal, sys
from pathlib import Path
from zhongcao.app.embedded import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
server.start()
print(server.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
START_AND_STOP = """
import sys
from pathlib import Path
from zhongcao.app.cluster_setup import psql
from zhongcao.app.embedded import EmbeddedPostgres
with EmbeddedPostgres(Path(sys.argv[1])) as server:
    assert server.home.account is None
    print(psql(server.home, "SELECT 41 + 1").strip())
"""


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedPostgres]:
    """A durable server as `up` runs it."""
    folder = cluster_home.scratch_folder("zhongcao-test-")
    with EmbeddedPostgres(folder) as running:
        psql(running.home, "CREATE TABLE kept (n int PRIMARY KEY); INSERT INTO kept VALUES (1)")
        yield running
    remove(folder)


def remove(folder: Path) -> None:
    """Take a folder away with whatever it holds."""
    subprocess.run(["rm", "-rf", str(folder)], check=True)


def ask_as(server: EmbeddedPostgres, role: str, statement: str, *, password: str | None = None) -> str:
    """Run a statement as a role; its answer or its refusal."""
    command = [server.home.program("psql"), "-X", "-A", "-t", "-h", str(server.home.socket_dir), "-U", role, "zhongcao"]
    secret = server.home.secret(role) if password is None else password
    environment = cluster_setup.environment(server.home) | {"PGPASSWORD": secret}
    done = subprocess.run([*command, "-c", statement], capture_output=True, text=True, env=environment, check=False)
    return (done.stdout + done.stderr).strip()


def test_nobody_else_gets_in(server: EmbeddedPostgres) -> None:
    home = server.home
    for folder in (home.root, home.pgdata, home.socket_dir, home.wal_archive, home.data_dir / "secrets"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700, folder
    for secret in (home.data_dir / "secrets").iterdir():
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert stat.S_IMODE((home.socket_dir / ".s.PGSQL.5432").stat().st_mode) == 0o700
    assert psql(home, "SHOW listen_addresses").strip() == ""
    assert "password authentication failed" in ask_as(server, "zhongcao_app", "SELECT 1", password="wrong")
    assert "reject" in psql(home, "SELECT DISTINCT auth_method FROM pg_hba_file_rules WHERE type = 'host'")
    assert psql(home, "SELECT count(*) FROM pg_authid WHERE rolpassword NOT LIKE 'SCRAM-SHA-256$%'").strip() == "0"


def test_roles_may_do_their_work_and_no_more(server: EmbeddedPostgres) -> None:
    assert "CREATE TABLE" in ask_as(server, "zhongcao_owner", "CREATE SCHEMA a; CREATE TABLE a.t (n int)")
    assert ask_as(server, "zhongcao_app", "INSERT INTO a.t VALUES (7)") == "INSERT 0 1"
    assert "permission denied" in ask_as(server, "zhongcao_app", "CREATE TABLE a.u (n int)")
    assert "permission denied" in ask_as(server, "zhongcao_app", "TRUNCATE a.t")
    assert ask_as(server, "zhongcao_ro", "SELECT n FROM a.t") == "7"
    assert "read-only" in ask_as(server, "zhongcao_ro", "DELETE FROM a.t")
    assert "permission denied" in ask_as(server, "zhongcao_audit", "SELECT n FROM a.t")
    assert ask_as(server, "zhongcao_owner", "SELECT count(*) FROM a.t") == "1"
    shown = ask_as(
        server, "zhongcao_app", "SELECT current_setting('lock_timeout'), current_setting('transaction_timeout')"
    )
    assert shown == "2s|15s"


def test_it_is_durable(server: EmbeddedPostgres) -> None:
    settings = "SELECT current_setting('fsync'), current_setting('archive_mode')"
    assert psql(server.home, settings).strip() == "on|on"
    locale = "SELECT datcollate, datlocprovider, datlocale FROM pg_database WHERE datname = 'zhongcao'"
    assert psql(server.home, locale).strip() == "C|b|C.UTF-8"
    assert server_version(server.asyncpg_dsn()) >= 18


def test_a_killed_server_comes_back_with_its_rows(server: EmbeddedPostgres) -> None:
    killed = server.pid
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    deadline = time.monotonic() + 20
    answer = ""
    while time.monotonic() < deadline and answer != "1":
        time.sleep(0.05)
        with contextlib.suppress(RuntimeError):
            answer = psql(server.home, "SELECT n FROM kept").strip()
    assert answer == "1"
    assert server.pid != killed


def test_a_second_owner_is_refused_and_changes_nothing(server: EmbeddedPostgres) -> None:
    pid = server.pid
    second = EmbeddedPostgres(server.home.data_dir)
    with pytest.raises(AlreadyOwned, match=f"process {os.getpid()}") as refused:
        second.start()
    assert refused.value.pid == os.getpid()
    assert second.owner() == os.getpid()
    assert server.pid == pid
    assert psql(server.home, "SELECT n FROM kept").strip() == "1"


def test_a_command_uses_the_running_server(server: EmbeddedPostgres) -> None:
    with open_database(Settings(data_dir=server.home.data_dir)) as database:
        assert database.embedded is not None
        assert database.embedded.pid is None  # it is not ours
        assert psql(database.embedded.home, "SELECT n FROM kept").strip() == "1"
    assert server.pid is not None
    assert is_postgres(server.pid)


def test_the_server_of_a_killed_owner_is_adopted_and_stopped_with_us() -> None:
    folder = cluster_home.scratch_folder("zhongcao-test-")
    try:
        died = subprocess.run(
            [sys.executable, "-c", OWN_AND_DIE, str(folder)], capture_output=True, text=True, check=False
        )
        assert died.returncode == -signal.SIGKILL, died.stderr
        orphan = int(died.stdout)
        assert is_postgres(orphan)
        with EmbeddedPostgres(folder) as server:
            assert server.adopted
            assert server.pid == orphan
            assert psql(server.home, "SELECT 1").strip() == "1"
        assert not is_postgres(orphan)
        assert read_postmaster(server.home.pgdata) is None
        assert server.owner() is None
    finally:
        remove(folder)


def test_a_folder_without_its_data_is_not_taken_for_a_new_one(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path)
    (server.home.root / "data.before-restore-1").mkdir(parents=True)
    with pytest.raises(StartFailed, match=r"data\.before-restore"):
        server.start()
    assert not server.home.pgdata.exists()
    assert server.owner() is None
    remove(server.home.root)


def test_a_long_path_gets_a_short_private_socket_folder() -> None:
    folder = cluster_home.scratch_folder("zhongcao-test-")
    try:
        folder.chmod(0o711)
        home = cluster_home.find_home(folder / ("long-" * 20))
        short = home.socket_dir
        assert len(os.fsencode(short)) <= cluster_home.SOCKET_FOLDER_BYTES_MAX
        assert stat.S_IMODE(short.stat().st_mode) == 0o700
        assert home.socket_dir == short  # remembered
        short.chmod(0o755)
        opened = home.socket_dir
        assert opened != short  # not private any more: another one
        short.rmdir()
        opened.rmdir()
    finally:
        remove(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another account")
def test_an_ordinary_account_runs_its_own_server() -> None:
    if not cluster_home.is_reachable(Path(sys.executable).resolve()) or not cluster_home.is_reachable(Path(__file__)):
        pytest.skip("the installation lies in a private folder")
    folder = cluster_home.scratch_folder("zhongcao-test-")
    try:
        account = cluster_home.unprivileged_account()
        os.chown(folder, account.uid, account.gid)
        done = subprocess.run(
            [sys.executable, "-c", START_AND_STOP, str(folder)],
            capture_output=True,
            text=True,
            user=account.uid,
            group=account.gid,
            extra_groups=[],
            cwd="/",
            check=False,
        )
        assert done.stdout.strip() == "42", done.stderr
    finally:
        remove(folder)


def test_process_numbers_of_other_programs_are_not_taken_for_ours() -> None:
    assert not is_postgres(os.getpid())
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert not is_postgres(ended.pid)
