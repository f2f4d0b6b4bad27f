"""A vehicle drops out, as dispatcher, courier and firm see it."""

import uuid

import pytest
from django.urls import reverse

from core.place_fields import path_of
from supplies.models import Run, RunStatus, Stop, StopStatus
from supplies.services import deliveries
from tests.supplies import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def run() -> Run:
    makers.received(1_000)
    makers.order()
    makers.published_round()
    return makers.departed_run()


def drop_out(client, run: Run):
    client.force_login(makers.keeper())
    return client.post(reverse("supplies:run-abort", args=[run.public_id]), {"reason": "车胎爆了"})


def page(client, user, address: str) -> str:
    client.force_login(user)
    return client.get(address).content.decode()


def test_the_dispatcher_breaks_the_run_off_and_plans_anew_without_its_vehicle(client, run):
    here, other = makers.vehicle("A"), makers.vehicle("B")
    Run.objects.filter(pk=run.pk).update(vehicle=here.name)
    address = reverse("supplies:run-abort", args=[run.public_id])
    assert f'href="{address}"' in page(client, makers.keeper(), run.get_absolute_url())
    assert "1 stop is still open" in page(client, makers.keeper(), address)

    answer = drop_out(client, run)

    assert answer.url == f"{reverse('supplies:plan-create')}?division={run.depot.division_id}"
    form = client.get(answer.url).context["form"]
    assert form["division"].value() == path_of(run.depot.division)
    assert form["vehicles"].value() == [other.pk]
    assert Run.objects.get().status == RunStatus.ABORTED
    assert address not in page(client, makers.keeper(), run.get_absolute_url())


def test_its_page_says_why_it_ended_and_leads_to_the_plan_as_long_as_goods_wait(client, run):
    drop_out(client, run)
    again = f"{reverse('supplies:plan-create')}?division={run.depot.division_id}"

    words = page(client, makers.keeper(), run.get_absolute_url())

    assert "车胎爆了" in words
    assert str(makers.keeper()) in words
    assert "Goods of this run wait in the depot for another vehicle." in words
    assert again in words
    assert again not in page(client, makers.driver(), run.get_absolute_url())
    makers.departed_run()
    words = page(client, makers.keeper(), run.get_absolute_url())
    assert "车胎爆了" in words
    assert "wait in the depot" not in words


def test_a_cancelled_run_says_why_too(client):
    makers.received(1_000)
    makers.order()
    makers.published_round()
    run = makers.run()
    client.force_login(makers.keeper())
    client.post(reverse("supplies:run-cancel", args=[run.public_id]), {"reason": "司机生病"})

    assert "司机生病" in page(client, makers.keeper(), run.get_absolute_url())


def test_without_a_reason_nothing_happens(client, run):
    client.force_login(makers.keeper())

    answer = client.post(reverse("supplies:run-abort", args=[run.public_id]), {"reason": ""})

    assert answer.status_code == 422
    assert Run.objects.get().status == RunStatus.DEPARTED


def test_a_courier_finds_no_such_button_and_may_not(client, run):
    address = reverse("supplies:run-abort", args=[run.public_id])
    assert address not in page(client, makers.driver(), run.get_absolute_url())

    assert client.post(address, {"reason": "车胎爆了"}).status_code == 403


def test_the_couriers_phone_says_that_the_run_has_ended(client, run):
    drop_out(client, run)

    words = page(client, makers.driver(), reverse("supplies:courier"))

    assert f"Run {run.number} is broken off" in words
    assert run.get_absolute_url() in words


def test_the_courier_confirms_at_the_stop_what_the_firm_has_already(client, run):
    stop = run.stops.get()
    drop_out(client, run)
    assert "The run is broken off" in page(client, makers.driver(), stop.get_absolute_url())
    said = {
        "event_id": str(uuid.uuid4()),
        "code": deliveries.code_of(stop),
        "receiver": "张三",
        f"rejected_{stop.items.get().pk}": "0",
    }

    answer = client.post(reverse("supplies:stop-deliver", args=[stop.public_id]), said)

    assert answer.status_code == 302
    assert Stop.objects.get().status == StopStatus.DELIVERED


def test_a_hand_over_that_cannot_be_booked_is_shown_to_the_dispatcher(client, run):
    stop = run.stops.get()
    drop_out(client, run)
    makers.departed_run()
    client.force_login(makers.driver())
    said = {"event_id": str(uuid.uuid4()), "code": deliveries.code_of(stop), "receiver": "张三"}
    said[f"rejected_{stop.items.get().pk}"] = "0"

    answer = client.post(reverse("supplies:stop-deliver", args=[stop.public_id]), said)

    assert answer.status_code == 409
    assert "gone another way" in answer.content.decode()
    assert "The courier says: handed to 张三" in page(client, makers.keeper(), run.get_absolute_url())


def test_the_firm_reads_where_its_order_is_now(client, run):
    stop = run.stops.get()
    order = stop.items.get().award_lot.order_line.order
    drop_out(client, run)
    assert "The vehicle dropped out on its way" in page(
        client, makers.member(order), order.get_absolute_url()
    )

    again = makers.departed_run()

    words = page(client, makers.member(order), order.get_absolute_url())
    assert again.number in words
    assert "you are next" in words
