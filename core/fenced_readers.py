"""Reading files that come from anywhere: in a process of its own, behind its fence, with none of our secrets."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, Any

from core.fence import Fence

ROOT = Path(__file__).resolve().parent.parent
KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "TMPDIR")  # a reader needs none of our secrets


class TooHeavy(Exception):
    """The reader died, or was stopped by its fence."""


def start(module: str, *arguments: str, source: bytes) -> subprocess.Popen[bytes]:
    """Run `module` with `source` on its standard input; who calls reads its output, and stops it in time."""
    with tempfile.TemporaryFile() as file:  # nameless, and the process has it as its input
        file.write(source)
        file.seek(0)
        return subprocess.Popen(
            command(module, *arguments),
            cwd=ROOT,
            env=environment(),
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )


def command(module: str, *arguments: str) -> list[str]:
    """Without the start-up files of the environment, which take longer than a small table (`-S`)."""
    return [sys.executable, "-S", "-m", module, *arguments]


def environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    return kept | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def read(module: str, *arguments: str, source: bytes | IO[bytes], output: IO[bytes], fence: Fence) -> None:
    """
    Run `module` with `source` on its standard input; what it writes lands in `output`.

    :param source: the bytes, or an open file that the process reads by itself
    :raises TooHeavy: if it does not end well within the fence
    """
    given: dict[str, Any] = {"input": source} if isinstance(source, bytes) else {"stdin": source}
    try:
        done = subprocess.run(
            command(module, *arguments),
            cwd=ROOT,
            env=environment(),
            stdout=output,
            stderr=subprocess.DEVNULL,
            timeout=fence.clock_seconds,
            check=False,
            **given,
        )
    except subprocess.TimeoutExpired as error:
        raise TooHeavy(module) from error
    if done.returncode != 0:
        raise TooHeavy(module)
