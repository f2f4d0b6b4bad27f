"""Folders for servers: reachable by the account that runs them, with socket paths short enough."""

import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from ops.processes import SOCKET_PATH_LIMIT

SYSTEM_FOLDER = Path("/var/lib/reopening-desk")  # root only: for what another account must read


def server_account() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: then it runs as ``postgres``, or else ``nobody``."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def can_enter(folder: Path, account: pwd.struct_passwd | None) -> bool:
    """Whether the account gets through every parent of the folder."""
    if account is None:
        return True
    attempt = subprocess.run(
        ["/bin/sh", "-c", 'test -x "$1" && test -r "$1"', "sh", str(folder)],
        user=account.pw_uid,
        group=account.pw_gid,
        extra_groups=[],
        cwd="/",
        check=False,
    )
    return attempt.returncode == 0


def home_for(folder: Path, account: pwd.struct_passwd | None, *, ephemeral: bool) -> Path:
    """
    `folder` itself or, where the account cannot get there (a checkout below /root), a stand-in.

    The stand-in of a lasting folder is named after it and lies in `SYSTEM_FOLDER`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if can_enter(folder, account):
        return folder
    home = Path(tempfile.mkdtemp(prefix="desk-")) if ephemeral else stand_in(folder)
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o755)
    return home


def stand_in(folder: Path) -> Path:
    """Where the data of an unreachable folder lies."""
    return SYSTEM_FOLDER / hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]


def remove(folder: Path) -> None:
    """Delete a server's folder and its stand-in."""
    shutil.rmtree(folder, ignore_errors=True)
    if os.geteuid() == 0:
        shutil.rmtree(stand_in(folder), ignore_errors=True)


def socket_folder(
    home: Path, socket_name: str, account: pwd.struct_passwd | None
) -> tuple[Path, list[Callable[[], None]]]:
    """A folder of mode 700 for a socket, and what removes it if it had to be a temporary one."""
    wanted = home.resolve() / "run"
    clean_up: list[Callable[[], None]] = []
    if len(os.fsencode(wanted / socket_name)) > SOCKET_PATH_LIMIT:
        wanted = Path(tempfile.mkdtemp(prefix="desk-", dir="/tmp"))  # a short path is the point
        clean_up.append(lambda: shutil.rmtree(wanted, ignore_errors=True))
    hand_over(wanted, account)
    return wanted, clean_up


def hand_over(folder: Path, account: pwd.struct_passwd | None) -> None:
    """Make the folder, private to the account."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)
