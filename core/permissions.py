"""Jurisdiction: a role in a division covers the division's whole subtree, by code prefix."""

from collections.abc import Iterable

from django.db.models import Q

from core.models import User


def in_jurisdiction(user: User, role: str, division_code: str) -> bool:
    return user.has_role(role, division_code)


def prefix_q(field: str, prefixes: Iterable[str]) -> Q:
    """Rows whose `field` starts with any of `prefixes`; none of them, no rows."""
    condition = Q(pk__in=[])
    for prefix in prefixes:
        condition |= Q(**{f"{field}__startswith": prefix})
    return condition
