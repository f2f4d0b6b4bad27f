"""
How much of its time an answer has used, from timestamps alone: when it is due, what is left, since when it is late.

The clock starts when the firm files, stands still while the firm must answer, and goes on from where it stood. What
runs depends on the limit. Hours run by day and by night (S42); days from the midnight in Shanghai after the filing,
so that the day of filing is not counted; working days likewise, through the days on which offices work. No counter is
kept and nothing is rounded: an answer is due at the instant at which its running time is used up. Pure.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.dates import shanghai_day, start_of
from reopening.calendars import ONE_DAY, working_days_after
from reopening.policy.timing import AnswerLimit, AnswerUnit

SECOND = timedelta(seconds=1)
Span = tuple[datetime, datetime | None]  # from, until; None: it has no end


@dataclass(frozen=True)
class Pause:
    """The firm must answer since `begun_at`; `ended_at` None: it still must."""

    begun_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Run:
    """When the clock of a case started, and when it stood still, in the order of time."""

    started_at: datetime
    pauses: tuple[Pause, ...] = ()

    @property
    def stopped_since(self) -> datetime | None:
        return self.pauses[-1].begun_at if self.pauses and self.pauses[-1].ended_at is None else None

    def going_on(self, at: datetime) -> "Run":
        """The same, if the firm answered at `at`."""
        if self.stopped_since is None:
            return self
        return Run(
            self.started_at, (*self.pauses[:-1], Pause(self.stopped_since, max(at, self.stopped_since)))
        )


@dataclass(frozen=True)
class Reading:
    """
    The clock at one instant.

    :param due_at: the last instant of an answer in time; None while the clock stands still with time left
    :param left: running time that is left, at least nothing
    :param breached_since: the limit passed then without an answer
    """

    due_at: datetime | None
    left: timedelta
    stopped_since: datetime | None
    breached_since: datetime | None


def run_of(events: Iterable[tuple[bool, datetime]]) -> Run | None:
    """
    The clock's run from what happened to a case, oldest first: (the firm must answer now, when).

    A second stop while it stands still, and a second start while it runs, change nothing. None: it never started.
    """
    started: datetime | None = None
    pauses: list[Pause] = []
    for stops, at in events:
        stands = bool(pauses) and pauses[-1].ended_at is None
        if started is None:
            started = None if stops else at
        elif stops and not stands:
            pauses.append(Pause(at))
        elif not stops and stands:
            pauses[-1] = Pause(pauses[-1].begun_at, at)
    return Run(started, tuple(pauses)) if started else None


def due_at(limit: AnswerLimit, run: Run) -> datetime | None:
    """The last instant of an answer in time: of days, their last second. None: it stands still before that."""
    need = whole(limit)
    for begin, end in running(limit, run):
        if end is None or end - begin >= need:
            return begin + need - (timedelta() if limit.unit == AnswerUnit.HOURS else SECOND)
        need -= end - begin
    return None


def due_if_answered(limit: AnswerLimit, run: Run, at: datetime) -> datetime:
    """When it is due if the firm answers at `at`, where it must."""
    due = due_at(limit, run.going_on(at))
    if due is None:
        raise ValueError(run)
    return due


def used(limit: AnswerLimit, run: Run, at: datetime) -> timedelta:
    """Running time from the start until `at`."""
    total = timedelta()
    for begin, end in running(limit, run):
        if begin >= at:
            break
        total += min(end or at, at) - begin
    return total


def read(limit: AnswerLimit, run: Run, at: datetime) -> Reading:
    due = due_at(limit, run)
    left = max(whole(limit) - used(limit, run, at), timedelta())
    breached = due if due is not None and due < at else None
    return Reading(due, left, run.stopped_since, breached)


def whole(limit: AnswerLimit) -> timedelta:
    """The limit as running time."""
    if limit.unit == AnswerUnit.HOURS:
        return timedelta(hours=limit.amount)
    return limit.amount * ONE_DAY


def running(limit: AnswerLimit, run: Run) -> Iterator[Span]:
    """The spans through which the clock runs, in the order of time; the last may have no end."""
    for span in counted(limit, run.started_at):
        if run.stopped_since is not None and span[0] >= run.stopped_since:
            return
        yield from without(span, run.pauses)


def counted(limit: AnswerLimit, started_at: datetime) -> Iterator[Span]:
    """The spans that the limit counts at all."""
    if limit.unit == AnswerUnit.HOURS:
        yield started_at, None
    elif limit.unit == AnswerUnit.DAYS:
        yield start_of(shanghai_day(started_at) + ONE_DAY), None
    else:
        for day in working_days_after(shanghai_day(started_at)):
            yield start_of(day), start_of(day + ONE_DAY)


def without(span: Span, pauses: Sequence[Pause]) -> Iterator[Span]:
    """What the pauses leave of a span."""
    begin, end = span
    for pause in pauses:
        if end is not None and pause.begun_at >= end:
            break
        if pause.begun_at > begin:
            yield begin, pause.begun_at
        if pause.ended_at is None:
            return
        begin = max(begin, pause.ended_at)
        if end is not None and begin >= end:
            return
    yield begin, end
