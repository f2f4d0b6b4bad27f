"""Records in a state that no verb leads to: what is refused there, and what would happen if the database let it be."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models, transaction


def force(rows: models.QuerySet[Any], **values: Any) -> None:
    """`rows.update(**values)` past the trigger of the database that knows the moves of the transition table."""
    with transaction.atomic():  # taken back as a whole, the switch too, where the database refuses the update
        switch(rows.model, "DISABLE")
        rows.update(**values)
        switch(rows.model, "ENABLE")


@contextmanager
def any_move(model: type[models.Model]) -> Iterator[None]:
    """The trigger of the model's table looks away, for everybody."""
    switch(model, "DISABLE")
    try:
        yield
    finally:
        switch(model, "ENABLE")


def switch(model: type[models.Model], word: str) -> None:
    table = model._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_trigger WHERE tgname = %s", [f"{table}_moves"])
        if cursor.fetchone() is None:
            return
        # What waits for the end of the transaction would keep the table from being altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} {word} TRIGGER {table}_moves")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
