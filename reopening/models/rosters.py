import uuid

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.constraints import both_or_neither
from core.fields import EncryptedBinaryField, EncryptedTextField
from core.models import Job
from reopening.models.applications import Application


class DeclaredBy(models.TextChoices):
    """Where a person's answers come from; the last two: there are none."""

    FILE = "file", _("by the firm, from a file")
    FORM = "form", _("by the firm, by form")
    PERSON = "person", _("by the person")
    CORRECTED = "corrected", _("by the person, corrected by the firm")
    NOBODY = "nobody", _("nothing declared yet")
    WITHDRAWN = "withdrawn", _("consent withdrawn")


# The person declared; a firm's file never writes over it, nor brings back what was withdrawn.
BY_PERSON = [DeclaredBy.PERSON, DeclaredBy.CORRECTED]
UNDECLARED = [DeclaredBy.NOBODY, DeclaredBy.WITHDRAWN]


class StaffMember(models.Model):
    """
    One person of a roster: what they answered, and the class the screening gave (S17, S18, S33).

    The resident ID is encrypted, or with its kind the document of somebody who has none (`reopening.id_kinds`);
    `resident_id_hash` finds a person again without reading it. Somebody who has not declared, or who withdrew the
    consent, has no answers and no class.
    """

    public_id = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    # An index below begins with it; a trigger holds the key, statement by statement (docs/adr/0015).
    application = models.ForeignKey(
        Application, models.PROTECT, related_name="staff", db_index=False, db_constraint=False
    )
    row_number = models.PositiveIntegerField(default=0)  # in the uploaded file; 0: typed in
    name = models.CharField(_("name"), max_length=60)
    resident_id = EncryptedTextField(_("resident ID number"))
    resident_id_hash = models.CharField(max_length=32, editable=False)
    mobile = models.CharField(_("mobile"), max_length=20, blank=True)
    post = models.CharField(_("post"), max_length=60, blank=True)
    on_site = models.BooleanField(_("will work on site"), default=True)
    place = models.CharField(_("where the person is now"), max_length=100, blank=True)
    # Answers about the last 14 days; the fields of `reopening.screening.Answers`, as plain JSON
    answers = models.JSONField(default=dict, blank=True)
    # What the screening says
    class_code = models.CharField(max_length=4, blank=True, editable=False)
    measure = models.CharField(max_length=30, blank=True, editable=False)
    clear_on = models.DateField(null=True, editable=False)
    cause = models.JSONField(default=dict, editable=False)  # the rule and the answer behind the class
    # Where the answers come from (docs/adr/0019); `declared_at` stays the person's when the firm corrects
    declared_by = models.CharField(
        _("declared"), max_length=10, choices=DeclaredBy, default=DeclaredBy.FORM, db_default=DeclaredBy.FORM
    )
    declared_at = models.DateTimeField(null=True, editable=False)
    consent_version = models.CharField(max_length=20, default="", db_default="", editable=False)
    consent_at = models.DateTimeField(null=True, editable=False)
    # The personal code, sealed, and its keyed hash; empty: none was given out
    code = EncryptedTextField(default="", db_default="", editable=False)
    code_hash = models.CharField(max_length=32, default="", db_default="", editable=False)
    to_confirm = models.BooleanField(default=False, db_default=False, editable=False)  # added by themselves
    reminded_at = models.DateTimeField(null=True, editable=False)
    sms_at = models.DateTimeField(null=True, editable=False)  # the reminder went out as a text message
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("person on the roster")
        constraints = [
            # The hash first: the same index finds a person on all rosters.
            models.UniqueConstraint(
                fields=["resident_id_hash", "application"],
                name="staff_member_once",
                violation_error_message=_("This person is on the roster already."),
            ),
            models.UniqueConstraint(
                fields=["application", "code_hash"], condition=~Q(code_hash=""), name="staff_member_code_once"
            ),
            models.CheckConstraint(
                condition=~Q(declared_by__in=UNDECLARED) | Q(class_code="", answers={}, declared_at=None),
                name="staff_member_undeclared_is_empty",
            ),
            models.CheckConstraint(
                condition=~Q(declared_by__in=BY_PERSON)
                | Q(declared_at__isnull=False, consent_at__isnull=False) & ~Q(consent_version=""),
                name="staff_member_declared_with_consent",
            ),
        ]
        indexes = [
            # Who answered for themselves; people of a file cost nothing here.
            models.Index(
                fields=["application", "declared_by", "id"],
                condition=Q(declared_by__in=[*BY_PERSON, *UNDECLARED]),
                name="staff_member_declared",
            ),
            # In the order of every list of people: with another one the planner walks the keys of all rosters.
            models.Index(fields=["application", "id"], name="staff_member_roster"),
        ]

    def __str__(self) -> str:
        return self.name


class RosterUpload(models.Model):
    """
    A roster file on its way in: read, then waiting for a word, then stored or discarded.

    The bytes are held encrypted until its way ends; errors stay, row by row.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(
        Application, models.PROTECT, db_index=False, related_name="roster_uploads"
    )
    file_name = models.CharField(max_length=120)
    content = EncryptedBinaryField(null=True)
    digest = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField(db_default=Now())
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    job = models.OneToOneField(Job, models.SET_NULL, null=True, related_name="roster_upload")
    # What the reading found
    read_at = models.DateTimeField(null=True)
    rows_read = models.PositiveIntegerField(default=0)
    rows_accepted = models.PositiveIntegerField(default=0)  # right, and stored once somebody has said so
    rows_known = models.PositiveIntegerField(default=0)  # of these, people who were on the roster already
    rows_refused = models.PositiveIntegerField(default=0)
    by_class = models.JSONField(default=dict)  # people by class
    sample = EncryptedTextField(blank=True, default="")  # the first rows as JSON; until its way ends
    refusal = models.JSONField(null=True)  # the whole file was refused: {"code", "params"}
    # Sheets that were passed over: [{"sheet", "code", "params"}]
    unread_sheets = models.JSONField(default=list, db_default=Value([], models.JSONField()))
    refused_cells = EncryptedTextField(blank=True, default="")  # the rows to correct, as JSON
    # [{"row", "column", "code", "params"}], and "sheet" unless it is the first; never the person's data
    errors = models.JSONField(default=list)
    # The word that its people go onto the roster; given with the file, or after looking at what was read
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)  # stored, discarded, or refused as a whole

    class Meta:
        verbose_name = _("roster file")
        indexes = [
            models.Index(fields=["application", "-id"], name="roster_upload_latest"),
            models.Index(
                fields=["read_at"],
                condition=Q(finished_at__isnull=True, accepted_at__isnull=True),
                name="roster_upload_waiting",
            ),
        ]
        constraints = [
            both_or_neither("accepted_at", "accepted_by", name="roster_upload_accepted_pair"),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(content__isnull=True, sample=""),
                name="roster_upload_bytes_removed",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_waiting(self) -> bool:
        """Read, and nobody has said yet what becomes of it."""
        return bool(self.read_at) and not self.accepted_at and not self.finished_at

    @property
    def state(self) -> str:
        """Where it is on its way, in one word."""
        if not self.finished_at:
            return "waiting" if self.is_waiting else "storing" if self.read_at else "reading"
        if self.refusal:
            return "refused"
        return "stored" if self.accepted_at else "discarded"
