"""Background work of the foundation."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core import background
from core.models import Export, Heartbeat, IdempotencyKey, Job, JobState, Notification
from core.notifications import words
from core.services import anchors, exports, jobs, paper_templates, papers

log = structlog.get_logger(__name__)


@background.task()
def beat(*, job: Job) -> None:
    """Show that scheduler, relay, broker and worker reach each other; `/readyz` looks at it."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(part="worker", seen_at=timezone.now())],
        update_conflicts=True,
        unique_fields=["part"],
        update_fields=["seen_at"],
    )


@background.task(lease_seconds=60)
def seal_audit(*, job: Job) -> dict[str, Any]:
    sealed = 0
    while anchor := anchors.seal():
        sealed += len(anchor.event_ids)
        background.progress(job, done=sealed, total=sealed)
    return {"events": sealed}


@background.task(lease_seconds=120)
def tidy(*, job: Job) -> dict[str, int]:
    """Remove what has served: finished periodic jobs after a day, others after 90, keys after a week."""
    old_periods, _rows = Job.objects.filter(
        state=JobState.DONE, unique_key__contains="@", finished_at__lt=Now() - timedelta(days=1)
    ).delete()
    old_jobs, _rows = Job.objects.filter(
        state=JobState.DONE, finished_at__lt=Now() - timedelta(days=90)
    ).delete()
    keys, _rows = IdempotencyKey.objects.filter(created_at__lt=Now() - timedelta(days=7)).delete()
    return {"jobs": old_periods + old_jobs, "keys": keys}


@background.task(lease_seconds=120)
def make_export(*, job: Job, export_id: int) -> dict[str, Any]:
    """Safe to run twice: one that is made already is left alone."""
    export = Export.objects.select_related("asked_by").get(pk=export_id)
    rows = exports.make(export=export, job=job, at=timezone.now())
    return {"rows": rows, "url": export.get_absolute_url()}


@background.task(lease_seconds=120)
def expire_exports(*, job: Job) -> dict[str, int]:
    return {"expired": exports.expire_old(at=timezone.now())}


@background.task()
def tell_of_failure(*, job: Job, failed_id: str) -> None:
    """Nothing, where an administrator has given it new attempts meanwhile."""
    failed = Job.objects.select_related("created_by").filter(pk=failed_id, state=JobState.FAILED).first()
    if failed is not None:
        jobs.tell_of_failure(job=failed)


@background.task()
def send_mails(*, job: Job, notification_ids: list[int]) -> dict[str, int]:
    """
    Send each message once: the row is locked while it is sent and marked in the same transaction.

    A crash between the two sends it again under the same Message-ID, which mail systems fold.
    """
    sent = 0
    for position, pk in enumerate(notification_ids, start=1):
        with transaction.atomic():
            row = (
                Notification.objects.select_for_update(of=("self",), no_key=True)
                .select_related("user")
                .filter(pk=pk, emailed_at__isnull=True)
                .exclude(user__email="")
                .first()
            )
            if row is not None:
                mail(row)
                row.emailed_at = timezone.now()
                row.save(update_fields=["emailed_at"])
                sent += 1
        background.progress(job, done=position, total=len(notification_ids))
    return {"sent": sent}


def mail(notification: Notification) -> None:
    with translation.override(notification.user.language or settings.LANGUAGE_CODE):
        title, body = words(notification)
        message = EmailMessage(
            subject=_("[Reopening Desk] %(title)s") % {"title": title},
            body=f"{body}\n\n{settings.SITE_URL}{notification.url}\n",
            to=[notification.user.email],
            headers={
                "Message-ID": f"<notification-{notification.pk}@{urlsplit(settings.SITE_URL).hostname}>"
            },
        )
        message.send()


class NotDrawn(Exception):
    """Some files could not be drawn; the next attempt goes on with them."""


@background.task(queue="pdf", lease_seconds=180)
def draw_papers(*, job: Job, paper_ids: list[int]) -> dict[str, Any]:
    """Safe to run twice: a paper that has its file is left alone. One failure holds up no other."""
    problems: list[str] = []
    for done, paper_id in enumerate(paper_ids, start=1):
        try:
            papers.store_pdf(paper_id)
        except SoftTimeLimitExceeded:
            raise  # the time of the job is over, not a matter of this paper; the next attempt goes on
        except Exception as error:
            log.exception("paper.not_drawn", paper=paper_id)
            problems.append(f"{type(error).__name__}: {error}")
            papers.note_problem(paper_id, problems[-1])
        background.progress(job, done=done, total=len(paper_ids))
    if problems:
        raise NotDrawn(f"{len(problems)} of {len(paper_ids)}; {problems[0]}")
    return {"drawn": len(paper_ids)}


@background.task(queue="pdf", lease_seconds=60)
def draw_preview(*, job: Job, template_id: int) -> dict[str, Any]:
    """Safe to run twice: the sample is drawn as the words stand."""
    paper_templates.store_preview(template_id)
    return {}
