from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DayInput, InstantField
from core.models import User
from reopening.forms.numbers import NumberField
from supplies.models import LARGEST_QUANTITY, Place


class CloseDayForm(forms.Form):
    """Which depot's books are closed, and up to which day."""

    depot = forms.ModelChoiceField(Place.objects.none(), label=_("Depot"))
    day = forms.DateField(label=_("Up to and including"), widget=DayInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        depots = Place.objects.visible_to(user).depots().order_by("pk")
        self.fields["depot"].queryset = depots  # type: ignore[attr-defined]


class AdjustmentForm(forms.Form):
    """What a closed day should have said."""

    day = forms.DateField(label=_("Closed day"), widget=DayInput)
    difference = NumberField(
        label=_("Difference (base units)"),
        min_value=-LARGEST_QUANTITY,
        max_value=LARGEST_QUANTITY,
        help_text=_("With a minus for what is missing."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)


class MomentForm(forms.Form):
    """The moment whose stock is asked for."""

    at = InstantField(
        label=_("As of"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"],
    )
