"""Rules about what is handed in: papers, plan, review steps, reasons, conditions, negative list."""

from collections.abc import Collection
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from reopening.policy.base import (
    CaseFlag,
    Change,
    Count,
    Firms,
    Flag,
    Key,
    Level,
    Office,
    Part,
    Positive,
    Rule,
    Section,
    SiteKind,
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
    """
    A section of the plan. `sites`: asked of these kinds of site only; `hints`: words for a kind of site;
    `template`: the text to begin with, instead of the shipped one of this key (`reopening/plan_templates.toml`).
    """

    key: Key
    name: Text
    hint: Text
    sites: tuple[SiteKind, ...] = ()
    hints: dict[SiteKind, Text] = {}
    template: Text | None = None

    def hint_for(self, site_kind: str) -> Text:
        return next((text for kind, text in self.hints.items() if kind.value == site_kind), self.hint)


class PlanRule(Rule):
    """
    The sections of the prevention plan; firms of up to `short_form_heads` fill only `short_form`. `blanks` is how
    strictly a blank of a template that nobody filled in is taken.
    """

    sections: tuple[PlanSection, ...] = Field(min_length=1)
    short_form_heads: Count = 0
    short_form: tuple[Key, ...] = ()
    min_characters: Positive = 10
    blanks: Level = Level.WARN

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

    def sections_for(self, heads: int, site_kind: str = "") -> tuple[PlanSection, ...]:
        """What a firm of this size and kind of site writes; of an unknown kind, what all kinds write."""
        asked = (each for each in self.sections if not each.sites or site_kind in each.sites)
        if heads and heads <= self.short_form_heads:
            return tuple(section for section in asked if section.key in self.short_form)
        return tuple(asked)


class StepBy(StrEnum):
    """Who does a step: the case's own officer, or somebody with the role at the step's office."""

    OFFICER = "officer"
    REVIEWER = "reviewer"
    INSPECTOR = "inspector"
    INSTRUCTOR = "instructor"


class StepKind(StrEnum):
    DESK = "desk"
    SITE = "site"
    VIDEO = "video"


class ReviewStep(Rule):
    """
    Steps with the same `stage` run in parallel; stages follow each other from 1. Asked of cases with `at_least`
    people on site; with `flags`, only of those that show one of them; of changes of what was approved, with
    `amendments`, only of these kinds. `trade_office`: the bureau at the office that does it.
    """

    key: Key
    name: Text
    stage: Positive
    office: Office
    by: StepBy = StepBy.OFFICER
    kind: StepKind = StepKind.DESK
    trade_office: Key | None = None
    at_least: Count = 0
    flags: tuple[CaseFlag, ...] = ()
    amendments: tuple[Change, ...] = ()
    checklist: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _a_bureau_has_people_of_its_own(self) -> Self:
        if self.by == StepBy.OFFICER and (self.trade_office or self.kind != StepKind.DESK):
            raise PydanticCustomError(
                "officers_step", "the case's own officer checks at the desk, without a bureau or a visit"
            )
        return self

    def is_asked(self, heads: int, flags: Collection[CaseFlag], change: str = "") -> bool:
        """
        Whether a case with so many people on site and these flags goes through the step.

        :param change: the kind of change of what was approved; empty for a first application
        """
        if change and self.amendments and change not in self.amendments:
            return False
        return heads >= self.at_least and (not self.flags or not set(self.flags).isdisjoint(flags))


class Reason(Part):
    """A coded reason of a return or a rejection; `note_required` where the code alone says too little."""

    code: Key
    name: Text
    section: Section | None = None
    note_required: Flag = False


class ConditionKind(StrEnum):
    PAPER_DUE = "paper_due"
    SUPPLIES_DELIVERED = "supplies_delivered"


class SignatureRule(Rule):
    """So many people with signing power sign before an application of `from_heads` people on site is submitted."""

    count: Annotated[int, Field(strict=True, ge=2, le=3)]
    from_heads: Positive = 1


class BatchRule(Rule):
    """
    A batch of `two_sign_from_firms` firms or more takes effect when a second approver has signed it too.

    `street_firms_a_day`, `street_heads_a_day`: how many firms and people on site may open in one street on one
    day, across all batches, where no quota of the day says otherwise.
    """

    two_sign_from_firms: Positive | None = None
    street_firms_a_day: Positive | None = None
    street_heads_a_day: Positive | None = None


USUAL_MARKS = (3, 1)


class WhenOverdue(StrEnum):
    """What happens the day after a condition was due: it is marked; the firm is stopped; the approval ends."""

    WARN = "warn"
    STOP = "stop"
    LAPSE = "lapse"


class ConditionRule(Rule):
    """
    A condition set on approval. `supplies_delivered`: when an item of `items` is short of its reserve;
    `paper_due`: for every deferred paper, with the paper's own days.

    The firm is reminded `remind_days` before the day (none named: the usual ones), and `when_overdue` says what
    follows if nothing comes.
    """

    kind: ConditionKind
    items: tuple[Key, ...] = ()
    due_after_days: Positive | None = None
    remind_days: tuple[Positive, ...] = ()
    when_overdue: WhenOverdue = WhenOverdue.WARN

    @model_validator(mode="after")
    def _marks_are_apart(self) -> Self:
        refuse_repeats([str(days) for days in self.remind_days])
        return self

    @property
    def marks(self) -> tuple[int, ...]:
        """The days before the day on which the firm is reminded."""
        return self.remind_days or USUAL_MARKS

    def covers(self, kind: str, detail: str) -> bool:
        """Whether a condition of this kind, about this item or paper, follows the rule."""
        return kind == self.kind and (not self.items or detail in self.items)


# What holds for a condition that no rule of the set covers.
USUAL_CONDITION = ConditionRule(
    kind=ConditionKind.PAPER_DUE,
    ours=True,
    why=Text(
        zh="来源未写明逾期如何处理：到期前三日、一日提醒，逾期标记并告知审核人员。",
        en="Sources do not say what follows: a reminder three days and one day before, then a mark for officials.",
    ),
)


class NegativeEntry(Rule):
    """
    Firms that stay closed. With `level = "warn"` they may file, and the finding stands in the queue; it is never
    stricter than the gate.
    """

    name: Text
    firms: Firms
    level: Level = Level.BLOCK
