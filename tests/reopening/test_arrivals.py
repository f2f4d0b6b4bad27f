import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reopening.arrivals import (
    DAY,
    FURTHEST,
    MOST_GROUPS,
    SLOT,
    SLOTS,
    Shift,
    arrival_peak,
    arrivals,
    at_one_entrance,
    clock,
    closest_starts,
    meals,
    peak,
    stagger,
)

minutes = st.integers(0, DAY - 1)
shifts = st.builds(
    Shift,
    name=st.text(max_size=5),
    people=st.integers(0, 3000),
    start=minutes,
    end=minutes,
    meal=st.one_of(st.none(), minutes),
    window=st.integers(0, 240),
    canteen=st.booleans(),
)
plans = st.lists(shifts, max_size=5)


def morning(people=300, start=480, **values):
    return Shift("Day", people, start, start + 540, **values)


def test_people_arrive_evenly_before_their_start():
    day = arrivals([morning(31, window=15)])

    assert day[93:96] == [11, 10, 10]
    assert sum(day) == 31


def test_the_peak_is_the_fullest_ten_minutes():
    assert arrival_peak([morning(300, window=15)]).people == 200
    assert clock(arrival_peak([morning(300, window=15)]).at) == "07:45"
    assert at_one_entrance(200, 3) == 67


def test_a_night_shift_goes_over_midnight():
    night = Shift("Night", 20, start=5, end=480, window=15)

    assert night.minutes == 475
    assert arrivals([night])[SLOTS - 2 :] == [7, 7]
    assert arrivals([night])[0] == 6


def test_only_the_canteen_crowds_at_meals():
    eating = [morning(50, meal=720, canteen=True), morning(30, meal=735, canteen=True), morning(99, meal=720)]

    assert peak(meals(eating, minutes=30)).people == 80
    assert clock(peak(meals(eating, minutes=30)).at) == "12:15"


def test_the_closest_starts_are_measured_around_midnight():
    assert closest_starts([morning(1, start=1430), morning(1, start=10)]) == 20
    assert closest_starts([morning(), morning()]) is None


def test_a_crowd_is_split_into_groups_that_start_one_after_the_other():
    found = stagger([morning(300, window=15)], limit=100)

    assert [(each.name, each.people, clock(each.start)) for each in found] == [
        ("Day 1", 150, "08:00"),
        ("Day 2", 150, "08:15"),
    ]
    assert all(each.minutes == 540 for each in found)


def test_what_keeps_the_limit_already_is_left_alone():
    plan = [morning(30)]

    assert stagger(plan, limit=100) == plan


def test_groups_keep_the_gap_between_starts():
    found = stagger([morning(300, window=15)], limit=100, gap=30)

    assert closest_starts(found) >= 30


def test_more_people_than_a_day_can_take_end_in_no_worse_plan():
    plan = [morning(50_000)]

    assert arrival_peak(stagger(plan, limit=2)).people <= arrival_peak(plan).people


@given(plans)
def test_nobody_is_lost_on_the_way(plan):
    assert sum(arrivals(plan)) == sum(shift.people for shift in plan)


@settings(deadline=None)
@given(plans, st.integers(2, 500), st.sampled_from([0, 15, 30]))
def test_a_suggestion_keeps_everybody_their_hours_and_never_raises_the_peak(plan, limit, gap):
    found = stagger(plan, limit=limit, gap=gap)

    assert sum(shift.people for shift in found) == sum(shift.people for shift in plan)
    assert arrival_peak(found).people <= arrival_peak(plan).people
    assert {shift.minutes for shift in found} <= {shift.minutes for shift in plan}
    assert stagger(plan, limit=limit, gap=gap) == found


@given(st.integers(2, 200), st.integers(1, 600), st.integers(0, 60))
def test_one_shift_alone_can_be_brought_under_the_limit_where_twelve_groups_do(limit, people, window):
    found = stagger([morning(people, window=window)], limit=limit)

    slots = max(1, -(-window // SLOT))
    groups = -(-people // (max(limit // 2, 1) * slots))
    if groups <= MOST_GROUPS and (groups + 1) * slots <= 2 * FURTHEST // SLOT:  # side by side within reach
        assert arrival_peak(found).people <= max(limit, 2)


@pytest.mark.parametrize("plan", [[], [morning(0)]])
def test_nobody_arrives_where_nobody_works(plan):
    assert arrival_peak(plan).people == 0
