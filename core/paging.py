"""Keyset pages: flat at any depth, and no row is seen twice while rows move."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.texts import UNSTORED

COUNT_CAP = 1_000


class BadCursor(DomainError):
    status = 400
    code = "bad_cursor"
    message = _("This page address is not complete. Please start again from the first page.")


@dataclass(frozen=True)
class Page:
    """`rows` of this page; `next_cursor` is empty on the last one."""

    rows: list[Any]
    next_cursor: str


def keyset(queryset: QuerySet[Any], *, order: tuple[str, ...], cursor: str = "", limit: int = 25) -> Page:
    """
    One page of `queryset`, ordered by `order` (fields, `-` for falling; the last one unique, none null).

    :raises BadCursor: if `cursor` is not one of ours
    """
    if cursor:
        try:
            queryset = queryset.filter(after(order, decode(cursor, len(order))))
        except (ValueError, TypeError, OverflowError, ValidationError) as error:
            raise BadCursor from error
    rows = list(queryset.order_by(*order)[: limit + 1])
    more = len(rows) > limit
    return Page(rows[:limit], encode(rows[limit - 1], order) if more else "")


def after(order: tuple[str, ...], values: list[Any]) -> Q:
    """
    What comes after a row, in this order.

    The first field's bound is said once more, without an "or": by it an index begins at the row, where it would
    read everything before it otherwise.
    """
    condition, equal = Q(), Q()
    for field, value in zip(order, values, strict=True):
        name, step = field.lstrip("-"), "lt" if field.startswith("-") else "gt"
        condition |= equal & Q(**{f"{name}__{step}": value})
        equal &= Q(**{name: value})
    first = order[0].lstrip("-")
    return Q(**{f"{first}__{'lte' if order[0].startswith('-') else 'gte'}": values[0]}) & condition


def encode(row: Any, order: tuple[str, ...]) -> str:
    values = [read(row, field.lstrip("-")) for field in order]
    return base64.urlsafe_b64encode(json.dumps(values, cls=ExactEncoder).encode()).decode().rstrip("=")


def read(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = row[name] if isinstance(row, dict) else getattr(row, name)
    return row


def decode(cursor: str, count: int) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError) as error:
        raise BadCursor from error
    if not isinstance(values, list) or len(values) != count or not all(map(may_stand_in_a_row, values)):
        raise BadCursor
    return values


def may_stand_in_a_row(value: Any) -> bool:
    return not isinstance(value, list | dict) and not (isinstance(value, str) and UNSTORED.search(value))


class ExactEncoder(DjangoJSONEncoder):
    """Django's encoder cuts instants to milliseconds; a cursor needs them whole."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)


def count_capped(
    queryset: QuerySet[Any], cap: int = COUNT_CAP, *, order: Sequence[str] = ()
) -> tuple[int, bool]:
    """
    How many rows, and whether that is exact: counting stops at `cap`.

    :param order: of an index, for rows that are joined: in any order the database may read all of both tables first
    """
    count = queryset.order_by(*order)[: cap + 1].count()
    return min(count, cap), count <= cap
