"""The launcher, with a Python that only notes what it is asked to do."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

LAUNCHER = Path(__file__).resolve().parents[2] / "zhongcao"
# Stands in for Python: answers the launcher's questions, makes a .venv whose uv notes every call.
PYTHON = """#!/bin/sh
root=$(cd "$(dirname "$0")/.." && pwd)
case "$*" in
  *version_info*) exit "${OLD_PYTHON:-0}" ;;
  *ensurepip*) exit "${NO_VENV:-0}" ;;
  *CONFIG_ARGS*) [ -e "$(dirname "$0")/optimised" ] ;;
  *sysconfig*) mkdir -p "$root/purelib"; echo "$root/purelib" ;;
  "-V") echo "Python 3.0" ;;
  "-m venv"*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; echo "$0" >"$3/made-by"; echo venv >>"$CALLS" ;;
  "-m pip --version") exit 0 ;;
  "-m pip install"*) cp "$UV" "$root/bin/uv"; grep -q '^uv==1.0 ' "$root/uv.lock" && echo pip >>"$CALLS" ;;
  "-m zhongcao.app.cli"*) shift 2; printf 'run:%s' "$PWD"; printf ' [%s]' "$@"; echo ;;
esac
"""
UV = """#!/bin/sh
if [ "$1" = --version ]; then echo "uv 1.0"; exit 0; fi
echo sync >>"$CALLS"
sleep "${SYNC_SECONDS:-0}"
exit "${SYNC_FAILS:-0}"
"""


class Clone:
    """A clone of the repository with nothing in it but the launcher."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "a clone"
        self.root.mkdir()
        shutil.copy(LAUNCHER, self.root / "zhongcao")
        (self.root / "requirements.lock").write_text("uv==1.0 \\\n    --hash=sha256:00\nzzz==1\n")
        self.calls = folder / "calls"
        bin_ = folder / "bin"
        bin_.mkdir()
        for name, text in (("python3", PYTHON), ("uv-for-venv", UV)):
            (bin_ / name).write_text(text)
            (bin_ / name).chmod(0o755)
        (bin_ / "optimised").touch()
        self.environment = {
            "PATH": f"{bin_}:/usr/bin:/bin",
            "HOME": str(folder),
            "CALLS": str(self.calls),
            "UV": str(bin_ / "uv-for-venv"),
        }

    def start(self, *words: str, cwd: Path | None = None, **extra: str) -> "subprocess.Popen[str]":
        """Call the launcher without waiting for it."""
        return subprocess.Popen(
            [str(self.root / "zhongcao"), *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=cwd or self.root,
            env=self.environment | extra,
            start_new_session=True,
        )

    def call(self, *words: str, cwd: Path | None = None, **extra: str) -> tuple[int, str, str]:
        """Call the launcher: exit code, what it printed, what it said."""
        process = self.start(*words, cwd=cwd, **extra)
        out, said = process.communicate(timeout=30)
        return process.returncode, out, said

    def noted(self) -> list[str]:
        """What was done to set up."""
        return self.calls.read_text().split() if self.calls.exists() else []


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


def test_the_first_call_sets_up_and_later_ones_only_run(clone: Clone, tmp_path: Path) -> None:
    code, out, said = clone.call("loop", "--input", "a b")
    assert (code, out) == (0, f"run:{clone.root} [loop] [--input] [a b]\n")
    assert "set up in" in said
    assert clone.noted() == ["venv", "pip", "sync"]
    assert (clone.root / ".venv" / "purelib" / "zhongcao.pth").read_text() == f"{clone.root}/src\n"
    assert not (clone.root / ".venv.lock").is_symlink()

    started = time.monotonic()
    assert clone.call("up", cwd=tmp_path) == (0, f"run:{tmp_path} [up]\n", "")
    assert time.monotonic() - started < 0.5
    assert clone.call() == (0, f"run:{clone.root} []\n", "")
    assert clone.noted() == ["venv", "pip", "sync"]


def test_it_finds_itself_behind_links(clone: Clone, tmp_path: Path) -> None:
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "one").symlink_to("../a clone/zhongcao")
    (tmp_path / "two").symlink_to("links/one")
    command = [str(tmp_path / "two"), "up"]
    done = subprocess.run(command, capture_output=True, env=clone.environment, cwd="/", check=False)
    assert done.returncode == 0
    assert (clone.root / ".venv").is_dir()


def test_a_changed_lock_file_is_installed(clone: Clone) -> None:
    clone.call()
    lock = clone.root / "requirements.lock"
    lock.write_text(lock.read_text() + "more==1\n")
    clone.call()
    assert clone.noted() == ["venv", "pip", "sync", "sync"]


def test_a_moved_clone_is_set_up_again(clone: Clone, tmp_path: Path) -> None:
    clone.call()
    clone.root = clone.root.rename(tmp_path / "moved")
    clone.call()
    assert (clone.root / ".venv" / "purelib" / "zhongcao.pth").read_text() == f"{clone.root}/src\n"


def test_an_interrupted_or_failed_set_up_is_repeated(clone: Clone) -> None:
    process = clone.start(SYNC_SECONDS="20")
    deadline = time.monotonic() + 10
    while "sync" not in clone.noted() and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert (clone.root / ".venv.lock").is_symlink()  # left behind by the killed one
    code, out, _ = clone.call(SYNC_FAILS="7", SSL_CERT_FILE="/some")
    assert (code, out) == (1, "")
    assert not (clone.root / ".venv.lock").is_symlink()
    assert clone.call()[0] == 0
    assert clone.noted() == ["venv", "pip", "sync", "sync", "sync"]


def test_calls_at_the_same_time_set_up_once(clone: Clone) -> None:
    processes = [clone.start(SYNC_SECONDS="0.5") for _ in range(4)]
    answers = [process.communicate(timeout=30) for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0, 0]
    assert {out for out, _ in answers} == {f"run:{clone.root} []\n"}
    assert clone.noted() == ["venv", "pip", "sync"]
    assert sum("waiting for it" in said for _, said in answers) == 3


@pytest.mark.parametrize(
    ("extra", "words"), [({"OLD_PYTHON": "1"}, "Python 3.11 or newer is needed"), ({"NO_VENV": "1"}, "python3-venv")]
)
def test_an_unfit_python_is_explained(clone: Clone, extra: dict[str, str], words: str) -> None:
    clone.environment["PATH"] = clone.environment["PATH"].split(":")[0] + ":" + _tools(clone)
    clone.environment |= extra
    code, out, said = clone.call()
    assert (code, out) == (1, "")
    assert words in said
    assert not (clone.root / ".venv").exists()
    assert not (clone.root / ".venv.lock").is_symlink()


def test_a_python_built_with_optimisations_goes_before_one_without(clone: Clone, tmp_path: Path) -> None:
    first, path = tmp_path / "bin", clone.environment["PATH"].split(":")[0]
    second = tmp_path / "system"
    (first / "optimised").unlink()
    shutil.copytree(first, second)
    (second / "python3").rename(second / "python3.12")
    clone.environment["PATH"] = f"{path}:{second}:" + _tools(clone)

    assert _python_of(clone) == first / "python3"  # neither says that it was: the first one
    (second / "optimised").touch()
    assert _python_of(clone) == second / "python3.12"
    assert _python_of(clone, PYTHON=str(first / "python3")) == first / "python3"  # whoever names one gets it


def _python_of(clone: Clone, **extra: str) -> Path:
    shutil.rmtree(clone.root / ".venv", ignore_errors=True)
    assert clone.call(**extra)[0] == 0
    return Path((clone.root / ".venv" / "made-by").read_text().strip())


def _tools(clone: Clone) -> str:
    """A folder with the ordinary tools but no real Python."""
    folder = clone.root.parent / "tools"
    folder.mkdir()
    for name in [
        "bash",
        "sh",
        "env",
        "dirname",
        "readlink",
        "cmp",
        "cat",
        "ln",
        "rm",
        "mv",
        "sleep",
        "ps",
        "sed",
        "cut",
        "mkdir",
        "cp",
        "grep",
    ]:
        if found := shutil.which(name):
            (folder / name).symlink_to(found)
    return str(folder)


def test_the_certificates_of_the_system_are_the_second_try(clone: Clone) -> None:
    code, out, said = clone.call(SYNC_FAILS="2")
    assert (code, out) == (2, "")
    assert "certificates of this system" in said
    assert clone.noted() == ["venv", "pip", "sync", "sync"]
