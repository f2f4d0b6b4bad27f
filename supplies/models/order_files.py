import uuid

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.constraints import both_or_neither
from core.models import Division, Job, Role, User
from core.permissions import prefix_q


class OrderFileQuerySet(models.QuerySet["OrderFile"]):
    def visible_to(self, user: User | AnonymousUser) -> "OrderFileQuerySet":
        """Dispatchers and auditors of the division."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(prefix_q("division__code", user.role_prefixes(Role.DISPATCHER, Role.AUDITOR)))


class OrderFile(models.Model):
    """
    A district's list of orders on its way in: first read and shown, then taken in (docs/adr/0054).

    Its stage is told by what is filled: uploaded, checked, confirmed, finished. The bytes are removed at the end.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    division = models.ForeignKey(Division, models.PROTECT, db_index=False, related_name="+")
    file_name = models.CharField(max_length=120)
    content = models.BinaryField(null=True)
    digest = models.CharField(max_length=64)  # SHA-256
    uploaded_at = models.DateTimeField(db_default=Now())
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    job = models.OneToOneField(Job, models.SET_NULL, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)  # read, firms, orders, known, refused
    refusal = models.JSONField(null=True)  # the whole file was refused: {"code", "params"}
    refused = models.JSONField(
        default=list
    )  # [{"cells": as typed, "errors": [{"row", "column", "code", "params"}]}]
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)

    objects = OrderFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("list of orders")
        constraints = [
            both_or_neither("confirmed_at", "confirmed_by", name="order_file_confirmed_pair"),
            models.UniqueConstraint(fields=["division", "digest"], name="order_file_once"),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(content__isnull=True),
                name="order_file_bytes_removed",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(confirmed_at__gte=F("checked_at")),
                name="order_file_checked_first",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("supplies:order-file", args=[self.public_id])

    @property
    def stage(self) -> str:
        """`reading`, `waiting` for the confirmation, `storing`, `stored` or `refused`."""
        if self.refusal:
            return "refused"
        if self.finished_at:
            return "stored"
        return "storing" if self.confirmed_at else "waiting" if self.checked_at else "reading"
