"""Which place's office decides on a case, as papers name it."""

from collections.abc import Callable, Iterable
from typing import Any

from core.papers.authorities import CITY_DIGITS, authorities
from core.papers.filling import Pair
from reopening.flags import flags_of
from reopening.marks import marks_of
from reopening.policy.base import Office
from reopening.policy.body import PolicyBody
from reopening.policy.timing import Decider, SpecialDecider

OFFICE_DIGITS = {Office.CITY: 4, Office.DISTRICT: 6, Office.STREET: 9}


def authority_of(division_code: str, office: Office) -> Pair:
    """The authority of the place whose office decides."""
    return authorities_for([division_code])(division_code, office)


def authorities_for(division_codes: Iterable[str]) -> Callable[[str, Office], Pair]:
    """`authority_of` for cases of these divisions, all of whose names come by one query."""
    authority = authorities(division_codes)

    def authority_of_office(division_code: str, office: Office) -> Pair:
        return authority(division_code[: max(OFFICE_DIGITS[office], CITY_DIGITS)])

    return authority_of_office


def decider_of(words: dict[str, Any], rules: PolicyBody) -> Decider | SpecialDecider:
    """Who decides on the case, by its frozen submission: whoever it was routed to."""
    marks = marks_of(rules, words)
    return rules.decider_for(
        words["heads_on_site"],
        firm_class=marks.judged_class,
        credit_code=words["firm"]["credit_code"],
        industry=words["firm"]["industry_code"],
        flags=flags_of(marks, words.get("findings", [])),
        change=words.get("amendment_kind", ""),
    )
