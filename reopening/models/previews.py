"""What a draft policy set would change, and what a new one has changed, case by case."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.models import Job
from reopening.models.applications import Application
from reopening.models.policies import PolicySet


class PolicyPreview(models.Model):
    """One look at all open cases through one revision of a draft. `counts`: cases by kind of effect."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    policy_set = models.ForeignKey(PolicySet, models.PROTECT, db_index=False, related_name="previews")
    revision = models.PositiveIntegerField()
    # Judged as of this instant: now, or the beginning of the draft's first day
    judged_at = models.DateTimeField()
    started_at = models.DateTimeField(db_default=Now())
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    job = models.OneToOneField(Job, models.SET_NULL, null=True, related_name="+")
    counts = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("preview of a policy set")
        indexes = [models.Index(fields=["policy_set", "-id"], name="policy_preview_latest")]

    def __str__(self) -> str:
        return f"{self.policy_set} #{self.revision}"

    @property
    def is_current(self) -> bool:
        """Whether it shows the draft as it stands; `policy_set` must be fresh."""
        return self.revision == self.policy_set.revision


class PolicyEffect(models.Model):
    """A case that the draft would change: `kinds` of `reopening.effects`, `changes` before and after."""

    preview = models.ForeignKey(PolicyPreview, models.PROTECT, related_name="effects", db_index=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="+")
    kinds = ArrayField(models.CharField(max_length=30))
    changes = models.JSONField()

    class Meta:
        verbose_name = _("effect of a policy set")
        constraints = [
            models.UniqueConstraint(fields=["preview", "application"], name="policy_effect_once"),
        ]
        indexes = [models.Index(fields=["preview", "id"], name="policy_effect_page")]

    def __str__(self) -> str:
        return ", ".join(self.kinds)


class Recheck(models.Model):
    """
    A case judged anew when another policy set took over: append-only, beside what submission froze.

    :ivar findings_before: of the set the case stood under; `findings_after`: of `policy_set`
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="rechecks", db_index=False)
    policy_set = models.ForeignKey(PolicySet, models.PROTECT, related_name="+")
    earlier_policy_set = models.ForeignKey(PolicySet, models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()
    kinds = ArrayField(models.CharField(max_length=30))
    changes = models.JSONField()
    findings_before = models.JSONField()
    findings_after = models.JSONField()

    class Meta:
        verbose_name = _("re-check")
        constraints = [
            models.UniqueConstraint(fields=["application", "policy_set"], name="recheck_once"),
        ]

    def __str__(self) -> str:
        return f"{self.application} · {self.policy_set}"
