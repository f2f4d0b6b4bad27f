"""Questions of the officials across models."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from approvals.fonts import describe, missing_characters
from approvals.models import Batch, BatchMember, Certificate, CertificateStatus, MemberResult
from core.models import Division, Role, User
from core.permissions import prefix_q
from reopening.models import WITH_OFFICIALS, Application, ApplicationStatus
from reopening.permissions import is_approver
from reopening.policy.base import Office

OFFICE_DIGITS = {Office.CITY: 4, Office.DISTRICT: 6, Office.STREET: 9}
CITY_DIGITS = 4
ACTIVE = Q(result__in=[MemberResult.PENDING, MemberResult.APPROVED])


# --- The queue ---------------------------------------------------------------


def queue(user: User) -> QuerySet[Application]:
    """Cases that wait for the officials, in the divisions where `user` reviews or approves."""
    prefixes = user.role_prefixes(Role.REVIEWER, Role.APPROVER)
    return Application.objects.filter(
        prefix_q("division_code", prefixes), status__in=WITH_OFFICIALS
    ).select_related("firm", "division", "claimed_by", "policy_set")


def decided_together(user: User) -> list[Division]:
    """The divisions in which `user` may prepare batches, nearest to the top first."""
    codes = user.role_prefixes(Role.REVIEWER, Role.APPROVER)
    return list(Division.objects.filter(prefix_q("code", codes)).order_by("code"))


# --- Batches -----------------------------------------------------------------


@dataclass(frozen=True)
class Usage:
    """A quota and how much of it is used, in firms and in people on site."""

    quota_firms: int
    quota_heads: int
    firms: int
    heads: int

    @property
    def firms_left(self) -> int:
        return self.quota_firms - self.firms

    @property
    def heads_left(self) -> int:
        return self.quota_heads - self.heads

    def plus(self, *, firms: int, heads: int) -> "Usage":
        return replace(self, firms=self.firms + firms, heads=self.heads + heads)


def usage(batch: Batch) -> Usage:
    """What the members take of the quota, in one query."""
    row = batch.members.filter(ACTIVE).aggregate(firms=Count("pk"), heads=Sum("heads", default=0))
    return Usage(batch.quota_firms, batch.quota_heads, row["firms"], row["heads"])


def candidates(batch: Batch) -> QuerySet[Application]:
    """Cases ready for a decision that belong to the batch's phase and division and to no other batch."""
    active = BatchMember.objects.filter(ACTIVE, application=OuterRef("pk"))
    return (
        Application.objects.filter(
            ~Exists(active),
            division_code__startswith=batch.division_id,
            status=ApplicationStatus.RECOMMENDED,
            phase=batch.phase,
            heads_on_site__isnull=False,
        )
        .select_related("firm", "division")
        .order_by("due_at", "pk")
    )


@dataclass(frozen=True)
class Check:
    """Pre-flight of one member: why it would not be approved; nothing when it is ready."""

    member: BatchMember
    problems: list[str]

    @property
    def is_ready(self) -> bool:
        return not self.problems


def preflight(batch: Batch, members: Iterable[BatchMember], *, by: User) -> list[Check]:
    """What signing would find now. Needs the members with their applications and firms; asks nothing more."""
    return [Check(member, [str(words) for words in problems_of(member, by=by)]) for member in members]


def problems_of(member: BatchMember, *, by: User) -> Iterable[Any]:
    application = member.application
    if application.status != ApplicationStatus.RECOMMENDED:
        yield _("The case is not ready for a decision any more: %(state)s.") % {
            "state": application.get_status_display()
        }
    if not is_approver(by, application):
        yield _("You may not decide on this firm.")
    if missing := missing_characters(application.firm.name + application.site_address):
        yield _("The certificate cannot be printed: its typeface lacks %(characters)s.") % {
            "characters": describe(missing)
        }
    if application.heads_on_site != member.heads:
        yield _("The number of people on site has changed since the case was added.")


def members_of(batch: Batch) -> QuerySet[BatchMember]:
    """The members with all that a list of them shows."""
    return batch.members.select_related("application__firm", "application__division").order_by("pk")


# --- Certificates ------------------------------------------------------------


def authority_of(division_code: str, office: Office) -> dict[str, str]:
    """The place whose office decides, from the city down: 杭州市西湖区 / Xihu District, Hangzhou City."""
    digits = min(OFFICE_DIGITS[office], len(division_code))
    codes = [division_code[:length] for length in (4, 6, 9) if length <= max(digits, CITY_DIGITS)]
    chain = list(Division.objects.filter(pk__in=codes).order_by("code"))
    return {
        "zh": "".join(division.name for division in chain),
        "en": ", ".join(division.name_en for division in reversed(chain)),
    }


def register(on: date) -> QuerySet[Certificate]:
    """Firms that may be open: not revoked, not run out. Public; never staff."""
    return Certificate.objects.standing(on).defer("wording")


def published_members(batch: Batch) -> QuerySet[Certificate]:
    """The list of a published batch (公示): the certificates its signature made, revoked ones left out."""
    return (
        Certificate.objects.filter(
            application__batch_memberships__batch=batch,
            application__batch_memberships__result=MemberResult.APPROVED,
            status=CertificateStatus.VALID,
        )
        .defer("wording")
        .order_by("firm_name", "pk")
    )
