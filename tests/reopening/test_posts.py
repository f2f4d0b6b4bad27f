from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from reopening.posts import Seat, SeatState, filling

DAY = date(2020, 2, 17)
LATER = DAY + timedelta(days=7)
states = st.sampled_from(SeatState)
days = st.one_of(st.none(), st.dates(DAY, DAY + timedelta(days=30)))
seats = st.lists(st.builds(Seat, states, days, st.booleans()), max_size=8)


def test_a_post_without_anybody_is_missing_all_its_holders():
    assert filling([], needed=2, certificate=False).missing == 2


def test_who_is_in_observation_fills_the_post_on_the_clearing_day():
    found = filling([Seat(SeatState.OBSERVATION, LATER)], needed=1, certificate=False)

    assert (found.missing, found.filled_on) == (1, LATER)


def test_two_who_are_missing_are_there_when_the_later_one_is_clear():
    waiting = [Seat(SeatState.OBSERVATION, LATER), Seat(SeatState.OBSERVATION, DAY)]

    assert filling(waiting, needed=2, certificate=False).filled_on == LATER
    assert filling(waiting, needed=1, certificate=False).filled_on == DAY
    assert filling(waiting, needed=3, certificate=False).filled_on is None


def test_without_a_day_nobody_can_say_when():
    assert filling([Seat(SeatState.OBSERVATION)], needed=1, certificate=False).filled_on is None


def test_a_certificate_that_is_asked_for_must_be_there():
    found = filling([Seat(SeatState.AVAILABLE)], needed=1, certificate=True)

    assert (found.available, found.missing, found.uncertified) == (0, 1, 1)


@given(seats, st.integers(1, 5), st.booleans())
def test_every_seat_counts_once_and_nobody_is_invented(rows, needed, certificate):
    found = filling(rows, needed=needed, certificate=certificate)

    there = sum(seat.state == SeatState.AVAILABLE for seat in rows)
    assert found.available + found.uncertified == there
    assert found.missing == max(needed - found.available, 0)
    assert found.filled_on is None or found.missing


@given(seats, st.integers(1, 5), st.booleans())
def test_one_more_available_holder_never_makes_it_worse(rows, needed, certificate):
    before = filling(rows, needed=needed, certificate=certificate)
    after = filling([*rows, Seat(SeatState.AVAILABLE, None, True)], needed=needed, certificate=certificate)

    assert after.missing <= before.missing
