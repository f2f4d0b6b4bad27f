"""Asking the virus scanner: a clear answer, or none; never a guess."""

import shutil
import subprocess
import threading
from collections.abc import Iterator

import pytest

from core import clamd
from core.clamd import ScannerUnavailable
from tests.clamds import EICAR, Scanner, scanner
from tests.machine import free_port


@pytest.fixture
def clam() -> Iterator[Scanner]:
    with scanner() as server:
        yield server


def test_a_clean_file_has_no_virus(clam):
    assert clamd.scan(b"%PDF-1.7 harmless", url=clam.url) == ""
    assert clam.seen == [b"%PDF-1.7 harmless"]


def test_a_virus_is_named(clam):
    assert clamd.scan(b"%PDF-1.7 " + EICAR, url=clam.url) == "Eicar-Signature"


def test_a_large_file_arrives_whole_in_pieces(clam):
    data = bytes(range(256)) * 1_024

    assert clamd.scan(data, url=clam.url) == ""
    assert clam.seen == [data]


@pytest.mark.parametrize(
    "answer",
    [
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: Can't allocate memory ERROR\0",
        b"HTTP/1.1 200 OK\r\n\r\nstream: OK",
        b"stream: ok\0",
        b"\xff\xfe\0",
        b"A" * 100_000,
        None,
    ],
)
def test_any_other_answer_is_none(clam, answer):
    clam.says = answer

    with pytest.raises(ScannerUnavailable):
        clamd.scan(b"x", url=clam.url)


def test_a_scanner_that_never_answers_is_left(clam):
    clam.stalls = True

    with pytest.raises(ScannerUnavailable):
        clamd.scan(b"x", url=clam.url, seconds=0.2)


@pytest.mark.parametrize(
    "url", ["tcp://127.0.0.1:{port}", "unix:///nowhere/clamd.ctl", "http://127.0.0.1/", "clamd"]
)
def test_a_scanner_that_is_not_there_is_unavailable(url):
    with pytest.raises(ScannerUnavailable):
        clamd.scan(b"x", url=url.format(port=free_port()))


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("clamd"), reason="ClamAV is not installed")
def test_the_real_daemon_finds_the_test_file(tmp_path):
    """Started with one signature of our own: the test needs no download."""
    (tmp_path / "own.ndb").write_text(f"Own.Test:0:*:{EICAR.hex()}\n")
    address = tmp_path / "clamd.ctl"
    config = tmp_path / "clamd.conf"
    config.write_text(f"LocalSocket {address}\nDatabaseDirectory {tmp_path}\nForeground yes\nBytecode no\n")
    daemon = subprocess.Popen(["clamd", "--config-file", str(config)], stdout=subprocess.DEVNULL)
    try:
        ready = threading.Event()
        for _look in range(300):
            if address.exists() or ready.wait(0.1):
                break
        assert clamd.scan(EICAR, url=f"unix://{address}").startswith("Own.Test")
        assert clamd.scan(b"harmless", url=f"unix://{address}") == ""
    finally:
        daemon.terminate()
        daemon.wait()
