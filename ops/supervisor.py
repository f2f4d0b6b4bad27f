"""Runs parts side by side: one log stream, and the end of any of them is the end of all."""

import os
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

from ops import sentences
from ops.parts import Part
from ops.processes import Server, signal_group, spawn

KEPT_LINES = 12
STOP_SECONDS = 15.0
LOOK_SECONDS = 0.2
COLOURS = (36, 32, 33, 35, 34, 96, 92)


@dataclass
class Running:
    """A started part and the end of what it said."""

    name: str
    process: subprocess.Popen[bytes]
    output: IO[bytes] | None
    colour: int
    lines: deque[str] = field(default_factory=lambda: deque(maxlen=KEPT_LINES))
    rest: bytes = b""


class Supervisor:
    """
    Starts parts and servers, and stops every one of them when it is left.

    One thread only: the kernel ties the children's lives to the thread that started them.
    """

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.environment = environment
        self.running: list[Running] = []
        self.servers: list[Server] = []
        self.asked_to_stop = False
        self.quiet = False  # keeps the lines of parts for an error, but does not show them
        self._selector = selectors.DefaultSelector()
        self._width = 10

    def catch_signals(self) -> None:
        """Ctrl-C, a closed terminal and `kill` end the watch; a second Ctrl-C no longer waits."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)

    def _ask_to_stop(self, *_: object) -> None:
        if self.asked_to_stop:
            for part in self.running:
                signal_group(part.process, signal.SIGKILL)
        self.asked_to_stop = True

    def start(self, part: Part) -> Running:
        process = spawn(
            part.command,
            output=subprocess.PIPE,
            environment=self.environment,
            folder=self.folder,
            death_signal=part.death_signal,
        )
        output = cast(IO[bytes], process.stdout)
        os.set_blocking(output.fileno(), False)
        running = Running(part.name, process, output, COLOURS[len(self.running) % len(COLOURS)])
        self.running.append(running)
        self._selector.register(output, selectors.EVENT_READ, running)
        return running

    def run_step(self, name: str, command: Sequence[str]) -> None:
        """
        Run one preparation to its end.

        :raises Refusal: when it fails
        """
        step = self.start(Part(name, tuple(command), signal.SIGKILL))
        while step.process.poll() is None and not self.asked_to_stop:
            self.pump(LOOK_SECONDS)
            self.check_servers()
        if self.asked_to_stop:
            return
        self._read(step)
        self.running.remove(step)
        if step.process.returncode != 0:
            raise sentences.step_failed(name, "\n".join(step.lines))

    def check(self) -> None:
        """:raises Refusal: naming the part that ended"""
        self.check_servers()
        for part in self.running:
            if (code := part.process.poll()) is not None:
                self._read(part)
                raise sentences.part_died(part.name, code, "\n".join(part.lines))

    def check_servers(self) -> None:
        for server in self.servers:
            if (code := server.process.poll()) is not None:
                lines = server.log.read_text(errors="replace").splitlines() if server.log.exists() else []
                raise sentences.part_died(server.name, code, "\n".join(lines[-KEPT_LINES:]))

    def watch(self) -> None:
        """Until somebody asks us to stop, or a part ends."""
        while not self.asked_to_stop:
            self.pump(LOOK_SECONDS)
            self.check()

    def pump(self, seconds: float) -> None:
        """Pass on what the parts have said; wait at most so long for them to say something."""
        for key, _events in self._selector.select(seconds):
            self._read(key.data)

    def _read(self, part: Running) -> None:
        while part.output is not None:
            try:
                chunk = os.read(part.output.fileno(), 65536)
            except BlockingIOError:
                return
            if not chunk:
                self._selector.unregister(part.output)
                part.output.close()
                part.output = None
            *lines, part.rest = (part.rest + chunk).split(b"\n")
            for line in lines:
                self._print(part, line.decode(errors="replace").rstrip())

    def _print(self, part: Running, line: str) -> None:
        part.lines.append(line)
        if self.quiet:
            return
        label = f"{part.name:<{self._width}} |"
        if sys.stdout.isatty():
            label = f"\033[{part.colour}m{label}\033[0m"
        print(label, line, flush=True)

    def stop(self) -> None:
        """TERM for every group, KILL for what is left; the servers last, for the parts still write."""
        for part in self.running:
            signal_group(part.process, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while any(part.process.poll() is None for part in self.running) and time.monotonic() < deadline:
            self.pump(LOOK_SECONDS)
        for part in self.running:
            signal_group(part.process, signal.SIGKILL)  # also what a dead leader left behind
            part.process.wait()
            self._read(part)
        self.running.clear()
        while self.servers:
            self.servers.pop().stop()
        self._selector.close()
