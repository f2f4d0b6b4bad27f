import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.constraints import both_or_neither
from core.models.jobs import Job


class TemplateStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", pgettext_lazy("version of a paper's words", "Published")
    DISCARDED = "discarded", _("Discarded")


def preview_path(template: "PaperTemplate", _name: str) -> str:
    return f"papers/previews/{template.public_id}.pdf"


class PaperTemplate(models.Model):
    """
    A version of one kind of paper, from a day on. What is published never changes: a trigger refuses it.

    Before the first published version the words that ship with the desk count (docs/adr/0034).

    :ivar words: `{block: {"zh", "en"}}`, every block of the kind
    :ivar html, css: its own layout; empty where the packaged one counts
    :ivar problems: what the drawn sample shows to be wrong, as `core.papers.trials` names it
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20)
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=TemplateStatus, default=TemplateStatus.DRAFT)
    words = models.JSONField()
    html = models.TextField(_("HTML"), blank=True, max_length=10_000)
    css = models.TextField(_("CSS"), blank=True, max_length=30_000)
    problems = models.JSONField(default=list, editable=False)
    made_from = models.CharField(max_length=20)  # the version that it began as
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    valid_from = models.DateField(_("valid from"), null=True)
    notice_number = models.CharField(_("number of the notice"), max_length=60, blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")  # draws the preview
    preview = models.FileField(upload_to=preview_path, blank=True)

    class Meta:
        verbose_name = _("template of a paper")
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="template_number_once"),
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(status="draft"),
                name="template_one_draft",
                violation_error_message=_("Somebody is writing a new version of this template already."),
            ),
            models.UniqueConstraint(
                fields=["kind", "valid_from"],
                condition=Q(status="published"),
                name="template_one_a_day",
                violation_error_message=_("Another version of this template begins on this day."),
            ),
            models.CheckConstraint(
                condition=Q(html="", css="") | ~Q(html="") & ~Q(css=""), name="template_whole_layout"
            ),
            both_or_neither("published_at", "published_by", name="template_published_pair"),
            models.CheckConstraint(
                condition=~Q(status="published")
                | Q(valid_from__isnull=False, published_at__isnull=False) & ~Q(notice_number=""),
                name="template_published_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"

    @property
    def has_layout(self) -> bool:
        return bool(self.html)

    @property
    def version(self) -> str:
        """As papers keep it."""
        return f"v{self.number}"
