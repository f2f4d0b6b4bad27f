"""Tables at the size of a province, filled by the database itself from one row."""

from django.db import connection, models

COPIED = """
INSERT INTO {table} ({columns})
SELECT {values} FROM {table}, generate_series(1, %s) AS n WHERE id = %s ORDER BY n RETURNING id
"""


def copies(of: models.Model, count: int, **own: str) -> list[int]:
    """
    `count` rows like this one; their keys, in order.

    :param own: by column, the SQL of what each has of its own; `n` counts from 1
    """
    names = [field.column for field in of._meta.concrete_fields if not field.primary_key]
    statement = COPIED.format(
        table=of._meta.db_table,
        columns=", ".join(f'"{name}"' for name in names),
        values=", ".join(own.get(name, f'"{name}"') for name in names),
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(statement, [count, of.pk])
        return [key for (key,) in cursor.fetchall()]
