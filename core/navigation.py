"""
Where a person can go from every page, by role.

Each package names its pages in `navigation.py`: `PAGES = [NavPage(title, icon, url_name, roles)]`; the frame
of the page shows those that the reader's roles open. Order is the number, then the order of the packages.
"""

from dataclasses import dataclass
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.models import Role
from core.packages import modules


@dataclass(frozen=True)
class NavPage:
    """`roles` that are shown the page; `icon` names a symbol of static/img/icons.svg."""

    title: str | Promise
    icon: str
    url_name: str
    roles: frozenset[str]
    order: int = 50


PAGES = [
    NavPage(_("People"), "users", "core:people", frozenset({Role.ADMINISTRATOR}), order=80),
    NavPage(_("Exports"), "download", "core:exports", frozenset(Role) - {Role.COURIER}, order=70),
    NavPage(
        _("Papers: words and layout"), "print", "core:templates", frozenset({Role.ADMINISTRATOR}), order=82
    ),
    NavPage(_("Failed work"), "warn", "core:failed-jobs", frozenset({Role.ADMINISTRATOR}), order=85),
    NavPage(_("Audit trail"), "history", "core:audit", frozenset({Role.AUDITOR}), order=90),
]


@cache
def pages() -> tuple[NavPage, ...]:
    """Every page of every package, in the order shown."""
    found: list[NavPage] = [*PAGES]
    for module in modules("navigation", besides="core"):
        found += module.PAGES
    return tuple(sorted(found, key=lambda page: page.order))


def pages_for(roles: set[str]) -> list[NavPage]:
    return [page for page in pages() if page.roles & roles]
