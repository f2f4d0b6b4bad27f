"""
The questions of a person's own declaration, made from the facts that the policy has rules for. Pure.

A policy that does not ask whom somebody met asks nobody so: a handful of questions, each yes or no, and the day or
the place only where the answer needs it.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reopening.policy.health import RiskFact, ScreeningSet

R = RiskFact


@dataclass(frozen=True)
class Question:
    """
    One question; it is asked where the policy has a rule for one of `facts`.

    :param text: may name `%(city)s` and `%(areas)s`
    :param follow_ups: fields that belong to the answer `opens`
    """

    key: str
    text: Promise
    facts: frozenset[RiskFact]
    follow_ups: tuple[str, ...] = ()
    opens: str = "yes"


IN_CITY = Question(
    "in_city", _("Are you in %(city)s now?"), frozenset({R.OUTSIDE_CITY}), ("place",), opens="no"
)
QUESTIONS = (
    IN_CITY,
    Question(
        "key_area",
        _("Are you in a key epidemic area now (%(areas)s), or were you there in the last 14 days?"),
        frozenset({R.IN_KEY_AREA, R.BEEN_TO_KEY_AREA}),
        ("in_key_area", "left_key_area_on"),
    ),
    Question(
        "arrived",
        _("Did you come to %(city)s from elsewhere in the last 14 days?"),
        frozenset({R.ARRIVED}),
        ("arrived_on", "stay"),
    ),
    Question(
        "contact",
        _("Did you have contact with a confirmed or suspected case in the last 14 days?"),
        frozenset({R.CONTACT}),
        ("last_contact_on",),
    ),
    Question(
        "met_arrivals",
        _("Did you meet people who came from a key epidemic area in the last 14 days?"),
        frozenset({R.MET_ARRIVALS}),
        ("last_met_on",),
    ),
    Question(
        "household_ill",
        _("Does somebody you live with have a fever, a cough or other symptoms?"),
        frozenset({R.HOUSEHOLD_ILL}),
    ),
    Question(
        "symptoms", _("Do you have a fever, a cough or other symptoms yourself?"), frozenset({R.SYMPTOMS})
    ),
    Question(
        "isolated",
        _("Are you under isolation or medical observation now?"),
        frozenset({R.ISOLATION}),
        ("isolation_until",),
    ),
)


def questions_of(table: ScreeningSet) -> list[Question]:
    """Where the person is, always; the others if a rule of the policy depends on the answer."""
    ruled = {rule.fact for rule in table.rules}
    return [each for each in QUESTIONS if each is IN_CITY or each.facts & ruled]
