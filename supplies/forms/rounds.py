from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from core.models import Role, User
from core.place_fields import PlaceField
from supplies.forms.stock import DayInput


class RoundForm(forms.Form):
    """Which district, which day."""

    division = PlaceField(label=_("District"), levels=(6,))
    day = forms.DateField(label=_("Day"), widget=DayInput)

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("PlaceField", self.fields["division"]).own(user.role_prefixes(Role.DISPATCHER))
        self.fields["day"].initial = today
