"""
Periodic work: one job row per period, unique by key, so that two schedulers or a late one do no harm.

Packages name theirs in `schedule.py`: `SCHEDULE = [Every(...)]`, found like Celery's tasks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from core import background
from core.dates import shanghai_day, start_of
from core.packages import modules


@dataclass(frozen=True)
class Every:
    """Run `task` once in each `period`, counted from midnight in Shanghai; `after` shifts it into the period."""

    task: str
    period: timedelta
    after: timedelta = timedelta()

    def period_start(self, at: datetime) -> datetime:
        midnight = start_of(shanghai_day(at - self.after))
        passed = (at - self.after - midnight) // self.period
        return midnight + passed * self.period + self.after


CORE = [
    Every("core.tasks.beat", timedelta(seconds=10)),
    Every("core.tasks.seal_audit", timedelta(minutes=1)),
    Every("core.tasks.expire_exports", timedelta(hours=1)),
    Every("core.tasks.tidy", timedelta(days=1), after=timedelta(hours=3)),
]


def entries() -> Iterator[Every]:
    yield from CORE
    for module in modules("schedule", besides="core"):
        yield from module.SCHEDULE


def enqueue_due(at: datetime, known: set[str]) -> int:
    """Write the rows of the periods that `at` falls into; `known` remembers what this process has written."""
    count = 0
    for entry in entries():
        key = f"{entry.task}@{entry.period_start(at).isoformat()}"
        if key not in known:
            background.enqueue(entry.task, unique=key)
            known.add(key)
            count += 1
    return count
