"""
Why one case stands before another: the criteria of an order, one after the other, each with its facts.

The same criteria make the order of the list (`approvals.queries.queue.ORDERS`); a test holds both together.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from approvals.priorities import TITLES, fact, holds
from approvals.queries.policies import PolicyWords
from core.dates import instant_shown
from reopening.models import ApplicationStatus


@dataclass(frozen=True)
class Criterion:
    """One step of the comparison. `key` sorts, smaller first; `shown` says it."""

    title: str
    key: Any
    shown: str


@dataclass(frozen=True)
class Step:
    """What both say to one criterion; `decides`: it is the first in which they differ."""

    title: str
    first: str
    second: str
    decides: bool


@dataclass(frozen=True)
class Comparison:
    """`first` stands before `second`, and why."""

    first: Any
    second: Any
    sentence: str
    steps: list[Step]


def is_on_top(case: Any, reader: int) -> bool:
    """Handed in again, and kept by nobody but the reader (`queries.queue.handed_in_again`)."""
    is_again = case.submissions > 1 and case.status == ApplicationStatus.SUBMITTED
    return is_again and case.claimed_by_id in (None, reader)


def stands_by(case: Any, order: str, reader: int) -> str:
    """Why the case stands where it does in the reader's list."""
    if is_on_top(case, reader):
        return _("It stands on top because it was handed in again.")
    if order == "priority":
        return _(
            "It stands here because of the four priorities; among equals, its answer is due at that time."
        )
    if order == "received":
        return _("It stands here because it was handed in at %(at)s.") % {
            "at": instant_shown(case.submitted_at)
        }
    return _("It stands here because its answer is due at that time.")


def criteria(case: Any, order: str, words: PolicyWords, reader: int) -> Iterator[Criterion]:
    """What the order looks at, the most important first. `case`: an application or a line of the queue."""
    on_top, is_mine = is_on_top(case, reader), case.claimed_by_id == reader
    again = (_("yes, and it is yours") if is_mine else _("yes")) if on_top else _("no")
    yield Criterion(_("Handed in again"), (not on_top, on_top and not is_mine), again)
    if order == "priority":
        for factor in words.factors:
            met = holds(case, factor)
            answer = {"answer": _("yes") if met else _("no"), "fact": fact(case, factor, words)}
            shown = _("%(answer)s (%(fact)s)") % answer
            yield Criterion(str(TITLES[factor]), not met, shown)
    if order == "received":
        yield instant(_("Handed in"), case.submitted_at)
    else:
        yield instant(_("Answer due"), case.due_at)
    yield Criterion(_("Number in the order of arrival"), case.pk, str(case.number))


def instant(title: str, at: datetime) -> Criterion:
    return Criterion(title, at, instant_shown(at))


def compare(
    one: Any, other: Any, order: str, words: tuple[PolicyWords, PolicyWords], *, reader: int
) -> Comparison:
    """
    Which of two cases stands first, and the criterion that decides it.

    :param reader: whose list it is: what was handed in again stands on top for who may have it, by its due time
    """
    if is_on_top(one, reader) and is_on_top(other, reader):
        order = "due"
    left, right = list(criteria(one, order, words[0], reader)), list(criteria(other, order, words[1], reader))
    if [each.key for each in right] < [each.key for each in left]:
        one, other, left, right = other, one, right, left
    at = next(
        number for number, pair in enumerate(zip(left, right, strict=True)) if pair[0].key != pair[1].key
    )
    steps = [
        Step(mine.title, mine.shown, theirs.shown, number == at)
        for number, (mine, theirs) in enumerate(zip(left, right, strict=True))
    ]
    sentence = _(
        "%(first)s stands before %(second)s because of “%(criterion)s”: %(mine)s against %(theirs)s."
    ) % {
        "first": one.number,
        "second": other.number,
        "criterion": steps[at].title,
        "mine": steps[at].first,
        "theirs": steps[at].second,
    }
    return Comparison(one, other, sentence, steps)
