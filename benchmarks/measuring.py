"""Rows, and how they are timed."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Act = Callable[[], object]


@dataclass(frozen=True)
class Row:
    """
    One line of the table.

    :param product, baseline: seconds for the same work (or for one item of it)
    :param goal: what is promised of `ratio`, in words
    :param ratio: product / baseline
    """

    job: str
    product: float
    baseline: float
    against: str
    goal: str
    holds: bool

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


def seconds(value: float) -> str:
    return (
        f"{value * 1e6:.0f} µs"
        if value < 1e-3
        else f"{value * 1e3:.1f} ms"
        if value < 1
        else f"{value:.2f} s"
    )
