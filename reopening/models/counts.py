from django.db import models
from django.utils.translation import gettext_lazy as _


class CaseCount(models.Model):
    """
    How many cases of a street, a phase and a state there are; drafts are not counted.

    Kept by the transitions (`reopening.counts`); `revision` rises with every move in or out.
    """

    division_code = models.CharField(max_length=9)
    phase = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=20)  # an `ApplicationStatus`
    cases = models.IntegerField(default=0)
    revision = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("count of cases")
        constraints = [
            models.UniqueConstraint(fields=["division_code", "phase", "status"], name="case_count_once")
        ]

    def __str__(self) -> str:
        return f"{self.division_code} {self.phase} {self.status}: {self.cases}"
