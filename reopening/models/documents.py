import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.constraints import both_or_neither
from core.models import Role, User
from core.permissions import prefix_q
from reopening.models.applications import Application, ApplicationStatus
from reopening.models.mandates import Mandate

# Whoever judges or watches a firm; dispatchers and couriers need no paper of it.
OFFICIALS_WHO_SEE_DOCUMENTS = (
    Role.REVIEWER,
    Role.APPROVER,
    Role.INSPECTOR,
    Role.INSTRUCTOR,
    Role.AUDITOR,
)


class FileKind(models.TextChoices):
    PDF = "pdf", "PDF"
    JPEG = "jpeg", "JPEG"


class ScanState(models.TextChoices):
    """What the virus scanner says. Only `CLEAN` and, where there is no scanner, `NOT_SCANNED` are handed out."""

    WAITING = "waiting", _("Being checked for viruses")
    CLEAN = "clean", _("Checked for viruses")
    INFECTED = "infected", _("Virus found")
    NOT_SCANNED = "not_scanned", _("Not checked for viruses")


SERVED = [ScanState.CLEAN, ScanState.NOT_SCANNED]


def file_path(row: "StoredFile", _name: str) -> str:
    return f"documents/{row.application.public_id}/{row.digest}.{row.kind}"


def thumbnail_path(row: "StoredFile", _name: str) -> str:
    return f"documents/{row.application.public_id}/{row.digest}-small.jpeg"


class StoredFile(models.Model):
    """Bytes of a document in private storage. The same bytes of one application are stored once."""

    application = models.ForeignKey(Application, models.PROTECT, db_index=False, related_name="files")
    digest = models.CharField(max_length=64)  # SHA-256 of what is stored and handed out
    kind = models.CharField(max_length=4, choices=FileKind)
    size = models.PositiveIntegerField(_("size (bytes)"))
    pages = models.PositiveSmallIntegerField()
    content = models.FileField(upload_to=file_path, max_length=200)
    thumbnail = models.FileField(upload_to=thumbnail_path, max_length=200, blank=True)
    stored_at = models.DateTimeField(db_default=Now())
    scan = models.CharField(max_length=11, choices=ScanState)
    scanned_at = models.DateTimeField(null=True)
    virus = models.CharField(max_length=200, blank=True)  # as the scanner calls it

    class Meta:
        verbose_name = _("stored file")
        constraints = [
            models.UniqueConstraint(fields=["application", "digest"], name="stored_file_once"),
            models.CheckConstraint(
                condition=Q(scan__in=["clean", "infected"], scanned_at__isnull=False)
                | Q(scan__in=["waiting", "not_scanned"], scanned_at__isnull=True),
                name="stored_file_scanned_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="stored_file_waiting", condition=Q(scan="waiting")),
        ]

    def __str__(self) -> str:
        return self.digest[:12]

    @property
    def is_served(self) -> bool:
        return self.scan in SERVED


class DocumentUse(models.TextChoices):
    PAPER = "paper", _("Paper of the policy")
    OTHER = "other", _("Other paper")
    SITE = "site", _("Photo of the site")
    ITEM = "item", _("Photo of supplies")


class WithdrawnWhy(models.TextChoices):
    REPLACED = "replaced", _("Replaced")
    REMOVED = "removed", _("Removed")
    TURNED_DOWN = "turned_down", _("Turned down by the office")


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: User | AnonymousUser) -> "DocumentQuerySet":
        """Members and holders of a mandate see the firm's; officials those of cases submitted in their divisions."""
        if not isinstance(user, User):
            return self.none()
        prefixes = user.role_prefixes(*OFFICIALS_WHO_SEE_DOCUMENTS)
        cases = prefix_q("application__division_code", prefixes) & ~Q(
            application__status=ApplicationStatus.DRAFT
        )
        mandated = Mandate.objects.in_force().held_by(user).values("firm")
        firms = Q(application__firm__in=user.firms.all()) | Q(application__firm__in=mandated)
        return self.filter(firms | cases)

    def current(self) -> "DocumentQuerySet":
        return self.filter(withdrawn_at__isnull=True)


class Document(models.Model):
    """A file in its place: a page of a paper, a photo of an item. Replaced and removed ones are kept."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="documents")
    use = models.CharField(max_length=5, choices=DocumentUse)
    key = models.CharField(max_length=40, blank=True)  # a paper of the policy, or an item
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="documents")
    file_name = models.CharField(_("file name"), max_length=200)
    handed_in_at = models.DateTimeField()
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_late = models.BooleanField(default=False)  # handed in after the approval
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_why = models.CharField(max_length=11, choices=WithdrawnWhy, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        constraints = [
            both_or_neither("withdrawn_at", "withdrawn_by", name="document_withdrawn_pair"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_why="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_why=""),
                name="document_withdrawn_why",
            ),
            models.CheckConstraint(
                condition=Q(use__in=["paper", "item"]) & ~Q(key="") | Q(use__in=["other", "site"], key=""),
                name="document_key_by_use",
            ),
            models.UniqueConstraint(
                fields=["application", "use", "key", "file"],
                condition=Q(withdrawn_at__isnull=True),
                name="document_once_in_its_place",
                violation_error_message=_("This file is there already."),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_photo(self) -> bool:
        return self.file.kind == FileKind.JPEG


class Deferral(models.Model):
    """A paper that the firm promised to hand in after the decision (容缺), with the letter it accepted (S34, S36)."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="deferrals")
    paper = models.CharField(max_length=40)  # a paper of the policy
    letter = models.JSONField()  # its words in both languages, and their version
    accepted_at = models.DateTimeField()
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("letter of commitment")
        constraints = [
            both_or_neither("withdrawn_at", "withdrawn_by", name="deferral_withdrawn_pair"),
            models.UniqueConstraint(
                fields=["application", "paper"],
                condition=Q(withdrawn_at__isnull=True),
                name="deferral_once",
                violation_error_message=_("This paper is deferred already."),
            ),
        ]

    def __str__(self) -> str:
        return self.paper

    @property
    def words(self) -> dict[str, Any]:
        """The letter in both languages."""
        return {language: self.letter[language] for language in ("zh", "en")}
