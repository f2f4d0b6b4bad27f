"""Questions across the hall's models."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.dates import shanghai_day
from reopening import gates
from reopening.case_records import CaseRecords, records_of
from reopening.changes import StaffChanges
from reopening.facts_before import facts_before
from reopening.findings import Finding
from reopening.holders import marks_of
from reopening.marks import people_held
from reopening.models import (
    Application,
    InventoryLine,
    PlanSection,
    Shift,
)
from reopening.plan_templates import blanks
from reopening.policy.body import PolicyBody
from reopening.roster_counts import StaffCounts, staff_counts
from reopening.versions import staff_changes


@dataclass(frozen=True)
class CaseFacts:
    """What the policy says of an application at one instant, and what it was said of."""

    facts: gates.Facts
    findings: list[Finding]
    phase: str
    lane: str
    due_at: datetime | None
    staff_on_roster: int
    staff_by_class: dict[str, int]
    application: Application
    records: CaseRecords
    staff_changes: StaffChanges | None = None  # of an amendment

    def snapshot(self) -> dict[str, Any]:
        """What submission freezes: plain JSON, no name and no number of any employee."""
        return (
            own_words(self.application, self.records)
            | self.records.papers.words()
            | {
                "phase": self.phase,
                "lane": self.lane,
                "staff_by_class": self.staff_by_class,
                "inventory": self.facts.inventory,
                "posts_state": {
                    key: dict(Counter(seat.state.value for seat in seats))
                    for key, seats in self.facts.posts.items()
                },
                "findings": [finding.as_json() for finding in self.findings],
                "staff_changes": self.staff_changes and self.staff_changes.as_json(),
            }
        )


def case_facts(application: Application, at: datetime) -> CaseFacts:
    """Everything submission, the task list and the official's panel need, in two queries."""
    policy = application.policy_set.rules
    records, staff = records_of(application), staff_counts(application, policy, at)
    facts = facts_of(application, policy, records, staff, at)
    return CaseFacts(
        facts=facts,
        findings=judged(application, facts),
        phase=policy.phase_of(facts.firm_class).key,
        lane=facts.lane,
        due_at=gates.due_at(facts, policy),
        staff_on_roster=staff.listed,
        staff_by_class=staff.by_class,
        application=application,
        records=records,
        staff_changes=staff_changes(application) if application.amends_id else None,
    )


def findings_for(application: Application, at: datetime) -> list[Finding]:
    """What the policy says now; the same list for the firm, the official and the snapshot."""
    return case_facts(application, at).findings


def facts_of(
    application: Application, policy: PolicyBody, records: CaseRecords, staff: StaffCounts, at: datetime
) -> gates.Facts:
    """What the rules of `policy` are asked about; no query."""
    firm_class = policy.class_of(application.firm_class, credit_code=application.firm.credit_code)
    return gates.Facts(
        at=at,
        opens_on=application.opens_on,
        heads_on_site=application.heads_on_site or 0,
        exposed_heads=application.exposed_heads,
        staff_total=application.firm.staff_total,
        firm_class=firm_class,
        class_by_list=firm_class != application.firm_class,
        credit_code=application.firm.credit_code,
        industry=application.firm.industry_code,
        lane=lane_of(application, policy, firm_class),
        change=application.amendment_kind,
        run=records.run,
        division=application.division_id,
        site_kind=application.site_kind,
        area_m2=application.area_m2 or 0,
        has_isolation_area=bool(application.has_isolation_area),
        **staff_facts(policy, staff),
        rows_refused=records.rows_refused,
        people_elsewhere=application.people_elsewhere,
        inventory=records.inventory,
        **records.papers.facts(),
        **work_facts(application, policy, records, application.opens_on or shanghai_day(at)),
        commitment_accepted=application.committed_at is not None,
        approved_opens_on=application.amends.opens_on if application.amends else None,
        signatories=records.signatories if policy.signatures else 0,
        **records.taken_over,
    )


def staff_facts(policy: PolicyBody, staff: StaffCounts) -> dict[str, Any]:
    """Of the roster, in numbers."""
    return {
        "listed": staff.listed,
        "on_roster": staff.on_roster,
        "declared": staff.declared,
        "declared_old": staff.declared_old,
        "codes_given": staff.codes_given,
        "to_confirm": staff.to_confirm,
        "marked_on_site": staff.on_site,
        "held_on_site": staff.held_on_site,
        "people_held": people_held(policy, staff.by_class),
    }


def lane_of(application: Application, policy: PolicyBody, firm_class: str) -> str:
    """The key of the policy's lane for such a firm; empty: the ordinary way."""
    firm = application.firm
    lane = policy.lane_of(
        firm_class, firm.credit_code, firm.industry_code, amends=application.amends_id is not None
    )
    return lane.key if lane else ""


def judged(application: Application, facts: gates.Facts) -> list[Finding]:
    """What the case's policy set says, milder while a grace runs; a query more only then."""
    policy_set = application.policy_set
    found = gates.evaluate(facts, policy_set.rules)
    on, blocks_from = shanghai_day(facts.at), policy_set.blocks_on
    if application.earlier_policy_set is None or on >= blocks_from:
        return found
    earlier = application.earlier_policy_set.rules
    if earlier.screening != policy_set.rules.screening:
        facts = facts_before(application, facts, earlier)
    return gates.soften(gates.evaluate(facts, earlier), found, blocks_from=blocks_from, on=on)


def work_facts(
    application: Application, policy: PolicyBody, records: CaseRecords, on: date
) -> dict[str, Any]:
    """Of plan, posts and shifts, as they stand on the opening day."""
    return {
        "plan": {key: len(text) for key, text in records.plan.items()},
        "plan_blanks": {key: found for key, text in records.plan.items() if (found := blanks(text))},
        "posts": records.seats(application, policy, on),
        "shifts": tuple(shift.as_fact() for shift in records.shifts),
        "entrances": application.entrances or 1,
        "has_shifts": bool(records.shifts) if policy.asks_shifts(application.heads_on_site or 0) else None,
    }


def inventory_of(application: Application) -> dict[str, int]:
    """Base units by item code."""
    return dict(InventoryLine.objects.filter(application=application).values_list("item_code", "quantity"))


def plan_texts(application: Application) -> dict[str, str]:
    """What is written, by section."""
    return dict(PlanSection.objects.filter(application=application).values_list("key", "text"))


def shifts_of(application: Application) -> list[Shift]:
    return list(Shift.objects.filter(application=application).order_by("position"))


def own_words(application: Application, records: CaseRecords) -> dict[str, Any]:
    """What the firm says of itself, as it stands."""
    firm, policy_set, umbrella = application.firm, application.policy_set, application.umbrella
    return {
        "policy_set": {"slug": policy_set.slug, "version": policy_set.version, "digest": policy_set.digest},
        "firm": {
            "name": firm.name,
            "credit_code": firm.credit_code,
            "legal_representative": firm.legal_representative,
            "address": firm.address,
            "industry_code": firm.industry_code,
            "contact_name": firm.contact_name,
            "staff_total": firm.staff_total,
        },
        "amendment_kind": application.amendment_kind,
        "umbrella": {"name": umbrella.name, "operator": umbrella.firm.name} if umbrella else None,
        "division": application.division_id,
        "site_kind": application.site_kind,
        "site_address": application.site_address,
        "area_m2": application.area_m2,
        "firm_class": application.firm_class,
        "class_evidence": application.class_evidence,
        "has_isolation_area": application.has_isolation_area,
        "opens_on": application.opens_on,
        "heads_on_site": application.heads_on_site,
        "exposed_heads": application.exposed_heads,
        "plan": records.plan,
        "posts": marks_of(records.named),
        "entrances": application.entrances,
        "shifts": [shift.as_words() for shift in records.shifts],
    }
