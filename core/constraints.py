"""Constraints that several models share. What the database can refuse, it refuses."""

from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _


def both_or_neither(first: str, second: str, *, name: str) -> CheckConstraint:
    """Who and when are a pair: both are known, or neither is."""
    neither = Q(**{f"{first}__isnull": True, f"{second}__isnull": True})
    both = Q(**{f"{first}__isnull": False, f"{second}__isnull": False})
    return CheckConstraint(
        condition=neither | both,
        name=name,
        violation_error_message=_("The person and the time belong together."),
    )
