"""Foshan's first day: 4,261 firms ask for 462,528 masks; the day brings 15,000."""

import time

import pytest
from django.utils import timezone

from reopening.models import Application, Firm
from supplies.models import AwardLot, Order, OrderLine, OrderStatus
from supplies.services import proof, rounds
from tests.factories import MembershipFactory, credit_code, policy_set, street
from tests.supplies import makers

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FIRMS, ASKED, CAME = 4_261, 462_528, 15_000


def many_orders() -> None:
    """Straight into the tables: filing 4,261 applications is another test's work."""
    at, person = timezone.now(), MembershipFactory().user
    division, policy, item = street(), policy_set(), makers.item()
    firms = Firm.objects.bulk_create(
        Firm(
            credit_code=credit_code(10_000 + number),
            name=f"演示{number}",
            legal_representative="演示",
            division=division,
            address="演示路",
            industry_code="C14",
            contact_name="演示",
            contact_phone="13800000000",
            staff_total=40,
        )
        for number in range(FIRMS)
    )
    applications = Application.objects.bulk_create(
        Application(
            firm=firm,
            policy_set=policy,
            division=division,
            division_code=division.pk,
            number=f"A{number}",
            status="submitted",
            heads_on_site=5 + number % 60,
            phase=policy.rules.phases[number % len(policy.rules.phases)].key,
            submitted_at=at,
            submitted_by=person,
            due_at=at,
            snapshot={},
        )
        for number, firm in enumerate(firms)
    )
    orders = Order.objects.bulk_create(
        Order(
            number=f"S{number}",
            application=application,
            firm=application.firm,
            division_code=division.pk,
            status=OrderStatus.SUBMITTED,
            submitted_at=at,
            submitted_by=person,
        )
        for number, application in enumerate(applications)
    )
    share, rest = divmod(ASKED, FIRMS)
    OrderLine.objects.bulk_create(
        OrderLine(order=order, item=item, quantity=share + (number < rest))
        for number, order in enumerate(orders)
    )


def test_from_freeze_to_published_in_half_a_minute():
    many_orders()
    makers.received(CAME)
    started = time.perf_counter()

    round_ = makers.published_round()

    item = round_.items.get()
    assert time.perf_counter() - started < 30
    assert sum(AwardLot.objects.values_list("units", flat=True)) == item.granted * item.unit == CAME
    assert round_.status == "published"
    assert list(proof.faults()) == []
    assert rounds.computing.result_digest(round_) == round_.result_sha256
