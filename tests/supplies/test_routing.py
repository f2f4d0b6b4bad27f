"""Tours: every stop once, the same each time, never longer than the order given."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supplies.routing import Point, length, metres, tour

DEPOT = Point("depot", 30.25, 120.15)
PLACES = st.lists(
    st.tuples(st.floats(30.1, 30.4), st.floats(120.0, 120.3)), min_size=0, max_size=12, unique=True
)


def points(places):
    return [Point(f"p{index:02d}", *place) for index, place in enumerate(places)]


def check(places):
    stops = points(places)

    order = tour(DEPOT, stops)

    assert sorted(order) == list(range(len(stops)))
    assert tour(DEPOT, stops) == order
    nearest_only = length(DEPOT, stops, range(len(stops)))
    assert (
        length(DEPOT, stops, order) <= max(nearest_only, length(DEPOT, stops, sorted(order))) + 1
        or len(stops) < 3
    )


@settings(max_examples=50, deadline=None)
@given(PLACES)
def test_a_tour_visits_every_stop_once(places):
    check(places)


@pytest.mark.slow
@settings(max_examples=1000, deadline=None)
@given(PLACES)
def test_a_tour_visits_every_stop_once_on_many_examples(places):
    check(places)


def test_crossings_are_untied():
    corners = [
        Point("a", 30.0, 120.0),
        Point("b", 30.1, 120.1),
        Point("c", 30.0, 120.1),
        Point("d", 30.1, 120.0),
    ]
    depot = Point("depot", 30.05, 119.95)

    order = tour(depot, corners)

    assert [corners[index].name for index in order] in (list("acbd"), list("dbca"))


def test_unknown_places_come_last_by_name():
    stops = [Point("z", None, None), Point("m", 30.3, 120.2), Point("a", None, None)]

    assert tour(DEPOT, stops) == [1, 2, 0]


def test_a_degree_of_latitude_is_111_kilometres():
    assert metres(Point("a", 30, 120), Point("b", 31, 120)) == pytest.approx(111_195, abs=5)
