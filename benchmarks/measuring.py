"""Rows, and how they are timed."""

import re
import statistics
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

Act = Callable[[], object]


def seconds(value: float) -> str:
    return (
        f"{value * 1e6:.0f} µs"
        if value < 1e-3
        else f"{value * 1e3:.1f} ms"
        if value < 1
        else f"{value:.2f} s"
    )


@dataclass(frozen=True)
class Row:
    """
    One line of the table.

    :param product, baseline: seconds for the same work (or for one item of it), or what `unit` writes
    :param goal: what is promised of `ratio`, in words
    :param ratio: product / baseline
    """

    job: str
    product: float
    baseline: float
    against: str
    goal: str
    holds: bool
    unit: Callable[[float], str] = seconds

    @property
    def ratio(self) -> float:
        return self.product / self.baseline


def median_seconds(act: Act, *, times: int) -> float:
    """The median of `times` runs, after one that warms up."""
    act()
    samples = []
    for _time in range(times):
        start = time.perf_counter()
        act()
        samples.append(time.perf_counter() - start)
    return statistics.median(samples)


def side_by_side(product: Act, baseline: Act, *, times: int) -> tuple[float, float]:
    """Both medians, the two interleaved so that a busy moment meets both."""
    product()
    baseline()
    samples: tuple[list[float], list[float]] = ([], [])
    for _time in range(times):
        for place, act in enumerate((product, baseline)):
            start = time.perf_counter()
            act()
            samples[place].append(time.perf_counter() - start)
    return statistics.median(samples[0]), statistics.median(samples[1])


def peak_growth(act: Act) -> float:
    """Megabytes by which this process grows at most during `act`, and those of the processes it starts meanwhile."""
    act()
    before, running = peak_resident("self", reset=True), children()
    peaks: dict[str, float] = {}
    is_over = Event()

    def watch() -> None:
        while not is_over.wait(0.005):
            peaks.update({pid: peak for pid in children() - running if (peak := peak_resident(pid))})

    watcher = Thread(target=watch)
    watcher.start()
    try:
        act()
    finally:
        is_over.set()
        watcher.join()
    return peak_resident("self") - before + sum(peaks.values())


def children() -> set[str]:
    found: set[str] = set()
    for task in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # a thread that has just ended
            found.update((task / "children").read_text().split())
    return found


def peak_resident(pid: str, *, reset: bool = False) -> float:
    """Megabytes that a process had in memory at most, 0 if it has ended. :param reset: count from now on (Linux)"""
    if reset:
        with suppress(FileNotFoundError, ProcessLookupError):
            Path(f"/proc/{pid}/clear_refs").write_text("5")
    return of_status(pid, "VmHWM")


def resident(pid: str) -> float:
    """Megabytes that a process has in memory, 0 if it has ended."""
    return of_status(pid, "VmRSS")


def of_status(pid: str, name: str) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    found = re.search(rf"{name}:\s+(\d+)", status)
    return int(found.group(1)) / 1024 if found else 0.0


def megabytes(value: float) -> str:
    return f"{value:.0f} MB"
