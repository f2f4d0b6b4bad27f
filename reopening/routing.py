"""Which office deals with a case: the policy's rule for the firm, and the place that follows from it. No ORM."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from reopening.policy.base import CaseFlag, Office
from reopening.policy.body import PolicyBody
from reopening.policy.timing import Decider, SpecialDecider

DIGITS = {Office.STREET: 9, Office.DISTRICT: 6, Office.CITY: 4}


@dataclass(frozen=True)
class Route:
    """
    :param office_code: the division whose office deals with it
    :param trade_office: key of the trade office there; empty: the division's ordinary office
    :param why: the rule and what of the firm it met, as plain JSON
    """

    office_code: str
    trade_office: str
    why: dict[str, Any]


def route(
    body: PolicyBody,
    *,
    division_code: str,
    heads: int,
    firm_class: str,
    credit_code: str,
    industry: str,
    flags: Collection[CaseFlag] = (),
    change: str = "",
) -> Route:
    """The office of a firm with `heads` people on site, in `division_code`."""
    rule = body.decider_for(
        heads, firm_class=firm_class, credit_code=credit_code, industry=industry, flags=flags, change=change
    )
    met = rule_of(rule, firm_class=firm_class, credit_code=credit_code, industry=industry, change=change)
    why: dict[str, Any] = {
        "rule": met,
        "office": rule.office.value,
        "name": rule.name.model_dump(),
        "heads": heads,
        "at_least": rule.at_least,
        "source": body.source_of(rule),
    }
    if isinstance(rule, Decider):
        return Route(division_code[: DIGITS[rule.office]], "", why | {"at_most": rule.at_most})
    named = body.firm_class(firm_class)
    why |= {"firm_class": named.name.model_dump() if named else {}, "industry": industry}
    why |= {"change": change} if met == "change" else {}
    why |= {"flags": sorted(flag.value for flag in set(rule.flags) & set(flags))}
    return Route(division_code[: DIGITS[rule.office]], rule.trade_office or "", why)


def rule_of(
    rule: Decider | SpecialDecider, *, firm_class: str, credit_code: str, industry: str, change: str = ""
) -> str:
    """What the rule looks at: `size` (a band of heads), `class`, `listed` (by code), `trade`, `change` or `flag`."""
    if isinstance(rule, Decider):
        return "size"
    if firm_class in rule.classes:
        return "class"
    if rule.firms and rule.firms.by_code(credit_code):
        return "listed"
    if rule.firms and rule.firms.name(credit_code, industry):
        return "trade"
    return "change" if change in rule.amendments else "flag"
