"""Background work."""

from celery import current_app

from benchmarks import data
from benchmarks.measuring import Row, side_by_side
from core import relay
from core.models import Job


def outbox() -> list[Row]:
    """Handing a job over: a row and its publication, beside Celery's own publish of a message."""
    data.places_only()
    count = 500

    def product() -> None:
        Job.objects.bulk_create([Job(task="core.tasks.beat") for _number in range(count)])
        relay.relay_once()

    def plain() -> None:
        for number in range(count):
            current_app.send_task("core.run_job", args=[str(number)], queue="bench")

    ours, theirs = side_by_side(product, plain, times=3)
    Job.objects.filter(task="core.tasks.beat").delete()
    return [
        Row(
            "a job from row to broker",
            ours / count,
            theirs / count,
            "Celery's publish",
            "≤ 2",
            ours <= 2 * theirs,
        )
    ]
