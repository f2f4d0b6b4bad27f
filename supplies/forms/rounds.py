from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.models import Division, Role, User
from core.permissions import prefix_q
from supplies.forms.stock import DayInput


class RoundForm(forms.Form):
    """Which district, which day."""

    division = forms.ModelChoiceField(Division.objects.none(), label=_("District"))
    day = forms.DateField(label=_("Day"), widget=DayInput)

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Division.objects.filter(
            prefix_q("code", user.role_prefixes(Role.DISPATCHER)), code__regex=r"^\d{6}$"
        )
        self.fields["division"].queryset = mine.order_by("code")  # type: ignore[attr-defined]
        self.fields["day"].initial = today
