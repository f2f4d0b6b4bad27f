"""
Rows of a model from a statement of one's own (docs/adr/0045), which the database keeps too (docs/adr/0077).

Django makes the words of a query anew each time, which costs several times what a lookup by key does. What every
act asks is written once, with `Columns` for its columns; the instances are as a query makes them.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection, models
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper

Row = TypeVar("Row", bound=models.Model)
Convert = Callable[[Any, Any, Any], Any]
BINDING: Any = ServerBindingCursor  # a cursor of psycopg, which Django's stubs do not know


@contextmanager
def kept_cursor() -> Iterator[CursorWrapper]:
    """
    A cursor for statements whose words stay the same: the database reads and plans them once for each connection.

    Values go beside the words, not into them; so one statement at a time, and a type behind each that the place
    does not tell (`%s::text[]`). Where statements are written down they are sent as any others, to be explained.
    """
    if connection.queries_logged:
        with connection.cursor() as cursor:
            yield cursor
        return
    connection.ensure_connection()
    with connection.make_cursor(BINDING(connection.connection)) as cursor:
        yield cursor


class Columns(Generic[Row]):
    """
    The columns of a model under the alias of its table.

    :param without: names of fields that stay unread until they are asked for
    """

    def __init__(self, model: type[Row], alias: str, *, without: Collection[str] = ()) -> None:
        self.model = model
        self.fields = [each for each in model._meta.concrete_fields if each.name not in without]
        self.names = [each.attname for each in self.fields]
        self.words = ", ".join(f'{alias}."{each.column}"' for each in self.fields)

    def __len__(self) -> int:
        return len(self.fields)

    @cached_property
    def converters(self) -> list[tuple[int, Convert]]:
        """Of the columns whose values are not what the driver gives."""
        return [
            (place, convert)
            for place, field in enumerate(self.fields)
            for convert in field.get_db_converters(connection)
        ]

    def row(self, values: Sequence[Any]) -> Row:
        """The instance that these values are, in the order of the columns."""
        made = list(values)
        for place, convert in self.converters:
            made[place] = convert(made[place], None, connection)
        return self.model.from_db(connection.alias, self.names, made)


class ByColumn(Generic[Row]):
    """The rows of a model that have one value in a column."""

    def __init__(self, model: type[Row], column: str) -> None:
        self.columns = Columns(model, "row")
        self.statement = (
            f'SELECT {self.columns.words} FROM "{model._meta.db_table}" AS row WHERE row."{column}" = %s'  # noqa: S608 - names of the model's own
        )

    def rows(self, value: Any) -> list[Row]:
        with kept_cursor() as cursor:
            cursor.execute(self.statement, [value])
            return [self.columns.row(each) for each in cursor.fetchall()]
