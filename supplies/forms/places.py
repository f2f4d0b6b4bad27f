from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DayInput
from core.models import Role, User
from core.place_fields import PlaceField
from reopening.forms.numbers import DecimalField, NumberField
from supplies.models import LARGEST_QUANTITY, Item, LotSource, Place, PlaceKind
from supplies.services.places import BOTH_OR_NEITHER

KINDS = [(kind.value, kind.label) for kind in (PlaceKind.DEPOT, PlaceKind.SUPPLIER)]
SOURCES = [
    (LotSource.BUREAU.value, _("a department")),
    (LotSource.DONATED.value, _("a donor")),
    (LotSource.ON_BEHALF.value, _("a seller")),
]


class DegreesField(DecimalField):
    """Degrees north or east; south and west have a minus."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(min_value=-most, max_value=most, **kwargs)

    def clean(self, value: Any) -> float | None:
        degrees = super().clean(value)
        return None if degrees is None else float(degrees)


class PlaceDetailsForm(forms.ModelForm[Place]):
    """What a place is called, where it lies, when its goods count as near their day."""

    latitude = DegreesField(
        most=90,
        label=_("Latitude"),
        required=False,
        help_text=_("Routes start here. Leave both empty if not known."),
    )
    longitude = DegreesField(most=180, label=_("Longitude"), required=False)

    class Meta:
        model = Place
        fields = ["name", "name_en", "address", "latitude", "longitude", "near_expiry_days"]
        field_classes = {"near_expiry_days": NumberField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if (cleaned.get("latitude") is None) != (cleaned.get("longitude") is None):
            self.add_error("longitude", BOTH_OR_NEITHER)
        return cleaned


class PlaceForm(PlaceDetailsForm):
    """A new depot or source in one of the dispatcher's divisions."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=KINDS)
    source = forms.ChoiceField(
        label=_("If goods come from it: who is it?"), choices=SOURCES, initial=LotSource.BUREAU
    )
    division = PlaceField(label=_("Division"), levels=(6, 9))

    field_order = ["kind", "source", "division", "name"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("PlaceField", self.fields["division"]).own(user.role_prefixes(Role.DISPATCHER))

    def place(self) -> Place:
        """The place, not kept yet."""
        values = self.cleaned_data
        self.instance.kind, self.instance.source = values["kind"], values["source"]
        self.instance.division = values["division"]
        return self.instance


class FigureForm(forms.Form):
    """A number of base units for an item: a quota a day, or the least a depot should hold."""

    item = forms.ModelChoiceField(Item.objects.order_by("pk"), label=_("Item"))
    units = NumberField(
        label=_("Base units"),
        min_value=0,
        max_value=LARGEST_QUANTITY,
        help_text=_("0 takes it off."),
    )


class DonationForm(forms.Form):
    """Goods that somebody gives."""

    donor = forms.CharField(label=_("Donor"), max_length=120, help_text=_("As it stands on the document."))
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
    document = forms.CharField(label=_("Donation document"), max_length=120)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        depots = Place.objects.visible_to(user).depots().order_by("pk")
        self.fields["depot"].queryset = depots  # type: ignore[attr-defined]
