"""Drawn examples against the database: each is undone, so that the next one begins with the same world."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much]
# Examples of the slow suite, each a transaction of its own: within one of all of them, PostgreSQL keeps every dead
# version of a row, and each example would be slower than the one before. `EXAMPLES=1000` asks for a thousand of each.
COUNT = int(os.environ.get("EXAMPLES", "100"))
MANY = pytest.param(
    COUNT,
    marks=[pytest.mark.slow, pytest.mark.django_db(transaction=True)],
    id="many",
)
Check = Callable[..., None]


@contextmanager
def undone() -> Iterator[None]:
    """Nothing of an example is left for the next one."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def hold(check: Check, *draws: st.SearchStrategy[Any], examples: int) -> None:
    """Run `check` on so many drawn examples."""

    def example(drawn: tuple[Any, ...]) -> None:
        with undone():
            check(*drawn)

    settings(max_examples=examples, deadline=None, suppress_health_check=QUIET)(
        given(st.tuples(*draws))(example)
    )()
