from django.conf import settings
from django.db import models
from django.db.models import Q
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


class Condition(models.Model):
    """
    What still has to happen for an application. It ties the wings together without their knowing each other:
    deciding sets it, supplying or supervising fulfils it.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="conditions")
    kind = models.CharField(max_length=20, choices=ConditionKind)
    detail = models.CharField(max_length=200, blank=True)  # an item code, a paper's code
    status = models.CharField(max_length=10, choices=ConditionStatus, default=ConditionStatus.OPEN)
    due_on = models.DateField(null=True, blank=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    fulfilled_at = models.DateTimeField(null=True)
    fulfilled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

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

    def __str__(self) -> str:
        return self.get_kind_display()
