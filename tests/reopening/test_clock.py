"""The clock of an answer against an oracle that looks at every hour, and the laws it must keep."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dates import SHANGHAI, shanghai_day
from reopening.calendars import is_working_day
from reopening.clock import Pause, Run, due_at, due_if_answered, read, run_of, used, whole
from reopening.policy.timing import AnswerLimit

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
UNITS = ["working_days", "days", "hours"]
# The festival of 2020 with its extension, the ends of years, the made-up weekends, the leap day, and any day.
EDGES = [date(2020, 1, 22), date(2019, 12, 30), date(2020, 12, 30), date(2020, 2, 28), date(2020, 4, 24)]
STARTS = st.one_of(
    st.builds(
        lambda day, hours: datetime(day.year, day.month, day.day, tzinfo=SHANGHAI) + hours * HOUR,
        st.sampled_from(EDGES),
        st.integers(0, 72),
    ),
    st.builds(lambda hours: datetime(2019, 1, 1, tzinfo=UTC) + hours * HOUR, st.integers(0, 60_000)),
)
LIMITS = st.builds(
    lambda amount, unit: AnswerLimit(source="s", amount=amount, unit=unit, deemed_acceptance=False),
    st.integers(1, 12),
    st.sampled_from(UNITS),
)
GAPS = st.lists(st.tuples(st.integers(0, 90), st.integers(0, 200)), max_size=4)


def limit(amount, unit):
    return AnswerLimit(source="s", amount=amount, unit=unit, deemed_acceptance=False)


def shanghai(*parts):
    return datetime(*parts, tzinfo=SHANGHAI)


def run(started_at, gaps):
    """A clock that runs and stands still in turn, so many hours each."""
    at, pauses = started_at, []
    for runs, stands in gaps:
        pauses.append(Pause(at + runs * HOUR, at + (runs + stands) * HOUR))
        at += (runs + stands) * HOUR
    return Run(started_at, tuple(pauses))


def counts(rule, clock, at):
    """The oracle: whether the hour that begins at `at` counts."""
    if at < clock.started_at or any(pause.begun_at <= at < pause.ended_at for pause in clock.pauses):
        return False
    if rule.unit == "hours":
        return True
    day = shanghai_day(at)
    return day > shanghai_day(clock.started_at) and (rule.unit == "days" or is_working_day(day))


@given(STARTS, LIMITS, GAPS)
def test_it_is_due_when_the_hours_that_count_are_used_up(started_at, rule, gaps):
    clock, at, left = run(started_at, gaps), started_at, whole(rule) // HOUR

    while left:
        left -= counts(rule, clock, at)
        at += HOUR

    assert due_at(rule, clock) == at - (timedelta() if rule.unit == "hours" else SECOND)


@given(STARTS, LIMITS, GAPS)
def test_what_ran_until_it_is_due_is_the_whole_limit(started_at, rule, gaps):
    clock = run(started_at, gaps)
    due = due_at(rule, clock) + (timedelta() if rule.unit == "hours" else SECOND)

    assert used(rule, clock, due) == whole(rule)
    assert used(rule, clock, due - SECOND) < whole(rule)


@given(STARTS, LIMITS, GAPS, st.integers(0, 400), st.integers(0, 400))
def test_time_that_ran_never_comes_back_and_nothing_is_left_twice(started_at, rule, gaps, first, more):
    clock = run(started_at, gaps)
    earlier, later = started_at + first * HOUR, started_at + (first + more) * HOUR

    before, after = read(rule, clock, earlier), read(rule, clock, later)

    assert timedelta() <= after.left <= before.left <= whole(rule)
    assert used(rule, clock, later) - used(rule, clock, earlier) <= later - earlier
    assert before.left + used(rule, clock, earlier) >= whole(rule)


@given(STARTS, LIMITS, GAPS, st.integers(0, 300), st.integers(0, 3000))
def test_a_stop_and_a_new_start_shorten_nothing(started_at, rule, gaps, runs, stands):
    clock = run(started_at, gaps)
    begun = (clock.pauses[-1].ended_at if clock.pauses else started_at) + runs * HOUR
    stopped = Run(clock.started_at, (*clock.pauses, Pause(begun)))
    ended = begun + stands * HOUR
    restarted = stopped.going_on(ended)

    assert read(rule, restarted, ended).left == read(rule, stopped, begun).left
    assert due_at(rule, restarted) >= due_at(rule, clock)
    assert due_if_answered(rule, stopped, ended) == due_at(rule, restarted)


@given(STARTS, LIMITS, GAPS, st.integers(0, 300), st.integers(0, 3000))
def test_while_it_stands_still_nothing_runs(started_at, rule, gaps, runs, stands):
    clock = run(started_at, gaps)
    begun = (clock.pauses[-1].ended_at if clock.pauses else started_at) + runs * HOUR
    stopped = Run(clock.started_at, (*clock.pauses, Pause(begun)))

    at_once, later = read(rule, stopped, begun), read(rule, stopped, begun + stands * HOUR)

    assert later.left == at_once.left
    assert later.stopped_since == begun
    assert (later.due_at is None) == (later.left > timedelta())


@given(STARTS, LIMITS, GAPS, st.integers(1, 12))
def test_a_longer_limit_is_due_later(started_at, rule, gaps, more):
    clock = run(started_at, gaps)

    assert due_at(limit(rule.amount + more, rule.unit), clock) > due_at(rule, clock)


@given(STARTS, LIMITS, st.integers(1, 500))
def test_who_files_later_has_no_earlier_answer(started_at, rule, hours):
    assert due_at(rule, Run(started_at)) <= due_at(rule, Run(started_at + hours * HOUR))


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 100))))
def test_whatever_happened_the_pauses_stand_in_order_and_only_the_last_is_open(acts):
    at, events = shanghai(2020, 2, 10), []
    for stops, hours in acts:
        at += hours * HOUR
        events.append((stops, at))

    clock = run_of(events)

    if clock is None:
        assert all(stops for stops, _at in events)
        return
    edges = [clock.started_at]
    for pause in clock.pauses:
        edges += [pause.begun_at, pause.ended_at or at]
    assert edges == sorted(edges)
    assert all(pause.ended_at is not None for pause in clock.pauses[:-1])
    last_says_stop = events[-1][0]
    assert (clock.stopped_since is not None) == last_says_stop


@pytest.mark.parametrize(
    ("rule", "gaps", "expected"),
    [
        (limit(3, "working_days"), [], shanghai(2020, 2, 13, 23, 59, 59)),
        (limit(3, "days"), [], shanghai(2020, 2, 13, 23, 59, 59)),
        (limit(48, "hours"), [], shanghai(2020, 2, 12, 9)),  # S42
        (limit(48, "hours"), [(10, 30)], shanghai(2020, 2, 13, 15)),
        # stopped on the day of filing, from 19:00 until 07:00: only the seven hours of a day that counts are added
        (limit(3, "days"), [(10, 12)], shanghai(2020, 2, 14, 6, 59, 59)),
        # from Friday noon until Monday at nine: a day and a half were left, and are left on Monday
        (limit(5, "working_days"), [(99, 69)], shanghai(2020, 2, 18, 20, 59, 59)),
    ],
)
def test_answers_are_due(rule, gaps, expected):
    assert due_at(rule, run(shanghai(2020, 2, 10, 9), gaps)) == expected


def test_working_days_skip_the_festival_and_the_turn_of_the_year():
    assert due_at(limit(3, "working_days"), Run(shanghai(2020, 1, 22, 9))) == shanghai(2020, 2, 4, 23, 59, 59)
    assert due_at(limit(2, "working_days"), Run(shanghai(2020, 12, 31, 9))) == shanghai(
        2021, 1, 5, 23, 59, 59
    )


def test_an_answer_that_was_late_before_the_firm_had_to_answer_stays_late():
    clock = Run(shanghai(2020, 2, 10, 9), (Pause(shanghai(2020, 2, 13, 9)),))

    reading = read(limit(48, "hours"), clock, shanghai(2020, 2, 20, 9))

    assert reading.breached_since == reading.due_at == shanghai(2020, 2, 12, 9)
    assert (reading.left, reading.stopped_since) == (timedelta(), shanghai(2020, 2, 13, 9))
