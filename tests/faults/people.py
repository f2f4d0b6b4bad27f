"""Who acts in the day, and what by chance they take in hand."""

from random import Random
from typing import Any

from django.db.models import QuerySet

from core.models import Role, User
from tests.factories import AppointmentFactory, UserFactory
from tests.supplies import makers


def other_keeper() -> User:
    """Four eyes: another dispatcher of the district, the same every time."""
    found = User.objects.filter(username="second").first()
    if found is None:
        found = UserFactory(username="second")
        AppointmentFactory(user=found, role=Role.DISPATCHER, division=makers.district())
    return found


def any_of(rows: QuerySet[Any], chance: Random) -> Any:
    """:raises IndexError: if there is none"""
    return chance.choice(list(rows.order_by("pk")))
