"""
What the policy does by itself about a condition, and when: the firm is reminded, then it is overdue. Pure.

Days are Shanghai's. A condition is met in time on its day still; on the day after it is overdue.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Step:
    """
    What is to be done today, and the day on which to look again; None: never.

    :param reminds: a mark has come since the firm was last told; however many came, it is told once
    """

    reminds: bool
    is_overdue: bool
    next_on: date | None


def step_of(due_on: date, remind_days: Iterable[int], *, told_on: date | None, today: date) -> Step:
    """
    :param remind_days: the marks, in days before `due_on`
    :param told_on: the day on which the firm last read when it is due; marks until then need no reminder
    """
    if today > due_on:
        return Step(reminds=False, is_overdue=True, next_on=None)
    marks = sorted(due_on - timedelta(days=days) for days in remind_days)
    reminds = any((told_on is None or told_on < mark) and mark <= today for mark in marks)
    coming = (mark for mark in marks if mark > today)
    return Step(reminds, is_overdue=False, next_on=next(coming, due_on + ONE_DAY))
