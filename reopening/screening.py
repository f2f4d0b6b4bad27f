"""
Screening: a person's answers and a policy's table give one class, one measure, and the answer that caused it.

Total: every combination of answers gets exactly one class. Monotone: one more risk fact never makes the class
better, the measure milder or the clearing day earlier (S17, S18, S33, S68; classes A to E of Yinzhou).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Self

from reopening.policy.health import Measure, RiskFact, ScreeningRule, ScreeningSet

MEASURES = list(Measure)  # from mildest to gravest
NEVER = date.max  # stands for "until the person declares again" while days are compared

# These hold until the person declares anew; the others end some days after their date.
STANDING = {
    RiskFact.IN_KEY_AREA,
    RiskFact.OUTSIDE_CITY,
    RiskFact.HOUSEHOLD_ILL,
    RiskFact.SYMPTOMS,
    RiskFact.FEVER,
}


@dataclass(frozen=True, slots=True)
class Stay:
    """
    A place where the person was in the last weeks, and the day of leaving (None: not said).

    :ivar place: a division code, or its name as people write it
    """

    place: str
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """
    What a person declared on `declared_on`; days are Shanghai's, the temperature is in °C.

    :ivar here: where the person is now, as a division code or in words
    """

    declared_on: date
    in_key_area: bool = False
    been_to_key_area: bool = False
    left_key_area_on: date | None = None
    outside_city: bool = False
    here: str = ""
    stays: tuple[Stay, ...] = ()
    contact: bool = False
    last_contact_on: date | None = None
    met_arrivals: bool = False
    last_met_on: date | None = None
    household_ill: bool = False
    symptoms: bool = False
    temperature: Decimal | None = None
    arrived_on: date | None = None
    isolation_until: date | None = None

    def as_json(self) -> dict[str, Any]:
        """Only what was said: dates as ISO text, the temperature as text."""
        said = {name: getattr(self, name) for name in self.__slots__ if name != "stays"}
        plain: dict[str, Any] = {
            name: value if value is True else str(value)
            for name, value in said.items()
            if value not in {None, False, ""}
        }
        if self.stays:
            plain["stays"] = [[each.place, each.left_on and each.left_on.isoformat()] for each in self.stays]
        return plain

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> Self:
        values: dict[str, Any] = {}
        for name, value in said.items():
            if name.endswith(("_on", "_until")):
                value = date.fromisoformat(value)
            elif name == "stays":
                value = tuple(Stay(place, day and date.fromisoformat(day)) for place, day in value)
            elif name == "temperature":
                value = Decimal(value)
            values[name] = value
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Screening:
    """
    The result. `rule` is the fact that decided, `said_on` the date in it; `clear_on` is the first day on
    which the person may work again, None while only a new declaration can say (or when nothing holds them). Of a
    rule in `STANDING` it is the earliest day: it needs a new declaration as well.
    """

    class_key: str
    measure: Measure
    may_work: bool
    clear_on: date | None
    rule: str
    said_on: date | None = None

    def cause(self, answers: Answers) -> dict[str, Any]:
        """Plain JSON of the rule and the answer behind the class, for `wording.cause`."""
        return {
            "rule": self.rule,
            "said_on": self.said_on.isoformat() if self.said_on else None,
            "temperature": "" if answers.temperature is None else str(answers.temperature),
        }


@dataclass(frozen=True, slots=True)
class _Holding:
    """A fact that holds today, and the day on which it stops holding by itself."""

    rule: ScreeningRule
    until: date
    said_on: date | None


def needs_new_words(rule: str) -> bool:
    """Whether what this rule says of a person holds until the person declares anew, whatever the day."""
    return rule in STANDING


def screen(answers: Answers, *, on: date, table: ScreeningSet) -> Screening:
    """The class of a person with these answers on the day `on`."""
    said = _said(answers, table)
    holding = [held for rule in table.rules if (held := _holding(rule, said.get(rule.fact), answers, on))]
    if not holding:
        best = table.classes[0]
        return Screening(best.key, Measure.MAY_WORK, True, None, "nothing")
    rank = {each.key: place for place, each in enumerate(table.classes)}
    worst = max(holding, key=lambda held: (rank[held.rule.to], MEASURES.index(held.rule.measure), held.until))
    gravest = max((held.rule.measure for held in holding), key=MEASURES.index)
    until = max(held.until for held in holding)
    if not needs_new_words(worst.rule.fact) and any(
        needs_new_words(held.rule.fact) and not table.class_named(held.rule.to).may_work for held in holding
    ):
        until = NEVER  # a contact is over some day; the fever beside it is not, until the person says so
    return Screening(
        class_key=worst.rule.to,
        measure=gravest,
        may_work=table.class_named(worst.rule.to).may_work,
        clear_on=None if until == NEVER else until,
        rule=worst.rule.fact.value,
        said_on=worst.said_on,
    )


def screen_again(said: dict[str, Any], table: ScreeningSet) -> Screening | None:
    """What another table says of stored answers, on the day of their declaration; None without answers."""
    if "declared_on" not in said:
        return None
    answers = Answers.from_json(said)
    return screen(answers, on=answers.declared_on, table=table)


def _holding(rule: ScreeningRule, said: date | None, answers: Answers, on: date) -> _Holding | None:
    """The rule with its clearing day if its fact holds on the day `on`."""
    if said is None:
        return None
    if rule.fact in STANDING:
        return _Holding(rule, _standing_until(rule, answers, on), None)
    # The last day of isolation is still isolation.
    days = 1 if rule.fact == RiskFact.ISOLATION else rule.days or 0
    until = said + timedelta(days=days)
    return _Holding(rule, until, said) if until > on else None


def _standing_until(rule: ScreeningRule, answers: Answers, on: date) -> date:
    if rule.days is None:
        return NEVER
    return max(answers.declared_on + timedelta(days=rule.days), on + timedelta(days=1))


def _said(answers: Answers, table: ScreeningSet) -> dict[RiskFact, date | None]:
    """
    The day from which each fact counts, None if the person did not say it. A risk without its date counts
    from the declaration, the latest day it can have been.
    """
    today = answers.declared_on
    here = any(area.is_open(today) and area.covers(answers.here) for area in table.key_areas)
    fever = answers.temperature is not None and answers.temperature >= table.fever_from
    return {
        RiskFact.IN_KEY_AREA: today if answers.in_key_area or here else None,
        RiskFact.OUTSIDE_CITY: today if answers.outside_city else None,
        RiskFact.HOUSEHOLD_ILL: today if answers.household_ill else None,
        RiskFact.SYMPTOMS: today if answers.symptoms else None,
        RiskFact.FEVER: today if fever else None,
        RiskFact.BEEN_TO_KEY_AREA: _left_key_area(answers, table),
        RiskFact.CONTACT: (answers.last_contact_on or today) if answers.contact else None,
        RiskFact.MET_ARRIVALS: (answers.last_met_on or today) if answers.met_arrivals else None,
        RiskFact.ARRIVED: answers.arrived_on,
        RiskFact.ISOLATION: answers.isolation_until,
    }


def _left_key_area(answers: Answers, table: ScreeningSet) -> date | None:
    """The last day in a key area while it was one: as answered, or as the stays tell; None without any."""
    days: list[date | None] = []
    if answers.been_to_key_area:
        days.append(answers.left_key_area_on or answers.declared_on)
    for stay in answers.stays:
        left_on = stay.left_on or answers.declared_on
        days += [area.last_day(left_on) for area in table.key_areas if area.covers(stay.place)]
    return max((day for day in days if day is not None), default=None)
