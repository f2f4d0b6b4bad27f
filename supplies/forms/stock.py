from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DayInput
from core.models import User
from reopening.forms.numbers import NumberField
from supplies.models import LARGEST_QUANTITY, Item, LotSource, Place


class ReceiptForm(forms.Form):
    """Goods that came in. Choices are the places of the keeper's divisions."""

    supplier = forms.ModelChoiceField(Place.objects.none(), label=_("From"))
    depot = forms.ModelChoiceField(Place.objects.none(), label=_("Into the depot"))
    item = forms.ModelChoiceField(Item.objects.order_by("pk"), label=_("Item"))
    units = NumberField(
        label=_("Quantity"),
        min_value=1,
        max_value=LARGEST_QUANTITY,
        help_text=_("In base units: pieces, pairs or millilitres."),
    )
    lot_no = forms.CharField(label=_("Lot number"), max_length=60, help_text=_("As printed on the box."))
    expires_on = forms.DateField(
        label=_("Best before"),
        required=False,
        widget=DayInput,
        help_text=_("Leave empty if it does not expire."),
    )
    source = forms.ChoiceField(
        label=_("How it came"), choices=[choice for choice in LotSource.choices if choice[0] != "on_behalf"]
    )
    document = forms.CharField(label=_("Document number"), max_length=120, required=False)
    arrived_on = forms.DateField(
        label=_("Came on"),
        required=False,
        widget=DayInput,
        help_text=_("Only if it is written down later than it came."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Place.objects.visible_to(user).order_by("pk")
        self.fields["supplier"].queryset = places.suppliers()  # type: ignore[attr-defined]
        self.fields["depot"].queryset = places.depots()  # type: ignore[attr-defined]

    def receipt(self) -> dict[str, Any]:
        """Keywords of `services.stock.receive`."""
        return dict(self.cleaned_data)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class CountForm(forms.Form):
    counted = NumberField(label=_("Counted (base units)"), min_value=0, max_value=LARGEST_QUANTITY)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("Needed when the count differs from the books; it stays in the books."),
    )
