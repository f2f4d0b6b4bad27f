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


def criteria(case: Any, order: str, words: PolicyWords) -> Iterator[Criterion]:
    """What the order looks at, the most important first. `case`: an application or a line of the queue."""
    again = case.submissions > 1 and case.status == ApplicationStatus.SUBMITTED
    yield Criterion(_("Handed in again"), not again, _("yes") if again else _("no"))
    if order == "priority":
        for factor in words.factors:
            met = holds(case, factor)
            shown = f"{_('yes') if met else _('no')} ({fact(case, factor, words)})"
            yield Criterion(str(TITLES[factor]), not met, shown)
    if order == "received":
        yield instant(_("Handed in"), case.submitted_at)
    else:
        yield instant(_("Answer due"), case.due_at)
    yield Criterion(_("Number in the order of arrival"), case.pk, str(case.number))


def instant(title: str, at: datetime) -> Criterion:
    return Criterion(title, at, instant_shown(at))


def compare(one: Any, other: Any, order: str, words: tuple[PolicyWords, PolicyWords]) -> Comparison:
    """Which of two cases stands first, and the criterion that decides it."""
    left, right = list(criteria(one, order, words[0])), list(criteria(other, order, words[1]))
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
