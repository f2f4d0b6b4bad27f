"""The whole of a policy set, and the questions the rest of the house asks it."""

from collections.abc import Collection, Iterator
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from reopening.policy.base import (
    CaseFlag,
    DivisionCode,
    Key,
    Level,
    Part,
    Rule,
    Source,
    Text,
    refuse_repeats,
)
from reopening.policy.commitment import USUAL_ON_COMMITMENT, OnCommitment
from reopening.policy.content import (
    USUAL_CONDITION,
    BatchRule,
    ConditionRule,
    NegativeEntry,
    Paper,
    PlanRule,
    Reason,
    ReviewStep,
    SignatureRule,
)
from reopening.policy.gates import AnyGate
from reopening.policy.goods import ExposedPosts, Supply, SupplyCap, SupplyGroup, SupplyLadder
from reopening.policy.health import ScreeningSet
from reopening.policy.on_behalf import HotlineRule, UmbrellaRule
from reopening.policy.priorities import USUAL, Priorities
from reopening.policy.publication import PublicationRule
from reopening.policy.refiling import Refiling
from reopening.policy.scope import Bounds
from reopening.policy.supervision import USUAL_APPEALS, USUAL_STOPS, AppealRule, StopRule
from reopening.policy.timing import (
    AnswerLimit,
    CertificateTerm,
    Decider,
    Escalation,
    FirmClass,
    Lane,
    LeadTime,
    Phase,
    ReportingDuty,
    SpecialDecider,
    check_bands,
    check_escalation,
)
from reopening.policy.work import Post, ShiftRule


class Mode(StrEnum):
    APPROVAL = "approval"
    FILING = "filing"
    COMMITMENT = "commitment"
    NONE = "none"


class PolicyBody(Part):
    """Everything a policy set says, apart from where and when it holds."""

    mode: Mode
    sources: dict[Key, Source] = {}
    excluded_divisions: tuple[DivisionCode, ...] = ()  # places below its own where it does not hold
    bounds_below: Bounds | None = None
    lead_time: LeadTime
    answer: AnswerLimit  # ours where the source names none: the queue stands in the order of what is due
    lanes: tuple[Lane, ...] = ()
    escalation: tuple[Escalation, ...] = ()
    deciders: tuple[Decider, ...]
    special_deciders: tuple[SpecialDecider, ...] = ()
    firm_classes: tuple[FirmClass, ...] = ()
    phases: tuple[Phase, ...] = Field(min_length=1)
    priorities: Priorities = USUAL
    refiling: Refiling
    negative_list: tuple[NegativeEntry, ...] = ()
    review_steps: tuple[ReviewStep, ...] = ()
    papers: tuple[Paper, ...] = ()
    plan: PlanRule
    posts: tuple[Post, ...] = ()
    shifts: ShiftRule | None = None
    screening: ScreeningSet
    exposed_posts: ExposedPosts | None = None  # without them everybody uses as much
    supplies: tuple[Supply, ...] = ()
    supply_groups: tuple[SupplyGroup, ...] = ()
    ladder: SupplyLadder
    gates: tuple[AnyGate, ...] = ()
    conditions: tuple[ConditionRule, ...] = ()
    certificate: CertificateTerm
    reporting: ReportingDuty | None = None
    signatures: tuple[SignatureRule, ...] = ()
    batches: BatchRule | None = None  # without it one approver signs any batch
    publication: PublicationRule | None = None  # without it everybody may read who was approved
    stops: StopRule = USUAL_STOPS
    appeals: AppealRule = USUAL_APPEALS
    hotline: HotlineRule | None = None
    umbrella: UmbrellaRule | None = None  # without it every tenant files by itself
    commitment: Text
    on_commitment: OnCommitment = USUAL_ON_COMMITMENT
    return_reasons: tuple[Reason, ...] = Field(min_length=1)
    reject_reasons: tuple[Reason, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _parts_agree(self) -> Self:
        check_bands(self.deciders)
        check_escalation(self.escalation)
        self._check_keys()
        self._check_phases()
        self._check_references()
        return self

    def _check_keys(self) -> None:
        for keys in (
            [each.key for each in self.firm_classes],
            [each.key for each in self.phases],
            [each.key for each in self.lanes],
            [each.key for each in self.papers],
            [each.key for each in self.review_steps],
            [each.item for each in self.supplies],
            [each.key for each in self.supply_groups],
            [f"{each.kind} {place}".strip() for each in self.gates for place in each.divisions or ("",)],
            [each.key for each in self.posts],
            [each.code for each in self.return_reasons],
            [each.code for each in self.reject_reasons],
        ):
            refuse_repeats(keys)

    def _check_phases(self) -> None:
        placed = [key for phase in self.phases for key in phase.classes]
        refuse_repeats(placed)
        if sum(phase.rest for phase in self.phases) != 1:
            raise PydanticCustomError("one_rest", "exactly one phase takes the rest")
        known = {each.key for each in self.firm_classes}
        for lists in (self.lanes, self.special_deciders, self.supply_groups):
            placed += [key for each in lists for key in each.classes]
        for key in placed:
            if key not in known:
                raise PydanticCustomError("unknown_key", "{key} is not defined", {"key": key})
        for tier in {tier for rung in self.ladder.rungs for tier in rung.tiers}:
            if tier > len(self.phases):
                raise PydanticCustomError("unknown_key", "{key} is not defined", {"key": f"tier {tier}"})

    def _check_references(self) -> None:
        classes = {each.key for each in self.screening.classes}
        items = {each.item for each in self.supplies}
        if self.exposed_posts is None and any(each.exposed_times > 1 for each in self.supplies):
            raise PydanticCustomError("exposed_unnamed", "exposed_times needs exposed_posts")
        named = [(key, items) for rule in self.conditions for key in rule.items]
        named += [(cap.item, items) for group in self.supply_groups for cap in group.caps]
        named += [
            (key, classes) for gate in self.gates if gate.kind == "on_site_classes" for key in gate.classes
        ]
        named += [(rule.source, set(self.sources)) for rule in rules_in(self) if rule.source]
        for key, known in named:
            if key not in known:
                raise PydanticCustomError("unknown_key", "{key} is not defined", {"key": key})

    def gates_for(self, division: str) -> list[AnyGate]:
        """The gates asked of a site at this place: of each kind the first that covers it."""
        asked: dict[str, AnyGate] = {}
        for gate in self.gates:
            if gate.covers(division):
                asked.setdefault(gate.kind, gate)
        return list(asked.values())

    def steps_for(self, heads: int, flags: Collection[CaseFlag], change: str = "") -> tuple[ReviewStep, ...]:
        """The review steps that such a case goes through (`ReviewStep.is_asked`)."""
        return tuple(step for step in self.review_steps if step.is_asked(heads, flags, change))

    def opens_on_commitment(self, flags: Collection[CaseFlag]) -> bool:
        """Whether a case with these flags opens on its commitment, before an office has looked."""
        return self.mode == Mode.COMMITMENT and self.on_commitment.lets_open(flags)

    def decider_for(
        self,
        heads: int,
        *,
        firm_class: str = "",
        credit_code: str = "",
        industry: str = "",
        flags: Collection[CaseFlag] = (),
        change: str = "",
    ) -> Decider | SpecialDecider:
        """The special decider that covers the case, else the band of its heads."""
        for special in self.special_deciders:
            if special.covers(heads, firm_class, credit_code, industry, flags, change=change):
                return special
        return next(decider for decider in self.deciders if decider.covers(heads))

    def class_of(self, chosen: str, *, credit_code: str) -> str:
        """The class whose list names the firm by its credit code, else the one the firm chose."""
        listed = (each.key for each in self.firm_classes if each.firms and each.firms.by_code(credit_code))
        return next(listed, chosen)

    def cap_for(self, item: str, *, firm_class: str, credit_code: str, industry: str) -> SupplyCap | None:
        """Limits of the item for this firm that differ from the item's own."""
        group = self.supply_group(firm_class, credit_code, industry)
        return group.cap(item) if group else None

    def supply_group(self, firm_class: str, credit_code: str, industry: str) -> SupplyGroup | None:
        """The first that fits the firm."""
        fitting = (each for each in self.supply_groups if each.fits(firm_class, credit_code, industry))
        return next(fitting, None)

    def supplies_for(self, firm_class: str, credit_code: str, industry: str) -> tuple[Supply, ...]:
        """The items with the reserve that such a firm keeps."""
        group = self.supply_group(firm_class, credit_code, industry)
        return group.reserves(self.supplies) if group else self.supplies

    def signatures_for(self, heads: int) -> int:
        """How many people must sign; one, where no rule asks for more."""
        return max((rule.count for rule in self.signatures if heads >= rule.from_heads), default=1)

    def two_sign(self, firms: int) -> bool:
        """Whether a batch of so many firms needs the signatures of two approvers."""
        least = self.batches.two_sign_from_firms if self.batches else None
        return least is not None and firms >= least

    @property
    def fills_register(self) -> bool:
        """Whether firms approved by this set stand in the public register."""
        return not (self.publication and self.publication.no_register)

    @property
    def fills_lists(self) -> bool:
        """Whether firms approved by this set stand in published lists."""
        return not (self.publication and self.publication.no_lists)

    def firm_class(self, key: str) -> FirmClass | None:
        return next((each for each in self.firm_classes if each.key == key), None)

    def phase(self, key: str) -> Phase | None:
        return next((each for each in self.phases if each.key == key), None)

    def phase_of(self, firm_class: str) -> Phase:
        """The phase that names the class, else the one that takes the rest."""
        rest = next(phase for phase in self.phases if phase.rest)
        return next((phase for phase in self.phases if firm_class in phase.classes), rest)

    def tier_of(self, phase_key: str) -> int:
        """The phase's place, 1 = first served; an unknown phase stands last."""
        keys = [phase.key for phase in self.phases]
        return keys.index(phase_key) + 1 if phase_key in keys else len(keys)

    def lane_of(self, firm_class: str, credit_code: str, industry: str, *, amends: bool) -> Lane | None:
        """The first lane that is for such a firm, or for a change of what was approved."""
        return next(
            (each for each in self.lanes if each.covers(firm_class, credit_code, industry, amends=amends)),
            None,
        )

    def answer_for(self, lane_key: str) -> AnswerLimit:
        """The answer limit of the lane, else the ordinary one."""
        return next((lane.answer for lane in self.lanes if lane.key == lane_key), self.answer)

    def posts_for(self, heads: int, site_kind: str, industry: str) -> tuple[Post, ...]:
        """The safety posts that such a firm must fill."""
        return tuple(post for post in self.posts if post.is_asked(heads, site_kind, industry))

    def asks_shifts(self, heads: int) -> bool:
        """By their own rule, or because they are one of the three preconditions."""
        if any(gate.kind == "preconditions" and gate.level != Level.NONE for gate in self.gates):
            return True
        return self.shifts is not None and heads >= self.shifts.from_heads

    def condition_rule(self, kind: str, detail: str) -> ConditionRule:
        """The rule that such a condition follows, else the usual one."""
        return next((rule for rule in self.conditions if rule.covers(kind, detail)), USUAL_CONDITION)

    def supply(self, item: str) -> Supply | None:
        return next((each for each in self.supplies if each.item == item), None)

    def source_of(self, rule: Rule) -> dict[str, str]:
        """The citation to show beside the rule, in both languages."""
        source = self.sources.get(rule.source) if rule.source else None
        text = source.title if source else rule.why
        return text.both if text else {}


def rules_in(part: Any) -> Iterator[Rule]:
    """Every rule at any depth."""
    if isinstance(part, Rule):
        yield part
    if isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from rules_in(getattr(part, name))
    elif isinstance(part, tuple):
        for each in part:
            yield from rules_in(each)
