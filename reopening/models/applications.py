import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.functions import RandomUUID
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.constraints import both_or_neither
from core.models import Division, Role, User
from core.permissions import prefix_q
from reopening.models.firms import Firm
from reopening.models.mandates import Mandate
from reopening.models.policies import PolicySet

OFFICIALS_WHO_SEE_CASES = (
    Role.REVIEWER,
    Role.APPROVER,
    Role.INSPECTOR,
    Role.INSTRUCTOR,
    Role.DISPATCHER,
    Role.AUDITOR,
)


MORE_EXPOSED = _("More people are on exposed posts than on site. Please correct one of the two numbers.")


class ApplicationStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    UNDER_REVIEW = "under_review", _("Under review")
    RETURNED = "returned", _("Returned for correction")
    RECOMMENDED = "recommended", _("Ready for decision")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REVOKED = "revoked", _("Revoked")
    SUPERSEDED = "superseded", _("Replaced by a newer version")


class SiteKind(models.TextChoices):
    """The three handbooks of Yangpu (S82), and shops."""

    FACTORY = "factory", _("Factory or workshop")
    OFFICE = "office", _("Office building")
    CONSTRUCTION = "construction", _("Construction site")
    SHOP = "shop", _("Shop or restaurant")


class AmendmentKind(models.TextChoices):
    """What a firm wants to change of what was approved (追加 and the like)."""

    ADD_STAFF = "add_staff", _("Add staff")
    NEW_DAY = "new_day", _("Another opening day")
    MORE_HEADS = "more_heads", _("More people on site")
    OTHER = "other", _("Something else")


S = ApplicationStatus
OPEN = [S.DRAFT, S.SUBMITTED, S.UNDER_REVIEW, S.RETURNED, S.RECOMMENDED]
EDITABLE = [S.DRAFT, S.RETURNED]
FILED = [S.SUBMITTED, S.UNDER_REVIEW, S.RETURNED, S.RECOMMENDED, S.APPROVED]
WITH_OFFICIALS = [S.SUBMITTED, S.UNDER_REVIEW, S.RECOMMENDED]
WAITING = Q(status__in=WITH_OFFICIALS)


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, user: User | AnonymousUser) -> "ApplicationQuerySet":
        """Members and holders of a mandate see the firm's; officials what was submitted in their divisions."""
        if not isinstance(user, User):
            return self.none()
        prefixes = user.role_prefixes(*OFFICIALS_WHO_SEE_CASES)
        mandated = Mandate.objects.in_force().held_by(user).values("firm")
        return self.filter(
            Q(firm__in=user.firms.all())
            | Q(firm__in=mandated)
            | prefix_q("division_code", prefixes) & ~Q(status=S.DRAFT)
        )


class Application(models.Model):
    """A firm's request to reopen one site. It lives in the hall: every wing reads it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=32, null=True, unique=True, editable=False)
    firm = models.ForeignKey(Firm, models.PROTECT, related_name="applications")
    policy_set = models.ForeignKey(PolicySet, models.PROTECT, related_name="applications")
    # The set it stood under before; what has become stricter since has its grace
    earlier_policy_set = models.ForeignKey(
        PolicySet, models.PROTECT, null=True, related_name="+", db_index=False, editable=False
    )
    division = models.ForeignKey(Division, models.PROTECT, db_index=False, related_name="+")
    division_code = models.CharField(max_length=9)  # of `division`: the queue's indexes are ranges of it
    status = models.CharField(max_length=20, choices=ApplicationStatus, default=S.DRAFT)
    revision = models.PositiveIntegerField(default=1)  # raised by every edit; the ETag
    created_at = models.DateTimeField(db_default=Now())
    # Versions of one case: each amends one that was approved; at most one of them is approved (docs/adr/0017)
    case_key = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), editable=False)
    version = models.PositiveSmallIntegerField(default=1, editable=False)
    amends = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="amendments")
    amendment_kind = models.CharField(
        _("kind of change"), max_length=20, choices=AmendmentKind, blank=True, editable=False
    )
    amendment_note = models.CharField(_("what changes"), max_length=500, blank=True, editable=False)

    # The operator's filing that it came under
    umbrella = models.ForeignKey(
        "reopening.Umbrella", models.PROTECT, null=True, related_name="+", editable=False
    )

    # Firm and site
    site_kind = models.CharField(_("kind of site"), max_length=20, choices=SiteKind, blank=True)
    site_address = models.CharField(_("address of the site"), max_length=200, blank=True)
    area_m2 = models.PositiveIntegerField(_("floor area (m²)"), null=True, blank=True)
    firm_class = models.CharField(_("class of firm"), max_length=40, blank=True)  # a code of the policy set
    class_evidence = models.TextField(_("why this class applies"), max_length=1000, blank=True)
    has_isolation_area = models.BooleanField(_("an isolation area is ready"), null=True, blank=True)
    # Date and head count
    opens_on = models.DateField(_("planned opening day"), null=True, blank=True)
    heads_on_site = models.PositiveIntegerField(_("people on site per day"), null=True, blank=True)
    # Of these, on posts that the policy calls exposed; None while nobody has said, or where nobody asks
    exposed_heads = models.PositiveIntegerField(_("people on exposed posts"), null=True, blank=True)
    # Shifts
    entrances = models.PositiveSmallIntegerField(
        _("entrances in use"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
    )
    # Commitment
    committed_at = models.DateTimeField(null=True, blank=True, editable=False)
    committed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+"
    )

    # What submission froze
    submitted_at = models.DateTimeField(null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    submissions = models.PositiveSmallIntegerField(default=0, editable=False)
    phase = models.CharField(max_length=40, blank=True)
    lane = models.CharField(max_length=40, blank=True)
    due_at = models.DateTimeField(null=True, editable=False)  # the officials' answer
    # People of the roster who are on the roster of another firm's filed application; counted at every change
    people_elsewhere = models.PositiveIntegerField(default=0, editable=False)
    staff_on_roster = models.PositiveIntegerField(default=0, editable=False)
    snapshot = models.JSONField(null=True, editable=False)
    snapshot_digest = models.CharField(max_length=64, blank=True, editable=False)
    # What the queue shows of the submission (reopening.marks)
    judged_class = models.CharField(max_length=40, blank=True, editable=False)
    people_held = models.PositiveIntegerField(default=0, editable=False)
    points_to_note = models.PositiveSmallIntegerField(default=0, editable=False)
    cover_days = models.DecimalField(max_digits=12, decimal_places=1, null=True, editable=False)
    is_short = models.BooleanField(default=False, editable=False)
    factors = models.PositiveSmallIntegerField(default=0, editable=False)
    factor_rank = models.PositiveSmallIntegerField(default=15, editable=False)
    # Whose it is (reopening.routing): the division of the office, the trade office there, and the rule
    office_code = models.CharField(max_length=9, blank=True, editable=False)
    trade_office = models.CharField(max_length=40, blank=True, editable=False)
    route = models.JSONField(null=True, editable=False)
    # A late answer: when the policy acts next by itself, and the office above that the case was handed up to
    acts_at = models.DateTimeField(null=True, editable=False)
    escalated_to = models.CharField(max_length=9, blank=True, db_default="", default="", editable=False)
    escalated_at = models.DateTimeField(null=True, editable=False)
    # The official who has it, and the one who had it before it was handed over
    claimed_at = models.DateTimeField(null=True, editable=False)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    held_before = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+"
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        constraints = [
            both_or_neither("submitted_at", "submitted_by", name="application_submitted_pair"),
            both_or_neither("committed_at", "committed_by", name="application_committed_pair"),
            both_or_neither("claimed_at", "claimed_by", name="application_claimed_pair"),
            models.UniqueConstraint(
                fields=["firm"],
                condition=Q(status__in=OPEN),
                name="application_one_open_per_firm",
                violation_error_message=_("This firm already has an open application."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=[S.DRAFT, S.WITHDRAWN])
                | Q(number__isnull=False, snapshot__isnull=False, due_at__isnull=False),
                name="application_submitted_is_whole",
            ),
            models.UniqueConstraint(fields=["case_key", "version"], name="application_version_once"),
            models.UniqueConstraint(
                fields=["case_key"],
                condition=Q(status="approved"),
                name="application_one_approved_version",
                violation_error_message=_("Another version of this case is approved."),
            ),
            models.CheckConstraint(
                condition=Q(amends__isnull=True, version=1, amendment_kind="")
                | Q(amends__isnull=False, version__gt=1) & ~Q(amendment_kind=""),
                name="application_amendment_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(escalated_to="", escalated_at__isnull=True)
                | Q(escalated_to__gt="", escalated_at__isnull=False),
                name="application_escalated_pair",
            ),
            models.CheckConstraint(
                condition=Q(heads_on_site__isnull=True) | Q(heads_on_site__gte=1),
                name="application_heads_positive",
                violation_error_message=_("At least one person must be on site."),
            ),
            models.CheckConstraint(
                condition=Q(exposed_heads__isnull=True) | Q(exposed_heads__lte=F("heads_on_site")),
                name="application_exposed_on_site",
                violation_error_message=MORE_EXPOSED,
            ),
            models.CheckConstraint(
                condition=Q(entrances__isnull=True) | Q(entrances__gte=1, entrances__lte=1000),
                name="application_entrances_sane",
                violation_error_message=_("Please give the number of entrances, from 1 to 1,000."),
            ),
        ]
        # Every act writes all of them: a column that no page asks for has none, foreign key or not.
        indexes = [
            models.Index(
                fields=["acts_at", "id"],
                condition=WAITING & Q(acts_at__isnull=False),
                name="application_acts",
            ),
            models.Index(
                fields=["due_at", "id"],
                condition=WAITING & Q(escalated_to__gt=""),
                name="application_escalated",
            ),
            models.Index(
                fields=["lane", "due_at", "id"],
                condition=WAITING & Q(lane__gt=""),
                name="application_open_lane",
            ),
            # One index cannot serve a prefix range in due order: the planner needs both (docs/adr/0005).
            models.Index(fields=["division_code", "status", "due_at", "id"], name="application_queue_area"),
            models.Index(fields=["status", "due_at", "id"], name="application_queue_due"),
            models.Index(fields=["claimed_by", "status"], name="application_claimed"),
            # What waits, in each order and by each filter that may hold few cases (docs/adr/0023).
            models.Index(fields=["due_at", "id"], condition=WAITING, name="application_open_due"),
            models.Index(fields=["submitted_at", "id"], condition=WAITING, name="application_open_received"),
            models.Index(
                fields=["factor_rank", "due_at", "id"], condition=WAITING, name="application_open_priority"
            ),
            models.Index(
                fields=["office_code", "due_at", "id"], condition=WAITING, name="application_open_office"
            ),
            models.Index(fields=["phase", "due_at", "id"], condition=WAITING, name="application_open_phase"),
            models.Index(
                fields=["judged_class", "due_at", "id"], condition=WAITING, name="application_open_class"
            ),
            models.Index(
                fields=["due_at", "id"], condition=WAITING & Q(is_short=True), name="application_open_short"
            ),
            models.Index(
                fields=["due_at", "id"],
                condition=WAITING & Q(points_to_note__gt=0),
                name="application_open_noted",
            ),
            models.Index(
                fields=["due_at", "id"],
                condition=Q(status=S.SUBMITTED, submissions__gt=1),
                name="application_again",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"#{self.pk}"

    def get_absolute_url(self) -> str:
        return f"/applications/{self.public_id}/"

    @property
    def is_editable(self) -> bool:
        return self.status in EDITABLE

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        self.division_code = self.division_id
        if update_fields is not None and "division" in update_fields:
            update_fields = [*update_fields, "division_code"]
        super().save(*args, update_fields=update_fields, **kwargs)
