"""Places are typed by name or by code, in every form and filter; what is typed is offered, found, and shown by name."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.db.models.functions import Length
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.checked import Suggestion
from core.choosing import SHOWN, Groups, PickedField, SeveralField
from core.folding import fold
from core.models import Division
from core.models.divisions import NATION
from core.permissions import prefix_q
from core.queries import (
    NAMESAKES,
    districts,
    is_code,
    place_of_code,
    places_like,
    resolve_place,
    streets_in,
    the_one_of,
)

LEVELS = (2, 4, 6, 9)  # digits of a code


class PlaceField(PickedField):
    """
    A division, by its name, by names down to it, or by its code.

    :ivar within: codes below which it must lie, the reader's own places; None for the whole country
    :ivar levels: numbers of digits that its code may have
    """

    check = "place"
    has_list = False
    default_error_messages = {"required": gettext_lazy("Please enter the place.")}
    within: Sequence[str] | None = None
    found: tuple[str, Division | None] = ("", None)  # what was looked up last
    fitting: tuple[str, list[Division]] = ("", [])  # and what fits it

    def __init__(self, *, levels: Sequence[int] = LEVELS, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.levels = levels

    @property
    def check_url(self) -> str:
        asked = {"within": self.within or (), "level": self.levels if self.levels != LEVELS else ()}
        stated = urlencode(asked, doseq=True)
        return f"{super().check_url}?{stated}" if stated else super().check_url

    @property
    def offers_first(self) -> bool:  # type: ignore[override]
        return self.within is not None

    @property
    def rows(self) -> QuerySet[Division]:
        rows = everywhere()
        if self.levels != LEVELS:
            rows = rows.alias(digits=Length("code")).filter(digits__in=self.levels)
        return rows if self.within is None else rows.filter(prefix_q("code", self.within))

    def own(self, within: Sequence[str]) -> None:
        """Only these places and those in them; where there is but one, it is filled in."""
        self.within, self.found, self.fitting = within, ("", None), ("", [])
        mine = list(self.rows.select_related("parent__parent").order_by("pk")[:2])
        if len(mine) == 1 or (len(within) == 1 and mine and mine[0].pk == within[0]):
            self.initial = mine[0]

    def clean(self, value: Any) -> Any:
        text = fold(super().clean(pk_or_text(value)))
        if not text:
            return None
        place = self.resolve(text)
        if place is None:
            raise self.refuse(text)
        return place

    def resolve(self, text: str) -> Division | None:
        if self.found[0] != text:
            rows = self.rows
            self.found = text, place_of_code(text, rows) if is_code(text) else the_one_of(self.like(text))
        return self.found[1]

    def like(self, text: str) -> list[Division]:
        """What fits, as many as anybody looks at: looked for once, however often a refusal asks."""
        if self.fitting[0] != text:
            self.fitting = text, list(places_like(text, self.rows)[:NAMESAKES])
        return self.fitting[1]

    def refuse(self, text: str) -> ValidationError:
        """A place that exists is named, so that nobody looks for a slip."""
        is_everywhere = self.within is None and self.levels == LEVELS
        elsewhere = None if is_everywhere or self.suggestions(text) else resolve_place(text, everywhere())
        if elsewhere is None:
            return super().refuse(text)
        if self.within is not None and not elsewhere.pk.startswith(tuple(self.within)):
            sentence = _("%(place)s is none of your places.") % {"place": told(elsewhere)}
            return ValidationError(sentence, code="elsewhere")
        sentence = _("%(place)s is of another level than what is asked for here.") % {
            "place": told(elsewhere)
        }
        return ValidationError(sentence, code="level")

    def suggestions(self, text: str) -> list[Suggestion]:
        text = fold(text)
        if len(text) < 2:
            return []
        return offered(self.like(text)[:SHOWN])

    def first_choices(self) -> list[Suggestion]:
        """The widest of the reader's own."""
        rows = self.rows.select_related("parent__parent").order_by(Length("code"), "code")
        return offered(rows[:SHOWN]) if self.offers_first else []

    def told(self, value: Any) -> str:
        return told(value)

    def prepare_value(self, value: Any) -> Any:
        """The whole path: it finds the same place again."""
        if isinstance(value, Division):
            return path_of(value)
        place = self.resolve(fold(str(value))) if value else None
        return path_of(place) if place else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = initial.pk if isinstance(initial, Division) else initial
        place = self.resolve(fold(data)) if data else None
        return (place.pk if place else data or None) != (before or None)


class PlacesField(SeveralField):
    """Several places; clean to their codes."""

    check = "places"
    within: Sequence[str] | None = None

    @property
    def check_url(self) -> str:
        stated = urlencode({"within": self.within or ()}, doseq=True)
        return f"{super().check_url}?{stated}" if stated else super().check_url

    @property
    def one(self) -> PlaceField:
        field = PlaceField(required=False)
        field.within = self.within
        return field


class StreetField(PlaceField):
    """A street or township; the whole list can be asked for, first its districts."""

    check = "division"
    width = ""  # the whole path, which is long in English
    has_list = True
    default_error_messages = {"required": gettext_lazy("Please enter the street or township.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(levels=(9,), **kwargs)

    @property
    def check_url(self) -> str:
        return super(PlaceField, self).check_url

    def offer(self, text: str) -> None:
        """First the districts, then the streets of one of them; once a street is chosen, neither."""
        if text and self.resolve(text):
            return
        self.widget.wider = grouped_by_parent(districts())
        if self.widget.within:
            rows = streets_in(self.widget.within)
            self.widget.entries = [("", [(path_of(row), str(row)) for row in rows])]
            raise ValidationError(_("Please choose the street or township."), code="choosing")
        raise ValidationError(_("Please choose the district first."), code="choosing")


class PlaceFilter(django_filters.Filter):
    """Rows of a place and of all that lies in it; programs give its code."""

    field_class = PlaceField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(field_name="division_code", lookup_expr="startswith", **kwargs)

    def filter(self, qs: QuerySet[Any], value: Division | None) -> QuerySet[Any]:
        return super().filter(qs, value and value.pk)


def everywhere() -> QuerySet[Division]:
    """All places in the country; it is none of its own."""
    return Division.objects.exclude(pk=NATION)


def pk_or_text(value: Any) -> Any:
    return value.pk if isinstance(value, Division) else value


def offered(rows: Iterable[Division]) -> list[Suggestion]:
    return [Suggestion(path_of(row), path_of(row)) for row in rows]


def told(place: Division) -> str:
    return f"{path_of(place)} ({place.pk})"


def grouped_by_parent(rows: Iterable[Division]) -> Groups:
    """Districts below the names of their cities."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        found.setdefault(str(row.parent or ""), []).append((row.pk, str(row)))
    return list(found.items())


def path_of(row: Division) -> str:
    """`杭州市 · 西湖区 · 北山街道`; of a district and all above it only what it lies in: `杭州市 · 西湖区`."""
    parent = row.parent
    above = [parent.parent if row.is_street else None, parent] if parent else []
    return " · ".join(str(each) for each in [*above, row] if each)
