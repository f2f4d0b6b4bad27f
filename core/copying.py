"""Rows by COPY, in PostgreSQL's text format: the database's own way in for many at once."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models
from psycopg.copy import QueuedLibpqWriter

from core import binary_rows
from core.stretches import stretches

NULL = r"\N"
# What COPY's text format reads as something else.
SPECIAL = re.compile(r"[\\\t\n\r]")
ESCAPES = {"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"}
QUOTED = re.compile(r'(["\\])')


def escaped(text: str) -> str:
    """`text` as COPY's text format wants it."""
    return SPECIAL.sub(lambda found: ESCAPES[found.group()], text) if SPECIAL.search(text) else text


def array(texts: Sequence[str]) -> str:
    """An array of texts as COPY's text format wants it."""
    if not texts:
        return "{}"
    together = "".join(texts)
    if '"' in together or "\\" in together:
        texts = [QUOTED.sub(r"\\\1", text) for text in texts]
    return escaped('{"' + '","'.join(texts) + '"}')


def line_of(cells: Iterable[Any]) -> str:
    """A row of plain values, with its line feed, as COPY's text format wants it."""
    return "\t".join([text_of(cell) for cell in cells]) + "\n"


def text_of(cell: Any) -> str:
    if isinstance(cell, str):
        return escaped(cell)
    if cell is None:
        return NULL
    if isinstance(cell, bool):
        return "t" if cell else "f"
    return str(cell)


@contextmanager
def copying(cursor: Any, table: str, columns: Sequence[str], *, is_binary: bool = False) -> Iterator[Any]:
    """
    A COPY that stays open; its `write` takes lines, each with its line feed.

    A thread hands them on, so that who writes works while the database does.

    :param is_binary: `write` takes rows of `binary_rows`
    """
    writer = QueuedLibpqWriter(cursor.cursor)
    form = " WITH (FORMAT binary)" if is_binary else ""
    statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN{form}"
    with cursor.db.wrap_database_errors, cursor.cursor.copy(statement, writer=writer) as copy:
        if is_binary:
            copy.write(binary_rows.BEGIN)
        yield copy
        if is_binary:
            copy.write(binary_rows.END)


def copy_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """
    New rows of a model from plain values, a stretch in memory at a time; what is not named takes its default.

    :param rows: must not ask the database while they are read: the connection is busy with the COPY
    """
    named = ", ".join(columns)
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(f"COPY {model._meta.db_table} ({named}) FROM STDIN") as copy,
    ):
        for stretch in stretches(rows):
            copy.write("".join([line_of(row) for row in stretch]))


def copy_into(cursor: Any, table: str, columns: Sequence[str], lines: Sequence[str]) -> None:
    """:param lines: rows whose columns are escaped and separated by tabs"""
    if not lines:
        return
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        copy.write("\n".join(lines) + "\n")
