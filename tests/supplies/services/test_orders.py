from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.errors import TransitionNotAllowed
from core.models import AuditEvent
from reopening.halts import StandsStill
from reopening.models import Application, Halt
from reopening.services import applications, conditions
from supplies.models import Order, OrderLine, OrderStatus
from supplies.queries.overview import needs_by_item
from supplies.services import order_completion, order_limits, orders, rounds
from tests.factories import MembershipFactory, ready_application
from tests.states import force
from tests.supplies import makers

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


def test_one_click_orders_what_the_inventory_lacks_of_the_reserve():
    makers.item()
    application = makers.case(heads=40, masks=100)

    order = orders.order_shortfall(application=application, by=makers.member(application), at=now())

    line = order.lines.get()
    assert order.status == OrderStatus.SUBMITTED
    assert (line.item.code, line.quantity, line.reported) == ("mask", 40 * 7 - 100, 100)
    assert list(AuditEvent.objects.filter(verb__startswith="order.").values_list("verb", flat=True)) == [
        "order.edit",
        "order.submit",
    ]


def test_nothing_short_nothing_ordered():
    makers.item()
    application = makers.case(heads=10, masks=500)

    with pytest.raises(orders.NothingShort):
        orders.order_shortfall(application=application, by=makers.member(application), at=now())


def test_an_application_has_one_open_government_order():
    order = makers.order()

    with pytest.raises(orders.AlreadyOrdered):
        makers.order(10, application=order.application)
    other = orders.create(
        application=order.application,
        lines={"mask": 5},
        kind="purchase_on_behalf",
        by=makers.member(order),
        at=now(),
    )

    assert other.kind == "purchase_on_behalf"


def test_more_than_the_policy_allows_at_once_is_refused_by_line():
    with pytest.raises(order_limits.AboveCap) as refusal:
        makers.order(281, application=makers.case(heads=40))

    assert refusal.value.errors[0]["path"] == "mask"
    assert "280" in refusal.value.errors[0]["message"]


def test_a_firm_that_was_just_served_waits_for_its_next_turn():
    order = makers.order()
    force(orders.Order.objects.filter(pk=order.pk), status=OrderStatus.DELIVERED)

    with pytest.raises(order_limits.TooSoon):
        makers.order(10, application=order.application)

    orders.Order.objects.filter(pk=order.pk).update(submitted_at=now() - timedelta(days=2))
    force(orders.Order.objects.filter(status="draft"), status="cancelled")
    assert makers.order(10, application=order.application).status == OrderStatus.SUBMITTED


def a_draft(masks: int = 100) -> Application:
    """Ready to be handed in: three people, of whom each needs a mask a day."""
    makers.item()
    return ready_application(MembershipFactory().firm, masks=masks)


def test_a_draft_orders_what_is_missing_and_nobody_else_hears_of_it():
    makers.received(300)
    application = a_draft(masks=1)
    dispatcher = makers.keeper()

    order = orders.order_shortfall(application=application, by=makers.member(application), at=now())

    assert order.status == OrderStatus.SUBMITTED
    assert order.lines.get().quantity == 3 * 7 - 1
    assert list(Order.objects.visible_to(makers.member(order))) == [order]
    assert not Order.objects.visible_to(dispatcher).exists()
    with pytest.raises(rounds.NothingToShare):
        makers.frozen_round()
    assert needs_by_item(["3301"]) == {}


def test_once_the_application_is_handed_in_its_order_takes_part_with_the_stock_it_was_filed_with():
    makers.received(300)
    application = a_draft(masks=1)
    member = makers.member(application)
    order = orders.order_shortfall(application=application, by=member, at=now() - timedelta(hours=1))
    application.inventory.filter(item_code="mask").update(quantity=15)

    applications.submit(application=application, committed=True, by=member, at=now())

    assert list(Order.objects.visible_to(makers.keeper())) == [order]
    line = makers.frozen_round().items.get().lines.get()
    assert (line.order_line, line.ineligible, line.reported) == (order.lines.get(), "", 15)
    assert needs_by_item(["3301"]) == {order.lines.get().item_id: 20}


@pytest.mark.parametrize("status", ["rejected", "withdrawn", "revoked", "superseded"])
def test_an_ended_application_orders_nothing(status):
    application = makers.case()
    force(Application.objects.filter(pk=application.pk), status=status)
    application.refresh_from_db()

    with pytest.raises(orders.NotInForce):
        makers.order(10, application=application)


def test_a_firm_that_stands_still_orders_nothing_until_it_may_open():
    application = makers.case()
    halt = Halt.objects.create(
        application=application,
        case_key=application.case_key,
        kind="stop",
        begun_at=now(),
        begun_by=makers.keeper(),
        note="现场核查",
    )

    with pytest.raises(StandsStill, match="stopped or suspended"):
        makers.order(10, application=application)

    Halt.objects.filter(pk=halt.pk).update(ended_at=now(), ended_by=makers.keeper())
    waiting = Order.objects.get(application=application)
    assert orders.submit(order=waiting, by=makers.member(waiting), at=now()).status == "submitted"


@pytest.mark.parametrize("lines", [{}, {"unknown": 5}])
def test_an_order_needs_known_items(lines):
    application = makers.case()

    with pytest.raises(orders.NoLines):
        orders.create(application=application, lines=lines, by=makers.member(application), at=now())


def test_only_the_firm_submits_and_the_dispatcher_may_cancel(outsider):
    order = makers.order()

    with pytest.raises(PermissionDenied):
        orders.cancel(order=order, reason="spite", by=outsider, at=now())
    with pytest.raises(orders.ReasonMissing):
        orders.cancel(order=order, by=makers.keeper(), at=now())
    orders.cancel(order=order, reason="doubled", by=makers.keeper(), at=now())

    assert order.status == OrderStatus.CANCELLED
    with pytest.raises(TransitionNotAllowed):
        orders.submit(order=order, by=makers.member(order), at=now())


def test_an_order_with_goods_set_aside_is_not_cancelled():
    order = makers.order()
    OrderLine.objects.update(awarded=50)

    with pytest.raises(orders.GoodsSetAside):
        orders.cancel(order=order, reason="twice", by=makers.member(order), at=now())


def test_a_draft_may_be_written_again():
    makers.item("goggles", name="护目镜", name_en="Goggles", pack_units=10)
    application = makers.case()
    by = makers.member(application)
    makers.item()
    order = orders.create(application=application, lines={"mask": 10}, by=by, at=now())

    orders.edit(order=order, lines={"goggles": 3}, note="urgent", by=by, at=now())

    assert list(order.lines.values_list("item__code", "quantity")) == [("goggles", 3)]
    assert order.note == "urgent"


def test_a_condition_on_one_item_is_not_released_by_another():
    order = makers.order()
    application = order.application
    for detail in ("mask", "thermometer"):
        conditions.set_condition(
            application=application, kind="supplies_delivered", detail=detail, by=makers.keeper(), at=now()
        )
    OrderLine.objects.update(awarded=280, delivered=280)

    order_completion.complete_if_done(order=order, by=makers.keeper(), at=now())

    statuses = dict(application.conditions.values_list("detail", "status"))
    assert statuses == {"mask": "fulfilled", "thermometer": "open"}
    assert order.status == OrderStatus.DELIVERED


def test_a_condition_that_names_no_item_waits_for_the_whole_order():
    order = makers.order()
    kind = "supplies_delivered"
    conditions.set_condition(application=order.application, kind=kind, by=makers.keeper(), at=now())
    OrderLine.objects.update(awarded=100, delivered=100)

    order_completion.complete_if_done(order=order, by=makers.keeper(), at=now())
    assert order.application.conditions.get().status == "open"

    OrderLine.objects.update(awarded=280, delivered=280)
    order_completion.complete_if_done(order=order, by=makers.keeper(), at=now())
    assert order.application.conditions.get().status == "fulfilled"
