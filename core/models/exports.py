import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import both_or_neither
from core.dates import SHANGHAI
from core.models.divisions import Division
from core.models.jobs import Job
from core.models.users import Role, User


class ExportStatus(models.TextChoices):
    WAITING = "waiting", _("Waits for consent")
    MAKING = "making", _("Being made")
    READY = "ready", _("Ready")
    DECLINED = "declined", _("Not consented to")
    EXPIRED = "expired", _("Expired")


class ExportFormat(models.TextChoices):
    XLSX = "xlsx", _("Excel workbook (xlsx)")
    CSV = "csv", _("Text table (csv)")
    PDF = "pdf", _("One PDF to be printed")


def file_path(export: "Export", _name: str) -> str:
    return f"exports/{export.public_id}.{export.format}"


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, user: User | AnonymousUser) -> "ExportQuerySet":
        """One's own, and those of others that one may consent to or audit."""
        if not isinstance(user, User):
            return self.none()
        seen = Q(asked_by=user)
        for code in user.role_prefixes(Role.APPROVER, Role.AUDITOR):
            seen |= Q(place__code__startswith=code, needs_consent=True)
        return self.filter(seen)

    def to_consent(self, user: User) -> "ExportQuerySet":
        """What waits for this person's word."""
        found = Q(pk__in=[])
        for code in user.role_prefixes(Role.APPROVER):
            found |= Q(place__code__startswith=code)
        return self.filter(found, status=ExportStatus.WAITING).exclude(asked_by=user)


class Export(models.Model):
    """
    A list that somebody takes out as a file. The rows are read when it is made, as far as the asker sees them then.

    :ivar query: the filters, as in the list's address
    :ivar place: the asker's place; an approver of it may consent
    :ivar people: whose data is in it: how many when it was asked for, capped; null for a list without people
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    listing = models.CharField(max_length=40)
    query = models.JSONField(default=dict)
    format = models.CharField(max_length=4, choices=ExportFormat)
    language = models.CharField(max_length=10)
    place = models.ForeignKey(Division, models.PROTECT, related_name="+")
    people = models.PositiveIntegerField(null=True)
    needs_consent = models.BooleanField(default=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    status = models.CharField(max_length=10, choices=ExportStatus, default=ExportStatus.MAKING)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.CharField(_("note"), max_length=500, blank=True)
    job = models.OneToOneField(Job, models.SET_NULL, null=True, related_name="export")
    file = models.FileField(upload_to=file_path, blank=True)
    rows = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        constraints = [
            both_or_neither("answered_at", "answered_by", name="export_answered_pair"),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=models.F("asked_by")),
                name="export_two_people",
                violation_error_message=_("Somebody else must consent."),
            ),
            models.CheckConstraint(
                condition=Q(needs_consent=False)
                | Q(status__in=["waiting", "expired"])
                | Q(answered_by__isnull=False),
                name="export_consented_before_made",
            ),
            models.CheckConstraint(
                condition=~Q(status="ready") | ~Q(file="") & Q(made_at__isnull=False),
                name="export_ready_has_file",
            ),
        ]
        indexes = [
            models.Index(fields=["asked_by", "-id"], name="export_mine"),
            models.Index(fields=["id"], condition=Q(status="waiting"), name="export_waiting"),
            models.Index(fields=["expires_at"], condition=~Q(status="expired"), name="export_expires"),
        ]

    def __str__(self) -> str:
        return f"{self.listing} {self.public_id}"

    def get_absolute_url(self) -> str:
        return f"/exports/{self.public_id}/"

    def as_file_name(self) -> str:
        return f"{self.listing}-{self.asked_at.astimezone(SHANGHAI):%Y%m%d-%H%M}.{self.format}"

    @property
    def asked(self) -> dict[str, Any]:
        """What the audit keeps of it."""
        return {"listing": self.listing, "query": self.query, "format": self.format, "people": self.people}
