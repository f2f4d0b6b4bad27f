from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Role, User
from core.place_fields import PlaceField
from reopening.forms.numbers import NumberField
from supplies.forms.runs import couriers_of
from supplies.forms.stock import DayInput
from supplies.models import DoorHours, Place, Run, RunStatus, Vehicle
from supplies.services.plan_intake import Asked


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(attrs={"class": "input-short"}, format="%H:%M")


class PlanForm(forms.Form):
    """Which district, which day, with which vehicles."""

    division = PlaceField(label=_("District"), levels=(6,))
    day = forms.DateField(label=_("Day"), widget=DayInput)
    vehicles = forms.ModelMultipleChoiceField(
        Vehicle.objects.none(),
        label=_("Vehicles of the day"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Those on the road now, and those that dropped out today, are not ticked."),
    )
    minutes_per_stop = NumberField(label=_("Minutes at a stop"), min_value=1, max_value=120, initial=6)
    km_per_hour = NumberField(label=_("Speed in km/h"), min_value=5, max_value=120, initial=20)
    replan = forms.BooleanField(
        label=_("Plan runs of that day that have not left anew"),
        required=False,
        initial=True,
        help_text=_("A run that has left is never changed."),
    )

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keeps = user.role_prefixes(Role.DISPATCHER, Role.DEPOT_KEEPER)
        vehicles = Vehicle.objects.visible_to(user).filter(is_in_use=True).select_related("depot")
        cast("PlaceField", self.fields["division"]).own(keeps)
        self.fields["vehicles"].queryset = vehicles.order_by("depot", "pk")  # type: ignore[attr-defined]
        self.fields["vehicles"].label_from_instance = in_words  # type: ignore[attr-defined]
        is_away = Q(status=RunStatus.DEPARTED) | Q(status=RunStatus.ABORTED, day=today)
        away = Run.objects.filter(is_away, depot__vehicles__in=vehicles)
        on_the_road = set(away.values_list("depot", "vehicle"))
        self.fields["vehicles"].initial = [
            row.pk for row in vehicles if (row.depot_id, row.name) not in on_the_road
        ]
        self.fields["day"].initial = today

    def asked(self) -> Asked:
        data = self.cleaned_data
        return Asked(
            division_code=data["division"].pk,
            day=data["day"],
            vehicles=list(data["vehicles"]),
            minutes_per_stop=data["minutes_per_stop"],
            km_per_hour=data["km_per_hour"],
            replan=data["replan"],
        )


def in_words(vehicle: Vehicle) -> str:
    return _("%(name)s: %(boxes)s boxes, %(from)s–%(to)s, %(depot)s") % {
        "name": vehicle.name,
        "boxes": f"{vehicle.capacity:,}",
        "from": f"{vehicle.starts_at:%H:%M}",
        "to": f"{vehicle.ends_at:%H:%M}",
        "depot": vehicle.depot,
    }


class VehicleForm(forms.ModelForm[Vehicle]):
    """A vehicle and its usual hours; its depot is chosen once."""

    class Meta:
        model = Vehicle
        fields = [
            "depot",
            "name",
            "capacity",
            "courier",
            "starts_at",
            "ends_at",
            "shift_minutes",
            "is_in_use",
        ]
        widgets = {"starts_at": TimeInput, "ends_at": TimeInput}
        labels = {"courier": _("Courier")}
        field_classes = {"capacity": NumberField, "shift_minutes": NumberField}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        depots = Place.objects.visible_to(user).depots().order_by("pk")
        couriers = User.objects.none()
        for code in set(depots.values_list("division__code", flat=True)):
            couriers |= couriers_of(code)
        self.fields["courier"].queryset = couriers.order_by("username")  # type: ignore[attr-defined]
        if self.instance.pk:
            del self.fields["depot"]
        else:
            self.fields["depot"].queryset = depots  # type: ignore[attr-defined]
            del self.fields["is_in_use"]

    def _post_clean(self) -> None:
        """The service checks and saves; here only the shapes of the fields count."""

    def figures(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class HoursForm(forms.ModelForm[DoorHours]):
    class Meta:
        model = DoorHours
        fields = ["opens_at", "closes_at"]
        widgets = {"opens_at": TimeInput, "closes_at": TimeInput}

    def _post_clean(self) -> None:
        """The service checks and saves; here only the shapes of the fields count."""
