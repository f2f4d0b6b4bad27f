from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.audit import trail
from core.dates import shanghai_day
from core.errors import TransitionNotAllowed
from core.models import AuditEvent, Notification
from reopening.models import MandateKind, Relation
from reopening.services import mandates
from supplies.models import Order, OrderKind, OrderLine, OrderStatus
from supplies.queries.history import history_of
from supplies.services import order_changes, order_limits, orders, purchases, rounds
from tests.factories import FirmFactory, UserFactory
from tests.supplies import makers

pytestmark = pytest.mark.django_db
now = timezone.now


def change(order: Order, units: int, *, by=None, reason: str = "counted again") -> Order:
    by = by or makers.member(order)
    return order_changes.change(order=order, lines={"mask": units}, reason=reason, by=by, at=now())


def test_a_change_keeps_what_was_asked_for_before_and_why():
    order = makers.order(200)

    change(order, 120)

    line, event = order.lines.get(), list(trail(order))[-1]
    assert (line.quantity, line.cancelled, line.wanted, line.open_units) == (200, 80, 120, 120)
    assert (event.verb, event.note) == ("order.change", "counted again")
    assert (event.data["before"], event.data["after"]) == ({"mask": 200}, {"mask": 120})
    assert "200 → 120" in history_of(order)[0].note
    assert makers.frozen_round().items.get().lines.get().requested == 120


def test_a_change_upwards_is_held_by_the_same_cap_as_the_order():
    order = makers.order(100)

    change(order, 280)

    assert order.lines.get().wanted == 280
    with pytest.raises(order_limits.AboveCap):
        change(order, 281)
    assert order.lines.get().wanted == 280


def test_a_change_by_the_office_is_told_to_the_firm_and_needs_a_reason():
    order = makers.order()

    with pytest.raises(orders.ReasonMissing):
        change(order, 100, by=makers.keeper(), reason=" ")
    change(order, 100, by=makers.keeper(), reason="typing error")

    told = Notification.objects.get(user=makers.member(order), kind="supplies.order_changed")
    assert told.params["reason"] == "typing error"
    with pytest.raises(PermissionDenied):
        change(order, 50, by=UserFactory())


def test_an_order_in_a_frozen_round_is_not_changed_until_the_round_is_over():
    makers.received()
    order = makers.order()
    round_ = makers.frozen_round()

    with pytest.raises(order_changes.InRound, match=round_.number):
        change(order, 100)
    rounds.cancel(round_=round_, reason="practice", by=makers.keeper(), at=now())

    assert change(order, 100).lines.get().wanted == 100


def test_a_frozen_round_of_yesterday_that_nobody_finished_holds_nobody_up():
    makers.received()
    order = makers.order()
    round_ = makers.frozen_round()
    type(round_).objects.filter(pk=round_.pk).update(day=shanghai_day(now()) - timedelta(days=2))

    assert change(order, 100).lines.get().wanted == 100


def test_no_less_can_be_asked_for_than_was_set_aside():
    makers.received(150)
    order = makers.order(280)
    makers.published_round()

    with pytest.raises(order_changes.AlreadyPromised, match="150"):
        change(order, 140)
    change(order, 150)

    line = order.lines.get()
    assert (line.awarded, line.wanted, line.open_units, order.status) == (150, 150, 0, OrderStatus.SUBMITTED)


def test_an_order_whose_every_line_is_given_up_is_cancelled():
    order = makers.order()

    change(order, 0, reason="closed for the year")

    assert order.status == OrderStatus.CANCELLED
    assert (order.lines.get().cancelled, order.lines.get().open_units) == (280, 0)
    with pytest.raises(TransitionNotAllowed):
        change(order, 10)


def test_a_partly_delivered_order_closes_once_the_rest_is_given_up():
    order = makers.order()
    OrderLine.objects.update(awarded=100, delivered=100)

    change(order, 100)

    assert order.status == OrderStatus.DELIVERED


def test_a_new_line_may_join():
    makers.item("goggles", name="护目镜", name_en="Goggles", pack_units=10)
    order = makers.order()

    by = makers.member(order)
    order_changes.change(order=order, lines={"goggles": 5}, reason="forgotten", by=by, at=now())

    assert dict(order.lines.values_list("item__code", "quantity")) == {"mask": 280, "goggles": 5}


def test_the_rest_becomes_a_need_to_buy_and_enters_the_pool():
    makers.received(100)
    order = makers.order(280)
    makers.published_round()

    need = order_changes.buy_rest(order=order, by=makers.member(order), at=now())

    line = order.lines.get()
    assert (line.awarded, line.to_purchase, line.open_units) == (100, 180, 0)
    assert (need.kind, need.status, need.follows) == (OrderKind.PURCHASE_ON_BEHALF, "submitted", order)
    assert [row.open_units for row in purchases.pool()] == [180]
    assert order.status == OrderStatus.SUBMITTED  # its 100 are still to come
    with pytest.raises(order_changes.NothingLeft):
        order_changes.buy_rest(order=order, by=makers.member(order), at=now())


def test_an_order_that_is_bought_as_a_whole_waits_for_nothing():
    order = makers.order()

    need = order_changes.buy_rest(order=order, items=["mask"], by=makers.member(order), at=now())

    assert order.status == OrderStatus.CANCELLED
    assert list(trail(order))[-1].note == need.number
    assert purchases.pool().get().order == need


def test_only_the_firm_has_its_rest_bought():
    order = makers.order()

    with pytest.raises(PermissionDenied):
        order_changes.buy_rest(order=order, by=makers.keeper(), at=now())

    assert purchases.pool().count() == 0


def test_what_is_being_bought_is_neither_changed_nor_cancelled():
    need = makers.order(50, kind=OrderKind.PURCHASE_ON_BEHALF)
    purchases.propose(
        division=makers.district(), item=makers.item(), seller=makers.seller(), price_fen=170, price_units=1,
        order_lines=list(purchases.pool()), by=makers.keeper(), at=now(),
    )  # fmt: skip

    with pytest.raises(orders.BeingBought):
        change(need, 10)
    with pytest.raises(orders.BeingBought):
        orders.cancel(order=need, reason="dear", by=makers.member(need), at=now())


def test_a_clerk_orders_on_the_callers_word_and_every_act_names_the_mandate():
    makers.item()
    firm = FirmFactory()
    application = makers.case(firm=firm)
    clerk = UserFactory()
    with pytest.raises(PermissionDenied):
        orders.place(application=application, lines={"mask": 50}, by=clerk, at=now())
    mandate = mandates.give(
        firm=firm,
        kind=MandateKind.HOTLINE,
        giver=mandates.Giver("王女士", Relation.MANAGER, "13800001234"),
        until=now() + timedelta(hours=1),
        by=clerk,
        at=now(),
    )

    order = orders.place(application=application, lines={"mask": 50}, by=clerk, at=now())
    change(order, 40, by=clerk)

    events = AuditEvent.objects.filter(verb__in=["order.submit", "order.change"])
    assert [event.data["mandate"] for event in events] == [mandate.number] * 2
    assert "王女士" in history_of(order)[0].who
    assert list(Order.objects.visible_to(clerk)) == [order]
    mandates.end(mandate=mandate, by=clerk, at=now())
    assert not Order.objects.visible_to(clerk).exists()
    with pytest.raises(PermissionDenied):
        change(order, 10, by=clerk)
