import uuid
from datetime import date

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core.constraints import both_or_neither
from reopening.models.applications import Application


class ConditionKind(models.TextChoices):
    PAPER_DUE = "paper_due", _("Paper to be handed in later")
    SUPPLIES_DELIVERED = "supplies_delivered", _("Supplies delivered")
    RECTIFICATION = "rectification", _("Rectification")


class ConditionStatus(models.TextChoices):
    OPEN = "open", _("Open")
    FULFILLED = "fulfilled", _("Fulfilled")
    LAPSED = "lapsed", _("Lapsed")


OPEN = Q(status=ConditionStatus.OPEN)
# What has no day comes last.
DAY = Coalesce("due_on", Value(date.max), output_field=models.DateField())


class Condition(models.Model):
    """
    What still has to happen for an application. It ties the wings together without their knowing each other:
    deciding sets it, supplying or supervising fulfils it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, db_index=False, related_name="conditions")
    division_code = models.CharField(max_length=9, editable=False)  # of the application, for lists
    kind = models.CharField(max_length=20, choices=ConditionKind)
    detail = models.CharField(max_length=200, blank=True)  # an item code, a paper's code
    status = models.CharField(max_length=10, choices=ConditionStatus, default=ConditionStatus.OPEN)
    due_on = models.DateField(null=True, blank=True)
    # The day on which the policy acts next by itself; None: on none
    acts_on = models.DateField(null=True, editable=False)
    # The day on which the firm last read when it is due: set, reminded, or extended
    told_on = models.DateField(null=True, editable=False)
    overdue_at = models.DateTimeField(null=True, editable=False)
    # Since when a promised paper waits for an official's word; None: nothing waits
    handed_in_at = models.DateTimeField(null=True, editable=False)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+")
    fulfilled_at = models.DateTimeField(null=True)
    fulfilled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("condition")
        constraints = [
            both_or_neither("fulfilled_at", "fulfilled_by", name="condition_fulfilled_pair"),
            models.UniqueConstraint(fields=["application", "kind", "detail"], name="condition_once"),
            models.CheckConstraint(
                condition=Q(status="fulfilled", fulfilled_at__isnull=False)
                | ~Q(status="fulfilled") & Q(fulfilled_at__isnull=True),
                name="condition_fulfilled_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["acts_on", "id"], condition=OPEN & Q(acts_on__isnull=False), name="condition_acts"
            ),
            # The list is a page of one of these, or a count up to its cap: by day, of a place, of a kind, to confirm.
            models.Index("status", DAY, "id", name="condition_by_day"),
            models.Index(fields=["status", "division_code"], name="condition_area"),
            models.Index("status", "kind", DAY, "id", name="condition_of_kind"),
            models.Index(
                DAY,
                "id",
                condition=OPEN & Q(handed_in_at__isnull=False),
                name="condition_handed_in",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
