"""Places are checked at the field while they are typed (`core.views.checks`)."""

from collections.abc import Callable

from django.http import HttpRequest

from core.checked import Checked
from core.place_fields import LEVELS, PlaceField, PlacesField, StreetField


def place_field(request: HttpRequest) -> PlaceField:
    field = PlaceField(required=False)
    field.within = within(request)
    levels = set(request.GET.getlist("level"))
    field.levels = tuple(level for level in LEVELS if str(level) in levels) or LEVELS
    return field


def places_field(request: HttpRequest) -> PlacesField:
    field = PlacesField(required=False)
    field.within = within(request)
    return field


def within(request: HttpRequest) -> list[str] | None:
    """Codes of places; the address says them, for they only narrow what everybody may know."""
    codes = request.GET.getlist("within")
    return [code for code in codes if code.isascii() and code.isdigit()][:50] or None


KINDS: dict[str, Callable[[HttpRequest], Checked]] = {
    "division": lambda request: StreetField(required=False),
    "place": place_field,
    "places": places_field,
}
