"""Handing an application in."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks import data, filings
from benchmarks.measuring import Row, side_by_side
from core.models import User
from reopening.models import Application
from reopening.services import applications

TIMES = 100


def submit() -> list[Row]:
    """
    A draft with a roster of eight, judged, frozen, counted and audited, each by a person of its own; beside the
    same number of rows written by one statement, and by `create()` one after the other.
    """
    data.small_district()
    filings.make_tables()
    # As a request has them: of each nothing is read yet but its own row and the person's.
    ready = iter(
        [
            (Application.objects.get(pk=draft), User.objects.get(pk=person))
            for draft, person in data.ready_drafts(2 * (TIMES + 1) + 2)
        ]
    )

    def product() -> None:
        case, person = next(ready)
        applications.submit(application=case, committed=True, by=person, at=timezone.now())

    product()
    with CaptureQueriesContext(connection) as queries:
        product()
    count = len([each for each in queries if each["sql"] not in ("BEGIN", "COMMIT")])
    ours, one = side_by_side(product, filings.write_at_once, times=TIMES)
    again, each = side_by_side(product, filings.write_one_by_one, times=TIMES)
    job = f"submit an application of 11 rows ({count} SQL)"
    return [
        Row(job, ours, one, "one statement by hand", "≤ 4", ours <= 4 * one and count <= 12),
        Row(job, again, each, "create() of each row", "≤ 0.5", again <= 0.5 * each),
    ]
