"""What the product consists of at run time, as commands; docker-compose.yml names the same ones."""

import signal
import sys
from dataclasses import dataclass
from pathlib import Path

PYTHON = sys.executable
PROGRAMS = Path(sys.executable).parent  # of the virtual environment


@dataclass(frozen=True)
class Part:
    """One long-running process."""

    name: str
    command: tuple[str, ...]
    death_signal: int = signal.SIGTERM  # what it gets when the supervisor is killed


def manage(*arguments: str) -> tuple[str, ...]:
    return (PYTHON, "manage.py", *arguments)


def worker(name: str, queues: str, concurrency: int) -> Part:
    return Part(
        name,
        (
            PYTHON, "-m", "celery", "-A", "config", "--quiet", "worker", "-Q", queues, "-n", f"{name}@%h",
            "--concurrency", str(concurrency), "--loglevel", "WARNING",
            "--without-gossip", "--without-mingle",
        ),
        signal.SIGKILL,  # without its broker Celery may never finish a shutdown; the job rows lose nothing
    )  # fmt: skip


PARTS = (
    Part("web", (PYTHON, "-m", "gunicorn", "--config", "python:ops.web", "config.wsgi")),
    Part("relay", manage("relay")),
    Part("scheduler", manage("schedule")),
    worker("worker", "default,import", concurrency=2),
    worker("worker-pdf", "pdf", concurrency=1),
)
