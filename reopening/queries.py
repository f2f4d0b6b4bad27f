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
from reopening.case_records import CaseRecords, records_of
from reopening.changes import StaffChanges
from reopening.facts_before import facts_before
from reopening.findings import Finding
from reopening.holders import marks_of
from reopening.marks import people_held
from reopening.models import (
    FILED,
    Application,
    InventoryLine,
    PlanSection,
    Shift,
    StaffMember,
)
from reopening.plan_templates import blanks
from reopening.policy.body import PolicyBody
from reopening.roster_counts import StaffCounts, staff_counts
from reopening.versions import staff_changes

LISTED = """
SELECT others, count(*)
  FROM (SELECT array_agg(application_id) AS others FROM reopening_staffmember
         WHERE resident_id_hash = ANY(ARRAY(
                   SELECT resident_id_hash FROM reopening_staffmember WHERE application_id = %(this)s
                    ORDER BY resident_id_hash))
           AND application_id <> %(this)s
         GROUP BY resident_id_hash) AS people
 GROUP BY others
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

    The hashes are made one ordered array, with which PostgreSQL goes through the index of hashes once, whatever
    the planner believes of the tables: as a join it went through all rosters for each person while statistics
    were young.
    """
    with connection.cursor() as cursor:
        cursor.execute(LISTED, {"this": application.pk})
        listed = [(set(others), people) for others, people in cursor.fetchall()]
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
    application: Application, policy: PolicyBody, records: CaseRecords, staff: StaffCounts, at: datetime
) -> gates.Facts:
    """What the rules of `policy` are asked about; no query."""
    firm_class = policy.class_of(application.firm_class, credit_code=application.firm.credit_code)
    return gates.Facts(
        at=at,
        opens_on=application.opens_on,
        heads_on_site=application.heads_on_site or 0,
        staff_total=application.firm.staff_total,
        firm_class=firm_class,
        class_by_list=firm_class != application.firm_class,
        credit_code=application.firm.credit_code,
        industry=application.firm.industry_code,
        lane=lane_of(application, policy, firm_class),
        run=records.run,
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
        people_held=people_held(policy, staff.by_class),
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
        "plan": records.plan,
        "posts": marks_of(records.named),
        "entrances": application.entrances,
        "shifts": [shift.as_words() for shift in records.shifts],
    }
