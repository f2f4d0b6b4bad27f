"""The facts of a case as the table before has them: a grace is measured against what blocked then."""

from collections import Counter
from dataclasses import replace
from datetime import date

from core.dates import shanghai_day
from reopening.gates import Facts
from reopening.holders import judged_by, named_in, seats_of, standing
from reopening.models import Application, StaffMember
from reopening.policy.body import PolicyBody
from reopening.screening import needs_new_words, screen_again


def facts_before(application: Application, facts: Facts, earlier: PolicyBody) -> Facts:
    """The same facts with people and safety posts judged by the table of `earlier`; three queries."""
    day = facts.opens_on or shanghai_day(facts.at)
    named = judged_by(named_in(application), earlier.screening)
    return replace(
        facts,
        held_on_site=held_before(application, facts, earlier, day),
        posts=seats_of(standing(named, earlier, day)),
    )


def held_before(application: Application, facts: Facts, earlier: PolicyBody, day: date) -> dict[str, int]:
    """Of the people whom the new table keeps from the site, those whom the earlier one kept too, by class."""
    rows = StaffMember.objects.filter(
        application=application, on_site=True, class_code__in=list(facts.held_on_site)
    ).values_list("answers", flat=True)
    held: Counter[str] = Counter()
    for said in rows:
        found = screen_again(said, earlier.screening)
        if found is None or found.may_work:
            continue
        if found.clear_on is None or found.clear_on > day or needs_new_words(found.rule):
            held[found.class_key] += 1
    return dict(held)
