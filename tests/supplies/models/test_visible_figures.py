"""Quotas, least stocks and closed days: seen by whoever sees their place, and by nobody else."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from core.dates import shanghai_day
from core.models import Role, User
from supplies.models import CountDay, DailyQuota, StockFloor
from supplies.services import counts, places
from tests.factories import AppointmentFactory, UserFactory, other_street
from tests.supplies import makers

pytestmark = pytest.mark.django_db
FIGURES = (DailyQuota, StockFloor, CountDay)


@pytest.fixture(autouse=True)
def figures():
    at, by = timezone.now(), makers.keeper()
    places.set_quota(source=makers.supplier(), item=makers.item(), units=15_000, by=by, at=at)
    places.set_floor(depot=makers.place(), item=makers.item(), units=1_000, by=by, at=at)
    counts.close_day(depot=makers.place(), day=shanghai_day(at) - timedelta(days=1), by=by, at=at)


def appointed(role: str, division) -> User:
    user = UserFactory()
    AppointmentFactory(user=user, role=role, division=division)
    return user


def seen(user) -> list[int]:
    return [model.objects.visible_to(user).count() for model in FIGURES]


@pytest.mark.parametrize("role", [Role.DISPATCHER, Role.DEPOT_KEEPER, Role.AUDITOR])
def test_those_who_work_with_stock_see_their_own_districts(role):
    assert seen(appointed(role, makers.district())) == [1, 1, 1]
    assert seen(appointed(role, other_street().parent)) == [0, 0, 0]


@pytest.mark.parametrize("role", [Role.COURIER, Role.REVIEWER, Role.APPROVER, Role.ADMINISTRATOR])
def test_other_roles_of_the_place_see_none(role):
    assert seen(appointed(role, makers.district())) == [0, 0, 0]


def test_a_firm_and_a_stranger_see_none(outsider):
    assert seen(makers.member(makers.case())) == [0, 0, 0]
    assert seen(outsider) == [0, 0, 0]
    assert seen(AnonymousUser()) == [0, 0, 0]
