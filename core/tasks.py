"""Background work of the foundation."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core import background
from core.models import Heartbeat, IdempotencyKey, Job, JobState, Notification
from core.notifications import words
from core.services import anchors


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
