"""
What happens at the door, on drawn courses: D6 to D9; and what planning anew leaves alone: D3.

A course is what a courier's device says, in any order, some of it more than once.
"""

import uuid
from collections import Counter
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone
from hypothesis import strategies as st

from core.dates import shanghai_day
from supplies.models import (
    AwardLot,
    Balance,
    DispatchEvent,
    EventKind,
    OrderLine,
    PlaceKind,
    Posting,
    ProofLine,
    ProofOfDelivery,
    Run,
    Stop,
    StopItem,
    StopStatus,
)
from supplies.services import deliveries, plans, proof, runs
from supplies.services.hand_overs import Hand, Report
from tests.supplies import makers
from tests.supplies.examples import MANY, hold, undone

pytestmark = pytest.mark.django_db
NOW = timezone.now
FIRMS = 3

ENDINGS = st.one_of(
    st.tuples(
        st.just("deliver"), st.integers(-1, 400), st.sampled_from(["", "damaged", "missing", "not_needed"])
    ),
    st.tuples(st.just("fail"), st.just(0), st.sampled_from(["refused", "nobody_there", "no reason known"])),
    st.tuples(st.just("wrong code"), st.just(0), st.just("")),
)
SAYINGS = st.lists(st.tuples(st.integers(0, FIRMS - 1), ENDINGS), max_size=7)
Event = tuple[int, uuid.UUID, Report]


def report_of(stop: Stop, ending: tuple[str, int, str]) -> Report:
    act, rejected, reason = ending
    if act == "fail":
        return Report(EventKind.FAIL, reason=reason)
    if act == "wrong code":
        return Report(EventKind.DELIVER, code="no code", receiver="张三")
    lines = {
        parcel.pk: Hand(parcel.units - rejected, rejected, reason) for parcel in stop.items.order_by("pk")
    }
    return Report(EventKind.DELIVER, code=deliveries.code_of(stop), receiver="张三", lines=lines)


def say(event: Event) -> DispatchEvent:
    stop, event_id, report = event
    at = NOW()
    return deliveries.record(
        stop=Stop.objects.get(pk=stop),
        event_id=event_id,
        report=report,
        occurred_at=at,
        by=makers.driver(),
        at=at,
    )


def events_of(sayings: list[tuple[int, Any]]) -> list[Event]:
    stops = list(Stop.objects.order_by("pk"))
    return [(stops[number].pk, uuid.uuid4(), report_of(stops[number], ending)) for number, ending in sayings]


def state() -> tuple[Any, ...]:
    """Where the goods are, what the orders count, how each stop ended, and what was said."""
    return (
        list(Balance.objects.order_by("pk").values_list("place__kind", "lot", "on_hand", "reserved")),
        list(OrderLine.objects.order_by("pk").values_list("awarded", "loaded", "delivered", "is_settled")),
        list(Stop.objects.order_by("pk").values_list("status", "fail_reason")),
        list(ProofLine.objects.order_by("item").values_list("item", "accepted", "rejected", "reason")),
        Counter(DispatchEvent.objects.values_list("event_id", flat=True)),
    )


def d6_an_event_that_is_known_changes_nothing(sayings: list[tuple[int, Any]], again: list[int]) -> None:
    events = events_of(sayings)
    answers = [say(event) for event in events]
    before, wrong_codes = state(), tries()

    for number in again:
        if events:
            first = answers[number % len(events)]
            second = say(events[number % len(events)])
            assert (second.pk, second.outcome) == (first.pk, first.outcome)

    assert (state(), tries()) == (before, wrong_codes)


def tries() -> list[int]:
    return list(Stop.objects.order_by("pk").values_list("wrong_codes", flat=True))


def d7_any_order_and_any_number_of_times(endings: list[Any], wrong: list[int], order: list[int]) -> None:
    """Each stop ends in one way; wrong codes may have been typed before or after, and all of it is sent often."""
    mistakes = [(number, ("wrong code", 0, "")) for number in wrong]
    events = events_of([*enumerate(endings), *mistakes])
    with undone():
        for event in events:
            say(event)
        expected = state()
    sent = [events[number % len(events)] for number in order]
    for event in [*sent, *(event for event in events if event not in sent)]:
        say(event)

    found = state()
    assert sorted(found[0]) == sorted(expected[0])
    assert found[1:] == expected[1:]
    assert set(found[-1].values()) == {1}


def d8_d9_all_that_was_loaded_went_somewhere(sayings: list[tuple[int, Any]]) -> None:
    for event in events_of(sayings):
        say(event)
    run = Run.objects.get()
    ends: Counter[tuple[int, str]] = Counter()
    for lot, kind, place, units in Posting.objects.filter(movement__run=run).values_list(
        "lot", "movement__kind", "place__kind", "quantity"
    ):
        if place != PlaceKind.IN_TRANSIT:
            ends[lot, kind] += units
    open_items = StopItem.objects.filter(stop__status=StopStatus.WAITING)
    for lot in AwardLot.objects.values_list("lot", flat=True).distinct():
        loaded = -ends[lot, "issue"]
        on_road = open_items.filter(award_lot__lot=lot).aggregate(units=Sum("units"))["units"] or 0
        assert loaded == ends[lot, "deliver"] + ends[lot, "return"] + ends[lot, "write_off"] + on_road  # D8
    for line in ProofLine.objects.all():
        assert 0 <= line.accepted <= line.loaded == line.accepted + line.rejected  # D9
        assert bool(line.reason) == bool(line.rejected)
    check_immutable()
    try:
        with transaction.atomic():
            runs.close(run=run, by=makers.driver(), at=NOW())
    except runs.StopsOpen:
        assert open_items.exists()
    else:
        assert not open_items.exists()
    assert list(proof.faults()) == []


def check_immutable() -> None:
    for rows, change in (
        (ProofOfDelivery.objects.all(), {"receiver": "李四"}),
        (ProofLine.objects.all(), {"accepted": 0}),
    ):
        if rows.exists():
            with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
                rows.update(**change)


def d3_what_is_loaded_is_never_planned_anew(leaves: list[bool]) -> None:
    at, day = NOW(), shanghai_day(NOW())
    for goes in leaves:
        run = runs.create(
            depot=makers.place(), day=day, courier=makers.driver(), most_stops=1, by=makers.keeper(), at=at
        )
        runs.plan(run=run, by=makers.keeper(), at=at)
        if goes:
            runs.depart(run=run, by=makers.driver(), at=at)
    loaded = loaded_stops()

    try:
        with transaction.atomic():
            plan = plans.solve(plan=makers.plan(), at=at, tell=lambda done, total: None)
    except runs.NothingToDeliver:
        assert leaves == [True] * FIRMS
        return
    planned = {pk for task in plan.problem["depots"] for drop in task["drops"] for pk in drop["parcels"]}
    assert not planned & set(AwardLot.objects.filter(state="loaded").values_list("pk", flat=True))
    plans.accept(plan=plan, by=makers.keeper(), at=at)

    assert loaded_stops() == loaded


def loaded_stops() -> list[Any]:
    rows = StopItem.objects.filter(stop__run__status="departed").order_by("pk")
    return list(
        rows.values_list("pk", "stop", "stop__sequence", "stop__run", "award_lot", "award_lot__state")
    )


@pytest.fixture
def parcels() -> None:
    makers.received(700)
    makers.received(500)
    for heads in (20, 40, 60):
        makers.order(heads * 7, application=makers.case(heads=heads))
    makers.published_round()
    makers.vehicle()


@pytest.fixture
def on_the_road(parcels) -> None:
    makers.departed_run()


NUMBERS = st.lists(st.integers(0, 30), max_size=8)
MISTAKES = st.lists(st.integers(0, FIRMS - 1), max_size=4)
EACH_ENDS = st.lists(ENDINGS, min_size=FIRMS, max_size=FIRMS)
COURSES = {
    "d6": (d6_an_event_that_is_known_changes_nothing, SAYINGS, NUMBERS),
    "d7": (d7_any_order_and_any_number_of_times, EACH_ENDS, MISTAKES, NUMBERS),
    "d8_d9": (d8_d9_all_that_was_loaded_went_somewhere, SAYINGS),
}


@pytest.mark.parametrize("examples", [8, MANY])
@pytest.mark.parametrize("name", COURSES)
def test_at_the_door(on_the_road, name, examples):
    hold(*COURSES[name], examples=examples)


@pytest.mark.parametrize("examples", [8, MANY])
def test_d3(parcels, settings, examples):
    settings.DISPATCH_ITERATIONS = 5
    hold(d3_what_is_loaded_is_never_planned_anew, st.lists(st.booleans(), max_size=FIRMS), examples=examples)
