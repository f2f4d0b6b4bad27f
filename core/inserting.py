"""
Many new rows of one table at once, by COPY (docs/adr/0038).

Django writes each value of each row into one statement as a literal, which the driver then reads again character by
character to find its places: for decisions of some kilobytes that cost more than making them. COPY takes the same
values once. Constraints, foreign keys and triggers hold as for any INSERT.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import orjson
from django.db import connection, models
from django.db.models.expressions import DatabaseDefault

from core.copying import NULL, array, escaped
from core.kept_statements import kept_cursor

FEW = 3  # up to here one INSERT is cheaper than drawing keys and opening a COPY
DRAWN = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"

Field = Any  # a column of a model
Row = TypeVar("Row", bound=models.Model)


def insert_many(rows: Iterable[Row]) -> list[Row]:
    """
    Insert new rows of one model, each with its key afterwards; as `bulk_create`, at most two statements.

    A field that is to take the database's default takes it in all of the rows, or in none.

    :raises IntegrityError: as an INSERT would; then none is there
    """
    new = list(rows)
    if len(new) <= FEW:
        return insert_few(new) if new else []
    meta = new[0]._meta
    if has_drawn_key(new):
        draw_keys(new)
    fields = [each for each in meta.concrete_fields if not is_left_out(each, new)]
    table = f'"{meta.db_table}"'
    columns = ", ".join(f'"{each.column}"' for each in fields)
    lines = ["\t".join([text_of(field, row) for field in fields]) for row in new]
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy,
    ):
        copy.write("\n".join(lines) + "\n")
    return as_saved(new)


def insert_few(rows: list[Row]) -> list[Row]:
    """One INSERT. `bulk_create` makes its statement anew each time, which costs a single row more than its writing."""
    meta = rows[0]._meta
    drawn = meta.pk if has_drawn_key(rows) else None
    fields = [each for each in meta.concrete_fields if each is not drawn and not is_left_out(each, rows)]
    columns = ", ".join(f'"{each.column}"' for each in fields)
    places = ", ".join(["(" + ", ".join(["%s"] * len(fields)) + ")"] * len(rows))
    values = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection) for row in rows for field in fields
    ]
    statement = f'INSERT INTO "{meta.db_table}" ({columns}) VALUES {places} RETURNING "{meta.pk.column}"'  # noqa: S608 - names of the model's own
    with kept_cursor() as cursor:
        cursor.execute(statement, values)
        for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = key
    return as_saved(rows)


def as_saved(rows: list[Row]) -> list[Row]:
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return rows


def has_drawn_key(rows: Sequence[models.Model]) -> bool:
    return rows[0].pk is None and isinstance(rows[0]._meta.pk, models.AutoField | models.BigAutoField)


def draw_keys(rows: Sequence[models.Model]) -> None:
    """Give each row the next key of its table."""
    for row, key in zip(rows, next_keys(type(rows[0]), len(rows)), strict=True):
        row.pk = key


def next_keys(model: type[models.Model], count: int) -> list[int]:
    """So many new keys of its table, drawn in one statement."""
    meta = model._meta
    with kept_cursor() as cursor:
        cursor.execute(DRAWN, [f'"{meta.db_table}"', meta.pk.column, count])
        return [key for (key,) in cursor.fetchall()]


def is_left_out(field: Field, rows: Sequence[models.Model]) -> bool:
    """Whether the database fills the column in."""
    return isinstance(getattr(rows[0], field.attname), DatabaseDefault)


def text_of(field: Field, row: models.Model) -> str:
    """A value as COPY's text format has it."""
    value = field.pre_save(row, add=True)
    if value is None:
        return NULL
    if isinstance(field, models.JSONField):
        return escaped(
            json.dumps(value, cls=field.encoder) if field.encoder else orjson.dumps(value).decode()
        )
    value = field.get_prep_value(value)
    if value is True or value is False:
        return "t" if value else "f"
    if isinstance(value, list):
        return array(value)
    return escaped(str(value))
