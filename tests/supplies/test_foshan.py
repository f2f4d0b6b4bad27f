"""Foshan's first day in one sitting: from a district's list to printed delivery notes (issue 6)."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.utils import timezone

from core import background
from core.models import Job
from core.papers.kinds import kinds
from core.services import papers
from reopening.models import Firm
from supplies.models import (
    AwardLot,
    AwardLotState,
    Order,
    OrderFile,
    Place,
    PlaceKind,
    Run,
    RunStatus,
    StopItem,
)
from supplies.services import order_files, plans, proof, runs
from tests.supplies import makers
from tests.supplies.foshan import ASKED, CAME, FIRMS, list_of, many_cases

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

VANS = 40


@contextmanager
def stage(seconds: dict[str, float], name: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    seconds[name] = time.perf_counter() - started


def put_on_the_map() -> None:
    Place.objects.bulk_create(
        Place(
            kind=PlaceKind.FIRM,
            name=firm.name,
            firm=firm,
            division_id=firm.division_id,
            address=firm.address,
            latitude=30.25 + number % 67 / 900,
            longitude=120.05 + number % 101 / 900,
        )
        for number, firm in enumerate(Firm.objects.filter(applications__isnull=False).order_by("pk"))
    )


def test_the_first_day_from_the_list_to_the_delivery_notes(settings, capsys):
    settings.DISPATCH_ITERATIONS = 20
    by, at, seconds = makers.keeper(), timezone.now(), dict[str, float]()
    makers.item()
    content = list_of(many_cases(least_heads=16))
    put_on_the_map()
    Place.objects.filter(pk=makers.place().pk).update(latitude=30.285, longitude=120.085)
    makers.received(CAME)
    vans = [makers.vehicle(f"V{number}", capacity=200, courier=makers.driver()) for number in range(VANS)]

    with stage(seconds, "import"):
        file = order_files.upload(
            division=makers.district(), file_name="昨天.xlsx", content=content, by=by, at=at
        )
        background.run(str(file.job_id))
        file = order_files.take_in(file=OrderFile.objects.get(pk=file.pk), by=by, at=timezone.now())
        background.run(str(file.job_id))
    file.refresh_from_db()
    assert file.counts == {"read": FIRMS, "firms": FIRMS, "orders": FIRMS, "known": 0, "refused": 0}
    assert sum(Order.objects.values_list("lines__quantity", flat=True)) == ASKED

    with stage(seconds, "round"):
        makers.published_round()
    parcels = AwardLot.objects.filter(state=AwardLotState.RESERVED)
    assert sum(parcels.values_list("units", flat=True)) == CAME

    with stage(seconds, "plan"):
        plan = makers.plan(vans)
        plans.solve(plan=plan, at=timezone.now(), tell=lambda done, total: None)
        plans.accept(plan=plan, by=by, at=timezone.now())
    tours = list(Run.objects.filter(dispatch_plan=plan).order_by("pk"))
    left_out = plan.left_out
    assert StopItem.objects.count() + left_out == parcels.count()

    with stage(seconds, "load"):
        for run in tours:
            runs.depart(run=run, by=by, at=timezone.now())
    assert set(Run.objects.values_list("status", flat=True)) == {RunStatus.DEPARTED}

    with stage(seconds, "notes"):
        paper = papers.make(kind=kinds()["delivery"], subject=tours[0], by=by, at=timezone.now())
        papers.store_pdf(paper.pk)
    paper.refresh_from_db()
    assert len(paper.facts["sheets"]) == tours[0].stops.count()
    assert list(proof.faults()) == []
    assert not Job.objects.filter(state="failed").exists()
    with capsys.disabled():
        print(
            {name: round(took, 1) for name, took in seconds.items()}, len(tours), "runs", left_out, "left out"
        )
