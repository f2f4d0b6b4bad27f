"""Safety posts crossed with who is isolated (S69): which are filled on a day, and when the others will be. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class SeatState(StrEnum):
    AVAILABLE = "available"
    OBSERVATION = "observation"
    OFF_SITE = "off_site"
    UNDECLARED = "undeclared"  # on the roster, without answers so far
    GONE = "gone"  # no longer on the roster


@dataclass(frozen=True, slots=True)
class Seat:
    """
    One holder of a post on the opening day; never who it is.

    :ivar clear_on: the first day on which a person in observation may work; None while nobody can say
    :ivar is_certified: a certificate number is there and has not run out
    """

    state: SeatState
    clear_on: date | None = None
    is_certified: bool = False


@dataclass(frozen=True, slots=True)
class Filling:
    """How a post stands: `missing` holders on the day, and the day on which the last of them is clear."""

    available: int
    missing: int
    uncertified: int
    gone: int
    filled_on: date | None


def filling(seats: Iterable[Seat], *, needed: int, certificate: bool) -> Filling:
    """
    :param needed: holders of the post
    :param certificate: only who has one counts
    """
    rows = list(seats)
    fit = [seat for seat in rows if seat.is_certified or not certificate]
    available = sum(seat.state == SeatState.AVAILABLE for seat in fit)
    missing = max(needed - available, 0)
    clearing = sorted(seat.clear_on for seat in fit if seat.state == SeatState.OBSERVATION and seat.clear_on)
    return Filling(
        available=available,
        missing=missing,
        uncertified=sum(seat.state == SeatState.AVAILABLE for seat in rows) - available,
        gone=sum(seat.state == SeatState.GONE for seat in rows),
        filled_on=clearing[missing - 1] if 0 < missing <= len(clearing) else None,
    )
