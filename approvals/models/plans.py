import uuid

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.models.batches import OFFICIALS_WHO_SEE_BATCHES
from core.models import Division, User
from core.permissions import prefix_q


class StagePlanQuerySet(models.QuerySet["StagePlan"]):
    def visible_to(self, user: User | AnonymousUser) -> "StagePlanQuerySet":
        """Officials see the plans of their divisions."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(prefix_q("division__code", user.role_prefixes(*OFFICIALS_WHO_SEE_BATCHES)))


class StagePlan(models.Model):
    """
    How a division would open over the coming weeks: what was asked, and what came out of it then.

    Kept as it was computed, so that two plans can be laid side by side; nothing is decided by it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name of the plan"), max_length=80)
    division = models.ForeignKey(
        Division, models.PROTECT, db_index=False, related_name="+", verbose_name=_("division")
    )
    # What was asked, by the names of the form and of the policy
    question = models.JSONField()
    forecast = models.JSONField()  # approvals.simulation.Forecast
    phases = models.JSONField()  # [{"key", "zh", "en"}] in the order in which they are served
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = StagePlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan of stages")
        indexes = [models.Index(fields=["division", "-id"], name="stage_plan_latest")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("approvals:plan", args=[self.public_id])
