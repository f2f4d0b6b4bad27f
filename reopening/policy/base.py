"""What all parts of a policy set share: two languages, and where every rule comes from."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Count = Annotated[int, Field(strict=True, ge=0)]
Positive = Annotated[int, Field(strict=True, ge=1)]
Flag = Annotated[bool, Field(strict=True)]


# As in `reopening.credit_codes` and `reopening.industries`; a trade is any prefix of a GB/T 4754 code.
CreditCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-HJ-NPQRTUWXY]{18}$")]
Trade = Annotated[str, StringConstraints(pattern=r"^[A-T]\d{0,4}$")]
# GB/T 2260, from the province down to the street; it stands for everything below it.
DivisionCode = Annotated[str, StringConstraints(pattern=r"^\d{2}(\d{2}|\d{4}|\d{7})?$")]


class Part(BaseModel):
    """A table of the file. An unknown field is a mistake, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Part):
    """One text in both languages."""

    zh: Line
    en: Line

    @cached_property
    def both(self) -> dict[str, str]:
        """As a finding keeps it; made once, for a rule is said of thousands of cases."""
        return self.model_dump()


class CountedText(Text):
    """What is counted; `one` is the English for exactly one of it, where that differs (`boxes`, `box`)."""

    one: Line | None = None


class Firms(Part):
    """Firms named one by one, by credit code, or by trade, by prefixes of their GB/T 4754 code (`H62`, `R`)."""

    credit_codes: tuple[CreditCode, ...] = ()
    industries: tuple[Trade, ...] = ()

    @model_validator(mode="after")
    def _names_somebody(self) -> Self:
        if not self.credit_codes and not self.industries:
            raise PydanticCustomError("nobody_named", "a list of firms must name somebody")
        return self

    def by_code(self, credit_code: str) -> bool:
        return credit_code in self.credit_codes

    def name(self, credit_code: str, industry: str) -> bool:
        """Whether the firm is one of them; one whose trade is not known is named by its code alone."""
        return self.by_code(credit_code) or bool(industry and industry.startswith(self.industries))

    def may_name(self, credit_code: str, industry: str) -> bool:
        """Whether it names a part of the firm's trade, so that only a finer code can say: `R876` of a firm in `R87`."""
        if not industry or self.name(credit_code, industry):
            return False
        return any(each.startswith(industry) for each in self.industries)


class Source(Part):
    """A notice, a report or a page that says so; `url` is a citation, never fetched."""

    title: Text
    issued_on: date | None = None
    url: str = ""
    seed: tuple[str, ...] = ()


class Rule(Part):
    """
    A rule with its origin: `source` names an entry of `[body.sources]`; where the source is silent, `ours`
    says that we chose, and `why` says the reason.
    """

    source: Key | None = None
    ours: Flag = False
    why: Text | None = None

    @model_validator(mode="after")
    def _origin_is_said(self) -> Self:
        if self.ours and self.why is None:
            raise PydanticCustomError("why_missing", "a rule of ours needs its reason")
        if not self.ours and self.source is None:
            raise PydanticCustomError("origin_missing", "a rule needs a source, or ours with a reason")
        return self


class Level(StrEnum):
    """What a gate does when it is not met."""

    BLOCK = "block"
    WARN = "warn"
    NONE = "none"


def milder(one: Level, other: Level) -> Level:
    """The less strict of two levels."""
    return min(one, other, key=[Level.NONE, Level.WARN, Level.BLOCK].index)


class SiteKind(StrEnum):
    FACTORY = "factory"
    OFFICE = "office"
    SHOP = "shop"
    CONSTRUCTION = "construction"


class CaseFlag(StrEnum):
    """What stands out in a submission (`reopening.flags`): rules may look at it, and the queue shows it."""

    PEOPLE_HELD = "people_held"
    SHORT = "short"
    POINTS_TO_NOTE = "points_to_note"
    NEGATIVE_LIST = "negative_list"


class Change(StrEnum):
    """What a firm changes of what was approved (`reopening.models.AmendmentKind`)."""

    ADD_STAFF = "add_staff"
    NEW_DAY = "new_day"
    MORE_HEADS = "more_heads"
    OTHER = "other"


class Office(StrEnum):
    """The level of the office that decides or reviews; the place follows from the firm's division."""

    STREET = "street"
    DISTRICT = "district"
    CITY = "city"


class Section(StrEnum):
    """The sections of the firm's task list; a finding stands beside its section."""

    FIRM = "firm"
    SCHEDULE = "schedule"
    ROSTER = "roster"
    POSTS = "posts"
    SHIFTS = "shifts"
    INVENTORY = "inventory"
    PLAN = "plan"
    DOCUMENTS = "documents"
    COMMITMENT = "commitment"


def refuse_repeats(keys: Sequence[str]) -> None:
    """:raises PydanticCustomError: naming the first key that appears twice"""
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise PydanticCustomError("repeated", "{key} appears twice", {"key": key})
        seen.add(key)
