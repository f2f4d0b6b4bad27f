"""What the desk and the API say while a worker has a round, and afterwards."""

import uuid

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from core import background
from core.models import Job
from supplies.models import Balance, Round, RoundItem
from tests.supplies import makers

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def round_():
    makers.received(300)
    makers.order()
    return makers.frozen_round()


@pytest.fixture
def desk(client):
    client.force_login(makers.keeper())
    return client


@pytest.fixture
def program():
    found = APIClient(HTTP_ACCEPT_LANGUAGE="en")
    found.force_authenticate(makers.keeper())
    return found


def post(program: APIClient, address: str):
    return program.post(address, headers={"idempotency-key": str(uuid.uuid4())})


def test_the_page_says_how_far_it_is_and_comes_back_by_itself(desk, round_):
    address = round_.get_absolute_url()
    press = reverse("supplies:round-compute", args=[round_.public_id])

    assert [desk.post(press).url for _time in range(2)] == [address, address]

    job = Job.objects.get(task="supplies.tasks.work_on_round")
    Job.objects.filter(pk=job.pk).update(state="running", done=40, total=100)
    page, card = desk.get(address).content.decode(), desk.get(address, headers=HTMX)
    for words in (page, card.content.decode()):
        assert "The round is being computed" in words
        assert "40 %" in words
        assert f'hx-get="{address}"' in words
    assert press not in page
    assert "<html" not in card.content.decode()
    assert "The round is being computed" in desk.get(reverse("supplies:rounds")).content.decode()
    Job.objects.filter(pk=job.pk).update(state="queued")
    background.run_waiting()
    assert desk.get(address, headers=HTMX).headers["HX-Refresh"] == "true"
    page = desk.get(address).content.decode()
    assert "job-progress" not in page
    assert reverse("supplies:round-publish", args=[round_.public_id]) in page


def test_whoever_publishes_is_led_to_the_round_and_another_dispatcher_sees_it_too(desk, round_):
    makers.rounds.compute(round_=round_, by=makers.keeper(), at=makers.timezone.now())

    answer = desk.post(reverse("supplies:round-publish", args=[round_.public_id]))

    assert answer.url == round_.get_absolute_url()
    desk.force_login(makers.second())
    assert "The round is being published" in desk.get(answer.url).content.decode()
    cancelled = desk.post(reverse("supplies:round-cancel", args=[round_.public_id]), {"reason": "x"})
    assert cancelled.status_code == 409
    assert "This round is being worked on" in cancelled.content.decode()


def test_the_page_says_why_it_was_refused_and_offers_what_helps(desk, round_):
    makers.rounds.compute(round_=round_, by=makers.keeper(), at=makers.timezone.now())
    desk.post(reverse("supplies:round-publish", args=[round_.public_id]))
    Balance.objects.filter(place=makers.place()).update(on_hand=100)

    background.run_waiting()

    page = desk.get(round_.get_absolute_url()).content.decode()
    assert "The round could not be published. Stock, orders or approvals have changed" in page
    assert reverse("supplies:round-freeze", args=[round_.public_id]) in page


def test_the_page_says_that_it_failed_and_the_button_tries_again(desk, round_):
    RoundItem.objects.update(use_per=0)
    press = reverse("supplies:round-compute", args=[round_.public_id])
    desk.post(press)
    Job.objects.filter(task="supplies.tasks.work_on_round").update(max_attempts=1)

    background.run_waiting()

    page = desk.get(round_.get_absolute_url()).content.decode()
    assert "The work has failed, however often it was tried." in page
    assert f'action="{press}"' in page


def test_a_program_gets_the_job_and_follows_it(program, round_):
    address = f"/api/v1/rounds/{round_.public_id}/"

    first, again = (post(program, f"{address}compute/") for _time in range(2))

    assert (first.status_code, first.json()["id"]) == (202, again.json()["id"])
    row = program.get(address).json()
    assert (row["status"], row["doing"], row["job"]) == ("frozen", "compute", first.json()["id"])
    assert row["allowed_actions"] == []
    assert post(program, f"{address}freeze/").status_code == 409
    background.run_waiting()
    assert program.get(first.headers["Location"]).json()["state"] == "done"
    row = program.get(address).json()
    assert (row["status"], row["doing"], row["refusal"]) == ("computed", "", None)


def test_a_program_reads_why_it_was_refused(program, round_):
    address = f"/api/v1/rounds/{round_.public_id}/"
    makers.rounds.compute(round_=round_, by=makers.keeper(), at=makers.timezone.now())
    post(program, f"{address}publish/")
    Balance.objects.filter(place=makers.place()).update(on_hand=100)

    background.run_waiting()

    refusal = program.get(address).json()["refusal"]
    assert (refusal["act"], refusal["code"]) == ("publish", "facts_moved")
    assert refusal["message"].startswith("Stock, orders or approvals have changed")
    assert Round.objects.get().status == "computed"


@pytest.mark.parametrize("act", ["", "compute"])
def test_work_that_was_tidied_away_leaves_a_round_that_can_go_on(desk, program, round_, act):
    """`act`: what was asked for and never done, because its job had failed."""
    job = background.enqueue("supplies.tasks.work_on_round", by=makers.keeper(), round_id=round_.pk, act=act)
    Round.objects.filter(pk=round_.pk).update(job=job, doing=act)
    Job.objects.filter(pk=job.pk).delete()
    press = reverse("supplies:round-compute", args=[round_.public_id])

    page = desk.get(round_.get_absolute_url()).content.decode()

    assert "job-progress" not in page
    assert f'action="{press}"' in page
    assert desk.get(round_.get_absolute_url(), headers=HTMX).headers["HX-Refresh"] == "true"
    assert desk.get(reverse("supplies:rounds")).status_code == 200
    row = program.get(f"/api/v1/rounds/{round_.public_id}/").json()
    assert row["job"] is None
    assert "compute" in row["allowed_actions"]
    desk.post(press)
    background.run_waiting()
    assert Round.objects.get().status == "computed"


def test_a_plan_whose_work_was_tidied_away_says_so(desk, program, round_):
    makers.rounds.compute(round_=round_, by=makers.keeper(), at=makers.timezone.now())
    makers.rounds.publish(round_=round_, by=makers.keeper(), at=makers.timezone.now())
    makers.vehicle()
    plan = makers.plan()
    Job.objects.filter(pk=plan.job_id).delete()

    page = desk.get(plan.get_absolute_url()).content.decode()

    assert "ended without tours" in page
    assert reverse("supplies:plan-discard", args=[plan.public_id]) in page
    assert program.get(f"/api/v1/dispatch-plans/{plan.public_id}/").json()["job"] is None
    assert desk.get(reverse("supplies:plans")).status_code == 200
