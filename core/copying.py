"""Rows by COPY, in PostgreSQL's text format: the database's own way in for many at once."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models
from psycopg.copy import QueuedLibpqWriter

from core import binary_rows

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
    New rows of a model from plain values, by one COPY; what is not named takes its default.

    The database takes them in while they are made. More than a stretch of them would run into the statement time limit.

    :raises RuntimeError: if making them asks the database something, for which it would wait for ever
    """
    statement = f"COPY {model._meta.db_table} ({', '.join(columns)}) FROM STDIN"
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        connection.execute_wrapper(refuse_statement),
        cursor.copy(statement) as copy,
    ):
        for row in rows:
            copy.write_row(row)


def refuse_statement(_execute: Any, sql: str, *_more: Any) -> None:
    raise RuntimeError(f"asked while rows go in: {sql}")


@contextmanager
def checked_at_once(*tables: type[models.Model]) -> Iterator[None]:
    """
    The references of these tables are checked by each statement of the block, not all of them when it is committed:
    those of some hundred thousand rows would pass the statement time limit.
    """
    named = [table._meta.db_table for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(conname), ', ') FROM pg_constraint "
            "WHERE condeferrable AND contype = 'f' AND conrelid = ANY (%s::regclass[])",
            [named],
        )
        [constraints] = cursor.fetchone()
        cursor.execute(f"SET CONSTRAINTS {constraints} IMMEDIATE")
        yield
        cursor.execute(f"SET CONSTRAINTS {constraints} DEFERRED")


def copy_into(cursor: Any, table: str, columns: Sequence[str], lines: Sequence[str]) -> None:
    """:param lines: rows whose columns are escaped and separated by tabs"""
    if not lines:
        return
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        copy.write("\n".join(lines) + "\n")
