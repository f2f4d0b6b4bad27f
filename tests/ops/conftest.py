"""Processes for the launcher's tests."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def run_and_kill() -> Callable[[str], int]:
    """Run code that starts a `server`, kill -9 the interpreter, and tell the pid of the server it left."""

    def run(code: str) -> int:
        script = f"{code}\nprint(server.process.pid, flush=True)\nimport signal; signal.pause()"
        parent = subprocess.Popen([sys.executable, "-c", script], cwd=PROJECT, stdout=subprocess.PIPE, text=True)
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.kill()
        parent.wait()
        parent.stdout.close()
        return pid

    return run
