"""Rules about what is handed in: papers, plan, review steps, reasons, conditions, negative list."""

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from reopening.policy.base import (
    Count,
    Flag,
    Key,
    Office,
    Part,
    Positive,
    Rule,
    Section,
    Text,
    refuse_repeats,
)


class Paper(Rule):
    """A paper. `section` names the part of the form that stands for it; else it is handed in by itself."""

    key: Key
    name: Text
    section: Section | None = None
    required: Flag
    deferrable: Flag = False
    due_after_days: Positive | None = None

    @model_validator(mode="after")
    def _deferred_papers_have_a_day(self) -> Self:
        if self.deferrable != (self.due_after_days is not None):
            raise PydanticCustomError("deferral_day", "due_after_days belongs to a deferrable paper")
        return self


class PlanSection(Part):
    key: Key
    name: Text
    hint: Text


class PlanRule(Rule):
    """The sections of the prevention plan; firms of up to `short_form_heads` fill only `short_form`."""

    sections: tuple[PlanSection, ...] = Field(min_length=1)
    short_form_heads: Count = 0
    short_form: tuple[Key, ...] = ()
    min_characters: Positive = 10

    @model_validator(mode="after")
    def _short_form_names_sections(self) -> Self:
        keys = [section.key for section in self.sections]
        refuse_repeats(keys)
        for key in self.short_form:
            if key not in keys:
                raise PydanticCustomError("unknown_key", "{key} is not defined", {"key": key})
        if bool(self.short_form_heads) != bool(self.short_form):
            raise PydanticCustomError("short_form", "short_form and short_form_heads belong together")
        return self

    def sections_for(self, heads: int) -> tuple[PlanSection, ...]:
        if heads and heads <= self.short_form_heads:
            return tuple(section for section in self.sections if section.key in self.short_form)
        return self.sections


class ReviewStep(Rule):
    """Steps with the same `stage` run in parallel; stages follow each other from 1."""

    key: Key
    name: Text
    stage: Positive
    office: Office
    checklist: tuple[Text, ...] = ()


class Reason(Part):
    """A coded reason of a return or a rejection; `note_required` where the code alone says too little."""

    code: Key
    name: Text
    section: Section | None = None
    note_required: Flag = False


class ConditionKind(StrEnum):
    PAPER_DUE = "paper_due"
    SUPPLIES_DELIVERED = "supplies_delivered"


class ConditionRule(Rule):
    """
    A condition set on approval. `supplies_delivered`: when an item of `items` is short of its reserve;
    `paper_due`: for every deferred paper, with the paper's own days.
    """

    kind: ConditionKind
    items: tuple[Key, ...] = ()
    due_after_days: Positive | None = None


class NegativeEntry(Rule):
    """A trade that stays closed, by prefixes of its GB/T 4754 code (`H62`, `R`)."""

    name: Text
    industries: tuple[str, ...] = Field(min_length=1)
