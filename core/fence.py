"""
Reading files that come from anywhere: in a process of its own, with little memory and time and none of our
secrets (docs/adr/0010). The reading module calls `confine` before anything else and imports this one, so only the
standard library is imported here.
"""

import os
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parent.parent
KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "TMPDIR")  # a reader needs none of our secrets


@dataclass(frozen=True, slots=True)
class Fence:
    """
    What one reading may cost.

    :param memory_bytes: address space of the process
    :param seconds: of processor time
    :param clock_seconds: of waiting; a busy machine gives little processor time
    """

    memory_bytes: int
    seconds: int
    clock_seconds: int


class TooHeavy(Exception):
    """The reader died, or was stopped by its fence."""


def confine(fence: Fence) -> None:
    """Called by the reader itself, before it looks at the file."""
    resource.setrlimit(resource.RLIMIT_AS, (fence.memory_bytes, fence.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (fence.seconds, fence.seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def start(module: str, *arguments: str, source: bytes) -> subprocess.Popen[bytes]:
    """Run `module` with `source` on its standard input; who calls reads its output, and stops it in time."""
    with tempfile.TemporaryFile() as file:  # nameless, and the process has it as its input
        file.write(source)
        file.seek(0)
        return subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=environment(),
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )


def environment() -> dict[str, str]:
    return {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}


def read(module: str, *arguments: str, source: bytes | IO[bytes], output: IO[bytes], fence: Fence) -> None:
    """
    Run `module` with `source` on its standard input; what it writes lands in `output`.

    :param source: the bytes, or an open file that the process reads by itself
    :raises TooHeavy: if it does not end well within the fence
    """
    given: dict[str, Any] = {"input": source} if isinstance(source, bytes) else {"stdin": source}
    try:
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
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
