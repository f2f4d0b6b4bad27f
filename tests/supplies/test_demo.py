"""The demo district's supplies: loaded once by the real services, with books that hold."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core import demo as people
from core.services import divisions
from reopening import demo as firms
from supplies import demo
from supplies.models import (
    DispatchPlan,
    Errand,
    Item,
    Lodging,
    Order,
    OrderFile,
    Round,
    RoundItem,
    RoundStatus,
    Run,
    RunStatus,
    Stop,
    StopStatus,
)
from supplies.services import proof
from supplies.services.dry_runs import compare

pytestmark = pytest.mark.django_db


def test_the_demo_has_something_on_every_page_and_its_books_hold():
    at = timezone.now()
    divisions.load(divisions.DEMO_FILE)
    people.load(password="correct-horse-battery", at=at)
    firms.load(password="correct-horse-battery", at=at)

    for _ in range(2):
        demo.load(password="correct-horse-battery", at=at)

    late = Order.objects.filter(submitted_at__gte=at - timedelta(minutes=22), kind="government")
    assert late.filter(status="submitted", urgent_reason="").count() == 6  # needs for the second round
    outcomes = compare(RoundItem.objects.get(round__status=RoundStatus.COMPUTED))
    assert len({tuple(each.packs.tolist()) for each in outcomes}) == 3  # the rules differ in what they give
    plan = DispatchPlan.objects.get()
    assert (plan.status, len(plan.result["depots"]) > 0) == ("proposed", True)
    assert Order.objects.filter(expedited_at__isnull=False).count() == 1
    file = OrderFile.objects.get()
    assert (file.stage, file.counts["orders"] > 0, file.counts["refused"] > 0) == ("waiting", True, True)
    stops = Stop.objects.all()
    assert Item.objects.count() == 7
    assert Order.objects.count() > 10
    assert set(Round.objects.values_list("status", flat=True)) == {
        RoundStatus.PUBLISHED,
        RoundStatus.COMPUTED,
    }
    assert set(Run.objects.values_list("depot__division", "status")) == {
        ("330106", RunStatus.DEPARTED),
        ("330102", RunStatus.DEPARTED),
        ("330102", RunStatus.ABORTED),
    }
    assert set(stops.values_list("status", flat=True)) == {
        StopStatus.DELIVERED,
        StopStatus.STRANDED,
        StopStatus.WAITING,
    }
    assert stops.filter(status=StopStatus.WAITING, firm__members__username="applicant").exists()
    assert set(Errand.objects.values_list("status", "assignee__username")) == {
        ("accepted", "courier"),
        ("waiting", None),
    }
    assert set(Lodging.objects.values_list("status", flat=True)) == {"provided", "waiting"}
    assert list(proof.faults()) == []
