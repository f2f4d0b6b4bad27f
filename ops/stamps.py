"""Remembers what a slow step was last run for, so that a second run can leave it out."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Stamp:
    """A file that holds the fingerprint of a step's input."""

    path: Path
    fingerprint: str

    def is_current(self) -> bool:
        return self.path.exists() and self.path.read_text() == self.fingerprint

    def write(self) -> None:
        self.path.write_text(self.fingerprint)


def of_static_files(project: Path) -> str:
    """Changes when a static file of ours or a locked third-party version does."""
    locks = (project / name for name in ("requirements.txt", "package-lock.json"))
    return of_files([*locks, *sorted((project / "static").rglob("*"))])


def of_files(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        if path.is_file():
            state = path.stat()
            digest.update(f"{path}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
