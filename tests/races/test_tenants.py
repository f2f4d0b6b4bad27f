"""
A tenant whom two operators list at the same instant is filed for by one of them.

The control: without the lock on the firms both believe that nobody files for it, and the database refuses one.
"""

import threading

import pytest
from django.db import IntegrityError, models
from django.utils import timezone

from core.dates import shanghai_day
from core.models import User
from reopening.models import Application, Firm, Tenancy, Umbrella
from reopening.services import tenant_intake, umbrellas
from reopening.services.tenant_files import TenantIntake, TenantList
from tests.factories import MembershipFactory, policy_set
from tests.races.crowd import together
from tests.reopening.umbrellas import line, shared, table

pytestmark = pytest.mark.django_db(transaction=True)
TENANTS = 30


@pytest.fixture
def operators():
    found = []
    policy_set()
    for name in ("演示广场", "另一广场"):
        user = MembershipFactory(firm__name=name).user
        found.append(
            umbrellas.open_umbrella(
                firm=user.firms.get(), values=shared(name=name), plan={}, by=user, at=timezone.now()
            )
        )
    return found


def act(umbrella: Umbrella):
    policy = policy_set()
    rows = table(*(line(n) for n in range(900, 900 + TENANTS)))

    def take_in():
        by = User.objects.get(pk=umbrella.opened_by_id)
        mine = Umbrella.objects.select_related("firm", "division").get(pk=umbrella.pk)
        with TenantList(rows) as tenants:
            judged = list(tenants.judged(shanghai_day(timezone.now())))
        return TenantIntake(mine, policy, by, timezone.now()).take_in(judged)

    return take_in


def test_each_tenant_has_one_operator(operators):
    first, second = together(*map(act, operators))

    assert first.counts["new"] + second.counts["new"] == TENANTS
    assert len(first.refused) + len(second.refused) == TENANTS
    assert Tenancy.objects.count() == TENANTS
    assert Application.objects.count() == TENANTS
    assert Firm.objects.count() == TENANTS + 2


def test_without_the_lock_the_database_refuses_the_second(operators, monkeypatch):
    monkeypatch.setattr(models.QuerySet, "select_for_update", lambda rows, **_how: rows)
    seen = tenant_intake.standing
    both_have_read = threading.Barrier(2)

    def read_together(*arguments):
        found = seen(*arguments)
        both_have_read.wait(timeout=30)
        return found

    # Firms stand already, so that nobody waits for the other's insert.
    act(operators[0])()
    Tenancy.objects.all().delete()
    Application.objects.update(status="withdrawn")
    monkeypatch.setattr(tenant_intake, "standing", read_together)

    results = together(*map(act, operators))

    assert sum(isinstance(result, IntegrityError) for result in results) == 1
