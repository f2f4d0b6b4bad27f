"""
Many tenants at once: firms, drafts and mandates of a chunk, with a number of queries that does not grow with it.

The firms' rows are locked in the order of their keys, so that of two operators who list the same tenant the
second one sees what the first has done.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from core import audit
from core.models import User
from reopening.firm_files.tenants import TenantRow
from reopening.models import (
    EDITABLE,
    OPEN,
    Application,
    Firm,
    Mandate,
    Membership,
    PlanSection,
    PolicySet,
    Tenancy,
    TenancyStatus,
    Umbrella,
)
from reopening.models.firms import bigrams
from reopening.permissions import forget_mandates
from reopening.services.tenant_mandates import mandates_by_list
from reopening.services.tenant_shifts import hours_said, keep_shifts
from reopening.table_files.tables import CellError

T = TenancyStatus


@dataclass
class Outcome:
    """What became of a chunk: how many of each kind, and the rows that could not be taken in."""

    counts: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[TenantRow, CellError]] = field(default_factory=list)


@dataclass
class Standing:
    """What is known of the firms of a chunk, by credit code or by key."""

    firms: dict[str, Firm]
    with_people: set[int]
    tenancies: dict[int, Tenancy]  # under this umbrella, by firm
    elsewhere: set[int]  # firms that another umbrella files for
    applications: dict[int, Application]  # the open one of each firm


def standing(umbrella: Umbrella, codes: Sequence[str]) -> Standing:
    """The firms and this umbrella's tenancies are locked until the end of the transaction, in the order of keys."""
    rows = Firm.objects.filter(credit_code__in=codes).order_by("pk")
    firms = {row.credit_code: row for row in rows.select_for_update(of=("self",), no_key=True)}
    keys = [firm.pk for firm in firms.values()]
    tenancies = Tenancy.objects.filter(firm__in=keys).order_by("pk")
    held = tenancies.filter(umbrella=umbrella).select_for_update(of=("self",), no_key=True)
    mine = {row.firm_id: row for row in held}
    active = tenancies.filter(status=T.ACTIVE).exclude(umbrella=umbrella)
    applications = Application.objects.filter(firm__in=keys, status__in=OPEN).order_by("pk")
    return Standing(
        firms=firms,
        with_people=set(Membership.objects.filter(firm__in=keys).values_list("firm_id", flat=True)),
        tenancies=mine,
        elsewhere=set(active.values_list("firm_id", flat=True)),
        applications={row.firm_id: row for row in applications},
    )


def fate_of(row: TenantRow, umbrella: Umbrella, now: Standing) -> str:
    """`new`, `known`, `ask`, or the code of a refusal."""
    firm = now.firms.get(row.values["credit_code"])
    if firm is None:
        return "new"
    mine = now.tenancies.get(firm.pk)
    if firm.pk == umbrella.firm_id:
        return "own_firm"
    if firm.pk in now.elsewhere:
        return "other_umbrella"
    if mine is not None and mine.status == T.DECLINED:
        return "declined"
    if firm.pk in now.with_people and (mine is None or mine.status != T.ACTIVE):
        return "ask"
    return "new" if mine is None or mine.status == T.LEFT else "known"


class TenantIntake:
    """Takes chunks of one list in."""

    def __init__(self, umbrella: Umbrella, policy_set: PolicySet, by: User, at: datetime) -> None:
        self.umbrella, self.policy_set, self.by, self.at = umbrella, policy_set, by, at
        rule = policy_set.rules.umbrella
        self.until = rule.lasts_until(at) if rule else at + timedelta(days=1)
        asked = {section.key for section in policy_set.rules.plan.sections}
        self.asks_exposed = policy_set.rules.exposed_posts is not None
        self.plan = {key: text for key, text in umbrella.plan.items() if key in asked}
        self.acts: list[audit.Act] = []

    @transaction.atomic
    def take_in(self, rows: Sequence[TenantRow]) -> Outcome:
        """Each tenant by itself: one that cannot be taken in leaves the others alone."""
        outcome, self.acts = Outcome(), []
        rows = sorted(rows, key=lambda row: str(row.values["credit_code"]))
        self.enter_firms(rows)
        now = standing(self.umbrella, [row.values["credit_code"] for row in rows])
        taken: list[TenantRow] = []
        for row in rows:
            fate = fate_of(row, self.umbrella, now)
            if fate in {"new", "known", "ask"}:
                outcome.counts[fate] += 1
                taken.append(row)
            else:
                outcome.refused.append((row, CellError(row.number, "credit_code", fate)))
        self.keep_firms(taken, now)
        # A firm with people of its own is asked; whatever the list says, nothing of theirs is changed by it.
        filed_for = [row for row in taken if now.firms[row.values["credit_code"]].pk not in now.with_people]
        self.keep_applications(filed_for, now)
        keep_shifts(filed_for, {code: now.applications.get(firm.pk) for code, firm in now.firms.items()})
        given, acts = mandates_by_list(
            self.umbrella, filed_for, now.firms, until=self.until, by=self.by, at=self.at
        )
        self.acts += acts
        self.keep_tenancies(taken, now, given)
        audit.record_many(self.acts, by=self.by, at=self.at)
        forget_mandates(self.by)
        return outcome

    def enter_firms(self, rows: Sequence[TenantRow]) -> None:
        """Firms that the desk does not know; one that somebody else enters at this moment is theirs."""
        codes = [row.values["credit_code"] for row in rows]
        known = set(Firm.objects.filter(credit_code__in=codes).values_list("credit_code", flat=True))
        fresh = [row for row in rows if row.values["credit_code"] not in known]
        Firm.objects.bulk_create([self.firm_of(row.values) for row in fresh], ignore_conflicts=True)

    def firm_of(self, values: dict[str, Any]) -> Firm:
        return Firm(
            credit_code=values["credit_code"],
            name=values["name"],
            grams=bigrams(values["name"]),
            legal_representative=values["legal_representative"],
            division=self.umbrella.division,
            address=self.address(values["unit"]),
            industry_code=values["industry_code"],
            contact_name=values["contact_name"],
            contact_phone=values["contact_phone"],
            staff_total=values["staff_total"],
        )

    def address(self, unit: str) -> str:
        return f"{self.umbrella.site_address} {unit}".strip()

    def keep_firms(self, rows: Sequence[TenantRow], now: Standing) -> None:
        """What the list says of firms without people of their own; a firm with people says it itself."""
        changed = []
        for row in rows:
            firm = now.firms[row.values["credit_code"]]
            if firm.pk in now.with_people:
                continue
            for name in ("name", "contact_name", "contact_phone", "industry_code", "staff_total"):
                setattr(firm, name, row.values[name])
            firm.legal_representative = row.values["legal_representative"] or firm.legal_representative
            firm.grams = bigrams(firm.name)
            changed.append(firm)
        fields = ["name", "grams", "contact_name", "contact_phone", "industry_code", "staff_total"]
        Firm.objects.bulk_update(changed, [*fields, "legal_representative"])

    def keep_applications(self, rows: Sequence[TenantRow], now: Standing) -> None:
        """A draft for each firm that has none open, with the shared parts; the others get the list's figures."""
        fresh, standing_ones = [], []
        for row in rows:
            firm = now.firms[row.values["credit_code"]]
            application = now.applications.get(firm.pk)
            if application is None:
                application = self.draft(firm, row.values)
                now.applications[firm.pk] = application
                fresh.append(application)
            elif application.status in EDITABLE:
                application.umbrella = self.umbrella
                application.heads_on_site = row.values["heads"]
                application.exposed_heads = self.exposed(row.values, application.exposed_heads)
                application.opens_on = row.values["opens_on"] or application.opens_on
                application.revision += 1
                standing_ones.append(application)
        Application.objects.bulk_create(fresh)
        PlanSection.objects.bulk_create(
            PlanSection(application=application, key=key, text=text)
            for application in fresh
            for key, text in self.plan.items()
        )
        fields = ["umbrella", "heads_on_site", "exposed_heads", "opens_on", "revision"]
        Application.objects.bulk_update(standing_ones, fields)
        self.note(fresh, "application.start", {"policy": str(self.policy_set)})
        self.note(standing_ones, "application.edit", {"fields": fields})

    def exposed(self, values: dict[str, Any], before: int | None = None) -> int | None:
        """As the list says; what was said before stands while it can be true of so many people."""
        if self.asks_exposed and values["exposed_heads"] is not None:
            said: int = values["exposed_heads"]
            return said
        return before if before is None or before <= values["heads"] else None

    def note(self, subjects: Sequence[Application], verb: str, data: dict[str, Any]) -> None:
        data = data | {"umbrella": str(self.umbrella.public_id)}
        self.acts += [audit.Act(subject, verb, data=data, to_status=subject.status) for subject in subjects]

    def draft(self, firm: Firm, values: dict[str, Any]) -> Application:
        return Application(
            firm=firm,
            umbrella=self.umbrella,
            policy_set=self.policy_set,
            division=self.umbrella.division,
            division_code=self.umbrella.division_id,
            site_kind=self.umbrella.site_kind,
            site_address=self.address(values["unit"]),
            has_isolation_area=self.umbrella.has_isolation_area or None,
            heads_on_site=values["heads"],
            exposed_heads=self.exposed(values),
            opens_on=values["opens_on"],
        )

    def application_of(self, firm: Firm, before: Tenancy | None, now: Standing) -> int | None:
        """A firm with people keeps the one it agreed to."""
        if firm.pk in now.with_people:
            return before.application_id if before else None
        application = now.applications.get(firm.pk)
        return application.pk if application else None

    def keep_tenancies(self, rows: Sequence[TenantRow], now: Standing, given: dict[int, Mandate]) -> None:
        kept = []
        for row in sorted(rows, key=lambda row: row.number):  # the table shows them as the list did
            firm = now.firms[row.values["credit_code"]]
            asked = fate_of(row, self.umbrella, now) == "ask"
            before = now.tenancies.get(firm.pk)
            tenancy = Tenancy(
                umbrella=self.umbrella,
                firm=firm,
                status=T.ASKED if asked else T.ACTIVE,
                unit=row.values["unit"],
                heads=row.values["heads"],
                exposed_heads=self.exposed(row.values),
                opens_on=row.values["opens_on"],
                **hours_said(row, before),
                application_id=self.application_of(firm, before, now),
                mandate_id=given[firm.pk].pk if firm.pk in given else (before.mandate_id if before else None),
                taken_in_at=self.at,
            )
            kept.append(tenancy)
        fields = [
            "status",
            "unit",
            "heads",
            "exposed_heads",
            "opens_on",
            "starts_at",
            "ends_at",
            "application",
            "mandate",
        ]
        fields += [
            "taken_in_at",
            "blocks",
            "warnings",
            "judged_at",
        ]  # judged anew: the list may say something else
        Tenancy.objects.bulk_create(
            kept, update_conflicts=True, unique_fields=["umbrella", "firm"], update_fields=fields
        )
