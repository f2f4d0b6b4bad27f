"""Child processes that never outlive us: own process group, parent-death signal, TERM before KILL."""

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Self

PR_SET_PDEATHSIG = 1
SOCKET_PATH_LIMIT = 100  # the kernel allows 107 bytes; postgres writes "<path>.lock" beside it
POLL_SECONDS = 0.02

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class StartError(RuntimeError):
    """A server did not come up; the message is one sentence for the person at the terminal."""


def die_with_parent(death_signal: int, parent: int | None = None) -> Callable[[], None]:
    """
    A ``preexec_fn``: the kernel sends `death_signal` when the thread that started the child ends.

    Start children from the main thread only. Elsewhere than on Linux this does nothing.

    :param parent: pid of the parent, by default this process
    """
    parent = os.getpid() if parent is None else parent

    def run_in_child() -> None:
        if _libc is None:
            return
        _libc.prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
        if os.getppid() != parent:  # the parent died before the call
            os._exit(1)

    return run_in_child


def spawn(
    command: Sequence[str | Path],
    *,
    output: int | IO[bytes],
    environment: dict[str, str] | None = None,
    folder: Path | None = None,
    account: pwd.struct_passwd | None = None,
    death_signal: int = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start `command` in a process group of its own, as `account` where one is given (root only)."""
    identity: dict[str, object] = {}
    if account is not None:
        identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    process: subprocess.Popen[bytes] = subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        cwd=folder,
        env=environment,
        process_group=0,
        preexec_fn=die_with_parent(death_signal),  # noqa: PLW1509  we start no threads
        **identity,  # type: ignore[call-overload]
    )
    return process


def signal_group(process: subprocess.Popen[bytes], number: int) -> None:
    """Signal every member of the child's group; a group that is gone is fine."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def wait_for_exit(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Whether the child ended within `seconds`."""
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def last_lines(path: Path, count: int = 8) -> str:
    """The end of a log, for an error message."""
    if not path.exists():
        return ""
    return "\n".join(path.read_text(errors="replace").splitlines()[-count:])


def wait_until(is_ready: Callable[[], bool], process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Poll until ready, the process ends, or time is up."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            return False
        if is_ready():
            return True
        time.sleep(POLL_SECONDS)  # between two looks, until the deadline
    return False


@dataclass
class Server:
    """A running PostgreSQL or Valkey. `stop()` may be called twice; usable with ``with``."""

    name: str
    url: str
    process: subprocess.Popen[bytes]
    log: Path
    stop_signal: int = signal.SIGTERM
    after_stop: list[Callable[[], None]] = field(default_factory=list)

    def stop(self, seconds: float = 10.0) -> None:
        """Ask, then insist, then tidy up."""
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
            if not wait_for_exit(self.process, seconds):
                signal_group(self.process, signal.SIGKILL)
                self.process.wait()
        while self.after_stop:
            self.after_stop.pop()()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
