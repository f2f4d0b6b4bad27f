from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reopening.forms.numbers import NumberField
from supplies.models import LARGEST_QUANTITY, RoundLine


class OverrideForm(forms.Form):
    packs = NumberField(label=_("Packs more"), min_value=1, max_value=LARGEST_QUANTITY)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("It is published with the round; please name no firm and no person."),
    )


class WhatIfForm(forms.Form):
    """One line's inputs; what is changed is tried, nothing is kept."""

    heads = NumberField(label=_("People or m²"), min_value=1, max_value=10_000_000)
    reported = NumberField(label=_("In hand"), min_value=0, max_value=LARGEST_QUANTITY)
    requested = NumberField(label=_("Asked for"), min_value=1, max_value=LARGEST_QUANTITY)

    def __init__(self, data: Any, *, line: RoundLine) -> None:
        known = {"heads": line.heads, "reported": line.in_hand - line.on_its_way, "requested": line.requested}
        super().__init__(data, initial=known)
        self.known = known

    def changes(self) -> dict[str, int]:
        return {name: value for name, value in self.cleaned_data.items() if value != self.known[name]}
