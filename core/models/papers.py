import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import LongJSONField
from core.models.jobs import Job


def paper_path(paper: "Paper", _name: str) -> str:
    """Below the private folder of files, never below a public address."""
    return f"papers/{paper.made_at:%Y/%m}/{paper.public_id}.pdf"


class PaperQuerySet(models.QuerySet["Paper"]):
    def of(self, kind: str, subject: models.Model) -> "PaperQuerySet":
        """All issues of a record's paper of one kind, the newest first."""
        rows = self.filter(kind=kind, subject_type=subject._meta.label, subject_id=subject.pk)
        return rows.order_by("-issue")


class Paper(models.Model):
    """
    A paper about a record, such as the receipt of a filing. Its words are frozen when it is made (docs/adr/0033).

    What it says changes with a new issue only; a trigger refuses every change but that of the drawn file. Who may
    see the record may see it: `core.papers.kinds` says of each kind which records those are.

    :ivar day: on which it counts; the template in force on that day gave it its words
    :ivar facts: what it says of its record, kept so that other words can be put around it
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20, editable=False)
    subject_type = models.CharField(max_length=60, editable=False)
    subject_id = models.BigIntegerField(editable=False)
    issue = models.PositiveSmallIntegerField(editable=False)
    version = models.CharField(max_length=20, editable=False)  # of the template
    day = models.DateField(editable=False)
    division_code = models.CharField(max_length=9, editable=False)
    facts = LongJSONField(editable=False)
    words = LongJSONField(editable=False)
    made_at = models.DateTimeField(editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+", editable=False)
    pdf = models.FileField(upload_to=paper_path, blank=True, editable=False)
    pdf_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    pdf_problem = models.CharField(max_length=500, blank=True, editable=False)  # why it could not be drawn

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id", "issue"], name="paper_issue_once"
            ),
            models.CheckConstraint(
                condition=Q(pdf="", pdf_sha256="") | ~Q(pdf="") & ~Q(pdf_sha256=""),
                name="paper_file_has_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    @property
    def number(self) -> str:
        number = self.words["number"]
        return str(number["value"] if isinstance(number, dict) else number)  # a certificate's has a label

    @property
    def title(self) -> Any:
        """In both languages."""
        return self.words["title"]

    @property
    def has_pdf(self) -> bool:
        return bool(self.pdf)
