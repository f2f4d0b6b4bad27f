"""What all parts of a policy set share: two languages, and where every rule comes from."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Count = Annotated[int, Field(strict=True, ge=0)]
Positive = Annotated[int, Field(strict=True, ge=1)]
Flag = Annotated[bool, Field(strict=True)]


class Part(BaseModel):
    """A table of the file. An unknown field is a mistake, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Part):
    """One text in both languages."""

    zh: Line
    en: Line


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


class SiteKind(StrEnum):
    FACTORY = "factory"
    OFFICE = "office"
    SHOP = "shop"
    CONSTRUCTION = "construction"


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
    INVENTORY = "inventory"
    PLAN = "plan"
    COMMITMENT = "commitment"


def refuse_repeats(keys: Sequence[str]) -> None:
    """:raises PydanticCustomError: naming the first key that appears twice"""
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise PydanticCustomError("repeated", "{key} appears twice", {"key": key})
        seen.add(key)
