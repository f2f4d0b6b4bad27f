"""The acts on one case."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks import baselines, data
from benchmarks.measuring import Row, side_by_side
from core.models import User
from reopening.models import Application
from reopening.services import applications

TIMES = 150
MOST_STATEMENTS = 8


def decision() -> list[Row]:
    """Claiming a case: lock, check of the state and of the person, save, chained audit, counts."""
    data.small_district()
    data.many_cases(2_000)
    baselines.analyse()
    reviewer = User.objects.get(username="reviewer")
    waiting = iter(Application.objects.filter(status="submitted").defer("snapshot")[: TIMES + 2])
    plain = iter(baselines.plain_cases(TIMES + 1))

    def product() -> None:
        applications.claim(application=next(waiting), by=reviewer, at=timezone.now())

    with CaptureQueriesContext(connection) as queries:
        product()
    ours, usual = side_by_side(product, lambda: baselines.plain_decision(next(plain)), times=TIMES)
    count = sum(each["sql"] not in {"BEGIN", "COMMIT"} for each in queries)
    return [
        Row(
            f"one decision ({count} SQL)",
            ours,
            usual,
            "lock, save and audit row by the ORM",
            f"≤ 2, ≤ {MOST_STATEMENTS} SQL",
            ours <= 2 * usual and count <= MOST_STATEMENTS,
        )
    ]
