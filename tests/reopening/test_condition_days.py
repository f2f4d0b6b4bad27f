"""When a firm is reminded of a condition, and when that is overdue: by days alone, whoever looks how often."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reopening.condition_days import Step, step_of
from reopening.deadlines import days_left

DUE = date(2020, 2, 20)
DAY = timedelta(days=1)
SET = date(2020, 2, 10)


def on(day: int) -> date:
    return date(2020, 2, day)


@pytest.mark.parametrize(
    ("today", "told", "step"),
    [
        (on(10), SET, Step(False, False, on(17))),
        (on(16), SET, Step(False, False, on(17))),
        (on(17), SET, Step(True, False, on(19))),
        (on(17), on(17), Step(False, False, on(19))),
        (on(18), SET, Step(True, False, on(19))),  # nobody looked on the 17th
        (on(19), SET, Step(True, False, on(21))),  # two marks have come: told once
        (on(19), on(17), Step(True, False, on(21))),
        (on(20), on(19), Step(False, False, on(21))),  # its own day is in time
        (on(21), on(19), Step(False, True, None)),
        (date(2020, 3, 9), on(19), Step(False, True, None)),
        (on(18), on(18), Step(False, False, on(19))),  # set two days before: the firm has just read it
    ],
)
def test_marks_and_the_day_after(today, told, step):
    assert step_of(DUE, (3, 1), told_on=told, today=today) == step


def test_without_marks_only_the_day_after_counts():
    assert step_of(DUE, (), told_on=SET, today=SET) == Step(False, False, on(21))


def test_days_left_are_counted_across_a_leap_day_and_its_own_day_is_not_late():
    assert days_left(date(2020, 3, 1), date(2020, 2, 28)).words == "2 days left"
    assert (days_left(DUE, DUE).words, days_left(DUE, DUE).is_over) == ("due today", False)
    assert (days_left(DUE, on(22)).words, days_left(DUE, on(22)).is_over) == ("2 days late", True)


MARKS = st.sets(st.integers(1, 60), max_size=5)


@given(marks=MARKS, ahead=st.integers(0, 90), skipped=st.sets(st.integers(0, 95)))
def test_each_mark_reminds_once_at_most_and_it_is_overdue_once_whichever_days_nobody_looks(
    marks, ahead, skipped
):
    due, told, acts_on = SET + ahead * DAY, SET, SET
    reminders, overdue = [], []
    for number in range(100):
        today = SET + number * DAY
        if number in skipped or acts_on is None or acts_on > today:
            continue
        for _again in range(2):
            step = step_of(due, marks, told_on=told, today=today)
            assert not (step.reminds and step.is_overdue)
            if step.reminds:
                reminders.append(today)
                told = today
        assert step.next_on is None or step.next_on > today
        if step.is_overdue:
            overdue.append(today)
        acts_on = step.next_on

    assert len(reminders) <= len(marks)
    assert len(set(reminders)) == len(reminders)
    assert all(day <= due for day in reminders)
    assert len(overdue) == 1
    assert overdue[0] > due
    looked = sorted({SET + number * DAY for number in range(100) if number not in skipped})
    assert overdue[0] == next(day for day in looked if day > due)
    if not skipped:
        assert reminders == sorted(due - days * DAY for days in marks if due - days * DAY > SET)
