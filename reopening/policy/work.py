"""Rules about work on site: safety posts that must be filled, and shifts that do not arrive all at once."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from reopening.policy.base import Count, Flag, Key, Level, Positive, Rule, SiteKind, Text, Trade


class Post(Rule):
    """
    A safety post (S69) and how many `holders` it needs, each with the number of a `certificate` if it asks for
    one. Asked of firms with `at_least` to `at_most` people on site, both included, at these kinds of site and in
    these trades; an empty list asks all.
    """

    key: Key
    name: Text
    holders: Positive = 1
    certificate: Flag = False
    level: Level
    at_least: Count = 0
    at_most: Count | None = None
    sites: tuple[SiteKind, ...] = ()
    industries: tuple[Trade, ...] = ()

    @model_validator(mode="after")
    def _band_has_room(self) -> Self:
        if self.at_most is not None and self.at_most < self.at_least:
            raise PydanticCustomError("band_empty", "the band ends before it starts")
        return self

    def is_asked(self, heads: int, site_kind: str, industry: str) -> bool:
        """Of a firm whose heads, site or trade are not known yet, only what is asked of all."""
        return (
            self.at_least <= heads
            and (self.at_most is None or heads <= self.at_most)
            and (not self.sites or site_kind in self.sites)
            and (not self.industries or (bool(industry) and industry.startswith(self.industries)))
        )


class ShiftRule(Rule):
    """
    Staggered shifts (S11, S16, S20): what is asked of firms with `from_heads` people or more. `arrivals` is the
    most people who may arrive at one entrance within ten minutes, `meals` the most who may eat at once when a meal
    takes `meal_minutes`, `minutes_between_starts` the least between two starts. A limit left out is not checked.
    """

    from_heads: Count = 0
    arrivals: Annotated[int, Field(strict=True, ge=2)] | None = None
    meals: Positive | None = None
    meal_minutes: Positive = 30
    minutes_between_starts: Positive | None = None
