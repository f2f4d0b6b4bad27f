"""Every URL of supplies: it works, wrong method, outsider, wrong role, wrong state, anonymous."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import Role, User
from supplies.models import Balance, Movement, Order, Round, Run, Stop
from supplies.services import orders, runs
from supplies.urls import urlpatterns
from tests.factories import AppointmentFactory, UserFactory, other_street
from tests.supplies import makers

pytestmark = pytest.mark.django_db
NOW = timezone.now


@dataclass(frozen=True)
class Step:
    """One URL: who may, how, what is answered, and what others get."""

    name: str
    make: Callable[[], list[Any]] = list
    who: str = "keeper"
    method: str = "get"
    data: dict[str, Any] | None = None
    status: int = 200
    courier: int = 403  # a person of the place in another role
    outsider: int = 404  # a person of another place


def stock_row() -> list[Any]:
    makers.received()
    return [Balance.objects.get(place=makers.place()).pk]


def a_movement() -> list[Any]:
    makers.received()
    return [Movement.objects.get().public_id]


def an_order() -> list[Any]:
    return [makers.order().public_id]


def a_draft_order() -> list[Any]:
    makers.item()
    application = makers.case()
    by = makers.member(application)
    return [orders.create(application=application, lines={"mask": 10}, by=by, at=NOW()).public_id]


def an_application() -> list[Any]:
    makers.item()
    return [makers.case().public_id]


def a_round(state: str = "draft") -> list[Any]:
    makers.received()
    makers.order()
    row = {
        "frozen": makers.frozen_round,
        "computed": makers.computed_round,
        "published": makers.published_round,
    }
    if state in row:
        return [row[state]().public_id]
    at = NOW()
    return [
        makers.rounds.create(division=makers.district(), day=at.date(), by=makers.keeper(), at=at).public_id
    ]


def a_run(state: str = "planned") -> list[Any]:
    a_round("published")
    if state == "draft":
        row = runs.create(
            depot=makers.place(), day=NOW().date(), courier=makers.driver(), by=makers.keeper(), at=NOW()
        )
        return [row.public_id]
    row = makers.run() if state == "planned" else makers.departed_run()
    return [row.public_id]


def a_stop() -> list[Any]:
    a_run("departed")
    return [Stop.objects.get().public_id]


def plan_data() -> dict[str, Any]:
    return {"courier": makers.driver().pk, "vehicle": "van"}


EVENT = "11111111-2222-4333-8444-555555555555"
COUNTED = {"counted": 900, "reason": "torn"}
WRONG = {"event_id": EVENT, "code": "000", "receiver": "x"}
STEPS = [
    Step("desk", outsider=403),
    Step("stock", outsider=403),
    Step("receive", outsider=403),
    Step("count", stock_row, outsider=403),
    Step("count", stock_row, method="post", data=COUNTED, status=302, outsider=403),
    Step("movements", outsider=403),
    Step("reverse", a_movement, outsider=403),
    Step("reverse", a_movement, method="post", data={"reason": "wrong"}, status=302, outsider=403),
    Step("orders", courier=200, outsider=200),
    Step("order", an_order, courier=404),
    Step("order", an_order, who="member", courier=404),
    Step("order-submit", a_draft_order, who="member", method="post", status=302, courier=404),
    Step("order-cancel", an_order, courier=404),
    Step("order-cancel", an_order, method="post", data={"reason": "twice"}, status=302, courier=404),
    Step("orders-panel", an_application, courier=404),
    Step("order-create", an_application, who="member", courier=404),
    Step("order-create", an_application, "member", "post", {"kind": "errand", "mask": 5}, 302, courier=404),
    Step("order-shortfall", an_application, who="member", method="post", status=302, courier=404),
    Step("rounds", outsider=403),
    Step("round-create", outsider=403),
    Step("round", lambda: a_round("published"), outsider=403),
    Step("round-freeze", a_round, method="post", status=302, outsider=403),
    Step("round-compute", lambda: a_round("frozen"), method="post", status=302, outsider=403),
    Step("round-publish", lambda: a_round("computed"), outsider=403),
    Step("round-publish", lambda: a_round("computed"), method="post", status=302, outsider=403),
    Step("round-cancel", a_round, outsider=403),
    Step("round-cancel", a_round, method="post", data={"reason": "practice"}, status=302, outsider=403),
    Step("runs", outsider=403),
    Step("run-create", outsider=403),
    Step("run", a_run, courier=404),
    Step("run-plan", a_run, method="post", data={"courier": 0}, status=302, courier=404),
    Step("run-depart", a_run, method="post", status=302, courier=404),
    Step("run-cancel", a_run, courier=404),
    Step("run-cancel", a_run, method="post", data={"reason": "rain"}, status=302, courier=404),
    Step("run-close", lambda: a_run("departed"), method="post", status=422, courier=404),
    Step("delivery-notes", a_run, courier=404),
    Step("courier", courier=200, outsider=200),
    Step("stop", a_stop, courier=404),
    Step("stop", a_stop, who="driver", courier=404),
    Step("stop-deliver", a_stop, "driver", "post", WRONG, 422, courier=404),
    Step("stop-fail", a_stop, who="driver", courier=404),
    Step("stop-fail", a_stop, "driver", "post", {"event_id": EVENT, "reason": "refused"}, 302, courier=404),
    Step("stop-renew-code", a_stop, method="post", status=302, courier=404),
]  # fmt: skip


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
    assert anonymous.status_code == 302
    assert anonymous.url.startswith("/accounts/login/")
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
