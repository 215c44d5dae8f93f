"""What processes cost is looked at from beside them: the most that they held, with all that they started."""

import subprocess
import sys
import time

import pytest

from zhongcao.app.measuring.processes import PeakMemory

HOLDS = "import sys; held = b'x' * 60_000_000; print('there', flush=True); sys.stdin.read()"
STARTS = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {HOLDS!r}])"


@pytest.mark.parametrize("program", [HOLDS, STARTS], ids=["itself", "what it started"])
def test_the_most_that_was_held_is_remembered(program: str) -> None:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", program], **pipes) as child:  # type: ignore[call-overload]
        assert child.stdout.readline() == b"there\n"
        with PeakMemory(child.pid) as memory:
            time.sleep(0.3)
        child.communicate(b"")
    assert 60 <= memory.mb < 200


def test_who_is_not_there_holds_nothing() -> None:
    with PeakMemory(None) as memory:
        pass
    assert memory.mb == 0
