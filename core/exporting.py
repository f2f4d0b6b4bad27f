"""
The lists that can be taken out as a file.

Each package names its own in `exports.py`: `LISTINGS = [Listing(...)]`. A listing reads its rows for a person, under
the filters of the page's address, when the file is made: what that person no longer sees is not in it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from core.models import ExportFormat, User
from core.packages import modules
from core.paging import after, read

CHUNK = 2_000
CONSENT_ABOVE = 100  # people's data in one file, beyond which a second person must agree
Words = str | Promise
Query = Mapping[str, str]
Progress = Callable[[int, int], None]  # how many are done, of how many
TABLES_ONLY = (ExportFormat.XLSX, ExportFormat.CSV)


@dataclass(frozen=True)
class Listing:
    """
    :param columns: the headings
    :param rows: what `user` sees under the filters of an address; PermissionDenied if the list is not theirs
    :param order: of the rows, as for `core.paging.keyset`
    :param cells: from a chunk of rows, the cells of each
    :param people: how many people's data are under the filters, for a list that holds any
    :param whole: the cells of a short list that is counted rather than read
    :param before: what must be put down before such a list is read (a look at names)
    :param place: of a list that firms take out too, the code of the place where somebody consents to theirs
    :param document: of what is printed and not a table: writes the PDF, and says how many are in it
    """

    name: str
    title: Words
    columns: tuple[Words, ...]
    rows: Callable[[User, Query], QuerySet[Any]]
    cells: Callable[[Sequence[Any]], Iterable[Sequence[Any]]]
    order: tuple[str, ...] = ("-pk",)
    people: Callable[[User, Query], int] | None = None
    before: Callable[..., None] | None = None
    whole: Callable[[User, Query], Iterable[Sequence[Any]]] | None = None
    place: Callable[[User, Query], str] | None = None
    document: Callable[[User, Query, Path, Progress], int] | None = None

    @property
    def formats(self) -> tuple[ExportFormat, ...]:
        return (ExportFormat.PDF,) if self.document else TABLES_ONLY

    def is_open_to(self, user: User) -> bool:
        """Whether somebody like `user` takes out such lists at all; which rows of it, `rows` says."""
        return user.is_official or self.place is not None

    def read(self, user: User, query: Query) -> Iterator[Sequence[Any]]:
        """The cells of every row, chunk by chunk along the keys; memory does not grow with the list."""
        if self.whole:
            yield from self.whole(user, query)
            return
        rows, condition = self.rows(user, query).order_by(*self.order), None
        while chunk := list((rows.filter(condition) if condition else rows)[:CHUNK]):
            yield from self.cells(chunk)
            condition = after(self.order, [read(chunk[-1], name.lstrip("-")) for name in self.order])


@cache
def listings() -> dict[str, Listing]:
    """Every listing of every package, by name."""
    found: list[Listing] = []
    for module in modules("exports"):
        found += module.LISTINGS
    names = [each.name for each in found]
    if len(names) != len(set(names)):
        raise ValueError(f"Two lists have the same name: {sorted(names)}")
    return {each.name: each for each in found}


def columns_of(*paths: str) -> Callable[[Sequence[Any]], Iterable[Sequence[Any]]]:
    """Cells that are columns of the row, by their names."""
    return lambda rows: ([getattr(row, path) for path in paths] for row in rows)
