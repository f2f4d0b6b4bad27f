"""Umbrellas: what an operator says once for all its tenants."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import audit
from core.background import enqueue
from core.dates import shanghai_day
from core.errors import DomainError, Stale
from core.models import Division, Job, User
from core.workflow import lock
from reopening.models import Firm, PolicySet, Umbrella
from reopening.permissions import memberships
from reopening.policy.on_behalf import UmbrellaRule
from reopening.record_marks import mark_of

FIELDS = ("name", "kind", "division", "site_address", "site_kind", "has_isolation_area")


class NoUmbrellaHere(DomainError):
    code = "no_umbrella_here"
    message = _(
        "At this place an operator cannot file for tenants of this kind of site; each files by itself."
    )


class AtWork(DomainError):
    status = 409
    code = "at_work"
    message = _("The last work on these tenants is still going on. Please wait until it is done.")


def rule_for(division: Division, at: datetime) -> UmbrellaRule | None:
    """What the policy in force at the place says of umbrellas; None where tenants file by themselves."""
    policy_set = PolicySet.objects.effective(division.pk, shanghai_day(at))
    return policy_set.rules.umbrella if policy_set else None


def allowed(division: Division, kind: str, at: datetime) -> UmbrellaRule:
    """:raises NoUmbrellaHere: if the place does not let operators of this kind file"""
    rule = rule_for(division, at)
    if rule is None or kind not in {site.value for site in rule.sites}:
        raise NoUmbrellaHere
    return rule


@transaction.atomic
def open_umbrella(
    *, firm: Firm, values: dict[str, Any], plan: dict[str, str], by: User, at: datetime
) -> Umbrella:
    """
    Begin a filing for the tenants of one site.

    :param values: values of `FIELDS`; :param plan: text by section of the policy's plan
    :raises PermissionDenied: unless `by` may sign for the operator
    :raises NoUmbrellaHere: if the place does not allow it
    :raises ValidationError: by field
    """
    refuse_others(firm, by)
    umbrella = Umbrella(firm=firm, opened_at=at, opened_by=by, plan=kept(plan), **values)
    umbrella.full_clean(exclude=["plan", "job"])
    allowed(umbrella.division, umbrella.kind, at)
    umbrella.save()
    data = {"operator": firm.credit_code, "kind": umbrella.kind}
    audit.record(umbrella, "umbrella.open", by=by, at=at, data=data)
    return umbrella


@transaction.atomic
def edit(
    *,
    umbrella: Umbrella,
    values: dict[str, Any],
    plan: dict[str, str],
    by: User,
    at: datetime,
    seen: str = "",
) -> Umbrella:
    """
    Change what is shared; drafts made from then on carry it, those that stand keep what they say.

    :param values: of `FIELDS`, those that change; :param plan: text by section, those that change
    :param seen: `mark_of` the umbrella as it was shown; empty writes over whatever stands
    :raises Stale: if somebody saved it since
    :raises PermissionDenied: unless `by` may sign for the operator
    :raises NoUmbrellaHere: if the place does not allow it
    :raises ValidationError: by field
    """
    lock(umbrella)
    refuse_others(umbrella.firm, by)
    if seen and seen != mark_of(umbrella, (*FIELDS, "plan")):
        raise Stale
    for name in FIELDS:
        setattr(umbrella, name, values.get(name, getattr(umbrella, name)))
    umbrella.plan = kept(umbrella.plan | plan)
    umbrella.full_clean(exclude=["plan", "job"])
    allowed(umbrella.division, umbrella.kind, at)
    umbrella.save()
    audit.record(umbrella, "umbrella.edit", by=by, at=at, data={"fields": sorted([*values, *plan])})
    return umbrella


def refuse_others(firm: Firm, by: User) -> None:
    """:raises PermissionDenied: unless `by` may sign for the operator"""
    row = memberships(by).get(firm.pk)
    if row is None or not row.is_signatory:
        raise PermissionDenied


def kept(plan: dict[str, str]) -> dict[str, str]:
    """What was written; the policy in force when a draft is made says which of it the draft carries."""
    return {key: text for key, text in plan.items() if text.strip()}


@transaction.atomic
def start_work(*, umbrella: Umbrella, task: str, by: User, at: datetime) -> Job:
    """
    Let all tenants be judged, or submitted, in the background.

    :param task: `judge_tenants` or `submit_tenants`
    :raises PermissionDenied: unless `by` may sign for the operator
    :raises AtWork: if such work is going on
    """
    lock(umbrella)
    refuse_others(umbrella.firm, by)
    if umbrella.job is not None and not umbrella.job.is_finished:
        raise AtWork
    if task == "submit_tenants":
        umbrella.job = enqueue("reopening.tasks.submit_tenants", by=by, umbrella_id=umbrella.pk)
    else:
        umbrella.job = enqueue("reopening.tasks.judge_tenants", by=by, umbrella_id=umbrella.pk)
    umbrella.save(update_fields=["job"])
    audit.record(umbrella, f"umbrella.{task}", by=by, at=at)
    return umbrella.job
