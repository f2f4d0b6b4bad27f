import uuid

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from approvals.models.steps import Step
from core.constraints import both_or_neither
from core.models import User
from reopening.models import Application, StoredFile


class VisitKind(models.TextChoices):
    SITE = "site", _("On the site")
    VIDEO = "video", _("By video call")


class VisitStatus(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("visit", "Arranged")
    PASSED = "passed", pgettext_lazy("visit", "In order")
    NOT_PASSED = "not_passed", pgettext_lazy("visit", "Not in order")
    CALLED_OFF = "called_off", pgettext_lazy("visit", "Called off")


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, user: User | AnonymousUser) -> "VisitQuerySet":
        """Officials who see the case; a firm reads that its site was looked at among the steps."""
        if not isinstance(user, User) or not user.is_official:
            return self.none()
        return self.filter(application__in=Application.objects.visible_to(user))


class Visit(models.Model):
    """
    A firm's site looked at for one case, on the spot (实地勘定) or by a video call at a time agreed.

    What the inspector found arrives once: `key` names the record that the phone made, however often it is sent.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="visits")
    step = models.ForeignKey(Step, models.PROTECT, null=True, related_name="visits")
    kind = models.CharField(_("kind"), max_length=5, choices=VisitKind)
    status = models.CharField(max_length=10, choices=VisitStatus, default=VisitStatus.PLANNED)
    planned_on = models.DateField(_("day"))
    starts_at = models.TimeField(_("time (Shanghai)"), null=True, blank=True)
    link = models.URLField(_("address of the call"), max_length=300, blank=True)
    inspector = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checklist = models.JSONField(default=list)  # [{"zh", "en"}]
    arranged_at = models.DateTimeField()
    arranged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # What was found
    key = models.UUIDField(null=True, unique=True, editable=False)
    checked = models.JSONField(default=list)  # places in the checklist that were found in order
    note = models.TextField(_("note"), max_length=2000, blank=True)
    recorded_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit")
        constraints = [
            both_or_neither("recorded_at", "recorded_by", name="visit_recorded_pair"),
            both_or_neither("recorded_at", "key", name="visit_recorded_key"),
            models.CheckConstraint(
                condition=Q(status__in=["passed", "not_passed"], recorded_at__isnull=False)
                | Q(status__in=["planned", "called_off"], recorded_at__isnull=True),
                name="visit_recorded_has_time",
            ),
            models.CheckConstraint(condition=~Q(status="not_passed", note=""), name="visit_note_says_why"),
            models.UniqueConstraint(
                fields=["application", "kind"],
                condition=Q(status="planned"),
                name="visit_one_planned",
                violation_error_message=_("Such a visit is arranged already."),
            ),
        ]
        indexes = [models.Index(fields=["planned_on", "id"], name="visit_due", condition=Q(status="planned"))]

    def __str__(self) -> str:
        return f"{self.application} {self.planned_on:%Y-%m-%d}"


class VisitPhoto(models.Model):
    """A photo that the inspector took; the file is stored as the firm's own are, scanned and private."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    visit = models.ForeignKey(Visit, models.PROTECT, db_index=False, related_name="photos")
    file = models.ForeignKey(StoredFile, models.CASCADE, related_name="+")  # goes with the case's files
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("photo of a visit")
        constraints = [models.UniqueConstraint(fields=["visit", "file"], name="visit_photo_once")]

    def __str__(self) -> str:
        return str(self.file)
