"""Shifts as a form: one row each, and a few empty rows for more."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reopening import arrivals
from reopening.forms.numbers import NumberField
from reopening.forms.sections import Guarded
from reopening.models import Application, Shift
from reopening.models.shifts import minute_of
from reopening.policy.base import Section
from reopening.services.shifts import MOST_SHIFTS

EMPTY_ROWS = 2
FIRST_ROWS = 3
COLUMNS = ("name", "people", "starts_at", "ends_at", "meal_at", "arrival_minutes", "uses_canteen")
MUST = ("people", "starts_at", "ends_at")


@dataclass(frozen=True)
class ShiftRow:
    number: int
    fields: list[Any]


def time_field(label: str) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "input-short"})
    return forms.TimeField(label=label, required=False, widget=widget)


class ShiftsForm(Guarded):
    """
    Rows are numbered from 0; a row without any people and times is none. What a form sends decides how many there
    are.
    """

    section = Section.SHIFTS

    entrances = NumberField(
        label=gettext_lazy("Entrances in use"),
        required=False,
        min_value=1,
        max_value=1000,
        help_text=gettext_lazy("Where temperatures are taken; people are counted for each."),
    )

    def __init__(self, data: Any = None, *, application: Application, shifts: list[Shift]) -> None:
        super().__init__(data)
        self.guard(application)
        self.initial["entrances"] = application.entrances
        sent = sum(1 for number in range(MOST_SHIFTS) if data is not None and f"people_{number}" in data)
        self.count = min(max(sent or FIRST_ROWS, len(shifts) + EMPTY_ROWS), MOST_SHIFTS)
        for number in range(self.count):
            self.add_row(number)
            if number < len(shifts):
                stored = {name: getattr(shifts[number], name) for name in COLUMNS}
                self.initial.update({f"{name}_{number}": value for name, value in stored.items()})

    def add_row(self, number: int) -> None:
        fields: dict[str, forms.Field] = {
            "name": forms.CharField(
                label=_("Shift name"),
                required=False,
                max_length=40,
                widget=forms.TextInput(attrs={"class": "input-short", "placeholder": self.name_of(number)}),
            ),
            "people": NumberField(
                label=_("Number of people"), required=False, min_value=1, max_value=1_000_000
            ),
            "starts_at": time_field(_("Start")),
            "ends_at": time_field(_("End")),
            "meal_at": time_field(_("Meal")),
            "arrival_minutes": NumberField(
                label=_("Arrive within (minutes)"), required=False, min_value=0, max_value=240, initial=15
            ),
            "uses_canteen": forms.BooleanField(label=_("Eat in the canteen"), required=False),
        }
        self.fields |= {f"{name}_{number}": field for name, field in fields.items()}

    def name_of(self, number: int) -> str:
        return _("Shift %(number)s") % {"number": number + 1}

    def rows(self) -> list[ShiftRow]:
        return [
            ShiftRow(number, [self[f"{name}_{number}"] for name in COLUMNS]) for number in range(self.count)
        ]

    def clean(self) -> dict[str, Any]:
        """A row that was begun needs its people, its start and its end."""
        cleaned = super().clean() or self.cleaned_data
        for number in range(self.count):
            values = self.row(number)
            if any(values[name] is not None for name in MUST) or values["name"] or values["meal_at"]:
                for name in MUST:
                    if values[name] is None and f"{name}_{number}" not in self.errors:
                        self.add_error(f"{name}_{number}", _("Please fill this in, or clear the whole row."))
        return cleaned

    def row(self, number: int) -> dict[str, Any]:
        return {name: self.cleaned_data.get(f"{name}_{number}") for name in COLUMNS}

    def shifts(self) -> list[dict[str, Any]]:
        """The complete rows, as the service takes them."""
        found = []
        for number in range(self.count):
            values = self.row(number)
            if all(values[name] is not None for name in MUST):
                values["name"] = values["name"] or self.name_of(number)
                minutes = values["arrival_minutes"]
                found.append(values | {"arrival_minutes": 15 if minutes is None else minutes})
        return found

    def facts(self) -> tuple[arrivals.Shift, ...]:
        return tuple(as_fact(values) for values in self.shifts())


def as_fact(values: dict[str, Any]) -> arrivals.Shift:
    times: Iterable[time | None] = (values["starts_at"], values["ends_at"], values["meal_at"])
    start, end, meal = (None if each is None else minute_of(each) for each in times)
    return arrivals.Shift(
        name=values["name"],
        people=values["people"],
        start=start or 0,
        end=end or 0,
        meal=meal,
        window=values["arrival_minutes"],
        canteen=bool(values["uses_canteen"]),
    )
