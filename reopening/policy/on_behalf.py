"""Rules about filing for others: the hotline, and the operator of a mall, a park or a building."""

from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import Field

from reopening.policy.base import Count, Positive, Rule


class HotlineRule(Rule):
    """How long a clerk may act on a caller's consent: `hours` of that day, or with 0 until its end."""

    hours: Count = 0

    def lasts_until(self, at: datetime, tonight: datetime) -> datetime:
        """:param tonight: the end of the day of `at`"""
        return min(at + timedelta(hours=self.hours), tonight) if self.hours else tonight


class UmbrellaSite(StrEnum):
    """What an operator may file for."""

    MALL = "mall"
    PARK = "park"
    BUILDING = "building"


class UmbrellaRule(Rule):
    """Kinds of site whose operator may file once for all tenants; an authorisation lasts `days`."""

    sites: tuple[UmbrellaSite, ...] = Field(min_length=1)
    days: Positive = 30

    def lasts_until(self, at: datetime) -> datetime:
        return at + timedelta(days=self.days)
