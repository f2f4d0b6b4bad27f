"""Cases in the queue and the acts on one of them."""

import itertools

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals.queries.queue import queue
from benchmarks import baselines, data
from benchmarks.measuring import Row, side_by_side
from core.models import User
from core.paging import keyset
from reopening.models import Application
from reopening.services import applications

QUEUE_SIZES = (1_000, 100_000)


def queue_page() -> list[Row]:
    """The first page of a city's queue: 25 rows and whether more follow."""
    data.small_district()
    reviewer = User.objects.get(username="reviewer")
    rows, flat = [], []
    for size in QUEUE_SIZES:
        data.many_cases(size)

        def product() -> None:
            cases = queue(reviewer).filter(status="submitted", division_code__startswith="3301")
            keyset(cases, order=("due_at", "pk"), limit=25)

        ours, raw = side_by_side(product, lambda: baselines.queue_page("3301"), times=30)
        flat.append(ours)
        rows.append(Row(f"queue page at {size:,} cases", ours, raw, "raw SQL by key", "≤ 3", ours <= 3 * raw))
    growth = Row(
        f"queue page, {QUEUE_SIZES[1]:,} cases",
        flat[1],
        flat[0],
        f"the same at {QUEUE_SIZES[0]:,}",
        "≤ 2",
        flat[1] <= 2 * flat[0],
    )
    return [*rows, growth]


def decision() -> list[Row]:
    """Claiming a case: lock, check, save, audit."""
    data.small_district()
    data.many_cases(2_000)
    reviewer = User.objects.get(username="reviewer")
    waiting = itertools.cycle(Application.objects.filter(status="submitted").defer("snapshot")[:400])

    def product() -> None:
        case = next(waiting)
        applications.claim(application=case, by=reviewer, at=timezone.now())

    with CaptureQueriesContext(connection) as queries:
        product()
    ours, plain = side_by_side(product, baselines.plain_decision, times=100)
    count = len(queries)
    return [Row(f"one decision ({count} SQL)", ours, plain, "4 statements by hand", "≤ 2", ours <= 2 * plain)]
