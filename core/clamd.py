"""
A client of clamd, the daemon of ClamAV: one file by INSTREAM over a unix socket or TCP (man clamd).

The two maintained clients on the registry are GPL or read an answer of any length; this one is small and bounded.
"""

import socket
from urllib.parse import urlsplit

CHUNK = 64 * 1024
SECONDS = 20  # for each step: connecting, sending a piece, waiting for the answer
LONGEST_ANSWER = 4_096


class ScannerUnavailable(Exception):
    """The scanner does not answer, or not in words that it knows. The file is as it was: not scanned."""


def scan(data: bytes, *, url: str, seconds: float = SECONDS) -> str:
    """
    The name of the virus in `data`; empty when there is none.

    :param url: `unix:///run/clamav/clamd.ctl` or `tcp://host:3310`
    :raises ScannerUnavailable: for everything else that may happen
    """
    try:
        with _connect(url, seconds) as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), CHUNK):
                piece = data[start : start + CHUNK]
                line.sendall(len(piece).to_bytes(4, "big") + piece)
            line.sendall(bytes(4))
            return _understood(_answer(line))
    except (OSError, ValueError) as error:
        raise ScannerUnavailable(str(error)) from error


def _connect(url: str, seconds: float) -> socket.socket:
    address = urlsplit(url)
    if address.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(seconds)
        try:
            line.connect(address.path)
        except OSError:
            line.close()
            raise
        return line
    if address.scheme != "tcp" or not address.hostname:
        raise ValueError(f"CLAMD_URL must begin with unix:// or tcp://, not {url!r}")
    return socket.create_connection((address.hostname, address.port or 3310), timeout=seconds)


def _answer(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < LONGEST_ANSWER:
        piece = line.recv(LONGEST_ANSWER)
        if not piece:
            break
        said += piece
    return said.rstrip(b"\0").decode("utf-8", "replace").strip()


def _understood(answer: str) -> str:
    """`stream: OK` or `stream: NAME FOUND`. :raises ScannerUnavailable: for anything else"""
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND") or "unnamed"
    raise ScannerUnavailable(answer[:200] or "no answer")
