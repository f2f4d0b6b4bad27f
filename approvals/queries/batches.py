"""Batches: quota, candidates, pre-flight."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from approvals.models import Batch, BatchMember, Certificate, Suspension
from approvals.queries.queue import ORDERS
from approvals.queries.quotas import ACTIVE
from approvals.queries.suspensions import acting
from approvals.suspending import acting_on
from core.models import User
from core.printing.faces import describe, missing_characters
from reopening.models import Application, ApplicationStatus, PolicySet
from reopening.permissions import is_approver
from reopening.wording import localise


class FillRule(models.TextChoices):
    """The order in which a batch takes its candidates."""

    DUE = "due", _("by due time")
    PRIORITY = "priority", _("by the four priorities")


@dataclass(frozen=True)
class Usage:
    """
    A quota and how much of it is used, in firms and in people on site.

    :param exposed: of the people on site, on exposed posts
    """

    quota_firms: int
    quota_heads: int
    firms: int
    heads: int
    exposed: int

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
    exposed = Sum("application__exposed_heads", default=0)
    row = batch.members.filter(ACTIVE).aggregate(
        firms=Count("pk"), people=Sum("heads", default=0), exposed=exposed
    )
    return Usage(batch.quota_firms, batch.quota_heads, row["firms"], row["people"], row["exposed"])


def needs_two(batch: Batch, firms: int) -> bool:
    """Whether the policy in force on the opening day asks for two signatures on so many firms."""
    policy_set = PolicySet.objects.effective(batch.division_id, batch.opens_on)
    return policy_set is not None and policy_set.rules.two_sign(firms)


def candidates(batch: Batch, rule: str = FillRule.DUE) -> QuerySet[Application]:
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
        .order_by(*ORDERS[rule])
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
    in_force = acting()
    return [
        Check(member, [str(words) for words in problems_of(member, by=by, in_force=in_force)])
        for member in members
    ]


def problems_of(member: BatchMember, *, by: User, in_force: Sequence[Suspension]) -> Iterable[Any]:
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
    if suspension := acting_on(application, in_force):
        yield _("Its area or trade is suspended (%(number)s).") % {"number": suspension.number}
    if application.heads_on_site != member.heads:
        yield _("The number of people on site has changed since the case was added.")


def members_of(batch: Batch) -> QuerySet[BatchMember]:
    """The members with all that a list of them shows; of each case the newest certificate first."""
    papers = Certificate.objects.defer("wording").order_by("-pk")
    return (
        batch.members.select_related("application__firm", "application__division")
        .prefetch_related(Prefetch("application__certificates", queryset=papers))
        .defer("application__snapshot", "application__firm__grams")
        .order_by("pk")
    )


def batches_of(cases: Iterable[Any], user: User) -> dict[int, Batch]:
    """The batch that each case is or was approved in, by its key, as far as the person sees it."""
    rows = BatchMember.objects.filter(ACTIVE, application__in=[case.pk for case in cases])
    seen = rows.filter(batch__in=Batch.objects.visible_to(user)).select_related("batch")
    return {row.application_id: row.batch for row in seen}


def named(members: QuerySet[BatchMember], words: str) -> QuerySet[BatchMember]:
    """Those of a batch whose firm's name holds the words, or whose number or credit code they are."""
    return members.filter(
        Q(application__firm__name__icontains=words)
        | Q(application__number__iexact=words)
        | Q(application__firm__credit_code__iexact=words)
    )


@dataclass(frozen=True)
class Effects:
    """What opening these firms means: people at work and masks a day, by the policy's own use."""

    phase: str
    firms: int
    heads: int
    masks_a_day: int


def firms_of(batches: Sequence[Batch]) -> dict[int, int]:
    """How many firms are in each batch, by its key."""
    rows = BatchMember.objects.filter(ACTIVE, batch__in=[batch.pk for batch in batches])
    return dict(rows.values_list("batch").annotate(firms=Count("pk")).order_by())


def phase_name(key: str, policy_set: PolicySet | None) -> str:
    """As the policy calls it; its key where none is in force."""
    phase = policy_set.rules.phase(key) if policy_set else None
    return localise(phase.name.model_dump()) if phase else key


def effects(batch: Batch) -> Effects:
    """By the policy set in force at the batch's place on its opening day."""
    used = usage(batch)
    policy_set = PolicySet.objects.effective(batch.division_id, batch.opens_on)
    masks = policy_set.rules.supply("mask") if policy_set else None
    return Effects(
        phase=phase_name(batch.phase, policy_set),
        firms=used.firms,
        heads=used.heads,
        masks_a_day=ceil(masks.use * masks.users(used.heads, used.exposed)) if masks else 0,
    )
