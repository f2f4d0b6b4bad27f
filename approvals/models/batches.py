import uuid

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.constraints import both_or_neither
from core.models import Division, Job, Role, User
from core.permissions import prefix_q
from reopening.models import Application

OFFICIALS_WHO_SEE_BATCHES = (Role.REVIEWER, Role.APPROVER, Role.AUDITOR)


UNSIGNED = ["draft", "proposed", "discarded"]


class BatchStatus(models.TextChoices):
    DRAFT = "draft", _("Being prepared")
    PROPOSED = "proposed", _("Waits for the second signature")
    SIGNING = "signing", _("Being signed")
    SIGNED = "signed", _("Signed")
    PUBLISHED = "published", _("Published")
    DISCARDED = "discarded", _("Discarded")


class MemberResult(models.TextChoices):
    PENDING = "pending", _("Not decided yet")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Not approved")
    ROLLED_BACK = "rolled_back", _("Rolled back")


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, user: User | AnonymousUser) -> "BatchQuerySet":
        """Officials see the batches of their divisions."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(prefix_q("division__code", user.role_prefixes(*OFFICIALS_WHO_SEE_BATCHES)))

    def public(self) -> "BatchQuerySet":
        return self.filter(status=BatchStatus.PUBLISHED)


class Batch(models.Model):
    """Firms of one phase and division that are approved together, within a quota (S01, S04)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=32, unique=True, editable=False)
    division = models.ForeignKey(
        Division, models.PROTECT, db_index=False, related_name="+", verbose_name=_("division")
    )
    phase = models.CharField(_("phase"), max_length=40)
    opens_on = models.DateField(_("opening day"))
    quota_firms = models.PositiveIntegerField(_("at most firms"))
    quota_heads = models.PositiveIntegerField(_("at most people on site"))
    status = models.CharField(max_length=10, choices=BatchStatus, default=BatchStatus.DRAFT)
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # The first of two signatures; the second one is the one that decides
    proposed_at = models.DateTimeField(null=True, editable=False)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True, editable=False)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # What every letter of the batch says besides; places such as `{firm}` are filled in for each case
    letter_zh = models.TextField(max_length=2000, blank=True, db_default="", default="")
    letter_en = models.TextField(max_length=2000, blank=True, db_default="", default="")
    job = models.OneToOneField(Job, models.SET_NULL, null=True, related_name="batch")
    # The plan of stages that it was opened from; of one phase and day once
    plan = models.ForeignKey(
        "approvals.StagePlan",
        models.PROTECT,
        db_index=False,
        null=True,
        editable=False,
        related_name="batches",
    )

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "opens_on", "phase"],
                condition=~Q(status="discarded"),
                name="batch_once_in_a_plan",
            ),
            both_or_neither("proposed_at", "proposed_by", name="batch_proposed_pair"),
            both_or_neither("signed_at", "signed_by", name="batch_signed_pair"),
            both_or_neither("published_at", "published_by", name="batch_published_pair"),
            models.CheckConstraint(
                condition=Q(quota_firms__gte=1, quota_heads__gte=1),
                name="batch_quota_positive",
                violation_error_message=_("A quota is at least 1."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=UNSIGNED, signed_at__isnull=True)
                | ~Q(status__in=UNSIGNED) & Q(signed_at__isnull=False),
                name="batch_signed_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status="draft", proposed_at__isnull=False)
                & ~Q(status="proposed", proposed_at__isnull=True),
                name="batch_proposed_has_time",
            ),
            models.CheckConstraint(
                condition=Q(proposed_by__isnull=True)
                | Q(signed_by__isnull=True)
                | ~Q(proposed_by=F("signed_by")),
                name="batch_two_people",
                violation_error_message=_("Two different people sign."),
            ),
            models.CheckConstraint(
                condition=Q(status="published", published_at__isnull=False)
                | ~Q(status="published") & Q(published_at__isnull=True),
                name="batch_published_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["division", "-id"], name="batch_latest"),
            models.Index(fields=["opens_on"], name="batch_opening_day"),
            models.Index(
                fields=["-published_at", "-id"],
                condition=Q(status="published"),
                name="batch_published_latest",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("approvals:batch", args=[self.public_id])


class BatchMember(models.Model):
    """An application in a batch, and what became of it. One refusal never touches the others."""

    batch = models.ForeignKey(Batch, models.PROTECT, db_index=False, related_name="members")
    application = models.ForeignKey(Application, models.PROTECT, related_name="batch_memberships")
    heads = models.PositiveIntegerField()  # people on site, counted against the quota
    added_at = models.DateTimeField(db_default=Now())
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+")
    result = models.CharField(max_length=11, choices=MemberResult, default=MemberResult.PENDING)
    # Why it was refused: {"code", "zh", "en"}
    refusal = models.JSONField(null=True)

    class Meta:
        verbose_name = _("member of a batch")
        constraints = [
            models.UniqueConstraint(fields=["batch", "application"], name="batch_member_once"),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(result__in=[MemberResult.PENDING, MemberResult.APPROVED]),
                name="batch_member_one_active",
                violation_error_message=_("This application is in another batch already."),
            ),
            models.CheckConstraint(
                condition=Q(result="refused", refusal__isnull=False)
                | ~Q(result="refused") & Q(refusal__isnull=True),
                name="batch_member_refusal_has_reason",
            ),
        ]
        indexes = [models.Index(fields=["batch", "result", "id"], name="batch_member_result")]

    def __str__(self) -> str:
        return f"{self.batch_id} · {self.application_id}"
