"""How many firms and people may open on the days of a span at a place."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from approvals.services.quotas import QuotaWish
from core.forms import DayInput
from core.models import Role, User
from core.place_fields import PlaceField
from reopening.forms.numbers import NumberField


class QuotaForm(forms.Form):
    """A quota for each day of a span."""

    division = PlaceField(
        label=_("Division"),
        help_text=_("The quota holds for all batches of the day in this division and below it."),
    )
    first_day = forms.DateField(label=_("First day"), widget=DayInput())
    last_day = forms.DateField(
        label=_("Last day"),
        required=False,
        help_text=_("Empty: the first day alone."),
        widget=DayInput(),
    )
    firms = NumberField(
        label=_("At most firms"),
        required=False,
        min_value=0,
        max_value=100_000,
    )
    heads = NumberField(
        label=_("At most people on site"),
        required=False,
        min_value=0,
        max_value=10_000_000,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = user.role_prefixes(Role.APPROVER, Role.ADMINISTRATOR)
        cast("PlaceField", self.fields["division"]).own(codes)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not self.errors and values.get("firms") is None and values.get("heads") is None:
            raise ValidationError(_("Please limit the firms, the people, or both."))
        return values

    def wish(self) -> QuotaWish:
        """What was asked for, once valid."""
        values = self.cleaned_data
        return QuotaWish(
            division=values["division"],
            first_day=values["first_day"],
            last_day=values["last_day"] or values["first_day"],
            firms=values["firms"],
            heads=values["heads"],
        )
