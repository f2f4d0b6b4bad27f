from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.models import Role, User
from reopening.forms.numbers import NumberField
from supplies.forms.stock import DayInput
from supplies.models import Place
from supplies.services.runs import MOST_STOPS


def couriers_of(code: str) -> Any:
    """Couriers who may drive from a place in this division."""
    codes = [code[:length] for length in (2, 4, 6, 9) if length <= len(code)]
    return User.objects.filter(
        is_active=True, appointments__role=Role.COURIER, appointments__division__in=codes
    ).distinct()


class RunForm(forms.Form):
    """A new run from a depot."""

    depot = forms.ModelChoiceField(Place.objects.none(), label=_("Depot"))
    day = forms.DateField(label=_("Day"), widget=DayInput)
    courier = forms.ModelChoiceField(User.objects.none(), label=_("Courier"), required=False)
    vehicle = forms.CharField(label=_("Vehicle"), max_length=60, required=False)
    most_stops = NumberField(label=_("Most stops"), min_value=1, max_value=300, initial=MOST_STOPS)

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        depots = Place.objects.visible_to(user).depots().order_by("pk")
        self.fields["depot"].queryset = depots  # type: ignore[attr-defined]
        couriers = User.objects.none()
        for code in set(depots.values_list("division__code", flat=True)):
            couriers |= couriers_of(code)
        self.fields["courier"].queryset = couriers.order_by("username")  # type: ignore[attr-defined]
        self.fields["day"].initial = today


class PlanForm(forms.Form):
    """Who drives, and with what."""

    courier = forms.ModelChoiceField(User.objects.none(), label=_("Courier"))
    vehicle = forms.CharField(label=_("Vehicle"), max_length=60, required=False)

    def __init__(self, *args: Any, depot: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = couriers_of(depot.division_id).order_by("username")
        self.fields["courier"].queryset = rows  # type: ignore[attr-defined]
