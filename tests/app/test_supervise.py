"""Children of `up`: restarted when they die, gone with everything they started when we go."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from zhongcao.app import supervise
from zhongcao.app.supervise import Child
from zhongcao.kit.settings import Settings, load

# Starts a process of its own and waits for ever; writes down both numbers.
PARENT = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
with open(sys.argv[1] + ".part", "w") as file: file.write(f"{os.getpid()} {child.pid}")
os.rename(sys.argv[1] + ".part", sys.argv[1])
time.sleep(60)
"""
HOLDER = """
import sys, time
from pathlib import Path
from zhongcao.app.supervise import Child
import os
child = Child("child", [sys.executable, "-c", "import time; time.sleep(60)"], os.environ, None)
child.start()
print(child.pid, flush=True)
time.sleep(60)
"""


def wait_for(condition: Callable[[], bool], seconds: float = 10) -> bool:
    """Whether something comes true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def lives(pid: int) -> bool:
    """Whether a process runs; one that has ended but was not waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_child_that_dies_is_started_again_ever_later() -> None:
    child = Child("child", [sys.executable, "-c", "import time; time.sleep(60)"], os.environ, None)
    child.start()
    said: list[str] = []
    first = child.pid
    assert first is not None
    child.tend(said.append)
    assert said == []
    os.kill(first, signal.SIGKILL)
    assert wait_for(lambda: child.pid is None)
    child.tend(said.append)
    assert said == ["child ended (signal SIGKILL); starting it again"]
    second = child.pid
    assert second not in (None, first)
    # It dies at once again: now it has to wait for a second.
    os.kill(second or 0, signal.SIGKILL)
    assert wait_for(lambda: child.pid is None)
    child.tend(said.append)
    assert child.pid is None
    assert child.restarts == 1
    supervise.stop_all([child])


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_stopping_leaves_no_grandchild(tmp_path: Path) -> None:
    note = tmp_path / "pids"
    child = Child("child", [sys.executable, "-c", PARENT, str(note)], os.environ, tmp_path / "log")
    child.start()
    assert wait_for(note.exists)
    pids = [int(word) for word in note.read_text().split()]
    assert all(map(lives, pids))
    supervise.stop_all([child])
    assert wait_for(lambda: not any(map(lives, pids)))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ties the end of a child to its parent's")
def test_a_killed_supervisor_takes_its_children_along() -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    with holder.stdout:
        child = int(holder.stdout.readline())
    assert lives(child)
    holder.kill()
    holder.wait()
    assert wait_for(lambda: not lives(child))


def test_only_one_shop_runs_in_a_folder(tmp_path: Path) -> None:
    with supervise.only_one(tmp_path, "http://127.0.0.1:8765"):
        with (
            pytest.raises(supervise.Running, match=r"http://127\.0\.0\.1:8765") as refused,
            supervise.only_one(tmp_path, "http://127.0.0.1:9999"),
        ):
            pass
        assert refused.value.address == "http://127.0.0.1:8765"
        assert (tmp_path / "up.lock").read_text() == "http://127.0.0.1:8765"
    with supervise.only_one(tmp_path, "http://127.0.0.1:9999") as was_killed:
        assert not was_killed
    (tmp_path / "up.lock").write_text("http://127.0.0.1:9999")  # what a killed one leaves behind
    with supervise.only_one(tmp_path, "http://127.0.0.1:9999") as was_killed:
        assert was_killed


def test_a_taken_port_is_noticed() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert not supervise.is_port_free("127.0.0.1", taken.getsockname()[1])
        port = taken.getsockname()[1]
    assert supervise.is_port_free("127.0.0.1", port)


def test_a_child_reads_the_very_same_settings(tmp_path: Path) -> None:
    settings = Settings(
        data_dir=tmp_path,
        port=9000,
        sandbox=False,
        trusted_proxies=("10.0.0.1", "10.0.0.2"),
        clock_file=tmp_path / "clock",
        database_url="postgresql+asyncpg://u:p@/d?host=/run",
    )
    assert load(supervise.environment_of(settings)) == settings
    assert load(supervise.environment_of(Settings())) == Settings()
    assert len(supervise.environment_of(settings)) <= len(msgspec.structs.fields(Settings))


def test_a_large_log_keeps_one_older_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervise, "LOG_BYTES_MAX", 10)
    log = tmp_path / "web.log"
    log.write_text("short")
    supervise.limit_size(log)
    assert log.read_text() == "short"
    log.write_text("much too long")
    supervise.limit_size(log)
    assert log.read_text() == ""
    assert (tmp_path / "web.log.1").read_text() == "much too long"


def test_a_request_to_stop_is_heard_once() -> None:
    with supervise.stoppable():
        with pytest.raises(supervise.Asked, match="SIGTERM"):
            signal.raise_signal(signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGTERM)  # does not disturb the tidying up
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


def test_a_request_to_stop_is_heard_wherever_the_event_loop_is_busy() -> None:
    def be_asked() -> None:
        signal.raise_signal(signal.SIGTERM)

    async def work() -> None:
        asyncio.get_running_loop().call_soon(be_asked)
        await asyncio.sleep(20)

    with supervise.stoppable(), pytest.raises(supervise.Asked, match="SIGTERM"):
        asyncio.run(work())
