"""Which place's office decides on a case, as papers name it."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from core.models import Division
from reopening.policy.base import Office
from reopening.policy.body import PolicyBody
from reopening.policy.timing import Decider, SpecialDecider

OFFICE_DIGITS = {Office.CITY: 4, Office.DISTRICT: 6, Office.STREET: 9}
CITY_DIGITS = 4


def authority_of(division_code: str, office: Office) -> dict[str, str]:
    """The place whose office decides, from the city down: 杭州市西湖区 / Xihu District, Hangzhou City."""
    return authorities_for([division_code])(division_code, office)


def authorities_for(division_codes: Iterable[str]) -> Callable[[str, Office], dict[str, str]]:
    """`authority_of` for cases of these divisions, all of whose names come by one query."""
    places = Division.objects.in_bulk({code for each in division_codes for code in chain_of(each)})

    @cache
    def authority(division_code: str, office: Office) -> dict[str, str]:
        return joined(places, division_code[: max(OFFICE_DIGITS[office], CITY_DIGITS)])

    return authority


def authority_name(code: str) -> dict[str, str]:
    """A place with those above it, from the city down, in both languages."""
    return joined(Division.objects.in_bulk(chain_of(code)), code)


def chain_of(code: str) -> list[str]:
    """A place with those above it, from the city down."""
    return [code[:length] for length in (4, 6, 9) if length <= len(code)] or [code]


def joined(places: Mapping[str, Division], code: str) -> dict[str, str]:
    chain = [places[each] for each in chain_of(code) if each in places]
    return {
        "zh": "".join(division.name for division in chain),
        "en": ", ".join(division.name_en for division in reversed(chain)),
    }


def decider_of(words: dict[str, Any], rules: PolicyBody) -> Decider | SpecialDecider:
    """Who decides on the case, by its frozen submission."""
    return rules.decider_for(
        words["heads_on_site"],
        firm_class=words["firm_class"],
        credit_code=words["firm"]["credit_code"],
        industry=words["firm"]["industry_code"],
    )
