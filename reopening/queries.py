"""Questions across the hall's models."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from core.dates import shanghai_day
from reopening import gates
from reopening.changes import StaffChanges
from reopening.earlier import facts_before
from reopening.findings import Finding
from reopening.holders import marks_of
from reopening.models import (
    FILED,
    Application,
    InventoryLine,
    PlanSection,
    Shift,
    StaffMember,
)
from reopening.parts import Parts, parts_of
from reopening.plan_templates import blanks
from reopening.policy.body import PolicyBody
from reopening.roster_counts import StaffCounts, staff_counts
from reopening.versions import staff_changes

LISTED = """
SELECT ARRAY(
           SELECT other.application_id FROM reopening_staffmember other
            WHERE other.resident_id_hash = person.resident_id_hash
              AND other.application_id <> person.application_id) AS others, count(*)
  FROM reopening_staffmember person WHERE application_id = %s GROUP BY others
"""


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
    parts: Parts
    staff_changes: StaffChanges | None = None  # of an amendment

    def snapshot(self) -> dict[str, Any]:
        """What submission freezes: plain JSON, no name and no number of any employee."""
        return (
            own_words(self.application, self.parts)
            | self.parts.papers.words()
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
    parts, staff = parts_of(application), staff_counts(application, policy, at)
    facts = facts_of(application, policy, parts, staff, at)
    return CaseFacts(
        facts=facts,
        findings=judged(application, facts),
        phase=policy.phase_of(facts.firm_class).key,
        lane=facts.lane,
        due_at=gates.due_at(at, facts.lane, policy),
        staff_on_roster=staff.listed,
        staff_by_class=staff.by_class,
        application=application,
        parts=parts,
        staff_changes=staff_changes(application) if application.amends_id else None,
    )


def read_relations(application: Application) -> None:
    """
    What it belongs to, and what its submission is judged by, as they stand now; in one query.

    After the lock, never with it: a locking statement that had to wait joins the rows of before its wait.
    """
    names = ["firm", "policy_set"]
    names += [
        name for name in ("earlier_policy_set", "umbrella", "amends") if getattr(application, f"{name}_id")
    ]
    joined = [*names, "umbrella__firm"] if application.umbrella_id else names
    row = Application.objects.select_related(*joined).only(*names).get(pk=application.pk)
    for name in names:
        setattr(application, name, getattr(row, name))


@dataclass(frozen=True)
class ListedElsewhere:
    """
    People of a roster who are on the rosters of other firms' filed applications.

    :ivar people: how many of them
    :ivar by_application: how many on each of the others, by its key
    """

    people: int
    by_application: dict[int, int]


def listed_elsewhere(application: Application) -> ListedElsewhere:
    """
    Who of the roster other firms that have filed list too, in two queries; never behind a page of a large roster.

    The subquery that makes an array is looked up person by person, in the index of hashes, whatever the planner
    believes of the tables: as a join it went through all rosters for each person while statistics were young.
    """
    with connection.cursor() as cursor:
        cursor.execute(LISTED, [application.pk])
        listed = [(set(others), people) for others, people in cursor.fetchall() if others]
    named = set().union(*(others for others, _people in listed))
    filed = set(filed_elsewhere(application, named).values_list("pk", flat=True)) if named else set()
    by_application: Counter[int] = Counter()
    for others, people in listed:
        by_application.update(dict.fromkeys(others & filed, people))
    return ListedElsewhere(
        people=sum(people for others, people in listed if others & filed), by_application=dict(by_application)
    )


def is_listed_elsewhere(member: StaffMember) -> bool:
    """Whether another firm that has filed lists the person too."""
    same = StaffMember.objects.filter(resident_id_hash=member.resident_id_hash)
    return filed_elsewhere(member.application, same.values_list("application", flat=True)).exists()


def filed_elsewhere(application: Application, keys: Iterable[int]) -> QuerySet[Application]:
    """Those of other firms that have filed. :param keys: read at once, so that this is a lookup by key"""
    return Application.objects.filter(pk__in=list(keys), status__in=FILED).exclude(firm=application.firm_id)


def findings_for(application: Application, at: datetime) -> list[Finding]:
    """What the policy says now; the same list for the firm, the official and the snapshot."""
    return case_facts(application, at).findings


def facts_of(
    application: Application, policy: PolicyBody, parts: Parts, staff: StaffCounts, at: datetime
) -> gates.Facts:
    """What the rules of `policy` are asked about; no query."""
    firm_class = policy.class_of(application.firm_class, credit_code=application.firm.credit_code)
    lane = policy.lane_of(firm_class)
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
        division=application.division_id,
        site_kind=application.site_kind,
        area_m2=application.area_m2 or 0,
        has_isolation_area=bool(application.has_isolation_area),
        listed=staff.listed,
        on_roster=staff.on_roster,
        declared=staff.declared,
        declared_old=staff.declared_old,
        codes_given=staff.codes_given,
        to_confirm=staff.to_confirm,
        marked_on_site=staff.on_site,
        held_on_site=staff.held_on_site,
        rows_refused=parts.rows_refused,
        people_elsewhere=application.people_elsewhere,
        inventory=parts.inventory,
        **parts.papers.facts(),
        **work_facts(application, policy, parts, application.opens_on or shanghai_day(at)),
        commitment_accepted=application.committed_at is not None,
        approved_opens_on=application.amends.opens_on if application.amends else None,
        signatories=parts.signatories if policy.signatures else 0,
        **parts.taken_over,
    )


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


def work_facts(application: Application, policy: PolicyBody, parts: Parts, on: date) -> dict[str, Any]:
    """Of plan, posts and shifts, as they stand on the opening day."""
    return {
        "plan": {key: len(text) for key, text in parts.plan.items()},
        "plan_blanks": {key: found for key, text in parts.plan.items() if (found := blanks(text))},
        "posts": parts.seats(application, policy, on),
        "shifts": tuple(shift.as_fact() for shift in parts.shifts),
        "entrances": application.entrances or 1,
        "has_shifts": bool(parts.shifts) if policy.asks_shifts(application.heads_on_site or 0) else None,
    }


def inventory_of(application: Application) -> dict[str, int]:
    """Base units by item code."""
    return dict(InventoryLine.objects.filter(application=application).values_list("item_code", "quantity"))


def plan_texts(application: Application) -> dict[str, str]:
    """What is written, by section."""
    return dict(PlanSection.objects.filter(application=application).values_list("key", "text"))


def shifts_of(application: Application) -> list[Shift]:
    return list(Shift.objects.filter(application=application).order_by("position"))


def own_words(application: Application, parts: Parts) -> dict[str, Any]:
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
        "plan": parts.plan,
        "posts": marks_of(parts.named),
        "entrances": application.entrances,
        "shifts": [shift.as_words() for shift in parts.shifts],
    }
