"""Real processes under a real supervisor; each test looks at what is left of them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.ops.conftest import PROJECT, eventually, is_alive

# A part that starts a child of its own and ignores a polite request when it is told to.
PART = """
import os, signal, subprocess, sys, time
if {stubborn}:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
print("pids", os.getpid(), child.pid, flush=True)
signal.pause()
"""
SUPERVISOR = """
import os, sys
from pathlib import Path
from ops import supervisor
from ops.parts import Part
from ops.sentences import Refusal
supervisor.STOP_SECONDS = 1
watching = supervisor.Supervisor(Path.cwd(), dict(os.environ))
watching.catch_signals()
try:
    for name, code in zip(sys.argv[1::2], sys.argv[2::2]):
        watching.start(Part(name, (sys.executable, "-c", code)))
    watching.watch()
except Refusal as refusal:
    print(refusal, flush=True)
    sys.exit(1)
finally:
    watching.stop()
"""


class Watched:
    """A supervisor with its parts' pids, read from the one log stream."""

    def __init__(self, *parts: tuple[str, str]) -> None:
        arguments = [word for part in parts for word in part]
        self.process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISOR, *arguments], cwd=PROJECT, stdout=subprocess.PIPE, text=True
        )
        self.output: list[str] = []
        self.pids: dict[str, list[int]] = {}

    def read_pids(self, count: int) -> None:
        while len(self.pids) < count:
            line = self.process.stdout.readline()
            assert line, "".join(self.output)
            self.output.append(line)
            name, _, text = line.partition("|")
            if text.split()[:1] == ["pids"]:
                self.pids[name.strip()] = [int(word) for word in text.split()[1:]]

    @property
    def everybody(self) -> list[int]:
        return [pid for pids in self.pids.values() for pid in pids]

    def end(self) -> tuple[int, str]:
        rest, _ = self.process.communicate(timeout=20)
        return self.process.returncode, "".join(self.output) + rest


@pytest.fixture
def watch() -> Iterator[Callable[..., Watched]]:
    started: list[Watched] = []

    def start(*parts: tuple[str, str]) -> Watched:
        watched = Watched(*parts)
        started.append(watched)
        watched.read_pids(len(parts))
        return watched

    yield start
    for watched in started:
        watched.process.kill()
        watched.process.communicate()
        for pid in watched.everybody:
            if is_alive(pid):
                os.kill(pid, signal.SIGKILL)


def part(*, stubborn: bool = False) -> str:
    return PART.format(stubborn=stubborn)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asked_to_stop_it_stops_everything_and_ends_well(watch, number):
    watched = watch(("web", part()), ("relay", part()))

    watched.process.send_signal(number)
    code, _ = watched.end()

    assert code == 0
    assert not any(map(is_alive, watched.everybody))


def test_the_death_of_one_part_ends_all_and_is_named_with_its_last_words(watch):
    watched = watch(("web", part()), ("relay", part()), ("worker", part()))

    os.kill(watched.pids["relay"][0], signal.SIGKILL)
    code, output = watched.end()

    assert code == 1
    assert "relay ended unexpectedly (code -9)" in output
    assert f"pids {watched.pids['relay'][0]}" in output.split("Its last lines:")[1]
    assert not any(map(is_alive, watched.everybody))


def test_a_part_that_will_not_stop_is_killed(watch):
    watched = watch(("stubborn", part(stubborn=True)), ("web", part()))

    watched.process.send_signal(signal.SIGTERM)
    code, _ = watched.end()

    assert code == 0
    assert not any(map(is_alive, watched.everybody))


def test_a_second_ctrl_c_does_not_wait(watch):
    watched = watch(("stubborn", part(stubborn=True)))
    began = time.monotonic()

    watched.process.send_signal(signal.SIGINT)
    while watched.process.poll() is None and is_alive(watched.pids["stubborn"][0]):
        watched.process.send_signal(signal.SIGINT)
        os.sched_yield()
    watched.end()

    assert time.monotonic() - began < 0.9  # less than the second it would have waited


def test_parts_die_with_a_supervisor_that_is_killed(watch):
    watched = watch(("web", part()), ("relay", part()))

    watched.process.kill()

    leaders = [pids[0] for pids in watched.pids.values()]
    assert eventually(lambda: not any(map(is_alive, leaders)), seconds=5)


def test_lines_of_all_parts_come_in_one_stream_with_their_names(watch):
    watched = watch(("web", part()), ("worker-pdf", part()))
    watched.process.terminate()

    _, output = watched.end()

    assert [line for line in output.splitlines() if line.startswith("web        | pids")]
    assert [line for line in output.splitlines() if line.startswith("worker-pdf | pids")]


def test_stop_with_parent_follows_the_process_that_called(tmp_path: Path):
    code = (
        "import os, signal; from ops.processes import die_with_parent;"
        "die_with_parent(signal.SIGTERM, parent=os.getppid())();"
        "print(os.getpid(), flush=True); signal.pause()"
    )
    caller = subprocess.Popen(
        ["/bin/sh", "-c", '"$0" -c "$1"; true', sys.executable, code],
        cwd=PROJECT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    pid = int(caller.stdout.readline())

    caller.kill()
    caller.communicate()

    assert eventually(lambda: not is_alive(pid), seconds=5)
