"""The acts on one case."""

import itertools

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks import baselines, data
from benchmarks.measuring import Row, side_by_side
from core.models import User
from reopening.models import Application
from reopening.services import applications


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
