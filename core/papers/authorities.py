"""Who issues a paper: the name that was written for the place or one above it, else the place itself."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from core.models import AuthorityName, Division
from core.papers.filling import Pair

LEVELS = (2, 4, 6, 9)
CITY_DIGITS = 4


def authority_name(code: str) -> Pair:
    """The authority of one place."""
    return authorities([code])(code)


def authorities(codes: Iterable[str]) -> Callable[[str], Pair]:
    """The authority of each of these places and of those above them; one query, however many they are."""
    places = places_of({above for code in codes for above in covering(code)})

    @cache
    def authority(code: str) -> Pair:
        return called(places, code)

    return authority


def covering(code: str) -> list[str]:
    """The place with those above it, the widest first."""
    return [code[:length] for length in LEVELS if length <= len(code)]


def places_of(codes: Iterable[str]) -> Mapping[str, Division]:
    """By code, each with `written`: what was written last for it, or None."""
    newest = AuthorityName.objects.filter(division=OuterRef("pk")).order_by("-pk")
    written = newest.values(said=JSONObject(zh="name", en="name_en"))[:1]
    return Division.objects.annotate(written=Subquery(written)).in_bulk(codes)


def called(places: Mapping[str, Division], code: str) -> Pair:
    """As the nearest name says; else 杭州市西湖区 / Xihu District, Hangzhou City, from the city down."""
    chain = [places[each] for each in covering(code) if each in places]
    for place in reversed(chain):
        written: Pair | None = place.written  # type: ignore[attr-defined]
        if written and written["zh"]:
            return written
    shown = [place for place in chain if len(place.pk) >= CITY_DIGITS] or chain
    return {
        "zh": "".join(place.name for place in shown),
        "en": ", ".join(place.name_en for place in reversed(shown)),
    }
