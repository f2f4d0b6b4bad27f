"""A scanner that speaks clamd's protocol, and knows one virus."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Scanner(socketserver.ThreadingTCPServer):
    """`says`: an answer in place of the right one; `None` closes the line; `stalls`: it never answers."""

    allow_reuse_address = True
    daemon_threads = True
    says: bytes | None = b""
    stalls = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Line)
        self.seen: list[bytes] = []
        self.released = threading.Event()

    @property
    def url(self) -> str:
        return f"tcp://127.0.0.1:{self.server_address[1]}"


class Line(socketserver.BaseRequestHandler):
    server: Scanner
    request: socket.socket

    def handle(self) -> None:
        assert self.exactly(10) == b"zINSTREAM\0"
        data = b""
        while length := int.from_bytes(self.exactly(4), "big"):
            data += self.exactly(length)
        self.server.seen.append(data)
        if self.server.stalls:
            self.server.released.wait()
        if self.server.says is None:
            return
        found = b"Eicar-Signature FOUND" if EICAR in data else b"OK"
        self.request.sendall(self.server.says or b"stream: " + found + b"\0")

    def exactly(self, length: int) -> bytes:
        data = b""
        while len(data) < length:
            piece = self.request.recv(length - len(data))
            assert piece, "the client hung up"
            data += piece
        return data


@contextmanager
def scanner() -> Iterator[Scanner]:
    with Scanner() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.released.set()
            server.shutdown()
            thread.join()
