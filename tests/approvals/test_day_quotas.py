from hypothesis import given
from hypothesis import strategies as st

from approvals.day_quotas import DayRoom, Limit, Load, is_over

STREETS = ["330106001", "330106002", "330110005"]
PLACES = ["33", "3301", "330106", *STREETS]
numbers = st.one_of(st.none(), st.integers(0, 12))
limits = st.dictionaries(st.sampled_from(PLACES), st.tuples(numbers, numbers)).map(
    lambda found: [Limit(code, *pair) for code, pair in found.items()]
)
wishes = st.lists(st.tuples(st.sampled_from(STREETS), st.integers(0, 5), st.integers(1, 4)), max_size=30)


def test_a_street_stands_under_its_own_limit_and_those_above_it():
    room = DayRoom([Limit("3301", 9, None), Limit("330106001", 2, 40)], Limit("", 5, 100))

    assert [limit.division for limit in room.limits_of("330106001")] == ["3301", "330106001"]
    assert room.limits_of("330106002")[1] == Limit("330106002", 5, 100, is_default=True)


def test_what_opens_already_takes_places():
    room = DayRoom([Limit("330106", 3, 50)], used={"330106001": Load(2, 45)})

    assert room.fits("330106002", 6) == 0
    assert room.fits("330106002", 5) == 1
    assert room.fits("330110005", 500) == 1


@given(limits, numbers, wishes)
def test_who_fits_never_oversteps_a_limit_and_nobody_is_turned_away_for_nothing(limits, default, wishes):
    room = DayRoom(limits, None if default is None else Limit("", default, None))

    for code, heads, wanted in wishes:
        found = room.fits(code, heads, wanted)
        room.take(code, heads=found * heads, firms=found)

        assert not any(is_over(limit, load) for limit, load in room.standings())
        if found < wanted:
            assert room.fits(code, heads) == 0


@given(limits, wishes)
def test_the_load_of_a_place_is_that_of_all_below_it(limits, wishes):
    room = DayRoom(limits)

    for code, heads, firms in wishes:
        room.take(code, heads=heads, firms=firms)

    for limit, load in room.standings():
        below = [wish for wish in wishes if wish[0].startswith(limit.division)]
        assert load.firms == sum(firms for _code, _heads, firms in below)
        assert load.heads == sum(heads for _code, heads, _firms in below)
