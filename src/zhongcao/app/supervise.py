"""The processes of a running shop: web and worker as our children, restarted when they die, gone when we go."""

import contextlib
import ctypes
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import msgspec

from zhongcao.kit.settings import Settings

READY_PATH = "/ready"
READY_SECONDS = 60
STOP_SECONDS = 20
BACKOFF_SECONDS_MAX = 30.0
HEALTHY_SECONDS = 60
LOG_BYTES_MAX = 50_000_000
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""Each of our processes computes on one core: small matrices cost twice as much when threads wait for each other."""
PR_SET_PDEATHSIG = 1
# Loaded before any fork: a forked child must not load libraries.
LIBC = ctypes.CDLL(None)


class Asked(KeyboardInterrupt):
    """Somebody asked us to stop: Ctrl-C, `kill`, or the terminal closed.

    A KeyboardInterrupt, since an event loop swallows everything else that is raised in one of its own calls.
    """


class Running(RuntimeError):
    """The shop of this data folder is already running."""

    def __init__(self, address: str) -> None:
        super().__init__(f"Already running at {address}")
        self.address = address


class Child:
    """One process that has to run as long as we do."""

    def __init__(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], log_file: Path | None
    ) -> None:
        self.name = name
        self.log_file = log_file
        self.restarts = 0
        self._command = list(command)
        self._environment = dict(environment)
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._backoff = 0.0

    @property
    def pid(self) -> int | None:
        """Its process while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> None:
        """Start it in a process group of its own, with an end tied to ours where the system can do that."""
        with contextlib.ExitStack() as files:
            output = files.enter_context(self.log_file.open("ab")) if self.log_file else None
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=self._environment,
                process_group=0,
                preexec_fn=_end_with_parent,
            )
        self._started_at = time.monotonic()

    def tend(self, say: Callable[[str], None]) -> None:
        """Start it again when it has died, later and later while it keeps dying."""
        if self._process is None or self._process.poll() is None:
            if self.log_file is not None:
                limit_size(self.log_file)
            return
        lived = time.monotonic() - self._started_at
        if lived > HEALTHY_SECONDS:
            self._backoff = 0.0
        if lived < self._backoff:
            return
        say(f"{self.name} ended ({_reason(self._process.returncode)}); starting it again")
        _signal_group(self._process.pid, signal.SIGKILL)
        self.restarts += 1
        self._backoff = min(BACKOFF_SECONDS_MAX, self._backoff * 2 + 1)
        self.start()

    def ask_to_stop(self) -> None:
        """Let it finish what it has begun; it tells its own children itself."""
        if self._process is not None:
            self._process.terminate()

    def stop(self, deadline: float) -> None:
        """Wait for its end until the deadline, then end it and whatever it started."""
        if self._process is None:
            return
        try:
            self._process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            pass
        _signal_group(self._process.pid, signal.SIGKILL)
        self._process.wait()


def tend(children: Sequence[Child], say: Callable[[str], None]) -> None:
    """Watch over the children until somebody asks us to stop."""
    while True:
        for child in children:
            child.tend(say)
        time.sleep(0.2)


def stop_all(children: Sequence[Child]) -> None:
    """Stop all children at the same time and wait for their end."""
    for child in children:
        child.ask_to_stop()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        child.stop(deadline)


@contextmanager
def stoppable() -> Iterator[None]:
    """Within this block the first request to stop raises `Asked`; later ones cannot disturb the tidying up."""
    requests = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def ask(number: int, frame: FrameType | None) -> None:
        for request in requests:
            signal.signal(request, signal.SIG_IGN)
        raise Asked(signal.Signals(number).name)

    before = {request: signal.signal(request, ask) for request in requests}
    try:
        yield
    finally:
        for request, handler in before.items():
            signal.signal(request, handler)


@contextmanager
def only_one(data_dir: Path, address: str) -> Iterator[bool]:
    """Hold the data folder for one running shop; a second one learns the address of the first.

    Says whether the last one was killed: then its children may need a moment to go.
    """
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(data_dir / "up.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Running(os.read(descriptor, 1000).decode() or "an address not known yet") from None
        was_killed = os.fstat(descriptor).st_size > 0
        os.ftruncate(descriptor, 0)
        os.write(descriptor, address.encode())
        try:
            yield was_killed
        finally:
            os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def wait_for_port(host: str, port: int, seconds: float) -> bool:
    """Whether the web server will be able to listen there, perhaps after a while."""
    deadline = time.monotonic() + seconds
    while not is_port_free(host, port):
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.1)
    return True


def is_port_free(host: str, port: int) -> bool:
    """Whether nobody listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError:
            return False
    return True


def some_free_port() -> int:
    """A port of this machine that nobody listens on, another one at each call: two rehearsals must not share one."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(address: str, children: Sequence[Child]) -> bool:
    """Wait until the web server answers; False when it does not in time or keeps dying."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address + READY_PATH, timeout=2) as answer:  # noqa: S310
                if answer.status == 200:
                    return True
        except (urllib.error.URLError, OSError):
            pass
        for child in children:
            child.tend(lambda text: None)
            if child.restarts >= 2:
                return False
        time.sleep(0.1)
    return False


def children_of(settings: Settings, database_url: str, *, reload: bool) -> list[Child]:
    """The web server and the worker, with the settings in force in their environment."""
    environment = ONE_THREAD | os.environ | environment_of(settings) | {"ZHONGCAO_DATABASE_URL": database_url}
    logs = settings.data_dir / "logs"
    logs.mkdir(mode=0o700, parents=True, exist_ok=True)
    source = str(Path(__file__).resolve().parents[1]) if reload else ""
    where: dict[str, Any] = {"host": settings.host, "port": settings.port, "workers": settings.web_workers}
    web = serving_command("zhongcao.app.web:create_app", **where, reload_from=source)
    worker = [sys.executable, "-m", "zhongcao.app.worker"]
    if reload:  # the server watches for changes by itself, with the same package
        worker = [sys.executable, "-m", "watchfiles", "--filter", "python", " ".join(worker), source]
    return [
        Child("web server", web, environment, None if reload else logs / "web.log"),
        Child("worker", worker, environment, None if reload else logs / "worker.log"),
    ]


def serving_command(app: str, *, host: str, port: int, workers: int = 1, reload_from: str = "") -> list[str]:
    """The command that serves an application, made by the factory `module:name`."""
    command = [sys.executable, "-m", "zhongcao.app.serving", app, "--host", host, "--port", str(port)]
    command += ["--workers", str(workers)]
    return [*command, "--reload-from", reload_from] if reload_from else command


def environment_of(settings: Settings) -> dict[str, str]:
    """The settings as environment variables, for a child that reads them again."""
    values = msgspec.to_builtins(settings, enc_hook=str)
    plain = {field: value for field, value in values.items() if value not in (None, "", (), [])}
    return {f"ZHONGCAO_{field.upper()}": _as_text(value) for field, value in plain.items()}


def last_words(log_file: Path) -> str:
    """The last line of a log, which usually says why a process ended."""
    with contextlib.suppress(OSError):
        lines = log_file.read_bytes()[-4000:].decode(errors="replace").strip().splitlines()
        telling = [line for line in lines if "Error" in line or "Exception" in line]
        return (telling or lines or [""])[-1][:500]
    return ""


def limit_size(log_file: Path) -> None:
    """Keep one older piece of a log that has grown large."""
    with contextlib.suppress(OSError):
        if log_file.stat().st_size > LOG_BYTES_MAX:
            # The child appends to the open file, so it is copied and emptied rather than renamed.
            shutil.copyfile(log_file, log_file.with_suffix(".log.1"))
            os.truncate(log_file, 0)


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(value) if isinstance(value, list | tuple) else str(value)


def _reason(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def kill(pid: int) -> bool:
    """End a process at once, without a chance to tidy up, as a crash would; False when it is gone already."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def _signal_group(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def _end_with_parent() -> None:
    """Ask Linux to end the child when we are killed without a chance to do it ourselves."""
    if sys.platform == "linux":
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
