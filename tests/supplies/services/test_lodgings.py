from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.dates import shanghai_day
from core.models import AuditEvent, Notification
from reopening.models import Application
from supplies.models import Lodging, LodgingStatus, Order
from supplies.services import lodgings, orders
from tests.states import force
from tests.supplies import makers

pytestmark = pytest.mark.django_db
HOTEL = {"place": "西溪酒店", "address": "文二西路1号", "contact": "王经理 0571-1"}


def now():
    return timezone.now()


def stay(people: int = 600, days: int = 14) -> lodgings.Stay:
    first = shanghai_day(now())
    return lodgings.Stay(people, first, first + timedelta(days=days))


def told(user) -> list[str]:
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_six_hundred_people_are_asked_for_and_a_place_is_found_for_them():
    lodging = makers.lodging(600)

    lodgings.provide(lodging=lodging, lodged=600, **HOTEL, by=makers.keeper(), at=now())

    assert lodging.number.startswith("L-330106-")
    assert (lodging.status, lodging.lodged, lodging.answered_by) == ("provided", 600, makers.keeper())
    assert not lodging.is_in_part
    assert told(makers.member(lodging.application)) == ["supplies.lodging_provided"]
    assert list(AuditEvent.objects.filter(verb__startswith="lodging").values_list("verb", flat=True)) == [
        "lodging.ask",
        "lodging.provide",
    ]


def test_a_place_may_take_some_of_them_but_neither_none_nor_more():
    lodging = makers.lodging(600)
    for lodged in (0, 601):
        with pytest.raises(lodgings.BadPlace):
            lodgings.provide(lodging=lodging, lodged=lodged, **HOTEL, by=makers.keeper(), at=now())

    lodgings.provide(lodging=lodging, lodged=400, **HOTEL, by=makers.keeper(), at=now())

    assert lodging.is_in_part


def test_a_refusal_says_why():
    lodging = makers.lodging()
    with pytest.raises(lodgings.ReasonMissing):
        lodgings.decline(lodging=lodging, answer="", by=makers.keeper(), at=now())

    lodgings.decline(lodging=lodging, answer="no rooms are free", by=makers.keeper(), at=now())

    assert (lodging.status, lodging.answer) == (LodgingStatus.DECLINED, "no rooms are free")
    assert told(makers.member(lodging.application)) == ["supplies.lodging_declined"]


def test_who_found_the_place_hears_that_it_is_not_needed():
    lodging = makers.lodging()
    lodgings.provide(lodging=lodging, lodged=600, **HOTEL, by=makers.keeper(), at=now())

    lodgings.cancel(lodging=lodging, reason="later", by=makers.member(lodging.application), at=now())

    assert lodging.status == LodgingStatus.CANCELLED
    assert told(makers.keeper()) == ["supplies.lodging_cancelled"]


@pytest.mark.parametrize(("people", "days"), [(0, 14), (100_001, 14), (5, 0), (5, -1)])
def test_a_stay_has_people_and_ends_after_it_begins(people, days):
    case = makers.case()

    with pytest.raises(lodgings.BadStay):
        lodgings.ask(application=case, stay=stay(people, days), by=makers.member(case), at=now())


def test_the_database_refuses_a_stay_that_ends_before_it_begins():
    lodging = makers.lodging()

    with pytest.raises(IntegrityError), transaction.atomic():
        Lodging.objects.filter(pk=lodging.pk).update(until_on=lodging.from_on)


def test_only_the_firms_people_ask_and_only_the_districts_answer(outsider):
    lodging = makers.lodging()

    with pytest.raises(PermissionDenied):
        lodgings.ask(application=lodging.application, stay=stay(), by=outsider, at=now())
    with pytest.raises(PermissionDenied):
        lodgings.provide(lodging=lodging, lodged=1, **HOTEL, by=makers.member(lodging.application), at=now())
    assert not Lodging.objects.visible_to(outsider).exists()


def test_what_a_draft_asks_for_is_heard_of_by_nobody_but_the_firm():
    lodging = makers.lodging()
    force(Application.objects.filter(pk=lodging.application_id), status="draft")

    assert not Lodging.objects.visible_to(makers.keeper()).exists()
    assert Lodging.objects.visible_to(makers.member(lodging.application)).exists()


def test_a_whole_package_is_one_order_with_its_lodging_or_nothing():
    makers.item()
    case = makers.case(heads=40)
    by = makers.member(case)

    order = lodgings.ask_with_goods(
        application=case, lines={"mask": 100}, stay=stay(), kind="government", by=by, at=now()
    )

    assert order.lodgings.get().people == 600
    other = makers.case(heads=40)
    with pytest.raises(orders.DomainError):
        lodgings.ask_with_goods(
            application=other, lines={"mask": 100}, stay=stay(days=0), kind="government",
            by=makers.member(other), at=now(),
        )  # fmt: skip
    assert not Order.objects.filter(application=other).exists()


def test_an_order_of_another_application_is_no_part_of_it():
    order = makers.order()

    with pytest.raises(lodgings.OtherApplication):
        makers.lodging(application=makers.case(), order=order)
