"""Questions across the hall's models."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import Length

from core.dates import shanghai_day
from reopening import gates
from reopening.findings import Finding
from reopening.models import FILED, Application, InventoryLine, PlanSection, RosterUpload, StaffMember
from reopening.policy.body import PolicyBody
from reopening.screening import STANDING


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
    words: dict[str, Any]

    def snapshot(self) -> dict[str, Any]:
        """What submission freezes: plain JSON, no name and no number of any employee."""
        return self.words | {
            "phase": self.phase,
            "lane": self.lane,
            "staff_by_class": self.staff_by_class,
            "inventory": self.facts.inventory,
            "findings": [finding.as_json() for finding in self.findings],
        }


def case_facts(application: Application, at: datetime) -> CaseFacts:
    """Everything submission, the task list and the official's panel need, in six queries."""
    policy = application.policy_set.rules
    staff = staff_counts(application, policy, application.opens_on or shanghai_day(at))
    facts = facts_of(application, policy, staff, at)
    return CaseFacts(
        facts=facts,
        findings=gates.evaluate(facts, policy),
        phase=policy.phase_of(facts.firm_class).key,
        lane=facts.lane,
        due_at=gates.due_at(at, facts.lane, policy),
        staff_on_roster=staff.listed,
        staff_by_class=staff.by_class,
        words=own_words(application),
    )


def shared_rosters(application: Application) -> dict[int, int]:
    """
    Filed applications of other firms that list the same people: how many, by their key.

    One lookup in the index of hashes for each person; never behind a page of a large roster.
    """
    mine = StaffMember.objects.filter(application=application).values("resident_id_hash")
    rows = (
        StaffMember.objects.filter(resident_id_hash__in=mine, application__status__in=FILED)
        .exclude(application__firm=application.firm_id)
        .values_list("application")
        .annotate(people=Count("pk"))
    )
    return dict(rows)


def findings_for(application: Application, at: datetime) -> list[Finding]:
    """What the policy says now; the same list for the firm, the official and the snapshot."""
    return case_facts(application, at).findings


@dataclass(frozen=True)
class StaffCounts:
    listed: int
    on_site: int
    by_class: dict[str, int]
    held_on_site: dict[str, int]  # by class: people marked as on site who may not work on the day


def staff_counts(application: Application, policy: PolicyBody, on: date) -> StaffCounts:
    """Counts of a roster, in one query."""
    held_classes = [each.key for each in policy.screening.classes if not each.may_work]
    still = Q(clear_on__isnull=True) | Q(clear_on__gt=on) | Q(cause__rule__in=STANDING)
    held = Q(on_site=True, class_code__in=held_classes) & still
    rows = (
        StaffMember.objects.filter(application=application)
        .values("class_code")
        .annotate(
            people=Count("pk"),
            present=Count("pk", filter=Q(on_site=True)),
            held=Count("pk", filter=held),
        )
        .order_by("class_code")
    )
    return StaffCounts(
        listed=sum(row["people"] for row in rows),
        on_site=sum(row["present"] for row in rows),
        by_class={row["class_code"]: row["people"] for row in rows},
        held_on_site={row["class_code"]: row["held"] for row in rows if row["held"]},
    )


def facts_of(application: Application, policy: PolicyBody, staff: StaffCounts, at: datetime) -> gates.Facts:
    firm_class = policy.class_of(application.firm_class, credit_code=application.firm.credit_code)
    lane = policy.lane_of(firm_class)
    refused = (
        RosterUpload.objects.filter(application=application, finished_at__isnull=False)
        .order_by("-pk")
        .values_list("rows_refused", flat=True)
        .first()
    )
    return gates.Facts(
        at=at,
        opens_on=application.opens_on,
        heads_on_site=application.heads_on_site or 0,
        staff_total=application.firm.staff_total,
        firm_class=firm_class,
        class_by_list=firm_class != application.firm_class,
        credit_code=application.firm.credit_code,
        industry=application.firm.industry_code,
        lane=lane.key if lane else "",
        site_kind=application.site_kind,
        area_m2=application.area_m2 or 0,
        has_isolation_area=bool(application.has_isolation_area),
        listed=staff.listed,
        marked_on_site=staff.on_site,
        held_on_site=staff.held_on_site,
        rows_refused=refused or 0,
        people_elsewhere=application.people_elsewhere,
        inventory=inventory_of(application),
        plan=plan_of(application),
        commitment_accepted=application.committed_at is not None,
    )


def inventory_of(application: Application) -> dict[str, int]:
    """Base units by item code."""
    return dict(InventoryLine.objects.filter(application=application).values_list("item_code", "quantity"))


def plan_of(application: Application) -> dict[str, int]:
    """Characters written, by section."""
    written = PlanSection.objects.filter(application=application).annotate(length=Length("text"))
    return dict(written.values_list("key", F("length")))


def own_words(application: Application) -> dict[str, Any]:
    """What the firm says of itself, as it stands."""
    firm, policy_set = application.firm, application.policy_set
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
        "division": application.division_id,
        "site_kind": application.site_kind,
        "site_address": application.site_address,
        "area_m2": application.area_m2,
        "firm_class": application.firm_class,
        "class_evidence": application.class_evidence,
        "has_isolation_area": application.has_isolation_area,
        "opens_on": application.opens_on,
        "heads_on_site": application.heads_on_site,
        "plan": dict(PlanSection.objects.filter(application=application).values_list("key", "text")),
    }
