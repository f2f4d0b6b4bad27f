"""A computed round on its way to the firms: published once, as it was frozen, or refused."""

import pytest
from django.db import connection
from django.utils import timezone

from core import background
from core.models import Notification
from reopening.models import Application, Halt, HaltKind
from reopening.services import halts
from supplies.models import (
    AwardLot,
    AwardLotState,
    Balance,
    Lot,
    OrderLine,
    Round,
    RoundStatus,
)
from supplies.services import orders, rounds
from tests.states import force
from tests.supplies import makers

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


def test_publishing_is_refused_when_the_facts_have_moved():
    makers.received(300)
    order = makers.order()
    cases = {
        "an order is cancelled": lambda: orders.cancel(
            order=order, reason="twice", by=makers.member(order), at=now()
        ),
        "a firm is stopped": lambda: halts.begin_many(
            list(Application.objects.all()), HaltKind.STOP, halts.Why(), by=makers.keeper(), at=now()
        ),
        "an approval ends": lambda: force(Application.objects.all(), status="revoked"),
        "a lot is recalled": lambda: force(Lot.objects.all(), status="recalled"),
        "stock moves": lambda: Balance.objects.filter(place=makers.place()).update(reserved=50),
    }
    for why, move in cases.items():
        round_ = makers.computed_round()
        move()

        with pytest.raises(rounds.FactsMoved):
            rounds.publish(round_=round_, by=makers.keeper(), at=now())

        assert Round.objects.get(pk=round_.pk).status == RoundStatus.COMPUTED, why
        assert not AwardLot.objects.filter(state=AwardLotState.RESERVED).exists()
        OrderLine.objects.update(cancelled=0)
        force(Application.objects.all(), status="submitted")
        Halt.objects.in_force().update(ended_at=now(), ended_by=makers.keeper())
        force(Lot.objects.all(), status="released")
        Balance.objects.update(reserved=0)
        force(orders.Order.objects.all(), status="submitted")


@pytest.mark.parametrize("column", ["packs = 1", "picks[1][3] = picks[1][3] + 10"])
def test_awards_altered_by_hand_are_not_published(column):
    makers.received(300)
    makers.order()
    round_ = makers.computed_round()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE supplies_award SET {column}")

    with pytest.raises(rounds.Tampered):
        rounds.publish(round_=round_, by=makers.keeper(), at=now())


def test_two_rounds_on_the_same_stock_publish_once():
    makers.received(300)
    makers.order()
    first, second = makers.computed_round(), makers.computed_round()

    rounds.publish(round_=first, by=makers.keeper(), at=now())
    with pytest.raises(rounds.FactsMoved):
        rounds.publish(round_=second, by=makers.keeper(), at=now())

    assert Balance.objects.get(place=makers.place()).reserved == 300


def test_every_firm_is_told_once_what_it_got():
    makers.received(300)
    order = makers.order()
    round_ = makers.published_round()

    background.run_waiting()
    rounds.enqueue("supplies.tasks.tell_firms", round_id=round_.pk)
    background.run_waiting()

    notice = Notification.objects.get(kind="supplies.awarded")
    assert notice.user == makers.member(order)
    assert notice.params["goods"] == "300 pieces of Masks"
