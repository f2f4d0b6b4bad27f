"""Every address of the site, with the ids of records of the world in it."""

import re
from collections.abc import Iterator

from django.urls import URLPattern, get_resolver
from django.urls.resolvers import URLResolver

from tests.authorisation.world import NOTHING, OBJECTS, World

# Third parties' pages about one's own account, which have tests of their own, and pages made for machines.
LEFT_OUT = re.compile(r"^(accounts/|__debug__)")


def addresses_of(world: World) -> dict[str, str]:
    """The address of each pattern, but for those left out."""
    known: dict[tuple[str, str], object] = {}
    return {
        route: address_of(route, world, known=known)
        for route, _parts in routes()
        if not LEFT_OUT.match(route)
    }


def routes() -> Iterator[tuple[str, list[str]]]:
    """Every address of the product as its pattern, `firms/<uuid:public_id>/`, with the names of its parts."""
    for pattern, route in walk(get_resolver(), ""):
        yield route, [*pattern.pattern.converters] or [*pattern.pattern.regex.groupindex]


def walk(resolver: URLResolver, before: str) -> Iterator[tuple[URLPattern, str]]:
    for each in resolver.url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from walk(each, route)
        else:
            yield each, route


def address_of(route: str, world: World, *, known: dict[tuple[str, str], object]) -> str:
    """The address of the world's own records; a part that `OBJECTS` does not know is that of no record."""
    stem = route.removeprefix("api/v1/").removeprefix("supplies/")
    address, rest = "", route
    while "<" in rest:
        before, _open, rest = rest.partition("<")
        part, _close, rest = rest.partition(">")
        kind, _colon, name = part.rpartition(":")
        address += before + str(value_of(stem, name, world, known) or NOTHING.get(kind, "x"))
    return f"/{address}{rest}"


def value_of(stem: str, name: str, world: World, known: dict[tuple[str, str], object]) -> object:
    fitting = [(start, part) for start, part in OBJECTS if part == name and stem.startswith(start)]
    key = max(fitting, key=lambda pair: len(pair[0]), default=None)
    if key is not None and key not in known:
        known[key] = OBJECTS[key](world)
    return known[key] if key else None
