"""Certificates: who issues them, and what the public may see."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from approvals.conditions import ConditionNow, Standing, StateOfCondition, condition_now
from approvals.models import Batch, BatchStatus, Certificate, CertificateStatus, MemberResult, StateNow
from approvals.models.batches import BatchQuerySet
from approvals.models.certificates import HALTS, CertificateQuerySet
from approvals.tokens import is_well_formed
from approvals.wording import condition_key
from core.kept_statements import Columns, kept_cursor
from core.papers.filling import Pair
from reopening.models import Application, Condition, ConditionKind, Halt

PRINTED = (
    ConditionKind.PAPER_DUE,
    ConditionKind.SUPPLIES_DELIVERED,
)  # what an officer adds stands on no paper

# What a check says of a certificate, and nothing else: it is read at every gate.
CHECKED = {
    *("id", "number", "firm_name", "headcount_limit", "status", "case_key", "valid_from", "valid_until"),
    *("revoked_at", "replaced_on", "pdf", "pdf_sha256", "issued_at", "public_id", "application", "wording"),
}
CHECK = Columns(
    Certificate,
    "row",
    without={field.name for field in Certificate._meta.concrete_fields if field.name not in CHECKED},
)
BY_TOKEN = f"""
SELECT {CHECK.words}, (
       SELECT halt.kind FROM reopening_halt AS halt
        WHERE halt.case_key = row.case_key AND halt.ended_at IS NULL LIMIT 1) AS halt_kind
  FROM approvals_certificate AS row WHERE row.token = %s
"""  # noqa: S608 - our own names


def conditions_before(applications: Iterable[Application]) -> dict[int, list[Standing]]:
    """The conditions of the versions that these amend, by the key of that version; no query where none does."""
    keys = [each.amends_id for each in applications if each.amends_id]
    found: dict[int, list[Standing]] = defaultdict(list)
    for each in Condition.objects.filter(application__in=keys).order_by("pk") if keys else []:
        found[each.application_id].append(Standing(each.kind, each.detail, each.status, each.due_on))
    return found


def in_register() -> CertificateQuerySet:
    """All whose policy lets everybody know. No staff. Who may be open on which day says `RegisterFilter`."""
    return Certificate.objects.filter(is_in_register=True).defer("wording")


def lists_to_publish(batches: BatchQuerySet) -> BatchQuerySet:
    """Signed ones of these whose list is not public yet, but for those that have none."""
    approved = Certificate.objects.filter(
        application__batch_memberships__batch=OuterRef("pk"),
        application__batch_memberships__result=MemberResult.APPROVED,
    )
    rows = batches.filter(status=BatchStatus.SIGNED)
    return rows.filter(~Exists(approved) | Exists(approved.filter(is_in_lists=True)))


def approved_in(batch: Batch) -> QuerySet[Certificate]:
    return Certificate.objects.filter(
        application__batch_memberships__batch=batch,
        application__batch_memberships__result=MemberResult.APPROVED,
    )


def has_no_list(batch: Batch) -> bool:
    """Whether it approved firms, none of which may stand in a published list."""
    return set(approved_in(batch).values_list("is_in_lists", flat=True).distinct()) == {False}


def published_members(batch: Batch) -> QuerySet[Certificate]:
    """
    The list of a published batch (公示): what its signature approved; left out are revoked and suspended ones, and
    those whose policy has no lists.
    """
    return (
        approved_in(batch)
        .filter(is_in_lists=True)
        .exclude(status=CertificateStatus.REVOKED)
        .filter(~Exists(HALTS))
        .defer("wording")
        .order_by("firm_name", "pk")
    )


def by_token(token: str) -> Certificate | None:
    """
    The certificate of a check address, read from its row; None for unknown and malformed alike, at the same cost: no
    certificate has the token that is asked for in place of a malformed one.
    """
    asked = token if is_well_formed(token) else ""
    with kept_cursor() as cursor:
        cursor.execute(BY_TOKEN, [asked])
        found = cursor.fetchone()
    row = None
    if found is not None:
        *values, halt_kind = found
        row = CHECK.row(values)
        row.halt_kind = halt_kind
    if row is not None and row.replaced_on:  # few are: joined to each, it was half the cost of a check
        row.replaced_by = Certificate.objects.defer("wording").get(replaces=row)
    return row


def halt_shown(certificate: Certificate, state: StateNow) -> Halt | None:
    """Since when a suspended certificate does not count; asked of those alone."""
    if state != StateNow.SUSPENDED:
        return None
    return Halt.objects.in_force().filter(case_key=certificate.case_key).order_by("begun_at").first()


def conditions_shown(certificate: Certificate, today: date) -> list[ConditionNow]:
    """The conditions that the paper names, in its words, as they stand today; no query where it names none."""
    if not certificate.wording["has_conditions"]:
        return []
    named = named_conditions(certificate)
    return [now(words, named, today) for words in certificate.wording["conditions"]["items"]]


def named_conditions(certificate: Certificate) -> list[tuple[str, Condition]]:
    """
    Those of its case with what papers call them: the longest name first, for one may hold another.

    Words that were frozen before they had keys are found by it.
    """
    application = Application.objects.select_related("policy_set").get(pk=certificate.application_id)
    rules = application.policy_set.rules
    names = {paper.key: paper.name.zh for paper in rules.papers}
    names |= {supply.item: supply.name.zh for supply in rules.supplies}
    rows = application.conditions.filter(kind__in=PRINTED).order_by("pk")
    found = [(names.get(row.detail, ""), row) for row in rows]
    return sorted(found, key=lambda each: -len(each[0]))


def now(words: Pair, named: list[tuple[str, Condition]], today: date) -> ConditionNow:
    key = words.get("key")
    for name, row in named:
        if condition_key(row.kind, row.detail) == key if key else name and name in words["zh"]:
            return condition_now(
                words, status=row.status, due_on=row.due_on, met_at=row.fulfilled_at, today=today
            )
    return ConditionNow(words["zh"], words["en"], StateOfCondition.UNKNOWN)
