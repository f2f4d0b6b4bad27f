from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from supplies.models import LARGEST_QUANTITY, Item, OrderKind


class OrderForm(forms.Form):
    """How much of each item; filled with what the inventory lacks."""

    kind = forms.ChoiceField(label=_("Kind of order"), choices=OrderKind, initial=OrderKind.GOVERNMENT)
    note = forms.CharField(
        label=_("Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
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
            self.fields[item.code] = forms.IntegerField(
                label=_("%(item)s (%(unit)s)") % {"item": item, "unit": item.get_unit_display()},
                min_value=0,
                max_value=LARGEST_QUANTITY,
                required=False,
                initial=lacking.get(item.code),
                help_text=_("At most %(most)s at once.") % {"most": most[item.code]},
            )
        self.order_fields(["kind", *(item.code for item in items), "note"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.lines():
            raise ValidationError(_("Please order at least one item."))
        return cleaned

    def lines(self) -> dict[str, int]:
        """Base units by item code."""
        asked = {item.code: self.cleaned_data.get(item.code) or 0 for item in self.items}
        return {code: units for code, units in asked.items() if units}
