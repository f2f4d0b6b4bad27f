from datetime import datetime

from django.db import transaction

from core.models import Notification, User


@transaction.atomic
def read(*, notification: Notification, by: User, at: datetime) -> None:
    """Mark a message as read by its owner; reading it twice keeps the first time."""
    Notification.objects.filter(pk=notification.pk, user=by, read_at__isnull=True).update(read_at=at)


@transaction.atomic
def read_all(*, by: User, at: datetime) -> None:
    """Mark every message of `by` as read."""
    Notification.objects.filter(user=by, read_at__isnull=True).update(read_at=at)
