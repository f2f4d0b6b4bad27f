"""Single fields of a policy set as Django fields: they accept anything, because the schema judges."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from core.choosing import PickedField
from core.place_fields import PlaceField, PlacesField
from reopening.forms.industries import IndustriesField
from reopening.policy.shapes import Shape
from reopening.wording.choices import choice_label

LONG = {"explanation", "why", "hint", "hints", "commitment", "checklist"}
DAY = re.compile(r"\d{4}-\d\d-\d\d|")
SHORT = {"class": "input-short"}
# Places and trades: typed and shown by name, kept by code; nobody's own.
NAMED: dict[str, type[PlaceField | PlacesField | IndustriesField]] = {
    "division": PlaceField,
    "divisions": PlacesField,
    "excluded_divisions": PlacesField,
    "industries": IndustriesField,
}


def field_of(shape: Shape, value: Any, found: list[tuple[str, str]]) -> forms.Field:
    """A field for this shape.

    :param found: key and name of what may be chosen, where it names something of the set
    """
    if shape.kind == "flag":
        return forms.BooleanField(required=False)
    if shape.name in NAMED:
        return NAMED[shape.name](required=False)
    if shape.kind == "fixed":
        return forms.CharField(required=False, widget=forms.HiddenInput)
    if shape.choices:
        found = [(each.value, choice_label(shape.choices, each.value)) for each in shape.choices]
    if found and shape.kind in {"lines", "many"}:
        return forms.MultipleChoiceField(
            required=False, choices=chosen_first(value, found), widget=forms.CheckboxSelectMultiple
        )
    if found:
        strange = [] if not value or str(value) in dict(found) else [(str(value), str(value))]
        return forms.ChoiceField(required=False, choices=[("", _("Please choose")), *strange, *found])
    return forms.CharField(required=False, widget=widget_of(shape, value))


def names_of(made: PlaceField | PlacesField | IndustriesField, value: Any) -> str:
    """Places and trades by name with the code beside; what is not known stays as it is."""
    one = made if isinstance(made, PlaceField) else made.one
    codes = value if isinstance(value, list) else [value]
    return _(", ").join(name_of(one, str(code)) for code in codes)


def name_of(one: PickedField, code: str) -> str:
    try:
        return one.told(one.clean(code))
    except forms.ValidationError:
        return code


def chosen_first(value: Any, found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What is chosen in its order, then the rest; a value that is defined nowhere stays to be seen."""
    labels = dict(found)
    chosen = [str(each) for each in value] if isinstance(value, list) else []
    return [(each, labels.get(each, each)) for each in dict.fromkeys(chosen)] + [
        each for each in found if each[0] not in chosen
    ]


def widget_of(shape: Shape, value: Any) -> forms.Widget:
    typed = "" if value is None else str(value)
    match shape.kind:
        case "whole":
            return forms.TextInput(attrs={"inputmode": "numeric", **SHORT})
        case "decimal":
            return forms.TextInput(attrs={"inputmode": "decimal", **SHORT})
        case "day" if DAY.fullmatch(typed):
            return forms.TextInput(attrs={"type": "date", **SHORT})
        case "time":
            return forms.TextInput(attrs={"placeholder": "17:00", **SHORT})
        case "lines":
            return forms.Textarea(attrs={"rows": min(len(value or ()) + 1, 8)})
    if shape.name in LONG or "\n" in typed or len(typed) > 80:
        return forms.Textarea(attrs={"rows": 2 + len(typed) // 60})
    return forms.TextInput()


def typed_again(shape: Shape, value: Any) -> list[str]:
    """The stored value as a browser would post it."""
    if shape.kind == "flag":
        return ["on"] if value is True else []
    if shape.kind in {"lines", "many"}:
        return [str(each) for each in value] if isinstance(value, list) else []
    return [""] if value is None or isinstance(value, dict | list) else [str(value)]
