"""Tenants of an umbrella, one by one: they agree or not, are judged, and are submitted for."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from core.background import progress
from core.errors import DomainError, TransitionNotAllowed
from core.models import Job, User
from reopening.caseload import Caseload
from reopening.findings import Finding, FindingLevel
from reopening.models import (
    EDITABLE,
    OPEN,
    Application,
    MandateKind,
    PolicySet,
    Relation,
    Tenancy,
    TenancyStatus,
    Umbrella,
)
from reopening.permissions import forget_mandates
from reopening.queries import judged
from reopening.services import applications, mandates, preparations, sections, take_overs, tenant_shifts
from reopening.services.mandates import Giver
from reopening.services.umbrellas import allowed
from reopening.services.versions import NothingChanged
from reopening.transitions import APPLICATION, TENANCY

CHUNK = 200  # tenants that are judged at once, between two signs of progress
NO_MANDATE = "no_mandate"
REFUSALS: dict[str, Any] = {
    error.code: error.message
    for error in (applications.NotReady, applications.OnlyTheFirmSigns, NothingChanged, TransitionNotAllowed)
} | {NO_MANDATE: _("No authorisation is recorded, or it has ended.")}


class FiledForElsewhere(DomainError):
    code = "filed_for_elsewhere"
    message = _("Another operator files for this firm already. End that first.")


@transaction.atomic
def agree(*, tenancy: Tenancy, by: User, at: datetime) -> Tenancy:
    """
    The tenant lets the operator file for it; what is shared is copied where it has said nothing itself.

    :raises FiledForElsewhere: if another operator files for the firm
    """
    umbrella = tenancy.umbrella
    rule = allowed(umbrella.division, umbrella.kind, at)
    try:
        with transaction.atomic(), TENANCY.transition(tenancy, "agree", by=by, at=at):
            tenancy.mandate = mandates.give(
                firm=tenancy.firm,
                kind=MandateKind.UMBRELLA,
                giver=Giver(str(by), Relation.MANAGER),
                until=rule.lasts_until(at),
                by=by,
                at=at,
                operator=umbrella.firm,
            )
            tenancy.application = joined(tenancy, by=by, at=at)
    except IntegrityError as error:
        raise FiledForElsewhere from error
    return tenancy


def joined(tenancy: Tenancy, *, by: User, at: datetime) -> Application | None:
    """The firm's own open application, or a new one, with the shared parts in it."""
    rows = Application.objects.filter(firm=tenancy.firm, status__in=OPEN).select_related("firm", "policy_set")
    application = rows.first()
    try:
        application = application or applications.start(firm=tenancy.firm, by=by, at=at)
    except applications.NoFilingNeeded:
        return None
    if application.is_editable:
        share(application, tenancy, by=by, at=at)
        Application.objects.filter(pk=application.pk).update(umbrella=tenancy.umbrella)
    return application


def share(application: Application, tenancy: Tenancy, *, by: User, at: datetime) -> None:
    """What the operator says once, where the tenant has said nothing."""
    umbrella = tenancy.umbrella
    shared: dict[str, Any] = {
        "site_kind": umbrella.site_kind,
        "site_address": f"{umbrella.site_address} {tenancy.unit}".strip(),
        "has_isolation_area": umbrella.has_isolation_area or None,
        "heads_on_site": tenancy.heads,
        "opens_on": tenancy.opens_on,
    }
    changes = {name: value for name, value in shared.items() if value and not getattr(application, name)}
    if "heads_on_site" in changes and tenancy.exposed_heads is not None:
        changes["exposed_heads"] = tenancy.exposed_heads
    if changes:
        sections.edit(application=application, changes=changes, by=by, at=at)
    written = set(application.plan.values_list("key", flat=True))
    asked = {section.key for section in application.policy_set.rules.plan.sections} - written
    texts = {key: text for key, text in umbrella.plan.items() if key in asked}
    if texts:
        preparations.save_plan(application=application, texts=texts, by=by, at=at)
    tenant_shifts.share_hours(application, tenancy, by=by, at=at)


@transaction.atomic
def decline(*, tenancy: Tenancy, by: User, at: datetime) -> Tenancy:
    """The tenant files by itself; what the operator may do for it ends at once."""
    with TENANCY.transition(tenancy, "decline", by=by, at=at):
        end_mandate(tenancy, by=by, at=at)
    return tenancy


@transaction.atomic
def leave(*, tenancy: Tenancy, by: User, at: datetime) -> Tenancy:
    """The operator no longer files for it."""
    with TENANCY.transition(tenancy, "leave", by=by, at=at):
        end_mandate(tenancy, by=by, at=at)
    return tenancy


def end_mandate(tenancy: Tenancy, *, by: User, at: datetime) -> None:
    mandate = tenancy.mandate
    if mandate is not None and mandate.ended_at is None and mandate.until > at:
        mandates.end(mandate=mandate, by=by, at=at)


def judge(*, tenancy: Tenancy, at: datetime) -> None:
    """Keep what the policy says of the tenant's application now, so that a list of thousands need not ask it."""
    judge_many([tenancy.pk], at=at, known={})


@transaction.atomic
def judge_many(
    keys: Sequence[int], *, at: datetime, known: dict[int, PolicySet]
) -> list[tuple[Tenancy, Application, list[Finding]]]:
    """
    Judge these tenants' applications as they stand, with a number of queries that does not grow with them.

    The rows are locked before anything is read, so that what is kept is never older than what is kept already.

    :param known: policy sets read so far, from chunk to chunk
    :returns: each with its application and what still blocks it
    """
    rows = Tenancy.objects.filter(pk__in=keys, application__isnull=False).order_by("pk")
    tenants = list(rows.select_for_update(of=("self",), no_key=True))
    cases = Application.objects.select_related("firm", "amends", "earlier_policy_set")
    found = cases.in_bulk([each.application_id for each in tenants if each.application_id])
    load = Caseload(list(found.values()), at, known=known)
    result = []
    for tenancy in tenants:
        case = found[tenancy.application_id or 0]
        findings = judged(case, load.facts(case, case.policy_set.rules))
        asked = [finding for finding in findings if finding.rule != "commitment"]
        blocks = [finding for finding in asked if finding.level == FindingLevel.BLOCK]
        tenancy.blocks, tenancy.judged_at = len(blocks), at
        tenancy.warnings = sum(finding.level == FindingLevel.WARN for finding in asked)
        result.append((tenancy, case, blocks))
    Tenancy.objects.bulk_update(tenants, ["blocks", "warnings", "judged_at"])
    return result


def judge_all(*, umbrella: Umbrella, job: Job, at: datetime) -> dict[str, int]:
    """Safe to run again: every tenant is judged as it stands."""
    known: dict[int, PolicySet] = {}
    tenants = 0
    for _done, _total, keys in followed(editable(umbrella), job):
        tenants += len(judge_many(keys, at=at, known=known))
    return {"tenants": tenants}


def submit_all(*, umbrella: Umbrella, job: Job, by: User, at: datetime) -> dict[str, int]:
    """
    Submit for every tenant whose application is ready; each has its own result, and one refusal leaves the
    others alone. Safe to run again: what was submitted is no longer a draft.
    """
    known: dict[int, PolicySet] = {}
    counts: Counter[str] = Counter()
    forget_mandates(by)
    for done, total, keys in followed(editable(umbrella), job):
        fates: dict[str, list[int]] = defaultdict(list)
        for place, (tenancy, case, blocks) in enumerate(judge_many(keys, at=at, known=known)):
            refusal = submit_one(tenancy, case, blocks, by=by, at=at)
            fates[refusal].append(tenancy.pk)
            if not refusal:
                progress(job, done=done + place, total=total)  # a chunk of them may outlast the lease
        for refusal, refused in fates.items():
            Tenancy.objects.filter(pk__in=refused).update(refusal=refusal)
            counts["refused" if refusal else "submitted"] += len(refused)
    return {"submitted": counts["submitted"], "refused": counts["refused"]}


def submit_one(tenancy: Tenancy, case: Application, blocks: list[Finding], *, by: User, at: datetime) -> str:
    """The code of the refusal; empty when it is submitted. What plainly blocks is not tried."""
    if not APPLICATION.allows(case, "submit", by=by):
        return NO_MANDATE
    # Who else lists the same people is counted anew on submission.
    if any(finding.key != "people_elsewhere" for finding in blocks):
        return applications.NotReady.code
    try:
        applications.submit(application=case, committed=True, by=by, at=at)
    except PermissionDenied:
        return NO_MANDATE
    except DomainError as refusal:
        judge(tenancy=tenancy, at=at)
        return refusal.code
    return ""


def refusal_in_words(tenancy: Tenancy) -> str:
    """Why its draft could not be submitted the last time; empty when it was, by whomever, or was not tried."""
    if not tenancy.refusal or tenancy.application is None or not tenancy.application.is_editable:
        return ""
    return str(REFUSALS.get(tenancy.refusal, DomainError.message))


def editable(umbrella: Umbrella) -> QuerySet[Tenancy]:
    """Tenants that the operator files for, and whose application is still to be submitted."""
    rows = Tenancy.objects.filter(umbrella=umbrella, status=TenancyStatus.ACTIVE)
    return rows.filter(application__status__in=EDITABLE)


def followed(rows: QuerySet[Tenancy], job: Job) -> Iterator[tuple[int, int, list[int]]]:
    """How many are done, how many there are, and the keys of the next ones; with a sign of progress each time."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        progress(job, done=start, total=len(keys))
        yield start, len(keys), keys[start : start + CHUNK]
    progress(job, done=len(keys), total=len(keys))


def codes(*, umbrella: Umbrella, by: User, at: datetime, most: int) -> list[tuple[Tenancy, str]]:
    """A new one-time code for each tenant without people of its own; the codes before are put out of use."""
    rows = Tenancy.objects.filter(umbrella=umbrella, status=TenancyStatus.ACTIVE).select_related("firm")
    empty = rows.annotate(people=Count("firm__memberships")).filter(people=0, mandate__ended_at__isnull=True)
    found: list[tuple[Tenancy, str]] = []
    for tenancy in empty.order_by("pk")[:most]:
        try:
            found.append((tenancy, take_overs.make_code(firm=tenancy.firm, by=by, at=at)))
        except (PermissionDenied, take_overs.FirmHasPeople):
            continue
    return found
