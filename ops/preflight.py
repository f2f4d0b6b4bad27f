"""What must be true before anything starts, each with one sentence when it is not."""

import ctypes
import ctypes.util
import errno
import fcntl
import shutil
import socket
import sys
from pathlib import Path
from typing import IO

from ops import sentences

NEEDED_PYTHON = (3, 11)
NEEDED_DISK_MB = 1024
# name for ctypes -> Debian package
NEEDED_LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
}
LOCK_NAME = "up.lock"


def check(*, folder: Path, bind: str, port: int) -> None:
    """
    Look at the machine.

    :raises Refusal: for the first thing that is not as it must be
    """
    check_python()
    check_libraries(NEEDED_LIBRARIES)
    check_disk(folder, NEEDED_DISK_MB)
    check_port(bind, port)


def check_python(version: tuple[int, ...] = sys.version_info[:3]) -> None:
    if version < NEEDED_PYTHON:
        raise sentences.python_too_old(".".join(map(str, version)), ".".join(map(str, NEEDED_PYTHON)))


def check_libraries(needed: dict[str, str]) -> None:
    missing = {library: package for library, package in needed.items() if not can_load(library)}
    if missing:
        raise sentences.library_missing(", ".join(missing), " ".join(missing.values()))


def can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:  # elsewhere than on Linux the file has another name
        stem = library.removeprefix("lib").split(".so")[0]
        return sys.platform != "linux" and ctypes.util.find_library(stem) is not None
    return True


def check_disk(folder: Path, needed_mb: int) -> None:
    free_mb = shutil.disk_usage(folder).free // 2**20
    if free_mb < needed_mb:
        raise sentences.disk_full(str(folder), free_mb, needed_mb)


def check_port(bind: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise sentences.port_in_use(port) from error
            raise sentences.Refusal(
                f"无法监听 {bind}:{port}:{error.strerror}",
                f"Cannot listen on {bind}:{port}: {error.strerror}",
            ) from error


def hold_lock(folder: Path) -> IO[str]:
    """
    Lock the installation until the returned file is closed; a killed process lets go of it too.

    :raises Refusal: while another `make up` or `make reset` holds it
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / LOCK_NAME).open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise sentences.already_running(str(folder.resolve().parent)) from error
    return lock
