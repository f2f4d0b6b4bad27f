import uuid

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.constraints import both_or_neither
from core.models import User
from reopening.models import Application


class CheckStatus(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("check", "To check")
    CONFIRMED = "confirmed", pgettext_lazy("check", "As promised")
    UNTRUE = "untrue", pgettext_lazy("check", "Not as promised")


class CheckQuerySet(models.QuerySet["Check"]):
    def visible_to(self, user: User | AnonymousUser) -> "CheckQuerySet":
        """Officials who see the case; the firm reads what follows from it among the decisions."""
        if not isinstance(user, User) or not user.is_official:
            return self.none()
        return self.filter(application__in=Application.objects.visible_to(user))


class Check(models.Model):
    """
    The look at a firm that opened on its commitment (事后核查): planned with its certificate, answered once.

    It belongs to the version that opened; a later one that opens so has its own (docs/adr/0064).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="checks")
    division_code = models.CharField(max_length=9, editable=False)  # of the application, for lists
    opened_on = models.DateField()
    due_on = models.DateField()  # the last day of a check in time
    checklist = models.JSONField(default=list)  # [{"zh", "en"}]: the words of the policy set, as they stood
    status = models.CharField(max_length=10, choices=CheckStatus, default=CheckStatus.WAITING)
    checked = models.JSONField(default=list)  # places in the checklist that were found in order
    note = models.TextField(_("note"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = CheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("check after the opening")
        constraints = [
            both_or_neither("answered_at", "answered_by", name="check_answered_pair"),
            models.CheckConstraint(
                condition=Q(status="waiting", answered_at__isnull=True)
                | ~Q(status="waiting") & Q(answered_at__isnull=False),
                name="check_answered_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status="untrue", note=""),
                name="check_note_says_what",
                violation_error_message=_("Please say what is not as promised."),
            ),
            models.UniqueConstraint(
                fields=["application"], condition=Q(status="waiting"), name="check_waits_once"
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], condition=Q(status="waiting"), name="check_waiting"),
            models.Index(fields=["division_code", "-id"], name="check_area"),
        ]

    def __str__(self) -> str:
        return str(self.application.number)

    def get_absolute_url(self) -> str:
        return reverse("approvals:check", args=[self.public_id])
