import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.audit import trail
from core.errors import TransitionNotAllowed
from supplies.models import Balance, OrderKind, Round, RoundStatus
from supplies.queries.figures import latest_lines
from supplies.queries.history import history_of
from supplies.services import daily_rounds, emergencies, orders, rounds
from tests.supplies import makers

pytestmark = pytest.mark.django_db
now = timezone.now


def expedite(order, *, by=None, reason="nobody can work without") -> Round:
    return emergencies.expedite(order=order, reason=reason, by=by or makers.keeper(), at=now())


def test_an_urgent_order_gets_its_goods_before_the_days_round():
    makers.received(300)
    first, urgent = makers.order(280), makers.order(280, urgent_reason="no mask left")

    round_ = expedite(urgent)

    line = urgent.lines.get()
    assert (line.awarded, Balance.objects.get(place=makers.place()).reserved) == (300, 300)  # six boxes
    assert first.lines.get().awarded == 0
    assert (round_.status, round_.order) == (RoundStatus.PUBLISHED, urgent)
    assert urgent.expedited_by == makers.keeper()
    event = list(trail(urgent))[-1]
    assert (event.verb, event.note) == ("order.expedite", "nobody can work without")
    assert event.data["round"] == round_.number
    assert round_.number in history_of(urgent)[0].note


def test_it_comes_earlier_and_never_more_than_the_rule_gives():
    makers.received(5_000)
    order = makers.order(280, application=makers.case(masks=200))

    expedite(order)

    assert order.lines.get().awarded == 100  # two boxes to the target of seven days of 40 people, 200 in hand


def test_without_stock_nothing_is_written():
    order = makers.order()

    with pytest.raises(emergencies.NothingGiven):
        expedite(order)

    assert not Round.objects.exists()
    order.refresh_from_db()
    assert order.expedited_at is None


def test_only_a_dispatcher_of_the_place_may_and_must_say_why():
    makers.received()
    order = makers.order()

    with pytest.raises(PermissionDenied):
        expedite(order, by=makers.member(order))
    with pytest.raises(orders.ReasonMissing):
        expedite(order, reason="  ")
    orders.cancel(order=order, reason="closed", by=makers.member(order), at=now())
    with pytest.raises((TransitionNotAllowed, rounds.NothingToShare)):
        expedite(order)

    assert not Round.objects.exists()


def test_other_kinds_are_not_shared_out():
    need = makers.order(kind=OrderKind.PURCHASE_ON_BEHALF)

    with pytest.raises(emergencies.NotShared):
        expedite(need)


def test_a_round_that_was_frozen_before_is_frozen_again():
    makers.received(300)
    makers.order(280)
    urgent = makers.order(280)
    day_round = makers.computed_round()

    expedite(urgent)

    with pytest.raises(rounds.FactsMoved):
        rounds.publish(round_=day_round, by=makers.keeper(), at=now())


def test_an_emergency_round_is_not_the_days_round():
    makers.received(300)
    urgent = makers.order(280)
    makers.order(100)
    expedite(urgent)

    assert daily_rounds.open_all(now()) == 1
    assert not latest_lines(makers.keeper()).exists()
