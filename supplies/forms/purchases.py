from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DayInput
from core.models import User
from reopening.forms.numbers import DecimalField, NumberField
from supplies.models import LARGEST_QUANTITY, Item, LotSource, OrderLine, Place

MOST_YUAN = Decimal("99999999.99")


def fen(yuan: Decimal | None) -> int:
    return int((yuan or Decimal(0)) * 100)


class YuanField(DecimalField):
    """Yuan with at most two decimals."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=MOST_YUAN, max_digits=10, decimal_places=2, **kwargs)


class LineChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.order.firm} · {obj.order.number} · {obj.item.in_units(obj.open_units)}"


class SellerChoice(forms.ModelChoiceField):
    """Sellers of two districts may have one name."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} · {obj.division}"


class ProposalForm(forms.Form):
    """What is bought for whom, from whom, at which price."""

    seller = SellerChoice(
        Place.objects.none(),
        label=_("Seller"),
        help_text=_("Sellers are added on the page of depots and sources."),
    )
    price = YuanField(label=_("Price in yuan"))
    price_units = NumberField(min_value=1, max_value=LARGEST_QUANTITY)
    freight = YuanField(label=_("Freight in yuan"), required=False)
    order_lines = LineChoice(
        OrderLine.objects.none(),
        label=_("For these firms"),
        help_text=_("All of them are ticked. Take the tick off those that are not to be in this purchase."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, user: User, item: Item, lines: Iterable[OrderLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["price_units"].label = _("for so many (%(unit)s)") % {"unit": item.unit_name}
        sellers = Place.objects.visible_to(user).suppliers().filter(source=LotSource.ON_BEHALF)
        sellers = sellers.select_related("division")
        self.fields["seller"].queryset = sellers.order_by("pk")  # type: ignore[attr-defined]
        self.fields["order_lines"].queryset = lines  # type: ignore[attr-defined]
        self.fields["order_lines"].initial = lines

    def proposal(self) -> dict[str, Any]:
        values = self.cleaned_data
        return {
            "seller": values["seller"],
            "order_lines": list(values["order_lines"]),
            "price_fen": fen(values["price"]),
            "price_units": values["price_units"],
            "freight_fen": fen(values["freight"]),
        }


class OfDepotForm(forms.Form):
    depot = forms.ModelChoiceField(Place.objects.none(), label=_("Depot"))
    units = NumberField(label=_("Quantity"), min_value=1, max_value=LARGEST_QUANTITY)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        depots = Place.objects.visible_to(user).depots().order_by("pk")
        self.fields["depot"].queryset = depots  # type: ignore[attr-defined]


class PartForm(OfDepotForm):
    """A part, or all, of what the seller sends."""

    lot_no = forms.CharField(label=_("Lot number"), max_length=60, help_text=_("As printed on the box."))
    expires_on = forms.DateField(
        label=_("Best before"),
        required=False,
        widget=DayInput,
        help_text=_("Leave empty if it does not expire."),
    )
    document = forms.CharField(label=_("Document number"), max_length=90, required=False)


class HandOverForm(OfDepotForm):
    """Goods that the firm fetches."""

    receiver = forms.CharField(label=_("Received by"), max_length=60)


class DocumentForm(forms.Form):
    document = forms.CharField(label=_("Document number"), max_length=120)


class PlaceOrderForm(forms.Form):
    document = forms.CharField(label=_("Order number of the seller"), max_length=120, required=False)


class FinishForm(forms.Form):
    reason = forms.CharField(label=_("Remark"), max_length=200, required=False)
