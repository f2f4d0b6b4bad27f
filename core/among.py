"""Thousands of keys in a condition."""

from collections.abc import Sequence

from django.db.models.expressions import RawSQL


def among(keys: Sequence[int]) -> RawSQL:
    """
    For `field__in`: the keys as one array.

    A list has a place in the statement for each key, and Django and the driver read place by place.
    """
    return RawSQL("SELECT unnest(%s::bigint[])", [list(keys)])
