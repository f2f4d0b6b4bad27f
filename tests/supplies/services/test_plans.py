"""Plans of a day: frozen, found in the background, accepted whole or not at all; what is loaded never moves (D3)."""

from datetime import time

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.background import run_waiting
from core.dates import shanghai_day
from core.models import AuditEvent
from supplies import plan_sheets, tour_checks
from supplies.models import AwardLot, DispatchPlan, Run, RunStatus, Stop, StopItem
from supplies.services import fleet, plans, proof, runs
from tests.supplies import makers

pytestmark = pytest.mark.django_db
now = timezone.now


@pytest.fixture(autouse=True)
def quick(settings):
    settings.DISPATCH_ITERATIONS = 50


@pytest.fixture
def awarded():
    makers.received(5_000)
    rows = [makers.order(100) for _ in range(4)]
    makers.published_round()
    return rows


def proposed(**changes):
    plan = makers.plan(**changes)
    run_waiting()
    plan.refresh_from_db()
    return plan


def planned_stops():
    return set(Stop.objects.filter(run__status=RunStatus.PLANNED).values_list("firm", flat=True))


def check(plan):
    """D1, D2 by the second opinion, from what is stored."""
    for task, result in zip(plan.problem["depots"], plan.result["depots"], strict=True):
        problem = plan_sheets.problem_of(plan.problem, task)
        assert list(tour_checks.faults(problem, plan_sheets.plan_of(result))) == []


def test_a_plan_is_found_in_the_background_and_touches_nothing(awarded):
    makers.vehicle()

    plan = makers.plan()

    assert (plan.status, plan.job.state) == ("waiting", "queued")
    run_waiting()
    plan.refresh_from_db()
    assert plan.status == "proposed"
    assert plan.job.result == {} or plan.job.result["url"] == plan.get_absolute_url()
    assert plan.length_m <= plan.greedy_m
    assert not Run.objects.exists()
    check(plan)


def test_accepting_makes_the_runs_with_their_times(awarded):
    van = makers.vehicle(courier=makers.driver())
    plan = proposed()

    plans.accept(plan=plan, by=makers.keeper(), at=now())

    run = Run.objects.get()
    assert (run.status, run.courier, run.vehicle) == (RunStatus.PLANNED, makers.driver(), van.name)
    assert {stop.firm_id for stop in run.stops.all()} == {row.firm_id for row in awarded}
    times = list(run.stops.order_by("sequence").values_list("planned_at", flat=True))
    assert None not in times
    assert times == sorted(times)
    assert AwardLot.objects.filter(stop_item__isnull=True).count() == 0
    runs.depart(run=run, by=makers.driver(), at=now())
    assert list(proof.faults()) == []
    verbs = AuditEvent.objects.filter(verb__in=["dispatchplan.solve", "dispatchplan.accept", "run.plan"])
    assert verbs.count() == 3


def test_every_parcel_is_on_one_stop_or_left_with_a_reason(awarded):
    makers.vehicle(capacity=5)  # two boxes for each firm: two of four fit

    plan = proposed()
    plans.accept(plan=plan, by=makers.keeper(), at=now())

    left = [
        plan.problem["depots"][0]["drops"][drop]["parcels"]
        for drop, _reason in plan.result["depots"][0]["left"]
    ]
    on_stops = set(StopItem.objects.values_list("award_lot", flat=True))
    left_out = {parcel for parcels in left for parcel in parcels}
    assert on_stops | left_out == set(AwardLot.objects.values_list("pk", flat=True))
    assert not on_stops & left_out
    assert plan.left_out == len(left) == 2
    check(plan)


def test_without_a_vehicle_everything_is_left(awarded):
    plan = proposed()

    assert [reason for _drop, reason in plan.result["depots"][0]["left"]] == ["no_vehicle"] * 4


def test_what_is_loaded_never_moves_when_a_vehicle_drops_out(awarded):
    first, second = makers.vehicle(capacity=4, courier=makers.driver()), makers.vehicle("B", capacity=4)
    plans.accept(plan=proposed(), by=makers.keeper(), at=now())
    gone = Run.objects.get(vehicle=first.name)
    runs.depart(run=gone, by=makers.driver(), at=now())
    loaded = list(gone.stops.order_by("sequence").values_list("pk", "sequence", "firm"))
    fleet.change(vehicle=second, is_in_use=False, by=makers.keeper(), at=now())
    third = makers.vehicle("C", capacity=9)

    plans.accept(plan=proposed(vehicles=[third]), by=makers.keeper(), at=now())

    gone.refresh_from_db()
    assert gone.status == RunStatus.DEPARTED
    assert list(gone.stops.order_by("sequence").values_list("pk", "sequence", "firm")) == loaded
    assert Run.objects.get(vehicle="B").status == RunStatus.CANCELLED
    assert planned_stops() == {row.firm_id for row in awarded} - {firm for *_rest, firm in loaded}


def test_added_stops_are_planned_with_those_that_have_not_left(awarded):
    makers.vehicle()
    plans.accept(plan=proposed(), by=makers.keeper(), at=now())
    late = makers.order(100)
    makers.published_round()

    plans.accept(plan=proposed(), by=makers.keeper(), at=now())

    assert planned_stops() == {row.firm_id for row in [*awarded, late]}
    assert Run.objects.filter(status=RunStatus.CANCELLED).count() == 1


def test_a_run_that_left_since_makes_the_plan_stale(awarded):
    makers.vehicle(courier=makers.driver())
    plans.accept(plan=proposed(), by=makers.keeper(), at=now())
    again = proposed()
    runs.depart(run=Run.objects.get(), by=makers.driver(), at=now())

    with pytest.raises(plans.PlanStale):
        plans.accept(plan=again, by=makers.keeper(), at=now())

    assert Run.objects.get().status == RunStatus.DEPARTED
    again.refresh_from_db()
    assert again.status == "proposed"


def test_a_parcel_that_another_run_took_makes_the_plan_stale(awarded):
    makers.vehicle()
    plan = proposed()
    makers.run()

    with pytest.raises(plans.PlanStale):
        plans.accept(plan=plan, by=makers.keeper(), at=now())


def test_one_plan_of_a_day_is_open_at_a_time(awarded):
    makers.vehicle()
    plan = makers.plan()

    with pytest.raises(plans.PlanOpen):
        makers.plan()

    plans.discard(plan=plan, by=makers.keeper(), at=now())
    assert makers.plan().status == "waiting"


def test_a_plan_discarded_while_it_is_computed_stays_discarded(awarded):
    makers.vehicle()
    plan = makers.plan()
    working_on = DispatchPlan.objects.get(pk=plan.pk)
    plans.discard(plan=plan, by=makers.keeper(), at=now())

    plans.solve(plan=working_on, at=now(), tell=lambda done, total: None)

    plan.refresh_from_db()
    assert (plan.status, plan.result) == ("discarded", {})


def test_hours_at_the_door_are_kept(awarded):
    makers.vehicle()
    firm = makers.runs.firm_places([awarded[0].firm_id])[awarded[0].firm_id]
    member = makers.member(awarded[0])
    fleet.set_hours(place=firm, opens_at=time(14), closes_at=time(15), by=member, at=now())

    plans.accept(plan=proposed(), by=makers.keeper(), at=now())

    stop = Stop.objects.get(firm=awarded[0].firm_id)
    assert 13 <= timezone.localtime(stop.planned_at).hour <= 15
    other = makers.runs.firm_places([awarded[1].firm_id])[awarded[1].firm_id]
    with pytest.raises(PermissionDenied):
        fleet.set_hours(place=other, opens_at=time(9), closes_at=time(10), by=member, at=now())
    with pytest.raises(fleet.HoursInDisorder):
        fleet.set_hours(place=firm, opens_at=time(9), closes_at=time(9), by=member, at=now())


def test_a_vehicle_is_known_once_and_driven_by_couriers(awarded, reviewer):
    makers.vehicle()

    with pytest.raises(fleet.VehicleKnown):
        makers.vehicle()
    with pytest.raises(runs.NotACourier):
        makers.vehicle("B", courier=reviewer)
    with pytest.raises(PermissionDenied):
        fleet.add(depot=makers.place(), name="B", capacity=3, by=makers.driver(), at=now())
    with pytest.raises(fleet.HoursInDisorder):
        makers.vehicle("B", starts_at=time(19))


def test_the_same_task_gives_the_same_plan(awarded):
    makers.vehicle()
    first = proposed()
    plans.discard(plan=first, by=makers.keeper(), at=now())

    assert proposed().plan_sha256 == first.plan_sha256
    assert first.day == shanghai_day(now())
