import json
import uuid
from datetime import date
from functools import lru_cache

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from core.constraints import both_or_neither
from core.dates import shanghai_day
from core.models import Division, Role, User
from core.models.divisions import NATION
from core.permissions import prefix_q
from reopening.gates.grace import blocks_on
from reopening.policy.body import PolicyBody
from reopening.wording import localise


class DateRange(Func):
    function = "daterange"
    output_field = DateRangeField()


class PolicyStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("In force")
    REPLACED = "replaced", _("Replaced")
    DISCARDED = "discarded", _("Discarded")


UNPUBLISHED = [PolicyStatus.DRAFT, PolicyStatus.DISCARDED]


class PolicySetQuerySet(models.QuerySet["PolicySet"]):
    def visible_to(self, user: User | AnonymousUser) -> "PolicySetQuerySet":
        """Rules are public knowledge once published; a draft is its place's administrators' business."""
        if not isinstance(user, User):
            return self.none()
        mine = prefix_q("division__code", user.role_prefixes(Role.ADMINISTRATOR))
        return self.filter(~Q(status__in=UNPUBLISHED) | mine)

    def drafts_of(self, user: User) -> "PolicySetQuerySet":
        mine = prefix_q("division__code", user.role_prefixes(Role.ADMINISTRATOR))
        return self.filter(mine, status=PolicyStatus.DRAFT)

    def effective(self, division_code: str, on: object) -> "PolicySet | None":
        """The set in force on a day: the one of the nearest division above `division_code`, the nation last."""
        return self.in_force(on).covering(division_code).first()

    def in_force(self, on: object) -> "PolicySetQuerySet":
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=on),
            status=PolicyStatus.PUBLISHED,
            valid_from__lte=on,
        )

    def covering(self, division_code: str) -> "PolicySetQuerySet":
        """Sets of the place and of those above it that do not leave it out, the nearest first."""
        codes = [division_code[:length] for length in (2, 4, 6, 9) if length <= len(division_code)]
        # A body that says nothing of places left out gives neither yes nor no to the database.
        holds = Q(body__excluded_divisions__isnull=True) | ~Q(body__excluded_divisions__has_any_keys=codes)
        return self.filter(holds, division__in=[*codes, NATION]).order_by("-division_id")


class PolicySet(models.Model):
    """
    What a place asks of firms during a span of days. `body` is validated by `reopening.policy`.

    A change makes a new version; a version that cases were judged by is never edited. A draft's body may be
    incomplete or wrong in places, and has version 0 until it is published.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    division = models.ForeignKey(Division, models.PROTECT, related_name="policy_sets")
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    source = models.TextField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)  # the last day; None: until further notice
    status = models.CharField(max_length=10, choices=PolicyStatus, default=PolicyStatus.DRAFT)
    body = models.JSONField()
    digest = models.CharField(max_length=64)  # SHA-256 of the body
    loaded_at = models.DateTimeField(db_default=Now())
    revision = models.PositiveIntegerField(default=1)  # raised by every edit of a draft; the ETag
    made_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # Who put it in force from the desk, and by which notice; sets loaded from files carry theirs in `source`
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    notice_number = models.CharField(max_length=100, blank=True)
    notice_on = models.DateField(null=True)
    # When the open cases had been taken over; None while that is still to come
    switched_at = models.DateTimeField(null=True)

    objects = PolicySetQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy set")
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "version"],
                condition=~Q(status__in=["draft", "discarded"]),
                name="policy_set_version_once",
            ),
            both_or_neither("published_at", "published_by", name="policy_set_published_pair"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(notice_on__isnull=False) & ~Q(notice_number=""),
                name="policy_set_published_by_notice",
                violation_error_message=_("A policy set is published by a notice, with its number and date."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="policy_set_span",
                violation_error_message=_("The last day must not come before the first."),
            ),
            ExclusionConstraint(
                name="policy_set_one_at_a_time",
                expressions=[
                    ("division", RangeOperators.EQUAL),
                    (
                        DateRange(
                            "valid_from",
                            "valid_until",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(status="published"),
                violation_error_message=_("Another policy set is in force there on one of these days."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["valid_from"],
                name="policy_set_to_switch",
                condition=Q(status="published", switched_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.slug} v{self.version}" if self.version else self.slug

    def get_absolute_url(self) -> str:
        return f"/policies/{self.public_id}/"

    @property
    def title_in_language(self) -> str:
        return localise({"zh": self.title, "en": self.title_en}) or self.title

    @property
    def standing(self) -> tuple[str, str | Promise]:
        """Its state today, with its word: a set that is published holds from its first day to its last."""
        today, status = shanghai_day(timezone.now()), PolicyStatus(self.status)
        if status == PolicyStatus.PUBLISHED and today < self.valid_from:
            return "not_yet_valid", _("Not yet in force")
        if status == PolicyStatus.PUBLISHED and self.valid_until and self.valid_until < today:
            return "expired", _("No longer in force")
        return status.value, status.label

    @property
    def leaves_out(self) -> tuple[str, ...]:
        """The codes of the places below its own where it does not hold."""
        return tuple(self.body.get("excluded_divisions", ()))

    @property
    def blocks_on(self) -> date:
        """The first day on which what became stricter blocks."""
        return blocks_on(self.valid_from, self.rules.refiling.grace_days)

    @cached_property
    def rules(self) -> PolicyBody:
        """The body, typed; the same object for the same words."""
        return parsed(json.dumps(self.body))


@lru_cache(maxsize=200)  # more than a province has in force; each is some 100 KB
def parsed(body: str) -> PolicyBody:
    """Read once in a process: a body never changes, and reading it costs as much as all other rules of a case."""
    return PolicyBody.model_validate(json.loads(body))
