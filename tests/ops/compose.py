"""Reads docker-compose.yml the way compose does, and runs its services as plain processes."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import yaml

from tests.ops.conftest import PROJECT

FILE = PROJECT / "docker-compose.yml"
VARIABLE = re.compile(r"\$(?:\$|\{(?P<name>\w+)(?:(?P<kind>:?[-?])(?P<rest>[^}]*))?\})")


class MissingVariable(Exception):
    """Compose would refuse to start: a required variable is not set."""


def load() -> dict:
    """The file as it stands, with its merges."""
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def fill_in(text: str, variables: dict[str, str]) -> str:
    """Interpolate as the specification says: ${A}, ${A:-default}, ${A-default}, ${A:?message}, $$."""

    def value(match: re.Match[str]) -> str:
        if match["name"] is None:
            return "$"
        given, kind = variables.get(match["name"]), match["kind"] or ""
        if given is not None and not (kind.startswith(":") and not given):
            return given
        if kind.endswith("?"):
            raise MissingVariable(match["name"])
        return match["rest"] or ""

    return VARIABLE.sub(value, text)


class Service:
    """One service of the file, as a process group on this machine."""

    def __init__(
        self, name: str, description: dict, variables: dict[str, str], overrides: dict[str, str]
    ) -> None:
        self.name = name
        environment = {
            key: fill_in(str(value), variables) for key, value in description["environment"].items()
        }
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        self.environment = environment | {"PATH": path, "HOME": os.environ.get("HOME", "/")} | overrides
        self.command = [fill_in(part, variables) for part in description["command"]]
        self.check = [fill_in(part, variables) for part in description["healthcheck"].get("test", [])]
        self.process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        """Run a one-shot service to its end."""
        subprocess.run(self.command, cwd=PROJECT, env=self.environment, check=True, stdout=subprocess.DEVNULL)

    def start(self, log: Path) -> None:
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                self.command, cwd=PROJECT, env=self.environment, stdout=output, stderr=output, process_group=0
            )

    def is_healthy(self) -> bool:
        """The health check of the file, run beside the process."""
        assert self.check[0] == "CMD"
        return subprocess.run(self.check[1:], cwd=PROJECT, env=self.environment, check=False).returncode == 0

    def stop(self, seconds: float = 30) -> int:
        """As compose does: SIGTERM for the main process; how it ended."""
        assert self.process is not None
        self.process.terminate()
        try:
            return self.process.wait(timeout=seconds)
        finally:
            if self.process.poll() is None:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
