"""The four priorities (S03) of a case, each by itself with the fact behind it; never one hidden number."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from approvals.queries.policies import PolicyWords
from reopening.marks import BITS
from reopening.policy.priorities import Factor

TITLES = {
    Factor.DAILY_LIFE: _("Needed for daily life or the city"),
    Factor.MANY_POSTS: _("Many posts depend on it"),
    Factor.STAFF_WELL: _("The staff it needs are well"),
    Factor.MEASURES: _("Measures are in place"),
}


@dataclass(frozen=True)
class Priority:
    """Whether a factor holds for a case, and the fact behind it."""

    title: Any
    holds: bool
    fact: str


def priorities(case: Any, words: PolicyWords) -> list[Priority]:
    """In the order of the policy. `case`: an application or a line of the queue."""
    return [
        Priority(TITLES[factor], holds(case, factor), fact(case, factor, words)) for factor in words.factors
    ]


def holds(case: Any, factor: Factor) -> bool:
    return bool(case.factors & BITS[factor])


def fact(case: Any, factor: Factor, words: PolicyWords) -> str:
    heads, held, points = case.heads_on_site or 0, case.people_held, case.points_to_note
    if factor == Factor.DAILY_LIFE:
        return words.firm_class(case.judged_class)
    if factor == Factor.MANY_POSTS:
        return counted(ngettext("%(count)s person on site", "%(count)s people on site", heads), heads)
    if factor == Factor.STAFF_WELL:
        sentence = ngettext("%(count)s person must stay away", "%(count)s people must stay away", held)
        return counted(sentence, held)
    return counted(ngettext("%(count)s point to note", "%(count)s points to note", points), points)


def counted(words: str, count: int) -> str:
    return words % {"count": f"{count:,}"}


def in_one_line(rows: Iterable[Priority]) -> str:
    """All four in one sentence, for a tooltip and for who listens."""
    yes, no = _("yes"), _("no")
    words = str(_("%(title)s: %(answer)s (%(fact)s)"))
    said = (
        words % {"title": row.title, "answer": yes if row.holds else no, "fact": row.fact} for row in rows
    )
    return str(_("; ")).join(said)
