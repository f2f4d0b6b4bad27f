"""The whole product as processes, on the database of the test: web, relay, scheduler and workers."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).parent.parent
READY_SECONDS = 60


class Machine:
    """`url` answers while it runs; `media` holds its private files."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder, self.media = folder, folder / "media"
        self.parts: dict[str, subprocess.Popen[bytes]] = {}

    def commands(self) -> dict[str, list[str]]:
        manage = [sys.executable, "manage.py"]
        celery = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "config",
            "worker",
            "--concurrency",
            "1",
            "-l",
            "warning",
        ]
        celery += ["--without-gossip", "--without-mingle"]
        return {
            "web": [sys.executable, "-m", "gunicorn", "--config", "python:ops.web", "config.wsgi"],
            "relay": [*manage, "relay"],
            "schedule": [*manage, "schedule"],
            "worker": [*celery, "-Q", "default,import", "-n", f"worker-{self.port}@desk"],
            "worker-pdf": [*celery, "-Q", "pdf", "-n", f"pdf-{self.port}@desk"],
        }

    def environment(self) -> dict[str, str]:
        database = connection.settings_dict["NAME"]
        stem, _slash, _name = os.environ["DATABASE_URL"].rpartition("/")
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings_test",
            "DATABASE_URL": f"{stem}/{database}",
            "REDIS_URL": settings.REDIS_URL,
            "MEDIA_ROOT": str(self.media),
            "SITE_URL": self.url,
            "PORT": str(self.port),
            "WEB_WORKERS": "1",
            "PYTHONWARNINGS": "ignore",
        }

    def start(self, part: str) -> None:
        log = (self.folder / f"{part}.log").open("ab")
        self.parts[part] = subprocess.Popen(
            self.commands()[part],
            cwd=ROOT,
            env=self.environment(),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        log.close()

    def kill(self, part: str) -> None:
        """As the power switch would: the whole process group, at once."""
        process = self.parts.pop(part)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def wait_until_ready(self, path: str = "/readyz") -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(URLError, ConnectionError, TimeoutError):
                urllib.request.urlopen(f"{self.url}{path}", timeout=2).close()
                return
            time.sleep(0.2)  # between two looks at a machine that is starting
        raise AssertionError("not ready:\n" + "\n".join(self.log(part) for part in self.parts))

    def log(self, part: str) -> str:
        return f"--- {part}\n" + (self.folder / f"{part}.log").read_text(errors="replace")[-3000:]


@contextlib.contextmanager
def running(folder: Path, *, web_alone: bool = False) -> Iterator[Machine]:
    """The machine, or only its web, from ready until the end of the block."""
    machine = Machine(folder)
    try:
        for part in ["web"] if web_alone else machine.commands():
            machine.start(part)
        machine.wait_until_ready("/healthz" if web_alone else "/readyz")
        yield machine
    finally:
        for part in list(machine.parts):
            machine.kill(part)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
