from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import DayInput
from reopening.forms.numbers import NumberField
from supplies.models import MOST_PEOPLE, Lodging
from supplies.services.lodgings import Stay


class LodgingForm(forms.Form):
    """How many people, from when to when."""

    people = NumberField(label=_("People who need a place to live"), min_value=1, max_value=MOST_PEOPLE)
    from_on = forms.DateField(label=_("First day"), widget=DayInput)
    until_on = forms.DateField(label=_("Last day"), widget=DayInput)
    note = forms.CharField(
        label=_("Note"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "For example: near the works, rooms of four, arriving in two groups. No names of people, please."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and cleaned["until_on"] <= cleaned["from_on"]:
            self.add_error("until_on", _("The last day must be later than the first."))
        return cleaned

    def stay(self) -> Stay:
        return Stay(*(self.cleaned_data[name] for name in ("people", "from_on", "until_on")))


class StayFields(forms.Form):
    """Lodging as a part of an order: all of it, or nothing of it."""

    people = NumberField(
        label=_("People who also need a place to live"),
        min_value=1,
        max_value=MOST_PEOPLE,
        required=False,
        help_text=_(
            "Leave empty if nobody does. The district answers with a place, or says why there is none."
        ),
    )
    from_on = forms.DateField(label=_("First day"), widget=DayInput, required=False)
    until_on = forms.DateField(label=_("Last day"), widget=DayInput, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        given = [cleaned[name] for name in ("people", "from_on", "until_on")]
        if any(given) and not all(given):
            raise ValidationError(_("For lodging, please give the people and both days."))
        if all(given) and cleaned["until_on"] <= cleaned["from_on"]:
            self.add_error("until_on", _("The last day must be later than the first."))
        return cleaned

    def stay(self) -> Stay | None:
        people = self.cleaned_data["people"]
        return Stay(people, self.cleaned_data["from_on"], self.cleaned_data["until_on"]) if people else None


class ProvideForm(forms.Form):
    """Where the people can live."""

    place = forms.CharField(label=_("Place"), max_length=120)
    address = forms.CharField(label=_("Address"), max_length=200)
    contact = forms.CharField(label=_("Whom to call there"), max_length=120, required=False)
    lodged = NumberField(label=_("How many of them it takes"), min_value=1)
    answer = forms.CharField(label=_("A word for the firm"), max_length=200, required=False)

    def __init__(self, *args: Any, lodging: Lodging, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lodged"].initial = lodging.people
        self.fields["lodged"].help_text = _("Of %(people)s.") % {"people": f"{lodging.people:,}"}
