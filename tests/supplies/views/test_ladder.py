"""Every URL of supplies: it works, wrong method, outsider, wrong role, wrong state, anonymous."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import Role, User
from supplies.models import Movement, Order, Round, Run, Stop
from supplies.urls import urlpatterns
from tests.factories import AppointmentFactory, UserFactory, other_street
from tests.supplies import makers
from tests.supplies.views.ladder_steps import STEPS, Step, a_round, a_run, plan_data

pytestmark = pytest.mark.django_db
NOW = timezone.now


def ids(step: Step) -> str:
    return f"{step.method} {step.name} {step.who}"


def who(step: Step, address: str) -> User:
    if step.who == "member":
        row = Order.objects.first()
        return makers.member(row) if row else makers.member(makers.Application.objects.get())
    return makers.driver() if step.who == "driver" else makers.keeper()


def ask(client: Client, step: Step, address: str, user: User | None) -> Any:
    client.logout()
    if user is not None:
        client.force_login(user)
    return getattr(client, step.method)(address, step.data or {})


def test_the_table_names_every_url():
    assert {pattern.name for pattern in urlpatterns} == {step.name for step in STEPS}


@pytest.mark.parametrize("step", STEPS, ids=ids)
def test_it_works(client, step):
    address = reverse(f"supplies:{step.name}", args=step.make())

    response = ask(client, step, address, who(step, address))

    assert response.status_code == step.status, response.content[:500]


@pytest.mark.parametrize("step", STEPS, ids=ids)
def test_others_are_kept_out(client, step, outsider):
    address = reverse(f"supplies:{step.name}", args=step.make())
    courier = UserFactory()
    AppointmentFactory(user=courier, role=Role.COURIER, division=makers.district())
    before = (Order.objects.count(), Movement.objects.count(), Round.objects.count(), Run.objects.count())

    statuses = [ask(client, step, address, user).status_code for user in (courier, outsider)]
    anonymous = ask(client, step, address, None)

    assert statuses == [step.courier, step.outsider]
    assert anonymous.status_code == step.anonymous
    assert step.anonymous == 200 or anonymous.url.startswith("/accounts/login/")
    assert (
        Order.objects.count(),
        Movement.objects.count(),
        Round.objects.count(),
        Run.objects.count(),
    ) == before


@pytest.mark.parametrize("step", STEPS, ids=ids)
def test_the_wrong_method_is_refused(client, step):
    address = reverse(f"supplies:{step.name}", args=step.make())
    client.force_login(who(step, address))

    methods = {"put", "delete", "patch"} | ({"get"} if only_post(step.name) else set())

    for method in methods:
        assert getattr(client, method)(address).status_code == 405, method


def only_post(name: str) -> bool:
    return not any(step.method == "get" for step in STEPS if step.name == name)


@pytest.mark.parametrize("role", [Role.DISPATCHER, Role.AUDITOR])
def test_staff_of_another_district_find_nothing(client, role):
    makers.received()
    makers.order()
    elsewhere = UserFactory()
    AppointmentFactory(user=elsewhere, role=role, division=other_street().parent)
    a_run("departed")
    client.force_login(elsewhere)

    addresses = {
        "order": Order.objects.first(), "round": Round.objects.get(), "run": Run.objects.get(),
        "stop": Stop.objects.first(), "reverse": Movement.objects.first(),
    }  # fmt: skip
    found = {
        name: client.get(reverse(f"supplies:{name}", args=[row.public_id])).status_code
        for name, row in addresses.items()
    }

    assert set(found.values()) == {404}, found


def test_an_auditor_reads_and_changes_nothing(client, auditor):
    (round_id,) = a_round("computed")
    client.force_login(auditor)

    assert client.get(reverse("supplies:round", args=[round_id])).status_code == 200
    assert b"Publish" not in client.get(reverse("supplies:round", args=[round_id])).content
    assert client.post(reverse("supplies:round-publish", args=[round_id])).status_code == 403
    assert client.get(reverse("supplies:receive")).status_code == 403


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("round-compute", lambda: a_round("published")),
        ("round-publish", lambda: a_round("frozen")),
        ("round-freeze", lambda: a_round("published")),
        ("run-plan", lambda: a_run("departed")),
        ("run-depart", lambda: a_run("departed")),
        ("run-close", lambda: a_run("planned")),
    ],
)
def test_the_wrong_state_is_refused(client, name, make):
    address = reverse(f"supplies:{name}", args=make())
    client.force_login(makers.keeper())

    assert client.post(address, plan_data()).status_code == 409
