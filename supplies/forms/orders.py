from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from reopening.forms.numbers import NumberField
from supplies.models import LARGEST_QUANTITY, Item, OrderKind, OrderLine


class OrderForm(forms.Form):
    """How much of each item; filled with what the inventory lacks."""

    kind = forms.ChoiceField(label=_("Kind of order"), choices=OrderKind, initial=OrderKind.GOVERNMENT)
    note = forms.CharField(
        label=_("Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    urgent_reason = forms.CharField(
        label=_("Why it cannot wait for the day's round"),
        max_length=200,
        required=False,
        help_text=_("Only if it cannot wait. A dispatcher reads it and may share out for you at once."),
    )

    def __init__(
        self,
        *args: Any,
        items: list[Item],
        lacking: Mapping[str, int],
        most: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            self.fields[item.code] = NumberField(
                label=_("%(item)s (%(unit)s)") % {"item": item, "unit": item.unit_name},
                min_value=0,
                max_value=LARGEST_QUANTITY,
                required=False,
                initial=lacking.get(item.code),
                help_text=_("At most %(most)s at once.") % {"most": most[item.code]},
            )
        self.order_fields(["kind", *(item.code for item in items), "note", "urgent_reason"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.lines():
            raise ValidationError(_("Please order at least one item."))
        return cleaned

    def lines(self) -> dict[str, int]:
        """Base units by item code."""
        asked = {item.code: self.cleaned_data.get(item.code) or 0 for item in self.items}
        return {code: units for code, units in asked.items() if units}


class ChangeForm(forms.Form):
    """How much of each line is asked for from now on, and why."""

    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, lines: list[OrderLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = lines
        for line in lines:
            self.fields[line.item.code] = NumberField(
                label=_("%(item)s (%(unit)s)") % {"item": line.item, "unit": line.item.unit_name},
                min_value=0,
                max_value=LARGEST_QUANTITY,
                initial=line.wanted,
                help_text=(
                    _("%(units)s are set aside or delivered already.") % {"units": f"{line.awarded:,}"}
                    if line.awarded
                    else _("0 gives the line up.")
                ),
            )
        self.order_fields([*(line.item.code for line in lines), "reason"])

    def lines(self) -> dict[str, int]:
        """Base units by item code."""
        return {line.item.code: self.cleaned_data[line.item.code] for line in self.asked}


class BuyRestForm(forms.Form):
    """Which unmet lines are to be bought."""

    items = forms.MultipleChoiceField(label=_("What is to be bought"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, lines: list[OrderLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(line.item.code, f"{line.item}: {line.item.in_units(line.rest)}") for line in lines]
        self.fields["items"].choices = choices  # type: ignore[attr-defined]
        self.fields["items"].initial = [code for code, _label in choices]
