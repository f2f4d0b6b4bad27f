"""Every morning a round stands computed; it is published by people."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.background import enqueue, run_waiting
from core.services.desk import the_desk
from supplies.models import Balance, Round
from supplies.services import daily_rounds, rounds
from tests.supplies import makers

pytestmark = pytest.mark.django_db
now = timezone.now


def test_a_district_with_open_orders_gets_one_round_a_day():
    makers.received(100)
    makers.order()

    assert daily_rounds.open_all(now()) == 1
    assert daily_rounds.open_all(now()) == 0

    round_ = Round.objects.get()
    assert (round_.status, round_.items.get().granted > 0) == ("computed", True)
    assert sum(Balance.objects.values_list("reserved", flat=True)) == 0
    with pytest.raises(PermissionDenied):
        rounds.publish(round_=round_, by=the_desk(), at=now())
    rounds.publish(round_=round_, by=makers.keeper(), at=now())


def test_a_round_made_by_hand_is_left_alone_and_the_next_day_has_its_own():
    makers.received(100)
    makers.order()
    makers.frozen_round()

    assert daily_rounds.open_all(now()) == 0
    assert daily_rounds.open_all(now() + timedelta(days=1)) == 1


def test_without_orders_there_is_no_round():
    makers.received(100)

    assert daily_rounds.open_all(now()) == 0


def test_the_task_runs_twice_without_harm():
    makers.received(100)
    makers.order()
    for _ in range(2):
        enqueue("supplies.tasks.open_rounds")

    run_waiting()

    assert Round.objects.count() == 1
