"""Certificates: who issues them, and what the public may see."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from approvals.conditions import Standing
from approvals.models import Batch, Certificate, CertificateStatus, MemberResult
from approvals.tokens import is_well_formed
from core.models import Division
from reopening.models import Application, Condition
from reopening.policy.base import Office

OFFICE_DIGITS = {Office.CITY: 4, Office.DISTRICT: 6, Office.STREET: 9}
CITY_DIGITS = 4


def authority_of(division_code: str, office: Office) -> dict[str, str]:
    """The place whose office decides, from the city down: 杭州市西湖区 / Xihu District, Hangzhou City."""
    digits = min(OFFICE_DIGITS[office], len(division_code))
    codes = [division_code[:length] for length in (4, 6, 9) if length <= max(digits, CITY_DIGITS)]
    chain = list(Division.objects.filter(pk__in=codes).order_by("code"))
    return {
        "zh": "".join(division.name for division in chain),
        "en": ", ".join(division.name_en for division in reversed(chain)),
    }


def conditions_before(applications: Iterable[Application]) -> dict[int, list[Standing]]:
    """The conditions of the versions that these amend, by the key of that version; no query where none does."""
    keys = [each.amends_id for each in applications if each.amends_id]
    found: dict[int, list[Standing]] = defaultdict(list)
    for each in Condition.objects.filter(application__in=keys).order_by("pk") if keys else []:
        found[each.application_id].append(Standing(each.kind, each.detail, each.status, each.due_on))
    return found


def register(on: date) -> QuerySet[Certificate]:
    """Firms that may be open: not revoked, not run out. Public; never staff."""
    return Certificate.objects.standing(on).defer("wording")


def published_members(batch: Batch) -> QuerySet[Certificate]:
    """The list of a published batch (公示): the certificates its signature made, revoked ones left out."""
    return (
        Certificate.objects.filter(
            application__batch_memberships__batch=batch,
            application__batch_memberships__result=MemberResult.APPROVED,
        )
        .exclude(status=CertificateStatus.REVOKED)
        .defer("wording")
        .order_by("firm_name", "pk")
    )


def by_token(token: str) -> Certificate | None:
    """The certificate of a check address, read from its row; None for unknown and malformed alike."""
    if not is_well_formed(token):
        return None
    row = next(iter(Certificate.objects.filter(token=token)), None)
    if row is not None and row.replaced_on:  # few are: joined to each, it was half the cost of a check
        row.replaced_by = Certificate.objects.defer("wording").get(replaces=row)
    return row


def conditions_shown(certificate: Certificate) -> list[dict[str, str]]:
    """The conditions as the paper says them, in both languages."""
    if not certificate.wording["has_conditions"]:
        return []
    return list(certificate.wording["conditions"]["items"])
