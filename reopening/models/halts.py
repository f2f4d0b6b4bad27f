import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import both_or_neither
from reopening.models.applications import Application
from reopening.models.conditions import Condition


class HaltKind(models.TextChoices):
    STOP = "stop", _("Stopped")
    SEAL = "seal", _("Sealed")
    SUSPENSION = "suspension", _("Suspended with its area or trade")


ALONE = (HaltKind.STOP, HaltKind.SEAL)  # on this firm by itself; of these one at a time
IN_FORCE = Q(ended_at__isnull=True)


class HaltQuerySet(models.QuerySet["Halt"]):
    def in_force(self) -> "HaltQuerySet":
        return self.filter(IN_FORCE)

    def alone(self) -> "HaltQuerySet":
        return self.filter(kind__in=ALONE)


class Halt(models.Model):
    """
    An approved firm must stand still: stopped, sealed, or suspended with its area or trade (docs/adr/0027).

    It lives in the hall: while one is in force the certificate counts for nothing, and no goods go out. It is
    written once, and then only ended, or reported as mended by the firm.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The version that stood then; what it closes is the case, whichever version stands later
    application = models.ForeignKey(Application, models.PROTECT, related_name="halts")
    case_key = models.UUIDField(editable=False)
    division_code = models.CharField(max_length=9, editable=False)
    kind = models.CharField(max_length=10, choices=HaltKind)
    # [{"code", "zh", "en"}]: the words of the policy set, as they stood
    reasons = models.JSONField(default=list)
    note = models.TextField(_("explanation"), max_length=2000, blank=True)
    # The overdue condition that stopped it; once that is met, the stop ends by itself
    condition = models.ForeignKey(
        Condition, models.PROTECT, null=True, editable=False, related_name="halts", db_index=False
    )
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # What the firm says it has done about it
    reported_at = models.DateTimeField(null=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    report = models.TextField(max_length=2000, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    end_note = models.TextField(max_length=2000, blank=True)

    objects = HaltQuerySet.as_manager()

    class Meta:
        verbose_name = _("halt")
        constraints = [
            both_or_neither("reported_at", "reported_by", name="halt_reported_pair"),
            both_or_neither("ended_at", "ended_by", name="halt_ended_pair"),
            models.UniqueConstraint(
                fields=["case_key"],
                condition=IN_FORCE & Q(kind__in=["stop", "seal"]),
                name="halt_one_alone",
                violation_error_message=_("This firm is stopped already."),
            ),
        ]
        indexes = [
            models.Index(fields=["case_key"], condition=IN_FORCE, name="halt_in_force"),
            models.Index(
                fields=["condition"], condition=IN_FORCE & Q(condition__isnull=False), name="halt_condition"
            ),
            models.Index(fields=["division_code", "-id"], condition=IN_FORCE, name="halt_area"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
