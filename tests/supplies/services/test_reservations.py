"""What was set aside and never picked is free again; what a run has taken stays."""

from datetime import timedelta

import pytest
from django.utils import timezone

from supplies.models import AwardLot, AwardLotState, Balance, OrderLine
from supplies.services import proof, reservations
from tests.supplies import makers

pytestmark = pytest.mark.django_db


def test_unpicked_goods_are_free_after_two_days_and_only_once():
    makers.received(1_000)
    makers.order()
    makers.published_round()
    now = timezone.now()

    freed = [reservations.expire(now + timedelta(days=days)) for days in (0, 1, 2, 2)]

    assert freed == [0, 0, 1, 0]
    assert AwardLot.objects.get().state == AwardLotState.EXPIRED
    assert (Balance.objects.get(place=makers.place()).reserved, OrderLine.objects.get().awarded) == (0, 0)
    assert list(proof.faults()) == []


def test_what_a_run_has_taken_stays_set_aside():
    makers.received(1_000)
    makers.order()
    makers.published_round()
    makers.run()

    assert reservations.expire(timezone.now() + timedelta(days=9)) == 0
    assert AwardLot.objects.get().state == AwardLotState.RESERVED
