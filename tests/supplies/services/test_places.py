"""Depots and sources: opened, closed, with quotas and least stock; the alarms that follow; gifts."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.dates import shanghai_day
from core.models import AuditEvent, Notification
from supplies.models import DailyQuota, Lot, LotSource, Place, PlaceKind, PlaceStatus, StockFloor
from supplies.queries.alarms import alarms_of
from supplies.queries.sources import source_lines
from supplies.services import alarms, balances, donations, places, stock
from tests.supplies import makers

pytestmark = pytest.mark.django_db
NOW = timezone.now


def new(**fields) -> Place:
    values = {"kind": PlaceKind.DEPOT, "name": "北库", "division": makers.district()}
    return places.add(place=Place(**values | fields), by=makers.keeper(), at=NOW())


def test_a_place_is_added_once_and_by_dispatchers_only():
    place = new()

    assert AuditEvent.objects.get(verb="place.add").to_status == PlaceStatus.OPEN
    with pytest.raises(places.NameTaken):
        new()
    with pytest.raises(PermissionDenied):
        places.add(place=Place(kind=PlaceKind.DEPOT, division=place.division), by=makers.driver(), at=NOW())


def test_a_depot_is_closed_when_it_is_empty_and_can_be_opened_again():
    makers.received(100)
    empty = new()

    with pytest.raises(places.NotEmpty):
        places.close(place=makers.place(), reason="moved", by=makers.keeper(), at=NOW())
    places.close(place=empty, reason="moved", by=makers.keeper(), at=NOW())
    closed = Place.objects.depots().filter(pk=empty.pk).exists()
    places.open(place=empty, by=makers.keeper(), at=NOW())

    assert not closed
    assert Place.objects.depots().filter(pk=empty.pk).exists()


def test_a_source_is_seen_against_its_quota_today_and_day_by_day(django_assert_num_queries):
    bureau, masks, user = makers.supplier(), makers.item(), makers.keeper()
    places.set_quota(source=bureau, item=masks, units=15_000, by=user, at=NOW())
    makers.received(4_000, arrived_on=shanghai_day(NOW()) - timedelta(days=1))
    wrong = makers.received(1_000)
    makers.received(9_000)
    stock.reverse(movement=wrong, reason="typed twice", by=user, at=NOW())
    assert user.roles

    with django_assert_num_queries(5):
        (line,) = source_lines(user, NOW())

    assert (line.today, line.left, line.percent, line.total) == (9_000, 6_000, 60, 13_000)
    assert [(day.units, day.total) for day in line.days[-3:]] == [(0, 0), (4_000, 4_000), (9_000, 13_000)]


def test_no_quota_is_none():
    bureau, masks = makers.supplier(), makers.item()

    for units in (15_000, 0):
        places.set_quota(source=bureau, item=masks, units=units, by=makers.keeper(), at=NOW())

    assert not DailyQuota.objects.exists()
    with pytest.raises(places.BadFigure):
        places.set_quota(source=bureau, item=masks, units=-1, by=makers.keeper(), at=NOW())


def test_a_gift_names_its_donor_and_enters_the_pool():
    values = {"depot": makers.place(), "item": makers.item(), "lot_no": "G1", "document": "gift 7"}

    for _ in range(2):
        donations.take_in(donor="基金会", units=30, **values, by=makers.keeper(), at=NOW())

    lot = Lot.objects.get()
    assert (lot.source, lot.supplier.name, lot.supplier.source) == (
        LotSource.DONATED,
        "基金会",
        LotSource.DONATED,
    )
    assert balances.Balance.objects.pool().get().on_hand == 60


def test_alarms_go_by_the_depots_own_days_and_least_stock():
    makers.received(100, expires_on=shanghai_day(NOW()) + timedelta(days=31))
    makers.received(100, expires_on=shanghai_day(NOW()) + timedelta(days=30))
    user = makers.keeper()
    places.set_floor(depot=makers.place(), item=makers.item(), units=201, by=user, at=NOW())

    near, low = alarms_of(user, NOW())
    found = (near.count(), [row.free for row in low])
    Place.objects.filter(pk=makers.place().pk).update(near_expiry_days=31)
    StockFloor.objects.update(units=200)
    nearer, enough = alarms_of(user, NOW())

    assert found == (1, [200])
    assert (nearer.count(), enough) == (2, [])


def test_a_keeper_is_told_once_a_day():
    makers.received(100, expires_on=shanghai_day(NOW()) + timedelta(days=3))

    first, again = alarms.warn(NOW()), alarms.warn(NOW())

    assert (first, again) == (1, 0)
    assert Notification.objects.get().user == makers.keeper()
