from datetime import time
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reopening import arrivals
from reopening.models.applications import Application


def minute_of(clock: time) -> int:
    return clock.hour * 60 + clock.minute


class Shift(models.Model):
    """People who start work together (S11, S16). A shift that ends before it starts goes over midnight."""

    application = models.ForeignKey(Application, models.PROTECT, db_index=False, related_name="shifts")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("name of the shift"), max_length=40)
    people = models.PositiveIntegerField(
        _("people"), validators=[MinValueValidator(1), MaxValueValidator(1_000_000)]
    )
    starts_at = models.TimeField(_("start"))
    ends_at = models.TimeField(_("end"))
    meal_at = models.TimeField(_("meal"), null=True, blank=True)
    arrival_minutes = models.PositiveSmallIntegerField(
        _("arrive within (minutes)"), default=15, validators=[MaxValueValidator(240)]
    )
    uses_canteen = models.BooleanField(_("eat in the canteen"), default=False)

    class Meta:
        verbose_name = _("shift")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "position"],
                name="shift_position_once",
            ),
            models.CheckConstraint(
                condition=Q(people__gte=1, people__lte=1_000_000),
                name="shift_people_sane",
                violation_error_message=_("A shift has at least one person."),
            ),
            models.CheckConstraint(
                condition=Q(arrival_minutes__lte=240),
                name="shift_arrival_sane",
                violation_error_message=_("People arrive at most four hours before their shift."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def as_words(self) -> dict[str, Any]:
        """As the submission keeps it: plain JSON, times as `07:30`."""
        return {
            "name": self.name,
            "people": self.people,
            "starts_at": f"{self.starts_at:%H:%M}",
            "ends_at": f"{self.ends_at:%H:%M}",
            "meal_at": f"{self.meal_at:%H:%M}" if self.meal_at else None,
            "arrival_minutes": self.arrival_minutes,
            "uses_canteen": self.uses_canteen,
        }

    def as_fact(self) -> arrivals.Shift:
        return arrivals.Shift(
            name=self.name,
            people=self.people,
            start=minute_of(self.starts_at),
            end=minute_of(self.ends_at),
            meal=None if self.meal_at is None else minute_of(self.meal_at),
            window=self.arrival_minutes,
            canteen=self.uses_canteen,
        )
