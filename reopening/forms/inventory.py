"""Supplies on hand, counted as people count them: in packs, inner packs and loose units."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reopening import packs
from reopening.forms.numbers import NumberField
from reopening.forms.sections import Guarded
from reopening.models import Application
from reopening.policy.base import Section
from reopening.wording import localise, unit_name

PACKS, INNER = (
    "_packs",
    "_inner_packs",
)  # behind an item's code: the fields of its packs; the code alone is loose
LARGEST = 1_000_000_000  # base units


class InventoryForm(Guarded):
    """Supplies on hand: for each item of the policy its packs, inner packs and loose units."""

    section = Section.INVENTORY

    def __init__(self, data: Any = None, *, application: Application, initial: dict[str, Any]) -> None:
        """:param initial: base units by item"""
        self.supplies = application.policy_set.rules.supplies
        self.stored = initial
        super().__init__(data, initial=self.in_packs(initial))
        self.guard(application)
        for supply in self.supplies:
            name = localise(supply.name.model_dump())
            if supply.pack_units > 1:
                self.fields[supply.item + PACKS] = count_field(
                    name, packs.pack_name(supply), supply.pack_units
                )
            if packs.has_inner(supply):
                inner = supply.inner_pack_units or 1
                self.fields[supply.item + INNER] = count_field(name, packs.inner_name(supply), inner)
            self.fields[supply.item] = count_field(name, localise(supply.unit.model_dump()), 1)

    def in_packs(self, quantities: dict[str, int]) -> dict[str, int | None]:
        initial: dict[str, int | None] = {}
        for supply in self.supplies:
            if supply.item in quantities:
                count = packs.counted(supply, quantities[supply.item])
                names = (supply.item + PACKS, supply.item + INNER, supply.item)
                initial |= dict(zip(names, (count.packs, count.inner_packs, count.loose), strict=True))
        return initial

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for item, quantity in self.quantities().items():
            if quantity > LARGEST and item not in self.errors:
                self.add_error(item, _("This number is too large."))
        return cleaned

    def quantities(self) -> dict[str, int]:
        """What was stated, in base units by item; an item whose fields are all empty states nothing."""
        found = {}
        for supply in self.supplies:
            parts = (self.cleaned_data.get(supply.item + kind) for kind in (PACKS, INNER, ""))
            count = packs.Count(*parts)
            if count.is_stated:
                found[supply.item] = packs.units(supply, count)
        return found

    @property
    def changed_data(self) -> list[str]:  # type: ignore[override]
        """The items whose quantity differs, however it was counted."""
        if not hasattr(self, "cleaned_data"):
            return []
        return [item for item, quantity in self.quantities().items() if self.stored.get(item) != quantity]

    def rows(self) -> list[dict[str, Any]]:
        """Each item as it is drawn: its fields, and what they come to."""
        quantities = self.quantities() if hasattr(self, "cleaned_data") else self.stored
        return [
            {
                "title": localise(supply.name.model_dump()),
                "unit": localise(supply.unit.both),
                "unit_one": unit_name(1, supply.unit.both),
                "fields": [
                    self[supply.item + kind]
                    for kind in (PACKS, INNER, "")
                    if supply.item + kind in self.fields
                ],
                "quantity": quantities.get(supply.item),
                "words": packs.words(supply, quantities[supply.item]) if supply.item in quantities else "",
            }
            for supply in self.supplies
        ]


def count_field(item: str, unit: str, size: int) -> NumberField:
    """One number of a count. :param size: base units that one of it holds"""
    label = _("%(item)s (%(unit)s)") % {"item": item, "unit": unit}
    # A browser sends nothing for an input of type number that holds full-width digits: text keeps what was typed.
    attrs = {"inputmode": "numeric", "autocomplete": "off", "data-units": size}
    field = NumberField(
        label=label, min_value=0, max_value=LARGEST, required=False, widget=forms.TextInput(attrs=attrs)
    )
    field.unit, field.size = unit, size  # type: ignore[attr-defined]
    return field
