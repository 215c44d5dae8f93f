"""The embedded PostgreSQL: started, watched, restarted and stopped by us, for a shop on one machine.

An owner holds a lock on the data folder and has the server as its direct child. When an owner dies without
stopping the server, the next one adopts the running server instead of starting a second one.
"""

import contextlib
import ctypes
import fcntl
import logging
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import msgspec

from zhongcao.app import cluster_setup
from zhongcao.app.cluster_home import Account, ClusterHome, find_home, scratch_folder
from zhongcao.app.cluster_setup import DATABASE, ROLES, SUPERUSER

log = logging.getLogger("zhongcao.postgres")

# Crash recovery replays up to max_wal_size of log; a slow disk needs minutes for it.
READY_SECONDS = 300
# A killed postmaster may stay a zombie until process 1 reaps it, and its children need a moment to leave.
STALE_SECONDS = 30
STOP_SECONDS = 60
BACKOFF_SECONDS_MAX = 30.0
HEALTHY_SECONDS = 60
LOG_BYTES_MAX = 10_000_000
PR_SET_PDEATHSIG = 1
# Loaded before any fork: a forked child must not load libraries.
LIBC = ctypes.CDLL(None)


class AlreadyOwned(RuntimeError):
    """Another living program owns the database of this data folder."""

    def __init__(self, data_dir: Path, pid: int) -> None:
        super().__init__(f"The database in {data_dir} already belongs to a running program (process {pid}).")
        self.pid = pid


class StartFailed(RuntimeError):
    """PostgreSQL did not come up; the message carries the end of its log."""


class Postmaster(msgspec.Struct, frozen=True):
    """What a running server says about itself in postmaster.pid."""

    pid: int
    socket_dir: str
    status: str


class EmbeddedPostgres:
    """One PostgreSQL cluster below a data folder, with the server that serves it."""

    def __init__(
        self,
        data_dir: Path,
        *,
        durable: bool = True,
        extra: Mapping[str, str] | None = None,
        account: Account | None = None,
    ) -> None:
        self.home: ClusterHome = find_home(data_dir, account)
        self._extra = dict(extra or {})
        self._durable = durable
        self._lock: int | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._pid: int | None = None
        self._stopping = threading.Event()
        self._watcher: threading.Thread | None = None
        # Held while the server is brought up or down, so that a stop never misses a server just started.
        self._changing = threading.Lock()
        self._log_offset = 0
        self.adopted = False

    @classmethod
    @contextlib.contextmanager
    def ephemeral(cls) -> Iterator[Self]:
        """A fast server for tests in a folder of its own; both are gone afterwards."""
        folder = scratch_folder("zhongcao-pg-")
        server = cls(folder, durable=False)
        try:
            server.start()
            yield server
        finally:
            server.stop()
            for path in (server.home.root, server.home.socket_dir, folder):
                shutil.rmtree(path, ignore_errors=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @property
    def pid(self) -> int | None:
        """The process of the server while it runs."""
        return self._pid

    def url(self, role: str = "zhongcao_app", database: str = DATABASE) -> str:
        """The address for SQLAlchemy."""
        return self.asyncpg_dsn(role, database).replace("postgresql:", "postgresql+asyncpg:", 1)

    def asyncpg_dsn(self, role: str = "zhongcao_app", database: str = DATABASE) -> str:
        """The address for asyncpg and for PostgreSQL's own programs."""
        if role not in (*ROLES, SUPERUSER):
            raise ValueError(f"no such role: {role}")
        running = read_postmaster(self.home.pgdata)
        folder = running.socket_dir if running else str(self.home.socket_dir)
        return f"postgresql://{role}:{self.home.secret(role)}@/{database}?host={quote(folder, safe='/')}"

    def running(self) -> Postmaster | None:
        """The live server of this folder, whoever owns it."""
        return read_postmaster(self.home.pgdata)

    def is_set_up(self) -> bool:
        """Whether roles and database exist; a cluster that is just being made is not set up yet."""
        return cluster_setup.has_roles(self.home)

    def owner(self) -> int | None:
        """The process that owns the database at this moment."""
        try:
            descriptor = os.open(self._lock_path, os.O_RDONLY)
        except FileNotFoundError:
            return None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(os.read(descriptor, 32) or b"0")
        finally:
            os.close(descriptor)
        return None

    def start(self) -> None:
        """Own the folder, make the cluster when there is none, and return once the server answers."""
        self.take_lock()
        try:
            if self.home.root.exists() and not self.home.pgdata.exists():
                # Never answer an interrupted restore with an empty shop.
                raise StartFailed(f"{self.home.root} has no folder `data`; look for data.before-restore-* in it.")
            if not self.home.pgdata.exists():
                cluster_setup.create_cluster(self.home, durable=self._durable)
            self.home.make_folders()
            self._stopping.clear()
            self._bring_up()
            cluster_setup.ensure_roles(self.home)
        except BaseException:
            self.stop()
            raise
        self._watcher = threading.Thread(target=self._watch, name="postgres-watcher", daemon=True)
        self._watcher.start()

    def stop(self) -> None:
        """Shut the server down in an orderly way and give the folder back."""
        self._stopping.set()
        with self._changing:
            if self._pid is not None:
                self._shut_down(self._pid)
        if self._watcher is not None:
            self._watcher.join(timeout=5)
            self._watcher = None
        self._child = self._pid = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def stop_orphan(self) -> None:
        """End the server that a killed owner left behind; only for whoever holds the lock."""
        assert self._lock is not None
        if (left := read_postmaster(self.home.pgdata)) is not None:
            self._pid, self._child = left.pid, None
            self._shut_down(left.pid)
            self._pid = None

    @property
    def _lock_path(self) -> Path:
        return self.home.data_dir / "postgres.lock"

    def take_lock(self) -> None:
        """Own the data folder, without starting anything; `stop` gives it back."""
        if self._lock is not None:
            return
        descriptor = os.open(self._lock_path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid = int(os.read(descriptor, 32) or b"0")
            os.close(descriptor)
            raise AlreadyOwned(self.home.data_dir, pid) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        self._lock = descriptor

    def _bring_up(self) -> None:
        """Adopt the server that a killed owner left behind, or start one."""
        left = read_postmaster(self.home.pgdata)
        if left is not None and left.status.startswith("stopping"):
            _wait_until(lambda: read_postmaster(self.home.pgdata) is None, STALE_SECONDS)
            left = read_postmaster(self.home.pgdata)
        if left is not None:
            self._pid, self._child, self.adopted = left.pid, None, True
            self._wait_ready()
            log.warning("adopted the running PostgreSQL (process %s) of an owner that is gone", left.pid)
            return
        self.adopted = False
        deadline = time.monotonic() + STALE_SECONDS
        while True:
            cluster_setup.configure(self.home, durable=self._durable)
            self._spawn()
            try:
                self._wait_ready()
                return
            except StartFailed as error:
                stale = "lock file" in str(error) or "shared memory block is still in use" in str(error)
                if not stale or time.monotonic() > deadline:
                    raise
            time.sleep(0.5)

    def _spawn(self) -> None:
        account = self.home.account
        command = [self.home.program("postgres"), "-D", str(self.home.pgdata)]
        settings = self._extra | {
            "listen_addresses": "",
            "unix_socket_directories": str(self.home.socket_dir),
            "unix_socket_permissions": "0700",
        }
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        if self.home.log_file.exists() and self.home.log_file.stat().st_size > LOG_BYTES_MAX:
            self.home.log_file.replace(self.home.log_file.with_suffix(".log.1"))
        with self.home.log_file.open("ab") as output:
            self._log_offset = output.tell()
            # A session of its own: Ctrl-C in the terminal must reach us, not the database before us.
            self._child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                env=cluster_setup.environment(self.home),
                umask=0o077,
                start_new_session=True,
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
                preexec_fn=None if self._durable else _end_with_parent,
            )
        self._pid = self._child.pid

    def _wait_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline and not self._stopping.is_set():
            running = read_postmaster(self.home.pgdata)
            if running is not None and running.pid == self._pid and running.status == "ready":
                return
            if self._exited():
                raise StartFailed(f"PostgreSQL did not start: {self._last_words()}")
            time.sleep(0.02)
        raise StartFailed(f"PostgreSQL was not ready in time: {self._last_words()}")

    def _exited(self) -> bool:
        if self._child is not None:
            return self._child.poll() is not None
        return self._pid is None or not is_postgres(self._pid)

    def _last_words(self) -> str:
        with self.home.log_file.open("rb") as file:
            file.seek(self._log_offset)
            return file.read()[-2000:].decode(errors="replace").strip()

    def _shut_down(self, pid: int) -> None:
        """Fast shutdown: sessions end, a checkpoint is written. Only a server that hangs is cut off."""
        for signal_, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal_)
            if _wait_until(self._exited, seconds):
                return
            log.error("PostgreSQL (process %s) ignores %s", pid, signal_.name)

    def _watch(self) -> None:
        """Bring the server back whenever it ends although nobody asked it to."""
        backoff = 0.0
        up_since = time.monotonic()
        while not self._stopping.wait(0.2):
            if not self._exited():
                continue
            if time.monotonic() - up_since > HEALTHY_SECONDS:
                backoff = 0.0
            log.error("PostgreSQL ended unexpectedly; starting it again in %.1f s", backoff)
            if self._stopping.wait(backoff):
                return
            backoff = min(BACKOFF_SECONDS_MAX, backoff * 2 + 0.5)
            with self._changing:
                if self._stopping.is_set():
                    return
                try:
                    self._bring_up()
                except StartFailed as error:
                    log.error("%s", error)
            up_since = time.monotonic()


def read_postmaster(pgdata: Path) -> Postmaster | None:
    """The live server of a data directory; None when the file is a leftover of a dead one."""
    try:
        lines = (pgdata / "postmaster.pid").read_text().splitlines()
    except OSError:
        return None
    if len(lines) < 5 or not is_postgres(int(lines[0])):
        return None
    return Postmaster(pid=int(lines[0]), socket_dir=lines[4], status=lines[7].strip() if len(lines) > 7 else "starting")


def is_postgres(pid: int) -> bool:
    """Whether a process lives and is a PostgreSQL server; process numbers are used again."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    proc = Path("/proc") / str(pid) / "stat"
    try:
        # "pid (name) state ..."; a zombie has ended.
        name, _, rest = proc.read_text().partition("(")[2].rpartition(")")
        return name == "postgres" and rest.split()[0] not in {"Z", "X"}
    except OSError:
        if sys.platform == "linux":
            return False
    asked = subprocess.run(["ps", "-o", "stat=,comm=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return "postgres" in asked.stdout and not asked.stdout.lstrip().startswith("Z")


def _wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _end_with_parent() -> None:
    """Ask Linux to stop the throwaway server when the test run is killed."""
    if sys.platform == "linux":
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGINT)
