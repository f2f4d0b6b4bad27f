"""Background work of the hall."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from core.background import progress, task
from core.clamd import ScannerUnavailable
from core.models import Job
from reopening.models import (
    Application,
    ApplicationCopy,
    DeclarationLink,
    Invitation,
    RosterUpload,
    StoredFile,
    Tenancy,
    TenantFile,
    Umbrella,
)
from reopening.services import (
    copies,
    elsewhere,
    files,
    form_drafts,
    imports,
    members,
    policy_previews,
    reminders,
    retention,
    rosters,
    scanning,
    slips,
    switching,
    tenancies,
    tenant_files,
)


@task(queue="import", lease_seconds=120)
def import_roster(*, job: Job, upload_id: int) -> dict[str, Any]:
    """Safe to run twice: a finished file is left alone, and every row is an upsert."""
    upload = RosterUpload.objects.select_related("application__policy_set", "uploaded_by", "accepted_by").get(
        pk=upload_id
    )
    result = imports.import_upload(upload=upload, job=job, at=timezone.now())
    address = f"/api/v1/applications/{upload.application.public_id}/roster/errors/"
    return result | {"errors": address if upload.rows_refused else None}


@task(lease_seconds=120)
def tell_earlier_filers(*, job: Job, application_id: int) -> dict[str, int]:
    """Safe to run twice: a firm is told of a number once."""
    return {"told": elsewhere.tell_earlier(application=Application.objects.get(pk=application_id))}


@task(queue="import")
def discard_forgotten_rosters(*, job: Job) -> dict[str, Any]:
    """Safe to run twice: what is discarded waits no more."""
    return {"discarded": rosters.discard_forgotten(at=timezone.now())}


@task(queue="import")
def forget_form_drafts(*, job: Job) -> dict[str, int]:
    """Safe to run twice: what is gone is not found again."""
    return {"forgotten": form_drafts.forget_old(at=timezone.now())}


@task(queue="import", lease_seconds=120)
def write_slips(*, job: Job, application_id: int) -> dict[str, Any]:
    """Safe to run twice: who has a code keeps it, and the list is written over."""
    link = DeclarationLink.objects.select_related("application").get(application=application_id)
    address = reverse("reopening:declarations", args=[link.application.public_id])
    return {"people": slips.write(link=link, job=job, at=timezone.now()), "url": address}


@task(lease_seconds=60)
def send_reminders(*, job: Job, application_id: int, reminded_at: str) -> dict[str, int]:
    """Safe to run twice: each person's row says whether the message has gone."""
    application = Application.objects.select_related("firm", "declaration_link").get(pk=application_id)
    return reminders.send(application=application, reminded_at=datetime.fromisoformat(reminded_at), job=job)


@task(queue="import", lease_seconds=120)
def screen_copy(*, job: Job, copy_id: int) -> dict[str, Any]:
    """Safe to run twice: a roster that is screened gives the same classes again."""
    copy = ApplicationCopy.objects.select_related("application__policy_set").get(pk=copy_id)
    return copies.screen_copy(copy=copy, job=job, at=timezone.now())


@task(queue="import", lease_seconds=90)
def scan_file(*, job: Job, file_id: int) -> dict[str, Any]:
    """Safe to run twice: a file with an answer is left alone. A scanner that is away is asked again by the minute."""
    file = StoredFile.objects.select_related("application__firm").get(pk=file_id)
    try:
        return {"scan": scanning.scan_file(file=file, at=timezone.now())}
    except ScannerUnavailable:
        return {"scan": file.scan}


@task(queue="import", lease_seconds=90)
def scan_waiting(*, job: Job) -> dict[str, int]:
    """Every minute: the files that the scanner has not answered for."""

    def tell(done: int, total: int) -> None:
        progress(job, done=done, total=total)

    return scanning.scan_waiting(at=timezone.now(), progress=tell)


@task(lease_seconds=600)
def sweep_files(*, job: Job) -> dict[str, int]:
    """Every night: stored bytes that no row names."""
    return {"removed": files.sweep(at=timezone.now())}


@task(lease_seconds=600)
def purge(*, job: Job) -> dict[str, int]:
    """Every night: personal data whose time is over. Safe to run twice: what is gone is not found again."""
    return retention.purge(job=job, at=timezone.now())


@task()
def send_invitation(*, job: Job, invitation_id: int) -> None:
    """Safe to run twice: an invitation that was mailed is left alone."""
    invitation = Invitation.objects.select_related("firm", "invited_by").get(pk=invitation_id)
    members.send(invitation=invitation, at=timezone.now())


@task(queue="import", lease_seconds=120)
def preview_policy(*, job: Job, preview_id: int) -> dict[str, Any]:
    """Safe to run twice: a case has one effect in a preview, and a finished preview is left alone."""
    return policy_previews.run(preview_id=preview_id, job=job, at=timezone.now())


@task(queue="import", lease_seconds=120)
def switch_over(*, job: Job, policy_set_id: int) -> dict[str, Any]:
    """Safe to run twice: a case that has moved is not asked for again, and has one record for the set."""
    return switching.switch_over(policy_set_id=policy_set_id, job=job, at=timezone.now())


@task()
def switch_policies(*, job: Job) -> dict[str, Any]:
    """Safe to run twice: the work of each set exists once."""
    return {"sets": switching.enqueue_due(timezone.now())}


@task(queue="import", lease_seconds=120)
def check_tenants(*, job: Job, file_id: int) -> dict[str, Any]:
    """Safe to run twice: a list that was checked is left alone."""
    file = TenantFile.objects.select_related("umbrella__firm").get(pk=file_id)
    return tenant_files.check(file=file, job=job, at=timezone.now())


@task(queue="import", lease_seconds=120)
def take_in_tenants(*, job: Job, file_id: int) -> dict[str, Any]:
    """Safe to run twice: every tenant is found again by its credit code."""
    rows = TenantFile.objects.select_related("umbrella__firm", "umbrella__division", "declared_by")
    file = rows.get(pk=file_id)
    if file.declared_by is None:
        return {}
    return tenant_files.carry_out(file=file, job=job, by=file.declared_by, at=timezone.now())


@task(queue="import", lease_seconds=120)
def judge_tenants(*, job: Job, umbrella_id: int) -> dict[str, Any]:
    umbrella = Umbrella.objects.get(pk=umbrella_id)
    result = tenancies.judge_all(umbrella=umbrella, job=job, at=timezone.now())
    return result | {"url": umbrella.get_absolute_url()}


@task(queue="import", lease_seconds=120)
def submit_tenants(*, job: Job, umbrella_id: int) -> dict[str, Any]:
    """Safe to run twice: what was submitted is no longer a draft."""
    umbrella = Umbrella.objects.get(pk=umbrella_id)
    if job.created_by is None:
        return {}
    result = tenancies.submit_all(umbrella=umbrella, job=job, by=job.created_by, at=timezone.now())
    return result | {"url": umbrella.get_absolute_url()}


@task()
def judge_tenant(*, job: Job, application_id: int) -> None:
    """After a tenant's draft was edited."""
    tenancy = Tenancy.objects.filter(application=application_id).first()
    if tenancy is not None:
        tenancies.judge(tenancy=tenancy, at=timezone.now())
