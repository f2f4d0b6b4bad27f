import uuid

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.models.decisions import Decision, Outcome
from core.constraints import both_or_neither
from core.fields import LongJSONField
from core.models import Division, Role, User
from core.permissions import prefix_q
from reopening.models import Application


class TextUse(models.TextChoices):
    RETURN = "return", _("Returns for correction")
    REJECT = "reject", _("Rejections")
    APPROVE = "approve", _("Letters of approval")
    DUE = "due", _("Conditions and late papers")


class CannedTextQuerySet(models.QuerySet["CannedText"]):
    def visible_to(self, user: User | AnonymousUser) -> "CannedTextQuerySet":
        """Those of the divisions where the person reviews or decides, and of the divisions above them."""
        if not isinstance(user, User):
            return self.none()
        codes = user.role_prefixes(Role.REVIEWER, Role.APPROVER)
        above = {code[:length] for code in codes for length in (2, 4, 6, 9) if length <= len(code)}
        return self.filter(Q(division__in=above) | prefix_q("division__code", codes))

    def offered(self, division_code: str, use: str) -> "CannedTextQuerySet":
        """What may be put into words about a case of this division, the nearest office's first."""
        above = [division_code[:length] for length in (2, 4, 6, 9) if length <= len(division_code)]
        rows = self.filter(division__in=above, use=use, retired_at__isnull=True)
        return rows.order_by("-division_id", "title", "pk")


class CannedText(models.Model):
    """A sentence that an office uses again and again, in both languages, with places such as `{firm}`."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name=_("division"))
    use = models.CharField(_("used for"), max_length=8, choices=TextUse)
    title = models.CharField(_("title"), max_length=60)
    zh = models.TextField(_("Chinese"), max_length=1000)
    en = models.TextField(_("English"), max_length=1000)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True)
    retired_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = CannedTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("canned text")
        constraints = [
            both_or_neither("retired_at", "retired_by", name="canned_text_retired_pair"),
            models.UniqueConstraint(
                fields=["division", "use", "title"],
                condition=Q(retired_at__isnull=True),
                name="canned_text_title_once",
                violation_error_message=_("This office has a text of this title already."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def words(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.en}


class DecisionLetterQuerySet(models.QuerySet["DecisionLetter"]):
    def visible_to(self, user: User | AnonymousUser) -> "DecisionLetterQuerySet":
        """Whoever sees the case, its firm first of all."""
        return self.filter(decision__application__in=Application.objects.visible_to(user))


class DecisionLetter(models.Model):
    """The letter that a decision is sent with: its words are frozen with the decision. Append-only."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="letter")
    words = LongJSONField()  # as `approvals.letters.compose` made them

    objects = DecisionLetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter of a decision")

    def __str__(self) -> str:
        return str(self.decision)

    def get_absolute_url(self) -> str:
        return reverse("approvals:letter", args=[self.decision.application.public_id, self.public_id])

    @property
    def paper_kind(self) -> str:
        """The kind of paper (`approvals.paper_kinds`) that it is printed as."""
        return "decision" if self.decision.outcome == Outcome.APPROVED else "rejection"
