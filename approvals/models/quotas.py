from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Division, Role, User
from core.permissions import prefix_q

OFFICIALS_WHO_SEE_QUOTAS = (Role.REVIEWER, Role.APPROVER, Role.ADMINISTRATOR, Role.AUDITOR)


class DayQuotaQuerySet(models.QuerySet["DayQuota"]):
    def visible_to(self, user: User | AnonymousUser) -> "DayQuotaQuerySet":
        """Officials see the quotas of their divisions."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(prefix_q("division__code", user.role_prefixes(*OFFICIALS_WHO_SEE_QUOTAS)))


class DayQuota(models.Model):
    """
    How many firms and people at most may open on a day in a division and below it, across all batches (S01, S04).

    The audit trail keeps who changed what.
    """

    division = models.ForeignKey(
        Division, models.PROTECT, db_index=False, related_name="+", verbose_name=_("division")
    )
    day = models.DateField(_("day"))
    firms = models.PositiveIntegerField(_("at most firms"), null=True)
    heads = models.PositiveIntegerField(_("at most people on site"), null=True)
    set_at = models.DateTimeField(editable=False)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = DayQuotaQuerySet.as_manager()

    class Meta:
        verbose_name = _("quota of a day")
        constraints = [
            models.UniqueConstraint(fields=["day", "division"], name="day_quota_once"),
            models.CheckConstraint(
                condition=Q(firms__isnull=False) | Q(heads__isnull=False),
                name="day_quota_says_something",
                violation_error_message=_("Please limit the firms, the people, or both."),
            ),
        ]
        indexes = [models.Index(fields=["division", "day"], name="day_quota_place")]

    def __str__(self) -> str:
        return f"{self.division} {self.day}"
