"""Rules about time and office: lead time, answer limit, lanes, deciders, phases, certificate, reports."""

from collections.abc import Collection
from datetime import date, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from reopening.policy.base import (
    CaseFlag,
    Change,
    Count,
    Firms,
    Flag,
    Key,
    Office,
    Part,
    Positive,
    Rule,
    Text,
)


class Counting(StrEnum):
    CALENDAR = "calendar"
    WORKING = "working"


class LeadTime(Rule):
    """File at least `days` before opening; days are Shanghai's."""

    days: Count
    counting: Counting
    filing_day_counted: Flag


class AnswerUnit(StrEnum):
    WORKING_DAYS = "working_days"
    DAYS = "days"
    HOURS = "hours"


class AnswerLimit(Rule):
    """The office answers within this time; `deemed_acceptance`: silence counts as yes."""

    amount: Positive
    unit: AnswerUnit
    deemed_acceptance: Flag


class Escalation(Rule):
    """An answer that is `after_hours` late is handed up to the office of this level; 0: as soon as it is late."""

    after_hours: Count
    office: Office


def check_escalation(steps: tuple[Escalation, ...]) -> None:
    """:raises PydanticCustomError: unless each step goes higher than the one before, and not earlier"""
    levels = list(Office)
    for one, other in pairwise(steps):
        higher = levels.index(other.office) > levels.index(one.office)
        if not higher or other.after_hours < one.after_hours:
            raise PydanticCustomError("steps_disorder", "each step goes to a higher office, and not earlier")


class Lane(Part):
    """
    A faster way with an answer limit of its own: for the firms of some classes or trades, and, with `amendments`,
    for changes of what was approved. The green channel of 48 hours (S42) is one.
    """

    key: Key
    name: Text
    classes: tuple[Key, ...] = ()
    firms: Firms | None = None
    amendments: Flag = False
    answer: AnswerLimit

    @model_validator(mode="after")
    def _is_for_somebody(self) -> Self:
        if not self.classes and self.firms is None and not self.amendments:
            raise PydanticCustomError("nobody_named", "a lane must be for somebody")
        return self

    def covers(self, firm_class: str, credit_code: str, industry: str, *, amends: bool) -> bool:
        named = self.firms is not None and self.firms.name(credit_code, industry)
        return firm_class in self.classes or named or (amends and self.amendments)


class Decider(Rule):
    """Who decides for firms with `at_least` … `at_most` heads on site, both included."""

    at_least: Count
    at_most: Count | None = None
    office: Office
    name: Text

    def covers(self, heads: int) -> bool:
        return self.at_least <= heads and (self.at_most is None or heads <= self.at_most)


class SpecialDecider(Rule):
    """
    Who decides for firms of some classes or trades, for cases that show one of `flags`, or on `amendments` of these
    kinds of what was approved; with `at_least` heads, whatever the bands say.

    `trade_office`: the bureau at that office which deals with them.
    """

    office: Office
    name: Text
    at_least: Count = 0
    classes: tuple[Key, ...] = ()
    firms: Firms | None = None
    flags: tuple[CaseFlag, ...] = ()
    amendments: tuple[Change, ...] = ()
    trade_office: Key | None = None

    def covers(
        self,
        heads: int,
        firm_class: str,
        credit_code: str,
        industry: str,
        flags: Collection[CaseFlag] = (),
        *,
        change: str = "",
    ) -> bool:
        """:param change: the kind of change of what was approved; empty for a first application"""
        named = self.firms is not None and self.firms.name(credit_code, industry)
        shown = not set(self.flags).isdisjoint(flags)
        fits = firm_class in self.classes or named or shown or change in self.amendments
        return heads >= self.at_least and fits


def check_bands(deciders: tuple[Decider, ...]) -> None:
    """:raises PydanticCustomError: unless the bands cover every head count exactly once, from 0 up"""
    expected = 0
    for decider in deciders:
        if decider.at_least != expected:
            raise PydanticCustomError(
                "bands_broken",
                "the band from {found} should start at {expected}",
                {"found": decider.at_least, "expected": expected},
            )
        if decider.at_most is None:
            break
        if decider.at_most < decider.at_least:
            raise PydanticCustomError("band_empty", "the band ends before it starts")
        expected = decider.at_most + 1
    if not deciders or deciders[-1].at_most is not None or sum(d.at_most is None for d in deciders) > 1:
        raise PydanticCustomError("bands_open", "the last band, and no other, has no upper end")


class FirmClass(Rule):
    """
    A kind of firm the policy names; `white_list` kinds need the office's confirmation.

    `firms`: the list itself. Who is on it by credit code is of this class, whatever was typed; by trade, it may
    choose the class. Without a list everybody may.
    """

    key: Key
    name: Text
    white_list: Flag = False
    firms: Firms | None = None


class Phase(Rule):
    """
    A period of reopening. Its place in the list is its tier (1 = first served). `classes` open in it; the one
    phase with `rest` takes everybody else. Without `opens_from` it is open at once.
    """

    key: Key
    name: Text
    opens_from: date | None = None
    opens_until: date | None = None
    classes: tuple[Key, ...] = ()
    rest: Flag = False
    explanation: Text

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.opens_from and self.opens_until and self.opens_until < self.opens_from:
            raise PydanticCustomError("span_reversed", "the span ends before it starts")
        return self


class CertificateTerm(Rule):
    """Either `days` from the opening day, or `until` a date."""

    days: Positive | None = None
    until: date | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.days is None) == (self.until is None):
            raise PydanticCustomError("days_or_until", "exactly one of days and until")
        return self

    def last_day(self, valid_from: date) -> date | None:
        """Of a certificate that holds from this day."""
        return valid_from + timedelta(days=self.days) if self.days else self.until


class ReportingDuty(Rule):
    """A daily report by `by` o'clock in Shanghai, also when there is nothing to report if `nil_report`."""

    by: time
    nil_report: Flag
    grace_days: Count
