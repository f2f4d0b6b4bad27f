"""Tell PostgreSQL's planner about rows that were just written in bulk."""

from django.db import connection, models


def analyze(*tables: type[models.Model]) -> None:
    """
    Refresh the statistics of these tables, inside the caller's transaction.

    Until autovacuum has looked, thousands of new rows count as none, and joins over them are planned as loops
    that were seen to pass the statement time limit.
    """
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ANALYZE (SKIP_LOCKED) {connection.ops.quote_name(table._meta.db_table)}")
