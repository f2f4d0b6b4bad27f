"""What the database does for a statement: counted in pages and rows, never in seconds."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

Plan = dict[str, Any]


def visited(plan: Plan) -> int:
    """Rows that the nodes of a plan handed on or threw away."""
    rows = sum(plan.get(name, 0) for name in ("Actual Rows", *(key for key in plan if "Rows Removed" in key)))
    return int(rows * plan["Actual Loops"]) + sum(visited(child) for child in plan.get("Plans", []))


def effort(plan: Plan) -> int:
    """Pages touched and rows visited."""
    pages = plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
    return int(pages) + visited(plan)


@contextmanager
def plans() -> Iterator[list[tuple[Plan, str]]]:
    """The plan of every SELECT inside the block, beside its text. Each runs twice: explained, and for real."""
    found: list[tuple[Plan, str]] = []

    def explained(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if isinstance(sql, str) and sql.lstrip().startswith("SELECT") and " FOR " not in sql and not many:
            with connection.connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
                [answer] = cursor.fetchone()
            plan = json.loads(answer) if isinstance(answer, str) else answer
            found.append((plan[0]["Plan"], sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explained):
        yield found


@contextmanager
def efforts() -> Iterator[list[tuple[int, str]]]:
    """The effort of every SELECT inside the block, beside its text."""
    found: list[tuple[int, str]] = []
    with plans() as explained:
        yield found
    found += [(effort(plan), sql) for plan, sql in explained]
