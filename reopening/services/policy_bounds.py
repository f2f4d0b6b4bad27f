"""What sets of places above let a set ask: checked when it is put in force (清单之外不得要求)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.models.divisions import NATION
from reopening.models import PolicySet
from reopening.policy.body import Mode, PolicyBody
from reopening.policy.scope import PROVINCE_DIGITS, Bounds, ListOf
from reopening.wording import localise

_NOT_BELOW = _("%(code)s does not lie below the place of this set.")
_ANSWER = _("“%(title)s” lets nobody below take longer than %(days)s working days to answer.")
_PAPER = _("“%(title)s” lets nobody below ask for what is not on the list: %(paper)s.")


class OutOfBounds(DomainError):
    """Each rule that goes too far is in `errors`."""

    code = "out_of_bounds"
    message = _("This set says something that is not its to say.")

    def __init__(self, found: list["Breach"]) -> None:
        errors = [{"path": each.path, "code": each.code, "message": each.message} for each in found]
        super().__init__(found[0].message, errors=errors)


@dataclass(frozen=True)
class Breach:
    path: str
    code: str
    message: Any


def refuse_out_of_bounds(*, division: str, on: date, body: PolicyBody) -> None:
    """
    :param on: the first day of the set; the sets above that hold then bind it
    :raises OutOfBounds: naming each paper and each answer that goes beyond them, and places left out elsewhere
    """
    found = list(breaches(division, on, body))
    if found:
        raise OutOfBounds(found)


def breaches(division: str, on: date, body: PolicyBody) -> Iterator[Breach]:
    prefix = "" if division == NATION else division
    for place, code in enumerate(body.excluded_divisions, start=1):
        if not code.startswith(prefix) or code in (division, NATION):
            yield Breach(f"body.excluded_divisions[{place}]", "not_below", _NOT_BELOW % {"code": code})
    if division == NATION or body.mode == Mode.NONE:  # nobody is above, or nothing is asked
        return
    above = list(PolicySet.objects.in_force(on).covering(division).exclude(division=division))
    for binding in above:
        bounds = binding.rules.bounds_below
        if bounds is None:
            continue
        yield from beyond(bounds, binding, closed_list(bounds.papers_of, binding, above), body)


def beyond(
    bounds: Bounds, binding: PolicySet, listed: PolicySet | None, body: PolicyBody
) -> Iterator[Breach]:
    """What `body` asks beyond the bounds of one set. :param listed: whose papers are the closed list"""
    title = binding.title_in_language
    for path, _limit in bounds.too_slow(body):
        words = {"title": title, "days": str(bounds.answer_working_days)}
        yield Breach(f"body.{path}", "answer_too_late", _ANSWER % words)
    allowed = {paper.key for paper in listed.rules.papers} if listed else set()
    for place, paper in enumerate(body.papers, start=1):
        if listed and paper.key not in allowed:
            words = {"title": title, "paper": localise(paper.name.both)}
            yield Breach(f"body.papers[{place}]", "outside_the_list", _PAPER % words)


def closed_list(papers_of: ListOf | None, binding: PolicySet, above: list[PolicySet]) -> PolicySet | None:
    """The set whose papers are the list; None where none is closed, or the province has not put its own in force."""
    if papers_of == ListOf.OWN:
        return binding
    if papers_of == ListOf.PROVINCE:
        provinces = (
            each for each in above if len(each.division_id) == PROVINCE_DIGITS and each.division_id != NATION
        )
        return next(provinces, None)
    return None
