"""The pages of plans and vehicles, as a dispatcher uses them."""

import pytest
from django.urls import reverse

from core.background import run_waiting
from supplies.models import DispatchPlan, Place, Run, Vehicle
from tests.supplies import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, settings):
    settings.DISPATCH_ITERATIONS = 50
    client.force_login(makers.keeper())
    return client


def awarded(count: int = 3) -> None:
    makers.received(5_000)
    for number in range(count):
        order = makers.order(100)
        place = makers.runs.firm_places([order.firm_id])[order.firm_id]
        Place.objects.filter(pk=place.pk).update(latitude=30.28 + number / 100, longitude=120.1)
    makers.published_round()


def found_plan() -> DispatchPlan:
    plan = makers.plan()
    run_waiting()
    plan.refresh_from_db()
    return plan


def asking(**more: object) -> dict[str, object]:
    return {
        "division": makers.district().pk,
        "day": "2026-02-17",
        "minutes_per_stop": 6,
        "km_per_hour": 20,
    } | more


def test_a_day_is_planned_from_the_page(desk):
    awarded()
    van = makers.vehicle()

    answer = desk.post(reverse("supplies:plan-create"), asking(vehicles=[van.pk], replan="on"))

    plan = DispatchPlan.objects.get()
    assert answer.url == plan.get_absolute_url()
    page = desk.get(answer.url).content.decode()
    assert "job-progress" in page
    run_waiting()
    page = desk.get(answer.url).content.decode()
    assert '<svg class="map"' in page
    assert page.count("map-dot map-dot-1") == 3
    assert "Without the solver it would be" in page
    assert desk.post(reverse("supplies:plan-accept", args=[plan.public_id])).status_code == 302
    assert Run.objects.get().stops.count() == 3


def test_nothing_waiting_is_said_on_the_page(desk):
    answer = desk.post(reverse("supplies:plan-create"), asking())

    assert answer.status_code == 422
    assert "Nothing waits for delivery" in answer.content.decode()


def test_the_map_asks_the_outside_only_when_told_to(desk, settings):
    awarded(1)
    makers.vehicle()
    address = found_plan().get_absolute_url()
    assert "<image" not in desk.get(address).content.decode()

    settings.MAP_TILES_URL = "https://tiles.example/{z}/{x}/{y}.png"

    page = desk.get(address).content.decode()
    assert '<image href="https://tiles.example/' in page
    assert "OpenStreetMap" in page


def test_a_plan_page_asks_few_questions_however_many_stops(desk, django_assert_max_num_queries):
    awarded(6)
    makers.vehicle()
    address = found_plan().get_absolute_url()

    with django_assert_max_num_queries(16):
        desk.get(address)


def test_a_vehicle_is_added_and_taken_out_of_use(desk):
    figures = {
        "name": "浙A·1",
        "capacity": 30,
        "starts_at": "08:00",
        "ends_at": "18:00",
        "shift_minutes": 480,
    }
    added = desk.post(reverse("supplies:vehicle-add"), figures | {"depot": makers.place().pk})
    assert added.status_code == 302
    van = Vehicle.objects.get()

    again = desk.post(reverse("supplies:vehicle-add"), figures | {"depot": makers.place().pk})
    assert again.status_code == 422
    assert "has a vehicle with this number plate already" in again.content.decode()

    desk.post(reverse("supplies:vehicle", args=[van.public_id]), figures)
    van.refresh_from_db()
    assert not van.is_in_use
    assert "浙A·1" not in desk.get(reverse("supplies:plan-create")).content.decode()


def test_a_plan_page_says_who_is_on_no_tour_and_why(desk):
    awarded(2)
    makers.vehicle(capacity=1)

    page = desk.get(found_plan().get_absolute_url()).content.decode()

    assert "more than the largest vehicle holds" in page
    assert page.count("map-left") == 3  # two firms and the legend
