import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.dates import shanghai_day
from core.errors import TransitionNotAllowed
from reopening.models import Application, HaltKind
from reopening.services import halts
from supplies.models import (
    AwardLot,
    AwardLotState,
    Balance,
    OrderLine,
    Place,
    PlaceKind,
    Run,
    RunStatus,
    StopItem,
)
from supplies.services import proof, runs
from tests.states import force
from tests.supplies import makers

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


@pytest.fixture
def awarded():
    makers.received(1_000)
    rows = [makers.order(), makers.order()]
    makers.published_round()
    return rows


def test_a_run_takes_what_waits_firm_by_firm_once(awarded):
    run = makers.run()

    assert run.status == RunStatus.PLANNED
    assert sorted(run.stops.values_list("sequence", flat=True)) == [1, 2]
    assert {stop.firm_id for stop in run.stops.all()} == {row.firm_id for row in awarded}
    with pytest.raises(runs.NothingToDeliver):
        makers.run()


def test_places_on_the_map_come_first_and_the_others_street_by_street(awarded):
    run = makers.run()
    near, far = run.stops.order_by("pk")
    Place.objects.filter(pk=makers.place().pk).update(latitude=30.0, longitude=120.0)
    for stop, latitude in ((far, 30.2), (near, 30.1)):
        Place.objects.filter(pk=stop.place_id).update(latitude=latitude, longitude=120.0)

    runs.plan(run=run, by=makers.keeper(), at=now())

    assert run.length_m == pytest.approx(2 * 0.2 * 111_195 * 1.3, rel=0.001)
    Place.objects.filter(pk=near.place_id).update(latitude=None, longitude=None)
    runs.plan(run=run, by=makers.keeper(), at=now())
    assert [stop.pk for stop in run.stops.order_by("sequence")] == [far.pk, near.pk]


def test_planning_again_gives_the_same_plan(awarded):
    run = makers.run()
    first = run.plan_sha256

    assert runs.plan(run=run, by=makers.keeper(), at=now()).plan_sha256 == first


def test_departing_moves_set_aside_goods_onto_the_road(awarded):
    run = makers.departed_run()

    depot = Balance.objects.get(place=makers.place())
    road = Balance.objects.get(place__kind=PlaceKind.IN_TRANSIT)
    assert (depot.on_hand, depot.reserved, road.on_hand) == (400, 0, 600)
    assert set(OrderLine.objects.values_list("awarded", "loaded", "delivered")) == {(300, 300, 0)}
    assert run.departed_at is not None
    assert list(proof.faults()) == []


def test_a_run_without_a_courier_does_not_depart(awarded):
    run = runs.create(depot=makers.place(), day=shanghai_day(now()), by=makers.keeper(), at=now())
    runs.plan(run=run, by=makers.keeper(), at=now())

    with pytest.raises(runs.NoCourier):
        runs.depart(run=run, by=makers.keeper(), at=now())


def test_only_couriers_of_the_place_drive(awarded, reviewer):
    with pytest.raises(runs.NotACourier):
        runs.create(
            depot=makers.place(), day=shanghai_day(now()), courier=reviewer, by=makers.keeper(), at=now()
        )
    with pytest.raises(PermissionDenied):
        runs.create(depot=makers.place(), day=shanghai_day(now()), by=makers.driver(), at=now())


def test_a_firm_that_was_stopped_is_taken_off_and_its_goods_are_free(awarded):
    run = makers.run()
    force(Application.objects.filter(pk=awarded[0].application_id), status="revoked")

    runs.depart(run=run, by=makers.driver(), at=now())

    assert [stop.firm_id for stop in run.stops.all()] == [awarded[1].firm_id]
    assert Balance.objects.get(place=makers.place()).available == 700
    assert list(proof.faults()) == []


def test_a_firm_under_a_stop_is_taken_off_and_its_goods_are_free(awarded):
    run, by = makers.run(), makers.keeper()
    halts.begin_many([awarded[0].application], HaltKind.STOP, halts.Why(), by=by, at=now())

    runs.depart(run=run, by=makers.driver(), at=now())

    assert [stop.firm_id for stop in run.stops.all()] == [awarded[1].firm_id]


def test_a_cancelled_run_leaves_its_parcels_to_the_next(awarded):
    run = makers.run()

    runs.cancel(run=run, reason="no vehicle", by=makers.keeper(), at=now())

    assert not StopItem.objects.exists()
    assert set(AwardLot.objects.values_list("state", flat=True)) == {AwardLotState.RESERVED}
    assert makers.run().stops.count() == 2


def test_a_run_closes_only_when_every_stop_is_finished(awarded):
    run = makers.departed_run()

    with pytest.raises(runs.StopsOpen):
        runs.close(run=run, by=makers.driver(), at=now())
    with pytest.raises(TransitionNotAllowed):
        runs.cancel(run=run, reason="", by=makers.keeper(), at=now())

    assert Run.objects.get(pk=run.pk).status == RunStatus.DEPARTED
