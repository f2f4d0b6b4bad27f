"""What stands beside a firm's forms: findings, the earliest day, the task list, days of cover."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.urls import reverse

from reopening.arrival_chart import Chart, chart
from reopening.days_of_cover import CoverRow, cover_rows
from reopening.findings import Finding, FindingLevel
from reopening.gates import Facts, flags_now
from reopening.models import Application, SectionSave
from reopening.policy.base import Section
from reopening.policy.body import PolicyBody
from reopening.queries import case_facts, judged
from reopening.signing import declined, needed_for, standing
from reopening.task_list import (
    EarliestDay,
    SectionTask,
    declined_task,
    earliest_day,
    next_task,
    sections,
    signed_task,
)

PRESSING_FIRST = [FindingLevel.BLOCK, FindingLevel.WARN, FindingLevel.PASS]


@dataclass(frozen=True)
class TaskRow:
    """A section with its address."""

    task: SectionTask
    url: str
    saved: SectionSave | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.task, name)


@dataclass
class Panel:
    """Everything the policy says of one application at one instant."""

    application: Application
    policy: PolicyBody
    facts: Facts
    findings: list[Finding]
    staff_by_class: dict[str, int]

    @cached_property
    def saves(self) -> dict[str, SectionSave]:
        """The last save of each section, by its key."""
        rows = SectionSave.objects.filter(application=self.application).select_related("saved_by")
        return {row.section: row for row in rows}

    def of(self, section: str) -> list[Finding]:
        """The findings of one section, the most pressing first."""
        return [finding for finding in self.findings if finding.section == section]

    @property
    def blocks(self) -> list[Finding]:
        """What keeps the firm from submitting, the commitment itself left out."""
        return [
            each for each in self.findings if each.level == FindingLevel.BLOCK and each.rule != "commitment"
        ]

    @property
    def opens_on_commitment(self) -> bool:
        """Whether the firm opens by handing it in as it stands, before an office has looked."""
        findings = [each for each in self.findings if each.rule != "commitment"]
        return self.policy.opens_on_commitment(flags_now(self.facts, self.policy, findings))

    @property
    def obstacles(self) -> list[tuple[Finding, TaskRow | None]]:
        """Each of them with the section where it is mended."""
        rows = {row.key: row for row in self.tasks}
        return [(each, rows.get(each.section)) for each in self.blocks]

    @cached_property
    def tasks(self) -> list[TaskRow]:
        rows = [self.as_signed(row) for row in sections(self.facts, self.findings, self.policy)]
        return [TaskRow(row, self.address(row), self.saves.get(row.key)) for row in rows]

    def as_signed(self, task: SectionTask) -> SectionTask:
        """Where several must sign, the last row says who has, or who would not and why."""
        needed = needed_for(self.application)
        if task.key != Section.COMMITMENT or needed < 2:
            return task
        if refusal := declined(self.application):
            return declined_task(task, who=str(refusal.signed_by), note=refusal.note)
        return signed_task(task, [str(each.signed_by) for each in standing(self.application)], needed)

    @property
    def next(self) -> TaskRow:
        task = next_task(sections(self.facts, self.findings, self.policy))
        return TaskRow(task, self.address(task))

    @property
    def earliest(self) -> EarliestDay:
        return earliest_day(self.facts, self.policy)

    @property
    def covers(self) -> list[CoverRow]:
        """Each item's cover; nothing while it is not known how many people there will be."""
        return cover_rows(self.facts, self.policy)

    @property
    def arrivals(self) -> Chart | None:
        """Who arrives when, drawn against the policy's limit."""
        rule = self.policy.shifts
        limit = rule.arrivals * self.facts.entrances if rule and rule.arrivals else None
        return chart(self.facts.shifts, limit=limit)

    def address(self, task: SectionTask) -> str:
        return reverse(task.url_name, args=[self.application.public_id])


def panel_for(application: Application, at: datetime, **typed: Any) -> Panel:
    """
    The panel of `application`, which may carry changes that are not saved yet.

    :param typed: facts as they would be after saving, e.g. `inventory={"mask": 100}`
    """
    policy = application.policy_set.rules
    case = case_facts(application, at)
    facts = replace(case.facts, **typed)
    findings = pressing_first(judged(application, facts))
    return Panel(application, policy, facts, findings, case.staff_by_class)


def pressing_first(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: PRESSING_FIRST.index(finding.level))
