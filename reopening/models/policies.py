import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.models.divisions import NATION, Division
from reopening.policy.body import PolicyBody


class DateRange(Func):
    function = "daterange"
    output_field = DateRangeField()


class PolicyStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("In force")
    REPLACED = "replaced", _("Replaced")


class PolicySetQuerySet(models.QuerySet["PolicySet"]):
    def effective(self, division_code: str, on: object) -> "PolicySet | None":
        """The set in force on a day: the one of the nearest division above `division_code`, the nation last."""
        codes = [division_code[:length] for length in (2, 4, 6, 9) if length <= len(division_code)]
        codes.append(NATION)
        return (
            self.filter(
                Q(valid_until__isnull=True) | Q(valid_until__gte=on),
                status=PolicyStatus.PUBLISHED,
                division__in=codes,
                valid_from__lte=on,
            )
            .order_by("-division_id")
            .first()
        )


class PolicySet(models.Model):
    """
    What a place asks of firms during a span of days. `body` is validated by `reopening.policy`.

    A change makes a new version; a version that cases were judged by is never edited.
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

    objects = PolicySetQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy set")
        constraints = [
            models.UniqueConstraint(fields=["slug", "version"], name="policy_set_version_once"),
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

    def __str__(self) -> str:
        return f"{self.slug} v{self.version}"

    @cached_property
    def rules(self) -> PolicyBody:
        """The body, typed."""
        return PolicyBody.model_validate(self.body)
