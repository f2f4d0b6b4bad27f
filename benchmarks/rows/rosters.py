"""Getting rosters in."""

import json
import time

from django.db import transaction
from django.utils import timezone

from benchmarks import baselines, data
from benchmarks.measuring import Row, side_by_side
from core import background
from reopening.models import Application
from reopening.services import imports, rosters

ROSTER_PEOPLE = 20_000


def roster() -> list[Row]:
    """A workbook from its bytes to committed, screened, encrypted rows."""
    data.small_district()
    content = data.workbook(ROSTER_PEOPLE)
    drafts = iter(Application.objects.filter(status="draft").select_related("firm").order_by("pk"))
    sealed = "x" * 140
    ready = [
        (
            "员工",
            sealed,
            f"{n:032d}",
            "13800000000",
            "操作工",
            "杭州",
            json.dumps({"declared_on": "2020-02-17"}),
            "D",
            "may_work",
        )
        for n in range(ROSTER_PEOPLE)
    ]

    def product() -> None:
        draft = next(drafts)  # a first upload each time
        person = draft.firm.members.get()
        row = rosters.upload(
            application=draft,
            file_name="r.xlsx",
            content=content,
            by=person,
            at=timezone.now(),
            is_accepted=True,
        )
        job = background.claim(row.job_id)
        result = imports.import_upload(upload=row, job=job, at=timezone.now())
        assert row.rows_accepted == ROSTER_PEOPLE, result

    ours, floor = side_by_side(product, lambda: baselines.copy_rows(ready), times=2)
    start = time.perf_counter()
    read = baselines.openpyxl_loop(content, 2_000)
    with transaction.atomic():
        for number, line in enumerate(ready[:2_000]):
            baselines.insert_person(line, number + 10**10)
    usual = (time.perf_counter() - start) / read * ROSTER_PEOPLE
    return [
        Row(
            f"roster of {ROSTER_PEOPLE:,} people",
            ours,
            floor,
            "COPY of ready rows",
            "≤ 2.5",
            ours <= 2.5 * floor,
        ),
        Row(
            f"roster of {ROSTER_PEOPLE:,} people",
            ours,
            usual,
            "openpyxl and one INSERT a row, from 2,000",
            "≤ 0.1",
            ours <= 0.1 * usual,
        ),
    ]
