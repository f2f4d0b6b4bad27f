"""The screening set: classes, the table of rules, and the numbers in them, as data."""

import re
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
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
    MET_ARRIVALS = "met_arrivals"
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


DATED = {RiskFact.ARRIVED, RiskFact.BEEN_TO_KEY_AREA, RiskFact.CONTACT, RiskFact.MET_ARRIVALS}


class KeyArea(Part):
    """A place that counts as a key epidemic area from one day to another, both included."""

    division: str = Field(pattern=r"^\d{2,9}$")
    name: Text
    from_on: date
    until_on: date | None = None

    def is_open(self, on: date) -> bool:
        return self.from_on <= on and (self.until_on is None or on <= self.until_on)

    def last_day(self, left_on: date) -> date | None:
        """The last day of a stay that counts; None if the person left before the place became one."""
        if left_on < self.from_on:
            return None
        return min(left_on, self.until_on) if self.until_on else left_on

    def covers(self, place: str) -> bool:
        """
        Whether `place` lies in it, or may: a code by its prefix, a wider code too; words by its name in full, or
        by its short name at the start, unless a road is called so (湖北路).
        """
        if place.isascii() and place.isdigit():
            return place.startswith(self.division) or self.division.startswith(place)
        words = place.casefold()
        if self.name.zh in words or self.name.en.casefold() in words:
            return True
        shorts = SHORT.sub("", self.name.zh), SHORT_EN.sub("", self.name.en).casefold()
        return any(
            re.match(rf"{re.escape(short)}(?!\s*(路|街|巷|大道|road|street|avenue))", words)
            for short in shorts
        )


# What people leave out when they write a place: 省, 市, 区, province, city …
SHORT = re.compile(r"(省|市|自治区|特别行政区|自治州|区|县)$")
SHORT_EN = re.compile(r" (province|city|district|county|region)$", re.IGNORECASE)


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

    @cached_property
    def words(self) -> str:
        """The whole table as one text: two tables are the same when these are."""
        return self.model_dump_json()

    def ordered(self, by_class: dict[str, int]) -> dict[str, int]:
        """What is counted by class, from the best class to the worst; a key of an older table comes last."""
        keys = [each.key for each in self.classes]
        places = {key: place for place, key in enumerate(keys)}
        return {
            key: by_class[key] for key in sorted(by_class, key=lambda key: (places.get(key, len(keys)), key))
        }

    def class_named(self, key: str) -> ScreeningClass:
        return next(each for each in self.classes if each.key == key)
