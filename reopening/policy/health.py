"""The screening set: classes, the table of rules, and the numbers in them, as data."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from reopening.policy.base import Flag, Part, Positive, Rule, Text, refuse_repeats


class Measure(StrEnum):
    """What follows for the person, from mildest to gravest."""

    MAY_WORK = "may_work"
    HEALTH_EDUCATION = "health_education"
    HOME_OBSERVATION = "home_observation"
    CENTRAL_OBSERVATION = "central_observation"
    DISSUADE = "dissuade"
    CLINIC = "clinic"


class RiskFact(StrEnum):
    """Every answer that can worsen a class; the table says which class each leads to."""

    OUTSIDE_CITY = "outside_city"
    ARRIVED = "arrived"
    HOUSEHOLD_ILL = "household_ill"
    ISOLATION = "isolation"
    BEEN_TO_KEY_AREA = "been_to_key_area"
    CONTACT = "contact"
    IN_KEY_AREA = "in_key_area"
    SYMPTOMS = "symptoms"
    FEVER = "fever"


class ScreeningClass(Part):
    """A class; their order in the list is from best to worst."""

    key: str = Field(pattern=r"^[A-Z]$")
    name: Text
    may_work: Flag


class ScreeningRule(Part):
    """`fact` leads to `to` with `measure`; a dated fact clears `days` after its date."""

    fact: RiskFact
    to: str = Field(pattern=r"^[A-Z]$")
    measure: Measure
    days: Positive | None = None


DATED = {RiskFact.ARRIVED, RiskFact.BEEN_TO_KEY_AREA, RiskFact.CONTACT}


class KeyArea(Part):
    """A place that counts as a key epidemic area from one day to another."""

    division: str = Field(pattern=r"^\d{2,9}$")
    name: Text
    from_on: date
    until_on: date | None = None


class ScreeningSet(Rule):
    """The whole table. The worst class of the facts that hold is the person's; without any, the first."""

    fever_from: Decimal = Field(ge=Decimal("36.5"), le=Decimal(39), decimal_places=1)
    classes: tuple[ScreeningClass, ...] = Field(min_length=2)
    rules: tuple[ScreeningRule, ...] = Field(min_length=1)
    key_areas: tuple[KeyArea, ...] = ()

    @model_validator(mode="after")
    def _table_is_whole(self) -> Self:
        keys = [each.key for each in self.classes]
        refuse_repeats(keys)
        refuse_repeats([rule.fact.value for rule in self.rules])
        for rule in self.rules:
            if rule.to not in keys:
                raise PydanticCustomError("unknown_key", "{key} is not defined", {"key": rule.to})
            if rule.fact in DATED and rule.days is None:
                raise PydanticCustomError("days_missing", "{key} needs days", {"key": rule.fact.value})
        if not self.classes[0].may_work:
            raise PydanticCustomError("first_class_works", "people of the first class may work")
        return self

    def class_named(self, key: str) -> ScreeningClass:
        return next(each for each in self.classes if each.key == key)
