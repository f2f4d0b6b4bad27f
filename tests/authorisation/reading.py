"""Which names of a query or a form a page asks for, seen while it answers."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from django.http import QueryDict

OURS = {"csrfmiddlewaretoken", "encoding"}


@contextmanager
def names_read() -> Iterator[set[str]]:
    """The set fills while pages answer."""
    found: set[str] = set()

    def noting(method: Any) -> Any:
        def noted(self: QueryDict, key: Any, *rest: Any) -> Any:
            if isinstance(key, str) and key not in OURS:
                found.add(key)
            return method(self, key, *rest)

        return noted

    with ExitStack() as stack:
        for name in ("__getitem__", "__contains__", "get", "getlist"):
            stack.enter_context(patch.object(QueryDict, name, noting(getattr(QueryDict, name)), create=True))
        yield found
