"""Where a set does not hold, and what it lets the sets below it ask."""

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING

from reopening.policy.base import Positive, Rule
from reopening.policy.timing import AnswerLimit, AnswerUnit

if TYPE_CHECKING:
    from reopening.policy.body import PolicyBody

HOURS_OF_A_DAY = 24
PROVINCE_DIGITS = 2


class ListOf(StrEnum):
    """Whose papers are the list beyond which nothing may be asked (清单之外不得要求)."""

    OWN = "own"  # this set's
    PROVINCE = "province"  # those of each province's own set


class Bounds(Rule):
    """
    What sets of places below may not go beyond. `papers_of`: whose list of papers is closed, this set's own or
    that of the province's set; `answer_working_days`: the longest answer they may take.
    """

    papers_of: ListOf | None = None
    answer_working_days: Positive | None = None

    def too_slow(self, body: "PolicyBody") -> Iterator[tuple[str, AnswerLimit]]:
        """Answers of `body`, by the name of their field, that may take longer."""
        limits = {"answer": body.answer} | {
            f"lanes[{place}].answer": lane.answer for place, lane in enumerate(body.lanes, start=1)
        }
        for path, limit in limits.items():
            if self.answer_working_days and days_of(limit) > self.answer_working_days:
                yield path, limit


def days_of(limit: AnswerLimit) -> float:
    """Its days; a calendar day is never longer than a working day."""
    return limit.amount / HOURS_OF_A_DAY if limit.unit == AnswerUnit.HOURS else limit.amount
