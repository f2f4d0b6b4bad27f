from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reopening.models.applications import Application


class Escalation(models.Model):
    """
    A case that was handed up because its answer was late: once per case and office. Append-only.

    `rule`: what the policy said, with its set and version, as plain JSON.
    """

    application = models.ForeignKey(Application, models.PROTECT, db_index=False, related_name="escalations")
    from_office = models.CharField(max_length=9)
    office_code = models.CharField(max_length=9)
    due_at = models.DateTimeField()
    escalated_at = models.DateTimeField()
    rule = models.JSONField()

    class Meta:
        verbose_name = _("escalation")
        constraints = [
            models.UniqueConstraint(fields=["application", "office_code"], name="escalation_once"),
            models.CheckConstraint(
                condition=Q(escalated_at__gte=models.F("due_at")), name="escalation_after_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} → {self.office_code}"
