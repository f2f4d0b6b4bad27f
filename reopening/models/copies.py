from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Job
from reopening.models.applications import Application


class ApplicationCopy(models.Model):
    """
    What an application took over from an earlier one of the firm.

    `sections` were filled by it and wait to be looked at: one is confirmed by its first save. `left_out` names
    what could not be taken over. Until `screened_at` the classes of the roster are those of the earlier policy.
    """

    application = models.OneToOneField(Application, models.PROTECT, related_name="copy")
    source = models.ForeignKey(Application, models.PROTECT, related_name="copies")
    sections = ArrayField(models.CharField(max_length=20), default=list)  # of `policy.base.Section`
    left_out = ArrayField(models.CharField(max_length=40), default=list)  # keys of `wording.LEFT_OUT`
    people = models.PositiveIntegerField(default=0)
    copied_at = models.DateTimeField()
    copied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    job = models.OneToOneField(Job, models.SET_NULL, null=True, related_name="application_copy")
    screened_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("copy of an application")
        constraints = [
            models.CheckConstraint(
                condition=~Q(application=models.F("source")), name="application_copy_of_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.application}"
